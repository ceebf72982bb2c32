"""Attack class B28: who may have an event stream, and what each hears on it (OTRS CVE-2023-2534)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from parola.desk.accounts import second_factor
from parola.desk.accounts.models import Person, Post
from parola.desk.accounts.sessions import end_sessions
from parola.desk.live import audience, presence
from parola.desk.live.news import Watch
from parola.desk.tickets import operations, queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.relations import Sight, seen_by, who_sees
from parola.web.live import rights
from parola.web.live.entrance import Opened
from parola.web.live.listeners import MOST_OF_ONE, MOST_WAITING, Listener, Listeners
from parola.web.live.stream import Entrance
from tests.desk.world import MONDAY, after
from tests.web.matrix import READERS
from tests.web.readers import Desk

pytestmark = pytest.mark.django_db
SIGNED_OUT = {"anonymous", "deactivated"}
"""Whoever else lost what they had may still come in, and hears nothing of it."""


def scope(cookies: Mapping[str, str], **headers: str) -> dict[str, Any]:
    """A request for the stream, as ASGI has it."""
    said = {
        "host": "127.0.0.1:8040",
        "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
    } | headers
    raw = [(name.encode(), value.encode()) for name, value in said.items()]
    return {"type": "http", "method": "GET", "path": "/live/", "query_string": b"", "headers": raw, "scheme": "http"}


def asked(desk: Desk, reader: str, **headers: str) -> int | Listener:
    """The stream that the reader gets, or the status of the refusal."""
    response = Entrance().ask(scope(desk.cookies[reader], **headers))
    return response.listener if isinstance(response, Opened) else response.status_code


def test_who_could_not_open_a_page_has_no_stream(desk: Desk) -> None:
    answers = {reader: asked(desk, reader) for reader in READERS}
    assert {reader for reader, answer in answers.items() if answer == 401} == SIGNED_OUT
    listeners = {reader: answer for reader, answer in answers.items() if isinstance(answer, Listener)}
    assert set(listeners) == set(READERS) - SIGNED_OUT
    assert {reader: each.person for reader, each in listeners.items()} == {
        each: desk.people[each].pk for each in listeners
    }
    assert rights.ended(list(listeners.values()), MONDAY) == set()


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.0.0.1:8040", False),
        ("http://localhost:8000", False),  # another host name than the stream's: its cookies are not sent there
        ("https://elsewhere.example", False),
        ("null", False),
    ],
)
def test_pages_of_others_have_none(desk: Desk, origin: str, let_in: bool) -> None:
    answer = asked(desk, "bob", origin=origin)
    assert isinstance(answer, Listener) if let_in else answer == 403


def test_pages_ask_from_their_own_port_by_name(desk: Desk) -> None:
    response = Entrance().ask(scope(desk.cookies["bob"], origin="http://127.0.0.1:8000"))
    assert response["Access-Control-Allow-Origin"] == "http://127.0.0.1:8000"
    assert response["Access-Control-Allow-Credentials"] == "true"
    assert "no-store" in response["Cache-Control"]


def signed_out(desk: Desk) -> None:
    desk.browser("bob").post("/sign-out/")


def deactivated(desk: Desk) -> None:
    Person.objects.filter(pk=desk.people["bob"].pk).update(is_active=False)


def sessions_ended(desk: Desk) -> None:
    end_sessions(desk.people["bob"])


def password_changed(desk: Desk) -> None:
    desk.people["bob"].set_password("another four quiet horses")
    desk.people["bob"].save()


def post_lost(desk: Desk) -> None:
    Post.objects.filter(person=desk.people["bob"]).delete()


def second_factor_required(desk: Desk) -> None:
    second_factor.name(roles=["agent"], by=desk.people["root"], now=MONDAY)


@pytest.mark.parametrize(
    "taken", [signed_out, deactivated, sessions_ended, password_changed, post_lost, second_factor_required]
)
def test_a_stream_ends_with_what_it_hung_on(desk: Desk, taken: Any) -> None:
    bob, lea = asked(desk, "bob"), asked(desk, "lea")
    assert isinstance(bob, Listener)
    assert isinstance(lea, Listener)
    taken(desk)
    ended = rights.ended([bob, lea], MONDAY)
    assert bob in ended
    assert (lea in ended) is (taken is second_factor_required), "who still may comes in by the door again"
    if taken is not post_lost:
        assert asked(desk, "bob") == 401
    assert rights.ended([lea], MONDAY + timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)) == {lea}


def test_asking_for_many_says_what_asking_for_each_says(desk: Desk) -> None:
    tickets = list(Ticket.objects.all())
    for sight in Sight:
        one_by_one = {
            (ticket.pk, person.pk)
            for person in Person.objects.all()
            for ticket in Ticket.objects.filter(seen_by(person, sight))
        }
        assert who_sees(sight, [each.pk for each in tickets]) == one_by_one


INSIDE = {"bob", "lea", "paula", "alma", "magda", "audrey", "root"}
CUSTOMERS = {"ana", "pia", "amir"}


def heard(desk: Desk, watch: Watch, **later: float) -> dict[str, audience.Heard]:
    """What each reader hears."""
    told = audience.heard_by(watch.look(after(**later)))
    names = {person.pk: name for name, person in desk.people.items()}
    return {names[person]: what for person, what in told.items() if person in names}


def test_each_hears_what_their_page_may_show(desk: Desk) -> None:
    watch = Watch(MONDAY)
    operations.note(ticket=desk.ticket, by=desk.world.bob, text="They owe us money", now=after(minutes=1))
    presence.here(ticket=desk.ticket, person=desk.world.bob, writing=True, now=after(minutes=1))
    told = heard(desk, watch, minutes=1)
    assert set(told) == INSIDE, "a note and who is there make no event for a customer (B3)"
    assert told["lea"] == {"CRE-1": {"message", "presence"}}

    operations.reply(ticket=queries.again(desk.ticket), by=desk.world.bob, text="On it", now=after(minutes=2))
    told = heard(desk, watch, minutes=2)
    assert {name for name, what in told.items() if "message" in what.get("CRE-1", ())} == INSIDE | CUSTOMERS
    assert told["ana"] == {"CRE-1": {"message"}}
    assert heard(desk, watch, minutes=2) == {}


def test_a_clock_that_passes_its_due_time_is_heard_once(desk: Desk) -> None:
    due = Ticket.objects.get(pk=desk.ticket.pk).due_at
    assert due is not None
    watch = Watch(due - timedelta(seconds=1))
    others = Ticket.objects.exclude(pk=desk.ticket.pk)
    others.update(due_at=None)
    told = audience.heard_by(watch.look(due))
    assert told[desk.people["ana"].pk] == {"CRE-1": {"due"}}
    assert audience.heard_by(watch.look(due + timedelta(seconds=1))) == {}


def test_presence_is_for_those_inside_and_fades(desk: Desk) -> None:
    with pytest.raises(presence.NotInside):
        presence.here(ticket=desk.ticket, person=desk.world.ana, writing=True, now=MONDAY)
    presence.here(ticket=desk.ticket, person=desk.world.bob, writing=True, now=MONDAY)
    presence.here(ticket=desk.ticket, person=desk.world.lea, writing=False, now=MONDAY)
    assert [each.person for each in presence.others(desk.ticket, desk.world.lea, MONDAY)] == [desk.world.bob]
    assert [each.person for each in presence.others(desk.ticket, desk.world.root, MONDAY)] == [
        desk.world.bob,
        desk.world.lea,
    ]
    assert presence.others(desk.ticket, desk.world.lea, MONDAY + presence.AGE) == []
    presence.gone(ticket=desk.ticket, person=desk.world.bob)
    assert presence.others(desk.ticket, desk.world.lea, MONDAY) == []


def test_what_waits_for_a_slow_reader_is_bounded_and_so_are_the_streams_of_one() -> None:
    listener = Listener(person=1, session="s", proof="p")
    for number in range(MOST_WAITING + 5):
        listener.hear({f"CRE-{number}": {"message"}})
    assert len(listener.waiting) <= MOST_WAITING
    assert b'"":["much"]' in listener.told()
    assert listener.told() == b""
    listeners = Listeners()
    mine = [Listener(person=1, session="s", proof="p") for _ in range(MOST_OF_ONE + 1)]
    assert [listeners.admit(each, 0.0) for each in mine] == [True] * MOST_OF_ONE + [False]
    listeners.tell({2: {"CRE-1": {"message"}}}, 1.0)
    late = Listener(person=2, session="t", proof="p")
    assert listeners.admit(late, 2.0)
    assert late.waiting == {"CRE-1": {"message"}}, "whoever opens a page just now has missed nothing"
