"""Evidence of a contract's period says what the report says, follows from the events alone, and gives nothing internal away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parola.desk.reports import evidence as making
from parola.desk.tickets import operations
from parola.policy.findings import Wrong
from parola.proof.bundle import packed
from parola.proof.checking import check
from parola.proof.form import Evidence, spelt
from parola.proof.period import period_of
from tests.desk.world import World, after, altamar

LATER = datetime(2026, 12, 2, tzinfo=UTC)
NOVEMBER = period_of("2026-11", "Europe/Madrid")
PAPER = b"%PDF-1.7 a paper"


def of(world: World, now: datetime = LATER) -> Evidence:
    return making.evidence(world.contract, NOVEMBER, now)


def busy(world: World) -> None:
    """Tickets of every fate, and others of other brands in between."""
    kept, late, silent, spam = (world.ticket(priority="P1") for _ in range(4))
    altamar_ticket = world.ticket(brand=altamar(world), priority="critical")
    operations.reply(ticket=kept, by=world.bob, text="Secret-word", now=after(hours=1))
    operations.note(ticket=kept, by=world.bob, text="internal-canary", now=after(hours=1.1))
    operations.reply(ticket=altamar_ticket, by=world.bob, text="x", now=after(hours=1.5))
    operations.reply(ticket=late, by=world.bob, text="x", now=after(hours=5))
    operations.close(ticket=spam, by=world.bob, now=after(minutes=5))
    operations.resolve(ticket=kept, by=world.bob, now=after(hours=6))
    assert silent.pk


def test_a_bundle_is_right_by_itself(world: World) -> None:
    busy(world)
    made = of(world)
    assert [each.counts for ticket in made.tickets for each in ticket.clocks if each.metric == "first_response"] == [
        "met",
        "missed",
        "missed",
        "void",
    ]
    report = check(packed(spelt(made), PAPER))
    assert (report.findings, report.in_part, report.jumped) == ((), 0, 0)
    assert spelt(made) == spelt(of(world, now=datetime(2027, 3, 1, tzinfo=UTC)))


def test_of_a_period_that_has_not_begun_there_is_none(world: World) -> None:
    with pytest.raises(Wrong, match="not begun"):
        of(world, now=after(days=-30))
