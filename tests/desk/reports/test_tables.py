"""What reports ask of the rows is what the core says of the same ends, by whatever they are told."""

from __future__ import annotations

import random
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.reports import queries
from parola.desk.reports.queries import Ends, Judgement
from parola.desk.reports.which import NONE, Dimension, Which
from parola.desk.tickets.ended import Ended
from parola.desk.tickets.models import Outcome, Ticket
from parola.sla.agreement import Metric
from parola.sla.attainment import achieve, attain
from parola.sla.clock import State
from parola.sla.objective import Objective
from tests.desk.teams import made
from tests.desk.world import MONDAY, World, after

LATER = after(days=90)
STATES = (State.MET, State.MET, State.MISSED, State.BEST_EFFORT, State.VOID)


def end(world: World, ticket: Ticket, chance: random.Random) -> Ended:
    """Of any kind, at any time of two months; many as long as others."""
    state = chance.choice(STATES)
    took = None if state is State.MISSED and chance.random() < 0.3 else chance.randint(1, 9) * 600_000_000
    return Ended(
        brand_id=world.credenti.pk,
        organization_id=chance.choice([world.acme.pk, None]),
        contract_id=chance.choice([world.contract.pk, None]),
        version_id=world.version.pk,
        plan=chance.choice(["premium", "basic"]),
        metric=chance.choice([Metric.FIRST_RESPONSE, Metric.UPDATE]).value,
        threshold=chance.choice(["", "all"]),
        cycle=1,
        goal=chance.random() < 0.1,
        priority=chance.choice(["P1", "P2"]),
        state=state.value,
        at=after(hours=chance.randint(0, 60 * 24)),
        started_at=MONDAY,
        due_at=None,
        took=took,
        given=None,
        tier=chance.choice([1, 2]),
        product=chance.choice(["", "Cards"]),
        channel=chance.choice(["email", "web"]),
        language="en",
    )


def written(world: World, seed: int) -> list[Ended]:
    """Some hundred ends, of a ticket on which time has ended nothing; and a few that time alone has ended."""
    chance = random.Random(seed)
    ticket = world.ticket(priority="P4")
    Ticket.objects.update(outcomes_until=None)
    found = [end(world, ticket, chance) for _ in range(chance.choice([0, 1, 7, 120]))]
    Outcome.objects.bulk_create(Outcome(ticket=ticket, **each._asdict()) for each in found)
    for _ in range(chance.choice([0, 3])):
        world.ticket(priority=chance.choice(["P1", "P2"]))
    since = Ends(brand=world.credenti, first=MONDAY, last=LATER, now=LATER).since
    return [*found, *(each.ended for each in since)]


def objective(share: float, *, by_priority: bool) -> Objective:
    both = (Metric.FIRST_RESPONSE, Metric.UPDATE)
    return Objective(id="kept", metrics=both, share=share, by_priority=by_priority, text={"en": "Kept"})


@pytest.mark.parametrize("seed", range(6))
def test_an_objective_fares_as_the_core_says(world: World, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = written(world, seed)
    ends = Ends(brand=world.credenti, first=MONDAY, last=LATER, now=LATER)
    monkeypatch.setattr(queries, "_stated", lambda _version: {"kept"})
    for share in (0.07, 0.5, 0.95, 1.0):
        for by_priority in (False, True):
            wanted = objective(share, by_priority=by_priority)
            judged: Judgement = ends.judge(wanted, by_customer=True)
            assert judged.results == achieve(wanted, [each.outcome for each in found])
            acme = achieve(wanted, [each.outcome for each in found if each.organization_id == world.acme.pk])
            told = [(each.metric, each.priority, each.met, each.missed) for each in acme]
            mine = judged.by_customer.get(world.acme.pk, ())
            assert [(each.metric, each.priority, each.met, each.missed) for each in mine] == told


KEYS: dict[Dimension, Callable[[Ended], object]] = {
    Dimension.CONTRACT: lambda each: each.contract_id,
    Dimension.CUSTOMER: lambda each: each.organization_id,
    Dimension.PLAN: lambda each: each.plan,
    Dimension.PRIORITY: lambda each: each.priority,
    Dimension.PRODUCT: lambda each: each.product,
    Dimension.TIER: lambda each: each.tier,
    Dimension.CHANNEL: lambda each: each.channel,
    Dimension.LANGUAGE: lambda each: each.language,
    Dimension.MONTH: lambda each: f"{each.at.astimezone(ZoneInfo('Europe/Madrid')):%Y-%m}",
}


@pytest.mark.parametrize("seed", range(4))
def test_each_table_is_the_ends_counted_by_hand(world: World, seed: int) -> None:
    found = written(world, seed + 100)
    ends = Ends(brand=world.credenti, first=MONDAY, last=LATER, now=LATER)
    for by, key in KEYS.items():
        table = ends.table(by)
        for value in {key(each) for each in found}:
            rows = tuple(tally.row for tally in table if tally.key == value)
            assert rows == attain(each.outcome for each in found if key(each) == value), (by, value)
        assert {tally.key for tally in table} == {key(each) for each in found}
    assert tuple(tally.row for tally in ends.table()) == attain(each.outcome for each in found)


def test_a_part_is_counted_and_opened_by_the_same_filter(world: World) -> None:
    found = written(world, 3)
    whole = Ends(brand=world.credenti, first=MONDAY, last=LATER, now=LATER)
    parts: dict[Which, Callable[[Ended], bool]] = {
        Which(customer=world.acme.pk, state=State.MISSED): lambda e: (
            (e.organization_id, e.state) == (world.acme.pk, "missed")
        ),
        Which(customer=NONE): lambda e: e.organization_id is None,
        Which(contract=NONE, priority="P1"): lambda e: (e.contract_id, e.priority) == (None, "P1"),
        Which(goal=False, threshold="all", tier=2): lambda e: (e.goal, e.threshold, e.tier) == (False, "all", 2),
        Which(versions=frozenset()): lambda _e: False,
    }
    for which, meant in parts.items():
        some = Ends(brand=world.credenti, first=MONDAY, last=LATER, now=LATER, which=which)
        assert [tally.row for tally in some.table()] == [*attain(each.outcome for each in found if meant(each))]
        keys = {each.ticket for each in whole.each() if meant(each.ended)}
        assert set(some.behind().values_list("pk", flat=True)) == keys


def test_teams_are_those_that_hold_such_tickets_now(world: World) -> None:
    """By tier: tickets of the second tier are the second team's, and what nobody holds is nobody's."""
    second = made.team(world.credenti, "Second", world.bob, tiers=[2])
    found = written(world, 3)
    ends = Ends(brand=world.credenti, first=MONDAY, last=LATER, now=LATER)
    for key, tier in (((second.pk,), 2), ((), 1)):
        rows = list(attain(each.outcome for each in found if each.tier == tier))
        assert [tally.row for tally in ends.table(Dimension.TEAM) if tally.key == key] == rows
        theirs = Ends(brand=world.credenti, first=MONDAY, last=LATER, now=LATER, which=Which(teams=key))
        assert [tally.row for tally in theirs.table()] == rows


def test_questions_are_as_many_however_many_tickets(world: World) -> None:
    def asked(by: Dimension | None) -> int:
        with CaptureQueriesContext(connection) as seen:
            Ends(brand=world.credenti, first=MONDAY, last=LATER, now=LATER).table(by)
        return len(seen)

    world.ticket(priority="P1")
    few = {by: asked(by) for by in (None, *Dimension)}
    for _ in range(8):
        world.ticket(priority="P2")
    assert {by: asked(by) for by in (None, *Dimension)} == few
