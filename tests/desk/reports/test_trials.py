"""The desk's own tickets under an agreement that is tried: what it would have made of them, beside what was promised."""

from __future__ import annotations

from dataclasses import replace

from parola.desk.accounts.models import Brand
from parola.desk.agreements import operations as agreements
from parola.desk.agreements import queries as published
from parola.desk.agreements.trying import Tried
from parola.desk.reports import queries
from parola.desk.reports.trials import opened, trials
from parola.desk.tickets import moving, operations
from parola.desk.tickets.moving import Wanted
from parola.lab.backtest.counting import BackTest
from parola.lab.backtest.trials import tried
from parola.lab.backtest.verdicts import Verdict
from parola.policy.read import read
from parola.sla.agreement import Agreement
from parola.sla.attainment import attain
from tests.desk.world import MONDAY, World, after, varied_credenti

LATER = after(days=30)


def found(brand: Brand, agreement: Agreement) -> BackTest:
    return tried(trials(opened(brand), Tried(agreement)), LATER)


def lived(world: World) -> None:
    """Tickets that were answered early, late, never, moved to another version, or promised nothing."""
    for hours, priority in ((1, "P1"), (3, "P1"), (1, "P2"), (7, "P2")):
        ticket = world.ticket(priority=priority)
        operations.reply(ticket=ticket, by=world.bob, text="x", now=after(hours=hours))
    world.ticket(priority="P3")
    operations.reply(ticket=world.ticket(requester=world.olga), by=world.bob, text="x", now=after(hours=1))
    moved = world.ticket()
    newer = agreements.publish(
        brand=world.credenti, source=varied_credenti(**{"P2: 12h": "P2: 6h"}), by=None, now=MONDAY
    )
    wanted = Wanted(version=newer, contract=world.contract)
    moving.change_terms(ticket=moved, by=world.root, wanted=wanted, reason="Newer", now=after(hours=1))


def test_what_was_promised_is_what_the_report_counts(world: World) -> None:
    lived(world)
    counted = queries.counted(person=world.lea, brand=world.credenti, first=MONDAY, last=LATER, now=LATER)
    before = found(world.credenti, published.agreement(world.version)).before
    assert before.rows == attain(each.outcome for each in counted)


def test_the_agreement_in_force_turns_nothing(world: World) -> None:
    for hours in (1, 30):
        operations.reply(ticket=world.ticket(), by=world.bob, text="x", now=after(hours=hours))
    result = found(world.credenti, published.agreement(world.version))
    assert (result.tickets, result.turned, result.bad) == (2, 0, ())
    assert result.before == result.after


def test_a_shorter_time_turns_what_took_longer(world: World) -> None:
    lived(world)
    result = found(world.credenti, read(varied_credenti(**{"P2: 12h": "P2: 2h"}), "new.yaml").agreement)
    assert {(turning.before, turning.after) for turning in result.turnings} == {(Verdict.KEPT, Verdict.MISSED)}
    assert [len(turned.turnings) for turned in result.listing] == [1] * result.turned


def test_a_plan_that_the_agreement_lacks_leaves_its_tickets_out(world: World) -> None:
    world.ticket()
    agreement = read(varied_credenti(), "new.yaml").agreement
    without = replace(agreement, plans={"premium": agreement.plans["premium"]})
    result = found(world.credenti, without)
    assert (result.tickets, len(result.bad)) == (0, 1)
    assert "basic" in str(result.bad[0].values["error"])


def test_only_tickets_of_a_time(world: World) -> None:
    world.ticket()
    assert not opened(world.credenti, until=MONDAY).exists()
    assert opened(world.credenti, since=MONDAY, until=after(hours=1)).count() == 1
