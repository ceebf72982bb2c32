"""Why a promise was missed: the table that a support manager reads, and what holds of every miss."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parola.desk.teams.rota import Absence, Roster
from parola.desk.tickets import causes
from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.vocabulary import Fact, Recorded
from parola.sla.agreement import Metric
from parola.sla.clock import Clock, State
from parola.sla.spans import total, union
from parola.sla.timeline import fold
from tests.desk.tickets.missed import OPENED, SEEN, WORDS, Case, cases, missed, told
from tests.sla.build import instant, targets, terms

CASES = list(cases())
DEEDS: dict[Metric, Fact] = {
    Metric.FIRST_RESPONSE: said.Message(side="support", public=True, channel="email", **WORDS),
    Metric.NEXT_RESPONSE: said.Message(side="support", public=True, channel="email", **WORDS),
    Metric.UPDATE: said.Message(side="support", public=True, channel="email", **WORDS),
    Metric.RESOLUTION: said.Resolved(),
}
GIVEN = terms(
    [
        row
        for metric, line in {
            Metric.FIRST_RESPONSE: "P1 1h office, P2 2h always",
            Metric.NEXT_RESPONSE: "P1 2h office",
            Metric.UPDATE: "P1 3h always, P2 4h office",
            Metric.RESOLUTION: "P1 6h office, P2 9h always",
        }.items()
        for row in targets(line, metric=metric)
    ],
    tiers=(1, 2),
    vendor_tiers=(1, 2, 3),
    pauses={Metric.RESOLUTION: frozenset({"customer"})},
)
ROSTER = Roster(
    roles={1: frozenset({"agent"}), 2: frozenset({"agent"})},
    absences={
        1: (Absence(start=instant("Mon 12:00"), end=instant("Mon 15:00")),),
        2: (Absence(start=instant("Mon 13:00"), end=instant("Tue 10:00")),),
    },
)
OPENING = instant("Mon 09:30")
happenings = st.sampled_from(
    [
        said.Assigned(assignee=1),
        said.Assigned(assignee=2),
        said.Assigned(assignee=None),
        said.Escalated(tier=2),
        said.Escalated(tier=3),
        SentBack(handed=1, tier=1, before=2, **WORDS),
        said.Waiting(reason="customer"),
        said.Waiting(reason="third_party"),
        said.Resumed(),
        said.Message(side="customer", public=True, channel="email", **WORDS),
        said.Message(side="support", public=True, channel="email", **WORDS),
        said.PriorityChanged(priority="P1", before="P2", reason="", due_before=None, due_after=None),
        said.PriorityChanged(priority="P2", before="P1", reason="", due_before=None, due_after=None),
        said.ReplyHeld(release_at=SEEN, reason="contact", **WORDS),
        said.Resolved(),
        said.Reopened(),
    ]
)
histories = st.lists(st.tuples(st.integers(0, 3 * 24 * 60), happenings), max_size=10)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_cause_of_a_miss_and_what_would_have_kept_it(case: Case) -> None:
    found = missed(case.history, case.given)
    assert [line for clock in found[: len(case.expected) // 2] for line in told(case, clock)] == case.expected


def recorded(happened: list[tuple[int, Fact]]) -> list[Recorded]:
    ordered = sorted(happened, key=lambda each: each[0])
    facts = [(OPENING, said.Opened(priority="P2", **OPENED))]
    facts += [(OPENING + timedelta(minutes=minute), fact) for minute, fact in ordered]  # type: ignore[misc]
    return [event(seq, at, fact) for seq, (at, fact) in enumerate(facts, start=1)]


def event(seq: int, at: datetime, fact: Fact) -> Recorded:
    return Recorded(seq=seq, at=at, recorded_at=at, actor=1, fact=fact)


def proposal(history: list[Recorded], clock: Clock) -> causes.Proposal | None:
    return causes.proposed(history, clock, causes.parted(history, clock, GIVEN.plan, "", ROSTER))


@settings(max_examples=40)
@given(happened=histories)
def test_the_time_that_counted_is_told_once_and_wholly(happened: list[tuple[int, Fact]]) -> None:
    history = recorded(happened)
    for clock in missed(history, GIVEN):
        parts = causes.parted(history, clock, GIVEN.plan, "", ROSTER)
        assert clock.due is not None
        counted = [*clock.strand.counted(clock.due)]
        assert union(part.span for part in parts) == union(counted)
        assert sum((part.length for part in parts), timedelta()) == total(counted)
        assert [part.span for part in parts] == sorted(part.span for part in parts)


@settings(max_examples=40)
@given(happened=histories)
def test_what_is_said_to_have_kept_a_promise_would_have_kept_it(happened: list[tuple[int, Fact]]) -> None:
    """By the fold itself: with the doing at that instant, the same cycle is met."""
    history = recorded(happened)
    for clock in missed(history, GIVEN)[:4]:
        kept = causes.keeping(history, clock, ())
        earlier = [each for each in history if each.at < kept.by]
        done = [*earlier, event(len(earlier) + 1, kept.by, DEEDS[clock.metric])]
        other = fold(said.for_clocks(done), GIVEN).at(SEEN)
        same = next(each for each in other.clocks if (each.kind, each.cycle) == (clock.kind, clock.cycle))
        assert same.state(SEEN) is State.MET
        assert kept.late == (timedelta() if clock.done is None else clock.calendar.between(kept.by, clock.done))


@settings(max_examples=40)
@given(happened=histories, late=histories)
def test_what_comes_after_the_due_time_changes_no_cause(
    happened: list[tuple[int, Fact]], late: list[tuple[int, Fact]]
) -> None:
    history = recorded(happened)
    for clock in missed(history, GIVEN)[:3]:
        assert clock.due is not None
        first = proposal(history, clock)
        later = [
            replace(each, seq=99, at=max(each.at, clock.due + timedelta(minutes=1))) for each in recorded(late)[1:]
        ]
        assert proposal([*history, *later], clock) == first
