"""Every page of the route list, looked at by axe-core and by its boxes: in all languages, both themes, at five widths.

`LOOK=all` (`make look`) walks every page in every language, `LOOK=console:queue,portal:` those of routes whose names begin so. Otherwise the boxes of each page
are measured in Arabic, from right to left, and in one of the other languages, which take turns; in one of the two axe and the focus look too. `LOOK_PICTURES=folder` keeps pictures for people.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from parola.desk.accounts.models import Person
from parola.desk.outbox.models import Heartbeat
from parola.worker.jobs import LANES
from tests.browser import look
from tests.desk.world import MONDAY
from tests.web import readers

LOOK = os.environ.get("LOOK", "")
PICTURES = os.environ.get("LOOK_PICTURES", "")


@pytest.fixture
def desk(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> readers.Desk:
    """The desk of the routes, furnished, at MONDAY, with a worker that lives."""
    monkeypatch.setattr("parola.web.middleware.now", lambda: MONDAY)
    for lane in LANES:
        Heartbeat.objects.create(name=lane, at=MONDAY)
    built = readers.build()
    look.furnish(built)
    return built


@pytest.mark.parametrize("languages", [("ar",), ("en", "es", "it")], ids="-".join)
def test_every_page_is_sound(
    languages: tuple[str, ...], desk: readers.Desk, chromium: Browser, live_server: LiveServer
) -> None:
    found: dict[str, list[str]] = {}
    pages = [
        each for each in look.pages(desk) if LOOK in ("", "all") or each.row.route.startswith(tuple(LOOK.split(",")))
    ]
    for language in languages:
        Person.objects.update(language=language)
        with ExitStack() as opened:
            chosen = list(turns(pages, language))
            people = {each.reader for each, *_ in chosen}
            windows = {
                each: opened.enter_context(window(chromium, live_server, desk, each, language)) for each in people
            }
            for each, theme, whole in chosen:
                page = windows[each.reader].pages[0]
                page.goto(each.address)
                if faults := list(look.faults(page, theme=theme, whole=whole, picture=picture(each, language))):
                    found[f"{each} {language}"] = faults
    assert not found, report(found)


def test_what_is_chosen_is_seen_without_colours(desk: readers.Desk, chromium: Browser, live_server: LiveServer) -> None:
    """Forced colours take every background away: what is chosen, current or wrong is told by its outline."""
    context = window(chromium, live_server, desk, "root", "en")
    page = context.pages[0]
    page.emulate_media(forced_colors="active")
    page.goto("/style/")
    style = "each => { const own = getComputedStyle(each); return [own.outlineStyle, own.borderStyle].join(); }"
    chosen, other = (page.locator(f"[aria-pressed={state}]").first.evaluate(style) for state in ("true", "false"))
    wrong, right = (page.locator(which).first.evaluate(style) for which in ("[aria-invalid=true]", "[name=subject]"))
    context.close()
    assert chosen != other
    assert wrong != right


def report(found: dict[str, list[str]]) -> str:
    """Each fault once, with the pages that have it."""
    pages: dict[str, list[str]] = {}
    for page, faults in found.items():
        for told in faults:
            pages.setdefault(told, []).append(page)
    several = {told: f" and {len(where) - 1} more" if len(where) > 1 else "" for told, where in pages.items()}
    return "\n".join(f"{told}\n    {where[0]}{several[told]}" for told, where in pages.items())


def turns(pages: list[look.Shown], language: str) -> Iterator[tuple[look.Shown, str, bool]]:
    """The pages that are looked at in that language, each with its theme, and whether the whole of it is looked at."""
    place = look.LANGUAGES.index(language)
    from_the_right = language == "ar"
    for index, each in enumerate(pages):
        if LOOK or from_the_right or index % 3 == place:
            yield each, ("light", "dark")[(index // 2 + place) % 2], bool(LOOK) or (index % 2 == 0) == from_the_right


def picture(each: look.Shown, language: str) -> str:
    """Where pictures of the page go, if they are wanted."""
    name = "-".join(
        [each.row.route.replace(":", "_"), *(str(arg) for arg in each.row.args[1:] if isinstance(arg, str))]
    )
    return f"{PICTURES}/{name}-{language}" if PICTURES else ""


def window(
    chromium: Browser, live_server: LiveServer, desk: readers.Desk, reader: str, language: str
) -> BrowserContext:
    """A window of that reader, who reads that language."""
    context = chromium.new_context(base_url=live_server.url, reduced_motion="reduce")
    look.let_in(context, desk, reader, live_server.url)
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
    context.new_page().set_default_timeout(20_000)
    return context
