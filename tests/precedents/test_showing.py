"""Faults that other desks had with showing what others wrote, each under its own name.

Those about file names and served files are in `tests/attacks/test_b18_files.py`, those about every other place where somebody may write
in `tests/attacks/test_b01_sinks.py`.
"""

from __future__ import annotations

import socket
from importlib.metadata import version

import pytest

from parola.desk.mail.models import Received
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from parola.web.markup import tame
from parola.web.markup.pictures import Pictures
from tests.desk import world as worlds
from tests.desk.mail.post import take_in, written
from tests.desk.mail.test_compose import Letter, letter, verify
from tests.desk.world import MONDAY, World
from tests.support.walls import elements, faults
from tests.web.conftest import Reader, monday, reader

__all__ = ["monday", "reader"]
LABELS = tame.Labels(earlier="Earlier", withheld="Withheld")
NAME = '"><img src=x onerror=alert(1)>{{7*7}}<script>alert(1)</script>'
BODY = "<img src=x onerror=alert(1)>\n<script>alert(1)</script>\n[x](javascript:alert(1)) javascript:alert(1)\n> <b onclick=alert(1)>"
REMOTE = '<table><tr><td>a</td><td>b</td></tr></table><img src="//127.0.0.1:9/a"><img src="http://127.0.0.1:9/b"><link rel=stylesheet href=//127.0.0.1:9/c>'


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


def answered(world: World, name: str, text: str) -> list[Letter]:
    """What leaves to Ana for a ticket with these words, by everybody, where everything is called so."""
    verify(world.ana)
    for person in (world.ana, world.bob):
        person.name = name
        person.save()
    world.credenti.name, world.credenti.signature = name, {"en": text, "es": text}
    world.credenti.save()
    ticket = world.ticket(subject=name, text=text)
    ticket = operations.reply(ticket=ticket, by=world.bob, text=text, at_once_reason=name, now=MONDAY)
    operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason=text, now=MONDAY)
    return [letter(template, ticket) for template in ("acknowledgement", "reply", "priority_changed")]


def test_cve_2026_32754_cve_2026_40567_cve_2026_40568_what_is_in_a_mail_of_ours_is_text(world: World) -> None:
    """A customer's body, a sender's name, a signature: raw in the HTML of the mails that left."""
    hostile = answered(world, NAME, BODY)
    plain = answered(world, "Plain", "Plain\n> Plain\nhttps://x.example/")
    known = set[str]().union(*(elements(each.html).kinds for each in plain))
    for each in hostile:
        found = elements(each.html)
        assert found.kinds - known == set()
        assert found.leads <= {"http", "https", "mailto"}


def test_cve_2026_34718_a_link_to_data_is_none() -> None:
    page = tame.tame('<a href="data:text/html;base64,PHNjcmlwdD4=">x</a><a href="DATA:,x">y</a>', Pictures(), LABELS)
    assert "href" not in page


def test_cve_2026_40497_nothing_is_allowed_but_what_is_known() -> None:
    for element in (
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "button",
        "svg",
        "math",
        "link",
        "meta",
        "base",
        "video",
        "x-y",
    ):
        assert (
            faults(
                tame.tame(
                    f"<{element} src=x href=x onload=alert(1) style=position:fixed>x</{element}>y", Pictures(), LABELS
                )
            )
            == []
        )


def test_ammonia_4_1_2_nothing_changes_its_meaning_by_its_namespace() -> None:
    """Markup that is one thing inside of `svg` or `math`, and another once that is taken away."""
    assert tuple(map(int, version("nh3").split("."))) >= (0, 3, 0)
    for outer in ("svg", "math"):
        for inner in (
            "style",
            "title",
            "annotation-xml encoding='text/html'",
            "mtext><mglyph><style",
            "desc",
            "foreignObject",
        ):
            html = f"<{outer}><{inner}><img src=x onerror=alert(1)><a title='</style><img src=x onerror=alert(1)>'>"
            assert faults(tame.tame(html, Pictures(), LABELS)) == []
            assert [each for each in faults(tame.cleaned(html)) if not each.startswith("img src")] == []


def test_cve_2023_38059_cve_2019_12248_cve_2020_24881_showing_and_answering_a_mail_asks_nobody(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = take_in(
        world, written(sender="ana@people.example", text=REMOTE, content_type="text/html"), path="ana@people.example"
    )
    assert received.state == Received.State.TICKET
    ticket = Ticket.objects.get(mails=received)
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *place, **_more: asked.append(place))
    monkeypatch.setattr(socket.socket, "connect", lambda _self, place: asked.append(place))
    browser, here = reader(world.bob), f"/console/tickets/{ticket.reference}/"
    for page in ("", "message/1/", "message/1/?as=text", "message/1/as-sent/", "history/"):
        answer = browser.get(here + page)
        assert answer.status_code == 200
        assert b'="//127.0.0.1:9' not in answer.content
        assert b'="http://127.0.0.1:9' not in answer.content
    browser.post(f"{here}reply/", {"seen": "1", "text": "We look at it."})
    assert asked == []


def test_cve_2024_39125_where_one_comes_from_stands_on_no_page(world: World, reader: Reader) -> None:
    for address in ("/console/", "/console/nothing-there/", "/sign-in/", "/portal/"):
        answer = reader(world.root).get(
            address, {"x": NAME}, headers={"referer": f"https://x.example/{NAME}", "accept-language": NAME}
        )
        assert b"<img src=x" not in answer.content
