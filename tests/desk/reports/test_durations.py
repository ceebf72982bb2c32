"""How long things took is what the fold measured, told as it lies: the places hold all of them, and a percentile is one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parola.desk.reports.durations import EDGES, NONE, SHARES, US, Lengths, lengths, place_of
from parola.desk.reports.parts import Part, part
from parola.desk.tickets import operations
from parola.desk.tickets.models import Outcome, Ticket
from parola.sla.agreement import Metric
from tests.desk.world import MONDAY, World, after

MINUTE = timedelta(minutes=1)


def ten_days(world: World) -> Part:
    last = after(days=10)
    return part(person=world.root, brand=world.credenti, first=MONDAY, last=last, now=last)


def test_answers_are_told_by_how_long_they_took(world: World) -> None:
    for minutes in (3, 4, 10, 20, 90):
        ticket = world.ticket()
        operations.reply(ticket=ticket, by=world.bob, text="We look.", now=after(minutes=minutes))
    world.ticket()  # nobody answers: missed, and not done
    found = lengths(ten_days(world), [Metric.FIRST_RESPONSE])[Metric.FIRST_RESPONSE]
    assert found.counts[:5] == (2, 1, 1, 0, 1)
    assert (found.done, found.mean) == (5, 25.4 * MINUTE)
    assert found.within == (10 * MINUTE, 90 * MINUTE, 90 * MINUTE)


def plain(took: Sequence[int]) -> Lengths:
    """As one would reckon them by hand."""
    done = sorted(took)
    counts = [sum(each > edge // US for each in done) for edge in EDGES]
    beyond = [len(done), *counts]
    return Lengths(
        counts=tuple([before - after for before, after in pairwise(beyond)] + [counts[-1]]),
        mean=float(Fraction(sum(done), len(done))) * US,
        within=tuple(done[ceil(share * len(done)) - 1] * US for share in SHARES),
    )


@given(
    st.lists(
        st.integers(0, 9 * 24 * 3600 * 10**6) | st.sampled_from([edge // US for edge in EDGES]), min_size=1, max_size=40
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_database_reckons_them_as_one_would_by_hand(world: World, took: list[int]) -> None:
    part, ticket = ten_days(world), Ticket.objects.first() or world.ticket()
    Outcome.objects.all().delete()
    for place, each in enumerate(took):
        for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION):
            row(ticket, metric, place, each).save()
    for without in (row(ticket, Metric.RESOLUTION, 99, None), row(ticket, Metric.RESOLUTION, 98, 5, state="void")):
        without.save()
    found = lengths(part, [Metric.FIRST_RESPONSE, Metric.RESOLUTION, Metric.UPDATE])
    assert found == {
        Metric.FIRST_RESPONSE: plain(took),
        Metric.RESOLUTION: plain(took),
        Metric.UPDATE: NONE,
    }


def test_of_several_thresholds_a_cycle_counts_once(world: World) -> None:
    part, ticket = ten_days(world), world.ticket()
    Outcome.objects.all().delete()
    for threshold, each in (("", 60), ("all", 60), ("all", 90)):
        row(ticket, Metric.RESOLUTION, each, each * 10**6, threshold=threshold).save()
    found = lengths(part, [Metric.RESOLUTION])[Metric.RESOLUTION]
    assert (found.done, found.mean) == (2, timedelta(seconds=75))


def row(ticket: Ticket, metric: Metric, cycle: int, took: int | None, **of: Any) -> Outcome:
    """The end of a clock of the ticket."""
    told = {"threshold": "", "state": "met" if took is not None else "missed"} | of
    return Outcome(
        ticket=ticket,
        brand=ticket.brand,
        version=ticket.version,
        plan="",
        metric=metric.value,
        cycle=cycle,
        goal=False,
        priority="",
        at=after(days=1),
        started_at=MONDAY,
        took=took,
        tier=1,
        channel="web",
        language="en",
        **told,
    )


def test_nothing_was_done_in_no_time(world: World) -> None:
    found = lengths(ten_days(world), [Metric.RESOLUTION])[Metric.RESOLUTION]
    assert (found.done, found.mean, found.within) == (0, None, ())


@pytest.mark.parametrize(("minutes", "place"), [(0, 0), (5, 1), (10, 1.5), (15, 2), (60, 4), (5760, 11), (9999, 11.5)])
def test_a_length_has_its_place_among_the_edges(minutes: int, place: float) -> None:
    assert place_of(minutes * MINUTE) == place
