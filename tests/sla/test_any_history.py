"""Any history of any agreement: after each step the fold says what a second implementation says, tick by tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from parola.sla.agreement import Terms
from parola.sla.alarms import DUE, schedule
from parola.sla.events import Event
from parola.sla.timeline import Timeline, fold
from tests.sla.any_history import NONSENSE, REASONS, Deal, History, event, moment, opened, rows
from tests.sla.histories import MILESTONES, STORIES, changed_facts, deals, facts, late, late_histories
from tests.sla.naive_ticket import Happening, Ticket, believed, live

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
waits = st.integers(0, 40)
MOMENTS = ("resume", "resolve", "close", "reopen", "note", "automatic")


class AnyTicket(RuleBasedStateMachine):
    """One ticket, to which anything happens, in any order, some of it told late."""

    deal: Deal
    terms: Terms
    ticket: Ticket
    alive: Ticket
    timeline: Timeline

    def __init__(self) -> None:
        super().__init__()
        self.now = 0
        self.happened: list[Happening] = []

    @initialize(deal=deals, priority=st.integers(0, 4), facts=facts)
    def open(self, deal: Deal, priority: int, facts: dict[str, str]) -> None:
        self.deal, self.terms = deal, deal.terms()
        self.ticket = Ticket(deal.policy(), priority % deal.priorities, facts)
        self.alive = live(self.ticket, [])
        self.compare()

    def happen(self, kind: str, wait: int, value: Any = 0, ago: int = 0) -> None:
        """It happens after a while, or happened so long ago and is told now."""
        self.now += wait
        late = min(ago, self.now)
        happening = self.deal.known(Happening(self.now - late, kind, value, told=self.now if late else -1))
        self.happened.append(happening)
        if any(past.told >= 0 or past.kind == "withdrawn" for past in self.happened):
            self.alive = live(self.ticket, believed(self.ticket, self.happened))
        else:
            self.alive.live_until(self.now)
            self.alive.happen(kind, happening.value)
        self.compare()

    def compare(self) -> None:
        self.alive.live_until(self.now)
        self.timeline = fold(self.events, self.terms)
        assert rows(self.timeline.at(moment(self.now)).clocks, moment(self.now)) == self.alive.rows()
        assert (self.timeline.status, self.timeline.tier) == (self.alive.status, self.alive.tier)
        assert (self.timeline.waiting_for or "") == self.alive.waits

    @property
    def events(self) -> list[Event]:
        return [opened(self.ticket), *map(event, self.happened)]

    @rule(wait=waits, ago=late)
    def support_writes(self, wait: int, ago: int) -> None:
        self.happen("support", wait, ago=ago)

    @rule(wait=waits, ago=late)
    def customer_writes(self, wait: int, ago: int) -> None:
        self.happen("customer", wait, ago=ago)

    @rule(wait=waits, priority=st.integers(0, 4), ago=late)
    def priority_changes(self, wait: int, priority: int, ago: int) -> None:
        self.happen("priority", wait, priority, ago)

    @rule(wait=waits, reason=st.sampled_from(REASONS), ago=late)
    def it_waits(self, wait: int, reason: str, ago: int) -> None:
        self.happen("wait", wait, reason, ago)

    @rule(wait=waits, tier=st.integers(1, 4))
    def it_comes_to_a_tier(self, wait: int, tier: int) -> None:
        self.happen("tier", wait, tier)

    @rule(wait=waits, kind=st.sampled_from(MOMENTS), ago=late)
    def something_else_happens(self, wait: int, kind: str, ago: int) -> None:
        self.happen(kind, wait, ago=ago)

    @rule(wait=waits, milestone=st.sampled_from(MILESTONES), ago=late)
    def it_comes_to_a_milestone(self, wait: int, milestone: str, ago: int) -> None:
        self.happen(milestone, wait, ago=ago)

    @rule(wait=waits, milestone=st.sampled_from(MILESTONES))
    def a_milestone_proves_wrong(self, wait: int, milestone: str) -> None:
        self.happen("withdrawn", wait, milestone)

    @rule(wait=waits, facts=changed_facts)
    def its_facts_are_others(self, wait: int, facts: dict[str, str]) -> None:
        self.happen("facts", wait, facts)

    @rule(wait=waits, slot=st.integers(0, 2), after=waits)
    def both_sides_agree(self, wait: int, slot: int, after: int) -> None:
        self.happen("agreed", wait, (slot, after))

    @rule(story=st.sampled_from(STORIES), waits=st.tuples(*[waits] * 5))
    def a_story_is_told(self, story: Sequence[tuple[str, Any]], waits: Sequence[int]) -> None:
        for wait, (kind, value) in zip(waits, story, strict=False):
            self.happen(kind, wait, value)

    @rule(wait=waits, nonsense=st.integers(0, len(NONSENSE) - 1))
    def it_was_no_ticket(self, wait: int, nonsense: int) -> None:
        self.happen("void", wait, nonsense)

    @rule(wait=st.integers(0, 150))
    def nothing_more_happens(self, wait: int) -> None:
        """What will be true later, if nothing happens until then, is true at any time between as well."""
        later = moment(self.now + wait)
        assert rows(self.timeline.at(later).clocks, later) == self.alive.at(self.now + wait).rows()

    @precondition(lambda self: self.now)
    @rule()
    def somebody_asks_for_the_alarms(self) -> None:
        """Those to come; what lies behind has been raised."""
        now = moment(self.now)
        timeline = self.timeline.at(now)
        agreed = {(*clock.kind, clock.cycle) for clock in timeline.clocks if clock.agreed}
        found = [
            alarm
            for alarm in schedule(timeline)
            if alarm.at > now
            and (alarm.step == DUE or (alarm.step.startswith("warning") and (*alarm.kind, alarm.cycle) not in agreed))
        ]
        told: list[tuple[Any, ...]] = [(alarm.key.split(":")[0], alarm.cycle, alarm.step) for alarm in found]
        at = [round((alarm.at - moment(0)).total_seconds(), 3) for alarm in found]
        assert sorted(zip(told, at, strict=True)) == sorted(self.expected_alarms())

    def expected_alarms(self) -> list[tuple[tuple[Any, ...], float]]:
        return [
            ((kind, number, step), round(at * 60, 3))
            for kind, known in self.alive.cycles.items()
            for number, cycle in enumerate(known, start=1)
            if cycle.shown is not None and self.alive.counts
            for at, step in cycle.warnings(self.deal.shares)
        ]


@settings(max_examples=max(300, settings().max_examples))
@given(late_histories)
def test_a_second_implementation_tick_by_tick_agrees(history: History) -> None:
    alive = live(history.ticket, believed(history.ticket, history.happened))
    alive.live_until(history.now)
    timeline = fold(history.events, history.terms)
    assert rows(timeline.at(history.at()).clocks, history.at()) == alive.rows()


def test_any_history_of_any_agreement_is_told_alike_by_a_second_implementation() -> None:
    run_state_machine_as_test(AnyTicket, settings=settings(stateful_step_count=15))
