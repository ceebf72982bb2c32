"""Two windows on one ticket: each shows what happens in the other within moments, and nothing that is being typed is touched.

With the web and the event stream as the processes that they are, on the machine's own clock.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from parola.desk.accounts.models import Person, Post
from parola.desk.agreements import operations as agreements
from parola.desk.tickets import operations, queries
from parola.desk.tickets.models import Ticket
from parola.now import now
from tests.desk import world as worlds
from tests.desk.world import World
from tests.support.processes import HOST, free_port, running, shared

PROMISED = 2_000
"""Milliseconds in which a page shows what happened elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The desk as it is served, a ticket whose first response falls due in some seconds, and the stream's process."""

    address: str
    browser: Browser
    stream: subprocess.Popen[str]
    world: World
    ticket: Ticket
    complaints: list[str]

    def window(self, person: Person, path: str) -> Page:
        """A window of the person's own browser."""
        client = Client()
        client.force_login(person)
        context = self.browser.new_context(base_url=self.address, viewport={"width": 1280, "height": 900})
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        return page


@pytest.fixture
def scene(transactional_db: None, chromium: Browser, tmp_path: Path) -> Iterator[Scene]:
    web, stream = free_port(), free_port()
    ports = {
        "PAROLA_BASE_URL": f"http://{HOST}:{web}",
        "PAROLA_STREAM": "port",
        "PAROLA_STREAM_PORT": str(stream),
    }
    granian = ("granian", "--interface", "wsgi", "--host", HOST, "--port", str(web), "--blocking-threads", "2")
    with (
        shared(tmp_path) as found,
        running(web, found | ports, *granian, "parola.web.wsgi:application"),
        running(stream, found | ports, "parola", "stream") as process,
    ):
        world = worlds.build()
        here, complaints = f"http://{HOST}:{web}", list[str]()
        ticket = due_soon(world)
        yield Scene(address=here, browser=chromium, stream=process, world=world, ticket=ticket, complaints=complaints)
    assert complaints == []


def due_soon(world: World) -> Ticket:
    """A ticket whose first response is due in 15 s, around the clock."""
    native = worlds.brand("native", "NAT")
    worlds.publish(native, "native")
    for agent in (world.bob, world.lea):
        Post.objects.create(person=agent, brand=native, role="agent")
    agreements.sign(
        organization=world.acme, brand=native, plan="native", first_day=worlds.SIGNED, timezone="UTC", now=worlds.MONDAY
    )
    given = {"brand": native, "priority": "critical", "channel": "email"}
    first = world.ticket(submitted_at=now(), now=now(), **given)
    assert first.due_at is not None
    opened = now() - (first.due_at - first.opened_at) + timedelta(seconds=15)
    return world.ticket(submitted_at=opened, now=opened, **given)


@pytest.mark.django_db(transaction=True)
def test_two_agents_on_one_ticket_see_each_other_and_lose_nothing(scene: Scene) -> None:
    path = f"/console/tickets/{scene.ticket.reference}/"
    lea, bob = scene.window(scene.world.lea, path), scene.window(scene.world.bob, path)
    a_clock_changes_by_itself(lea)
    expect(lea.locator("#present")).to_contain_text("is looking", timeout=8_000)
    bob.locator(".reply-form textarea").fill("We are on it.")
    expect(lea.locator("#writing .banner")).to_contain_text("is writing", timeout=PROMISED)

    draft = lea.locator(".reply-form textarea")
    draft.press_sequentially("Half a sen")
    bob.locator(".reply-form button.main").click()
    reply = lea.locator("#conversation article[data-new]")
    expect(reply).to_contain_text("We are on it.", timeout=PROMISED + 2_000)  # and the time in which it is sent
    lea.keyboard.type("tence")
    expect(draft).to_be_focused()
    expect(draft).to_have_value("Half a sentence")
    expect(lea.locator("[data-fresh]")).not_to_be_empty()

    expect(lea.locator("#since .banner")).to_be_visible()
    lea.locator("[data-since-read]").click()
    expect(draft).to_be_focused()
    lea.locator(".reply-form button.main").click()
    expect(lea.locator("#conversation")).to_contain_text("Half a sentence")
    without_a_stream_pages_ask_again(scene, bob)


def a_clock_changes_by_itself(page: Page) -> None:
    """What was open stays open: the page is refreshed, and not loaded again."""
    page.locator("#beside .clock summary").first.click()
    expect(page.locator("#beside .clock ol").first).to_be_visible()
    expect(page.locator("#beside .clock .due.missed").first).to_be_visible(timeout=25_000)
    expect(page.locator("#beside .clock ol").first).to_be_visible()


def without_a_stream_pages_ask_again(scene: Scene, page: Page) -> None:
    """As often as they say: here each second."""
    page.goto(f"/console/tickets/{scene.ticket.reference}/")
    scene.stream.send_signal(signal.SIGTERM)
    assert scene.stream.wait(10) == 0
    page.locator("#live").evaluate("element => { element.dataset.every = '1' }")
    operations.note(ticket=queries.again(scene.ticket), by=scene.world.lea, text="By asking", now=now())
    expect(page.locator("#conversation")).to_contain_text("By asking")
