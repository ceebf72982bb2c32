"""The page of misses: each with what the record says and what would have kept it; said by people, counted by cause."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.tickets import explaining, joining, operations, queries
from parola.desk.tickets.explaining import NoSuchMiss
from parola.desk.tickets.kinds.misses import Cause, MissExplained
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import NotAllowed, ReasonNeeded
from tests.desk.world import World, after
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

PAGE = "/console/report/misses/"
EXPLAIN = f"{PAGE}explain/?month=2026-11"


def late(world: World, taken: float, answered: float | None = None) -> Ticket:
    """Ana's P1 of Monday 10:00 in Madrid, due at 12:00: taken by Bob after so many minutes, answered after others."""
    ticket = world.ticket(priority="P1")
    ticket = operations.assign(ticket=ticket, assignee=world.bob, by=world.lea, now=after(minutes=taken))
    if answered is not None:
        ticket = operations.reply(ticket=ticket, by=world.bob, text="Hello", now=after(minutes=answered))
    return ticket


def misses_of(ticket: Ticket, now: datetime) -> list[explaining.Miss]:
    clocks = explaining.missed(ticket, queries.history(ticket), now)
    return [explaining.miss_of(ticket, clock) for clock in clocks]


@pytest.fixture
def month(world: World, monday: time_machine.Traveller) -> World:
    """CRE-1 and CRE-2 were taken late, CRE-3 was answered late; CRE-4 was kept."""
    late(world, taken=85, answered=150)
    late(world, taken=100)
    late(world, taken=5, answered=132)
    late(world, taken=5, answered=30)
    monday.move_to(after(hours=6))
    return world


def test_each_miss_says_why_and_what_would_have_kept_it(month: World, reader: Reader) -> None:
    page = text_of(english(reader, month.lea).get(PAGE).content)
    assert "3 promises were missed. 3 are not explained yet." in page
    assert "Nobody had it for 1 h 25 min of the time: Mon, 16 Nov 2026, 09:00 to 10:25." in page
    assert "An answer by Mon, 16 Nov 2026, 11:00 would have kept it." in page
    assert "It was taken only Mon, 16 Nov 2026, 10:25, by Bob." in page
    assert "It was done Mon, 16 Nov 2026, 11:30, 30 min of working time too late." in page
    assert "Bob had it for 1 h 55 min of the time" in page
    assert page.count("It has not been done.") == 1
    assert "Nobody had it02Somebody had it, and it took too long01" in page


def test_a_person_says_it_of_several_at_once_and_the_causes_are_counted(month: World, reader: Reader) -> None:
    client = english(reader, month.lea)
    picked = re.findall(r'name="miss" value="(CRE-[12]/[^"]+)"', client.get(PAGE).content.decode())
    assert picked == ["CRE-2/first_response/1", "CRE-1/first_response/1"]
    answer = client.post(EXPLAIN, {"miss": picked, "cause": "overload", "note": "The bank was down."})
    assert answer.headers["Location"] == f"{PAGE}?month=2026-11"
    page = client.get(PAGE).content.decode()
    assert "2 misses are explained. " in text_of(page.encode())
    assert "1 is not explained yet." in text_of(page.encode())
    assert "More came than could be done20" in text_of(page.encode())
    behind = client.get(f"{PAGE}?month=2026-11&brand=credenti&cause=overload").content
    assert re.findall(r"/console/tickets/(CRE-\d)/\"", behind.decode()) == ["CRE-2", "CRE-1"]
    assert "The bank was down." in text_of(behind)
    assert len(re.findall("CRE-", client.get(f"{PAGE}?brand=credenti&cause=customer").content.decode())) == 0


def test_what_is_sent_without_a_tick_or_a_note_says_nothing(month: World, reader: Reader) -> None:
    client = english(reader, month.lea)
    told = text_of(client.post(EXPLAIN, {"cause": "overload"}, follow=True).content)
    assert "Nothing was said: tick those of which you say it." in told
    refused = client.post(EXPLAIN, {"miss": "CRE-1/first_response/1", "cause": "other", "note": " "})
    assert refused.status_code == 422
    assert "Say in the note what it was." in text_of(refused.content)
    assert 'value="CRE-1/first_response/1"' in refused.content.decode()
    for miss in ("CRE-4/first_response/1", "CRE-1/first_response/2", "CRE-99/first_response/1", "CRE-1"):
        assert client.post(EXPLAIN, {"miss": miss, "cause": "overload"}).status_code == 404


