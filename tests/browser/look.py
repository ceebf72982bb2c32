"""What the walk over all pages looks at: which pages there are, and what is wrong with one of them.

Every page of the route list (`tests/web/routes.py`) is shown to the reader who sees most of it, on the desk on which the routes are tried, with a
ticket of many entries beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from parola.desk.tickets import operations
from tests.desk.world import after
from tests.web.matrix import Row
from tests.web.readers import Desk
from tests.web.routes import ROWS

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
BOXES = (Path(__file__).parent / "boxes.js").read_text(encoding="utf-8")
FOCUS = (Path(__file__).parent / "focus.js").read_text(encoding="utf-8")
RUN_AXE = """async (options) => (await axe.run(document, options)).violations.map(
    (found) => `${found.id}: ${found.nodes.map((node) => node.target.join(" ")).slice(0, 5).join(" | ")}`)"""
UNFOLD = "document.querySelectorAll('details:not(.menu, [hx-trigger]):not(:has([hx-trigger]))').forEach((each) => { each.open = true; })"
"""What is folded is looked at too, but for what would be fetched."""
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules whose answer hangs on the theme."""
NARROW = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
"""The rules whose answer hangs on the width."""
WIDTHS = (1280, 1024, 768, 640, 320)
"""A desk's, a tablet's on its side and upright, that of a desk at 200%, and a phone's at its narrowest (WCAG 2.2, 1.4.10)."""
LANGUAGES = ("en", "es", "it", "ar")
MOST = {"portal:": ("ana", "amir", "caro", "anonymous"), "": ("root", "magda", "ana", "anonymous")}
"""Who sees most, of what the route's name begins with."""
LONG = "https://billing.santelmo.example/invoices/2026/11/0000000000000000000000000000000000000000000000000000000000-final.pdf"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A page, and who looks at it."""

    row: Row
    reader: str
    address: str

    def __str__(self) -> str:
        return f"{self.row} ({self.reader}: {self.address})"


def pages(desk: Desk) -> list[Shown]:
    """All pages of the route list that somebody may see, in its order."""
    found = (shown(desk, row) for row in _rows())
    return [each for each in found if each is not None and is_page(desk, each)]


def _rows() -> Iterator[Row]:
    yield from (row for row in ROWS if row.method == "GET" and not row.framed)


def shown(desk: Desk, row: Row) -> Shown | None:
    """The row's page for the reader who sees most of it."""
    expected = row.expected()
    order = next(readers for start, readers in MOST.items() if row.route.startswith(start))
    reader = next((each for each in order if expected[each] == 200), None)
    if reader is None:
        return None
    query = "&".join(f"{name}={desk.value(given)}" for name, given in row.data.items())
    return Shown(row=row, reader=reader, address=f"{desk.address(row)}{'?' if query else ''}{query}")


def is_page(desk: Desk, each: Shown) -> bool:
    """Neither a file nor a part of a page."""
    answer = desk.browser(each.reader).get(each.address)
    saved = answer.get("Content-Disposition", "").startswith("attachment")
    whole = b"<html" in b"".join(answer)  # to its end, so that a file is closed
    return answer.status_code == 200 and whole and not saved


def furnish(desk: Desk) -> None:
    """More on the desk than the routes need: a conversation, long words, names that run the other way, tickets in every group."""
    world, ticket = desk.world, desk.ticket
    operations.reply(
        ticket=ticket, by=world.bob, text="We are looking at it.\n\n> Nobody can log in.", now=after(minutes=1)
    )
    operations.note(ticket=ticket, by=world.bob, text=f"See {LONG}", now=after(minutes=2))
    for priority, subject in (("P1", "لا أحد يستطيع تسجيل الدخول"), ("P2", LONG), ("P3", "Una pregunta " * 12)):
        world.ticket(priority=priority, subject=subject, text=subject, now=after(minutes=-90))


def faults(page: Page, *, theme: str, whole: bool = True, picture: str = "") -> Iterator[str]:
    """What is wrong with the page that is open: boxes at each width; if the `whole` of it, also what axe finds and where the focus is not seen.

    What does not hang on colours is asked in one theme.
    """
    page.evaluate(UNFOLD)
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    dress(page, theme)
    if whole:
        yield from _rules(page, theme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        yield from (f"at {width}: {each}" for each in page.evaluate(BOXES))
        if picture:
            page.screenshot(path=f"{picture}-{width}.png", full_page=True)
    if whole:
        yield from (f"at {WIDTHS[-1]}: {each}" for each in page.evaluate(RUN_AXE, NARROW))
        page.keyboard.press("Tab")
        yield from (f"at {WIDTHS[-1]}: {each}" for each in page.evaluate(FOCUS))


def _rules(page: Page, theme: str) -> Iterator[str]:
    page.evaluate(AXE)
    yield from page.evaluate(RUN_AXE, EVERYTHING)
    other = {"light": "dark", "dark": "light"}[theme]
    dress(page, other)
    yield from (f"{other}: {each}" for each in page.evaluate(RUN_AXE, COLOURS))


def dress(page: Page, theme: str) -> None:
    """Show the page in that theme, without asking for it again."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)


def let_in(context: BrowserContext, desk: Desk, reader: str, address: str) -> None:
    """Give the window the reader's session."""
    context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in desk.cookies[reader].items()]
    )
