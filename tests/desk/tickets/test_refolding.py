"""After an upgrade whose fold makes more of a history: columns of an earlier fold are made anew, and alarms fire."""

from __future__ import annotations

import pytest

from parola.desk.tickets import alarms, operations, participants, projection, refolding
from parola.desk.tickets.models import Body, Ticket, TicketEvent
from parola.desk.tickets.refolding import Refolded, refold
from parola.desk.tickets.verification import Finding, verify
from tests.desk.world import MONDAY, World, after

EARLIER = projection.FOLD - 1


def fold_earlier(*tickets: Ticket) -> None:
    """As a release leaves the tickets that knew none of their clocks."""
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(fold=EARLIER, next_alarm_at=None)


def alarms_fired() -> int:
    alarms.sweep(now=after(days=1))
    return TicketEvent.objects.filter(kind="alarm_fired").count()


def test_a_ticket_of_an_earlier_fold_is_told_of_and_folded_anew_and_its_alarms_fire(world: World) -> None:
    fold_earlier(world.ticket())
    assert verify().findings == (Finding(what="stale", ticket="CRE-1", detail="next_alarm_at"),)
    assert alarms_fired() == 0
    assert refold() == Refolded(tickets=1, failed=())
    assert verify().findings == ()
    assert alarms_fired() > 0


def test_every_append_writes_under_the_present_number(world: World) -> None:
    ticket = world.ticket()
    assert ticket.fold == projection.FOLD
    fold_earlier(ticket)
    operations.note(ticket=ticket, by=world.bob, text="Look", now=MONDAY)
    assert verify().findings == ()
    assert refold() == Refolded(tickets=0, failed=())


def test_who_follows_a_ticket_is_made_anew_too(world: World) -> None:
    ticket = world.ticket()
    participants.add(ticket=ticket, by=world.bob, person=world.olga, now=MONDAY)
    ticket.participants.clear()
    fold_earlier(ticket)
    refold()
    assert list(ticket.participants.all()) == [world.olga]


def test_what_was_changed_under_the_present_number_is_no_work_for_it(world: World) -> None:
    world.ticket()
    Ticket.objects.update(missed=7)
    assert refold() == Refolded(tickets=0, failed=())
    assert verify().findings == (Finding(what="columns", ticket="CRE-1", detail="missed"),)


def test_a_ticket_that_cannot_be_folded_stops_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refolding, "BATCH", 1)
    first, last = world.ticket(), world.ticket()
    empty = Ticket.objects.get(pk=first.pk)
    empty.pk, empty.reference, empty.number, empty.opening = None, "CRE-3", 3, Body.objects.create(text="")
    empty.save()
    fold_earlier(first, last, empty)
    assert refold() == Refolded(tickets=2, failed=("CRE-3",))
    assert set(Ticket.objects.values_list("reference", "fold")) == {
        ("CRE-1", projection.FOLD),
        ("CRE-2", projection.FOLD),
        ("CRE-3", EARLIER),
    }
