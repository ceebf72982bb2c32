"""What the tests in a real browser share: Chromium, the desk served to it, and readers who are signed in.

The desk believes that it is MONDAY, 10:00 in Madrid; the browser goes by the machine's clock.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from parola.cli.demo import play
from parola.desk.accounts.models import Person
from parola.desk.outbox.models import Heartbeat
from parola.worker.jobs import LANES
from tests.desk import world as worlds

# Playwright's synchronous interface runs a loop in this thread, which Django takes for asynchronous code of ours.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
REFUSED = re.compile("responded with a status of 4|Response Status Error Code 4")
Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.needs("chromium"))
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> worlds.World:
    """The small world, at MONDAY, with a worker that lives."""
    monkeypatch.setattr("parola.web.middleware.now", lambda: worlds.MONDAY)
    for lane in LANES:
        Heartbeat.objects.create(name=lane, at=worlds.MONDAY)
    return worlds.build()


@pytest.fixture
def sample_desk(transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo that was filled at MONDAY, with a worker that lives."""
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["parola.desk.accounts.passwords.Sample"]
    monkeypatch.setattr("parola.web.middleware.now", lambda: worlds.MONDAY)
    for lane in LANES:
        Heartbeat.objects.create(name=lane, at=worlds.MONDAY)
    assert play.fill(worlds.MONDAY, past=False)


class Requests:
    """Those that the desk is answering: a page that closes leaves some behind, which must not reach into the next test's database."""

    def __init__(self) -> None:
        self.running = 0
        self.changed = threading.Condition()

    def started(self, **_given: object) -> None:
        """One more."""
        self._count(1)

    def finished(self, **_given: object) -> None:
        """One less."""
        self._count(-1)

    def settle(self) -> None:
        """Until none has come for a moment, and all are answered."""
        with self.changed:
            while self.changed.wait(0.1):
                pass
            self.changed.wait_for(lambda: self.running <= 0, timeout=10)

    def _count(self, by: int) -> None:
        with self.changed:
            self.running += by
            self.changed.notify_all()


@pytest.fixture
def requests() -> Iterator[Requests]:
    """What the desk is answering in this test."""
    found = Requests()
    request_started.connect(found.started)
    request_finished.connect(found.finished)
    yield found
    request_started.disconnect(found.started)
    request_finished.disconnect(found.finished)


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer, requests: Requests) -> Iterator[Open]:
    """Opens an address in a window of its own, for a person who is signed in. Whatever the browser complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(address: str, person: Person | None = None, *, width: int = 1280, **options: object) -> Page:
        height = 800 if width > 600 else 844
        context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        if person is not None:
            sign_in(context, live_server, person)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    requests.settle()
    assert complaints == []


def is_complaint(said: ConsoleMessage) -> bool:
    """An error of the page's own: what the server refuses on purpose is told to the reader."""
    return said.type in {"error", "warning"} and not REFUSED.search(said.text)


def sign_in(context: BrowserContext, live_server: LiveServer, person: Person) -> None:
    """Give the window the person's session."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