def test_what_ceases_to_be_a_miss_before_it_is_said_is_none(
    month: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = explaining.explain

    def after_somebody_else(**given: Any) -> Ticket:
        joining.mark_spam(ticket=given["ticket"], by=month.lea, now=given["now"])
        return say(**given)

    monkeypatch.setattr(explaining, "explain", after_somebody_else)
    client = english(reader, month.lea)
    assert client.post(EXPLAIN, {"miss": "CRE-2/first_response/1", "cause": "overload"}).status_code == 404


def test_on_the_ticket_it_is_told_and_said_by_who_may(month: World, reader: Reader) -> None:
    address = "/console/tickets/CRE-1/"
    assert "What was missed" not in text_of(english(reader, month.bob).get(address).content)
    client = english(reader, month.lea)
    assert "It was taken only" in text_of(client.get(address).content)
    sent = {"miss": "CRE-1/first_response/1", "cause": "not_assigned", "note": ""}
    back = client.post(f"{PAGE}explain/?ticket=CRE-1", sent)
    assert back.headers["Location"] == address
    page = text_of(client.get(address).content)
    assert "Lea said why this was missed: First response. Cause: Nobody had it" in page
    assert "What was missed" not in text_of(english(reader, month.lea).get("/console/tickets/CRE-4/").content)


def test_the_same_said_twice_is_one_event_and_a_later_one_takes_its_place(month: World) -> None:
    ticket, now = Ticket.objects.get(reference="CRE-1"), after(hours=6)
    (miss,) = misses_of(ticket, now)
    for cause, note in ((Cause.OVERLOAD, "Ill"), (Cause.OVERLOAD, " Ill "), (Cause.OTHER, "A flood")):
        explaining.explain(ticket=ticket, misses=[miss], cause=cause, note=note, by=month.lea, now=now)
    kinds = [event.fact.kind for event in queries.history(ticket)]
    assert kinds.count(MissExplained.kind) == 2
    told = explaining.said_of([ticket])[miss]
    assert (told.cause, told.note, told.by, told.at) == (Cause.OTHER, "A flood", month.lea.pk, now)


def test_who_may_not_and_what_was_not_missed_is_refused(month: World) -> None:
    ticket, kept = Ticket.objects.get(reference="CRE-1"), Ticket.objects.get(reference="CRE-4")
    (miss,) = misses_of(ticket, after(hours=6))
    given: dict[str, Any] = {"cause": Cause.OVERLOAD, "note": "", "now": after(hours=6)}
    with pytest.raises(NotAllowed):
        explaining.explain(ticket=ticket, misses=[miss], by=month.bob, **given)
    with pytest.raises(NoSuchMiss):
        explaining.explain(ticket=kept, misses=[miss], by=month.lea, **given)
    with pytest.raises(ReasonNeeded):
        explaining.explain(ticket=ticket, misses=[miss], by=month.lea, **given | {"cause": Cause.OTHER})


def test_a_customer_never_reads_why(month: World, reader: Reader) -> None:
    ticket = Ticket.objects.get(reference="CRE-1")
    misses = misses_of(ticket, after(hours=6))
    explaining.explain(
        ticket=ticket, misses=misses, cause=Cause.OVERLOAD, note="Hush", by=month.lea, now=after(hours=6)
    )
    client = english(reader, month.ana)
    pages = [client.get(f"/requests/CRE-1/{more}").content.decode() for more in ("", "history/")]
    assert all("Hush" not in page and "than could be done" not in page for page in pages)


def test_many_misses_cost_no_more_queries(month: World, reader: Reader, monday: time_machine.Traveller) -> None:
    client = english(reader, month.lea)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(PAGE)
        counts.append(len(seen))
        for _each in range(4):
            late(month, taken=110)
    assert counts[0] == counts[1]


def test_what_no_database_keeps_is_the_name_of_no_ticket(world: World, reader: Reader) -> None:
    lea = reader(world.lea)
    assert lea.post(EXPLAIN, {"miss": "CRE-1\x00/first_response/1", "cause": "x"}).status_code == 404
    assert lea.post(f"{EXPLAIN}&ticket=CRE%00").status_code == 404
