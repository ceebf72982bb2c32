"""Any sequence of what people and time do, on any worker's schedule: the promises of docs/ledger.md hold after every step."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from parola.desk.accounts.models import Brand
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.reports.queries import Ends
from parola.desk.tickets import (
    alarms,
    corrections,
    joining,
    milestones,
    operations,
    queries,
    replies,
    verification,
    vocabulary,
)
from parola.desk.tickets.kinds import turns
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.sla.attainment import outcomes
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World

REFUSED = (joining.Apart, joining.Shown, joining.NoSuchMessage, corrections.NotThen, milestones.WordsNeeded)
waits = st.integers(0, 12 * 3600).map(lambda seconds: timedelta(seconds=seconds))


class Desk(RuleBasedStateMachine):
    """A desk with at most three tickets. Every step takes its time."""

    world: World
    brand: Brand
    priorities: list[str]
    block: transaction.Atomic

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now = MONDAY
        self.tickets: list[Ticket] = []
        self.links: list[str] = []
        self.dues: dict[int, tuple[datetime | None, int]] = {}

    @initialize(everything=st.booleans())
    def begin(self, everything: bool) -> None:
        """With the vendor that promises a first response, or with the one that promises updates and escalation too."""
        self.world = worlds.build()
        self.brand = worlds.altamar(self.world) if everything else self.world.credenti
        self.priorities = ["critical", "high", "normal"] if everything else ["P1", "P2", "P3", "P4"]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def pass_time(self, wait: timedelta) -> None:
        self.now += wait

    def pick(self, number: int) -> Ticket:
        return self.tickets[number % len(self.tickets)]

    def attempt(self, act: Any, **given: Any) -> None:
        """What people try; that a state or a right forbids it is an answer too."""
        with suppress(operations.BadState, operations.NotAllowed, *REFUSED):
            act(**given, now=self.now)

    @precondition(lambda self: len(self.tickets) < 3)
    @rule(severity=st.integers(0, 4), by=st.sampled_from(["ana", "olga"]), wait=waits)
    def open(self, severity: int, by: str, wait: timedelta) -> None:
        self.pass_time(wait)
        requester = getattr(self.world, by)
        self.tickets.append(
            self.world.ticket(
                brand=self.brand,
                requester=requester,
                priority=dict(enumerate(self.priorities)).get(severity),
                submitted_at=self.now - wait / 2,
                now=self.now,
            )
        )

    @precondition(lambda self: self.tickets)
    @rule(number=st.integers(0, 2), wait=waits, at_once=st.booleans(), waiting=st.booleans())
    def reply(self, number: int, wait: timedelta, at_once: bool, waiting: bool) -> None:
        self.pass_time(wait)
        reason = "It burns" if at_once else ""
        self.attempt(
            operations.reply, ticket=self.pick(number), by=self.world.bob, text="x", at_once_reason=reason, wait=waiting
        )

    @precondition(lambda self: self.tickets)
    @rule(number=st.integers(0, 2), wait=waits, by=st.sampled_from(["ana", "amir", "olga"]))
    def customer_writes(self, number: int, wait: timedelta, by: str) -> None:
        self.pass_time(wait)
        writer = getattr(self.world, by)
        self.attempt(
            operations.customer_message,
            ticket=self.pick(number),
            by=writer,
            text="x",
            channel="email",
            submitted_at=self.now - wait / 2,
        )

    @precondition(lambda self: self.tickets)
    @rule(number=st.integers(0, 2), wait=waits, severity=st.integers(0, 3))
    def change_priority(self, number: int, wait: timedelta, severity: int) -> None:
        self.pass_time(wait)
        priority = self.priorities[severity % len(self.priorities)]
        ticket = self.pick(number)
        ticket.refresh_from_db()
        preview = operations.preview_priority(ticket=ticket, priority=priority, now=self.now)
        self.attempt(
            operations.change_priority, ticket=ticket, by=self.world.lea, priority=priority, reason="As agreed"
        )
        changed = queries.history(ticket)[-1].fact
        if isinstance(changed, vocabulary.PriorityChanged) and changed.priority == priority:
            ticket.refresh_from_db()
            assert ticket.due_at == preview.after

    @precondition(lambda self: self.tickets)
    @rule(number=st.integers(0, 2), wait=waits, act=st.sampled_from(["wait", "resume", "resolve", "reopen", "close"]))
    def move(self, number: int, wait: timedelta, act: str) -> None:
        self.pass_time(wait)
        reason = {"reason": "customer"} if act == "wait" else {}
        self.attempt(getattr(operations, act), ticket=self.pick(number), by=self.world.bob, **reason)

    @precondition(lambda self: len(self.tickets) > 1)
    @rule(
        number=st.integers(0, 2), other=st.integers(0, 2), wait=waits, act=st.sampled_from(["merge", "share", "same"])
    )
    def tie(self, number: int, other: int, wait: timedelta, act: str) -> None:
        self.pass_time(wait)
        one, two = self.pick(number), self.pick(other)
        if act == "same":
            self.attempt(joining.mark_duplicate, ticket=one, of=two, by=self.world.bob)
        else:
            self.attempt(joining.merge, ticket=one, other=two, by=self.world.bob, share=act == "share")

    @precondition(lambda self: self.tickets)
    @rule(number=st.integers(0, 2), wait=waits, message=st.integers(1, 9))
    def spam_or_split(self, number: int, wait: timedelta, message: int) -> None:
        self.pass_time(wait)
        ticket = self.pick(number)
        if message == 1:
            self.attempt(joining.mark_spam, ticket=ticket, by=self.world.bob)
        elif len(self.tickets) < 3:
            with suppress(operations.BadState, *REFUSED):
                self.tickets.append(
                    joining.split(ticket=ticket, message=message, subject="x", by=self.world.bob, now=self.now)
                )

    @precondition(lambda self: self.tickets)
    @rule(number=st.integers(0, 2), wait=waits, milestone=st.sampled_from([*turns.REACHED]), wrong=st.booleans())
    def reach(self, number: int, wait: timedelta, milestone: turns.Milestone, wrong: bool) -> None:
        self.pass_time(wait)
        given = {"ticket": self.pick(number), "milestone": milestone, "by": self.world.bob}
        if wrong:
            self.attempt(milestones.withdraw, **given, reason="x")
        else:
            self.attempt(milestones.reach, **given, at=self.now - wait / 2)

    @precondition(lambda self: self.tickets)
    @rule(number=st.integers(0, 2), wait=waits, from_customer=st.booleans(), call=st.booleans())
    def note_late(self, number: int, wait: timedelta, from_customer: bool, call: bool) -> None:
        self.pass_time(wait)
        ticket = self.pick(number)
        given = {"ticket": ticket, "by": self.world.bob}
        if call:
            who = {"caller": ticket.requester, "from_customer": from_customer}
            self.attempt(corrections.note_call, **given, **who, text="x", at=self.now - wait / 2)
        else:
            start, end = self.now - wait / 2, self.now if from_customer else None
            self.attempt(corrections.note_waiting, **given, reason="customer", start=start, end=end)

    @rule(wait=waits, limit=st.integers(1, 3))
    def the_worker_wakes(self, wait: timedelta, limit: int) -> None:
        self.pass_time(wait)
        while alarms.sweep(now=self.now, limit=limit):
            pass
        assert not alarms.due(self.now).exists()

    @rule()
    def mail_leaves(self) -> None:
        while row := outbox.claim(kind="mail", now=self.now):
            assert outbox.settle(row=row, now=self.now)

    @invariant()
    def everything_is_as_it_was_written(self) -> None:
        assert verification.verify().findings == ()

    @invariant()
    def reports_count_what_the_fold_says_whenever_they_are_read(self) -> None:
        """With a worker or without: what time alone ends, missed updates too, is counted as soon as it has ended."""
        for later in (timedelta(), timedelta(days=3)):
            now = self.now + later
            found = Ends(brand=self.brand, first=MONDAY - timedelta(days=9), last=now + timedelta(days=9), now=now)
            folded = queries.timelines(Ticket.objects.all())
            ended = [each for _, timeline in folded for each in outcomes(timeline.at(now).clocks, now)]
            assert Counter(each.outcome for each in found.each()) == Counter(ended)

    @invariant()
    def the_past_stays(self) -> None:
        links = list(TicketEvent.objects.order_by("position").values_list("hash", flat=True))
        assert links[: len(self.links)] == self.links
        self.links = links

    @invariant()
    def no_due_time_changes_without_an_event(self) -> None:
        dues = {ticket.pk: (ticket.due_at, ticket.last_event_seq) for ticket in Ticket.objects.all()}
        for key, (due, seq) in dues.items():
            before = self.dues.get(key)
            assert before is None or before[0] == due or before[1] < seq
        self.dues = dues

    @invariant()
    def who_is_named_another_ticket_may_see_it(self) -> None:
        for ticket in self.tickets:
            named = queries.references(queries.history(ticket), ticket.requester)
            seen = set(queries.visible_to(ticket.requester).values_list("pk", flat=True))
            assert named.keys() <= seen

    @invariant()
    def nobody_reads_what_was_written_where_they_see_nothing(self) -> None:
        for ticket in self.tickets:
            for person in replies.customers(queries.again(ticket)):
                seen = set(queries.visible_to(person).values_list("pk", flat=True))
                for item in queries.conversation(ticket, person):
                    assert getattr(item.recorded.fact, "ticket", None) in {*seen, None} or not item.body

    @invariant()
    def no_alarm_is_raised_before_its_time_or_twice(self) -> None:
        fired = TicketEvent.objects.filter(kind="alarm_fired")
        assert all(event.at <= event.recorded_at for event in fired)
        assert len({(event.ticket_id, event.data["key"]) for event in fired}) == len(fired)
        assert parked() == []

    @invariant()
    def each_alarm_that_was_told_is_in_one_notice_to_each_reader(self) -> None:
        told = TicketEvent.objects.filter(kind="alarm_fired", data__told=True).values_list("ticket_id", "seq")
        rows = OutboxRow.objects.filter(payload__template="alarm")
        listed = [(row.payload["to"], a["ticket"], a["event"]) for row in rows for a in row.payload["alarms"]]
        assert len(listed) == len(set(listed))
        assert {(ticket, seq) for _, ticket, seq in listed} == set(told)

    @invariant()
    def customers_are_shown_no_word_of_the_inside(self) -> None:
        for ticket in self.tickets:
            for item in queries.conversation(ticket, ticket.requester):
                assert item.recorded.fact.kind != "spam"
                assert not item.held
                assert item.recorded.fact.kind not in {"alarm_fired", "assigned", "reply_held", "reply_released"}


def parked() -> list[str]:
    return [ticket.alarm_error for ticket in queries.parked()]


@pytest.mark.django_db
def test_any_day_at_the_desk() -> None:
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
