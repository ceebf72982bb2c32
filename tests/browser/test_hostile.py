"""B1 and P18 in a real browser: nothing of what a mail has runs or asks, before either of two walls, with the other taken away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route
from pytest_django.live_server_helper import LiveServer

from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from parola.web.markup import frame
from parola.web.markup.pictures import Pictures
from parola.web.markup.tame import Labels, tame
from tests.attacks import hostile
from tests.browser.conftest import sign_in
from tests.desk.world import MONDAY, World

BUNDLE = 12
LABELS = Labels(earlier="Earlier", withheld="Withheld")
BUNDLES = [hostile.ours()[start : start + BUNDLE] for start in range(0, len(hostile.ours()), BUNDLE)]
OWN_PLACES = ("/console/", "/portal/", "/static/", "/preferences/")


class Watched:
    """A page, and all that it did on its own: what ran, what it asked whom for, where it went."""

    def __init__(self, page: Page, own: str) -> None:
        self.page, self.own = page, own
        self.did: list[str] = []
        page.on("dialog", self.hear)
        page.on("popup", lambda _other: self.did.append("opened a window"))
        page.context.route(self.is_foreign, self.refuse)

    def hear(self, dialog: Dialog) -> None:
        """Something ran."""
        self.did.append(f"ran: {dialog.message}")
        dialog.dismiss()

    def refuse(self, route: Route) -> None:
        """Whatever gets past the page's own rules, on its way out."""
        self.did.append(f"asked: {route.request.url}")
        route.abort()

    def is_foreign(self, address: str) -> bool:
        """Whether that is nothing that our page asks for by itself."""
        inside = address.removeprefix(self.own)
        return not address.startswith(("data:", "about:")) and not (inside != address and inside.startswith(OWN_PLACES))

    def settle(self) -> None:
        """Give what might act the time to."""
        self.page.wait_for_timeout(400)


@pytest.fixture
def watched(chromium: Browser, live_server: LiveServer, world: World) -> Iterator[Watched]:
    context = chromium.new_context(base_url=live_server.url)
    sign_in(context, live_server, world.bob)
    yield Watched(context.new_page(), live_server.url)
    context.close()


@pytest.fixture
def bare(chromium: Browser, live_server: LiveServer, world: World) -> Iterator[Watched]:
    """A browser that believes no Content-Security-Policy."""
    context = chromium.new_context(base_url=live_server.url, bypass_csp=True)
    sign_in(context, live_server, world.bob)
    yield Watched(context.new_page(), live_server.url)
    context.close()


def hostile_ticket(world: World, payloads: list[str]) -> Ticket:
    """A ticket that says all of it, as text and as a page."""
    said = "\n".join(payloads).replace("\x00", "")
    world.ana.name = payloads[0][:100].replace("\x00", "")
    world.ana.save()
    html = "<table><tr><td>a</td><td>b</td></tr></table>" + "".join(f"<div>{payload}</div>" for payload in payloads)
    return operations.open_ticket(
        brand=world.credenti, requester=world.ana, subject=payloads[-1][:200].replace("\x00", ""), text=said, html=html,
        channel="email", submitted_at=MONDAY, now=MONDAY,
    )  # fmt: skip


def look_at(watched: Watched, ticket: Ticket) -> None:
    """The conversation with its frame, the whole message, and the frame's own address."""
    for place in ("", "message/1/", "message/1/as-sent/"):
        watched.page.goto(f"/console/tickets/{ticket.reference}/{place}")
        watched.settle()


@pytest.mark.parametrize("payloads", BUNDLES[::3], ids=lambda payloads: payloads[0][:20])
def test_nothing_runs_and_nothing_is_asked_for(watched: Watched, world: World, payloads: list[str]) -> None:
    look_at(watched, hostile_ticket(world, payloads))
    assert watched.did == []


def test_nothing_runs_with_the_policies_off(bare: Watched, world: World) -> None:
    look_at(bare, hostile_ticket(world, hostile.ours()))
    assert bare.did == []


def test_what_is_cleaned_is_harmless_even_in_a_page_with_all_rights(bare: Watched, world: World) -> None:
    """Without a frame and without policies, beside htmx, in a page of ours."""
    bare.page.goto(f"/console/tickets/{world.ticket().reference}/")
    for payload in hostile.everything():
        cleaned = tame(payload, Pictures(), LABELS)
        bare.page.evaluate(
            "html => { const there = document.createElement('div'); there.innerHTML = html; document.body.append(there); htmx.process(there); }",
            cleaned,
        )
    bare.settle()
    assert bare.did == []


def test_the_frame_alone_holds_what_nobody_cleaned(
    watched: Watched, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for a page that sends itself elsewhere: of that the frame on our page is kept (`frame-src`), its own address alone is not."""
    monkeypatch.setattr(frame, "tame", lambda html, _pictures, _labels: html)
    look_at(watched, hostile_ticket(world, [each for each in hostile.ours() if "http-equiv" not in each]))
    assert watched.did == []


def test_the_watch_sees_what_runs_and_what_asks(bare: Watched, world: World) -> None:
    """The control: the same, with nothing before it."""
    bare.page.goto(f"/console/tickets/{world.ticket().reference}/")
    for payload in (
        "<img src=x onerror=alert(1)>",
        "<img src=//elsewhere.example/p>",
        "<div hx-get=/gadget hx-trigger=load>x</div>",
    ):
        bare.page.evaluate(
            "html => { const there = document.createElement('div'); there.innerHTML = html; document.body.append(there); htmx.process(there); }",
            payload,
        )
    bare.settle()
    assert {each.partition(":")[0] for each in bare.did} >= {"ran", "asked"}
    assert any(each.endswith("/gadget") for each in bare.did)
