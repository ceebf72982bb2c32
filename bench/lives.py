"""Histories with more in them than those of `filling`, for what reports tell: late answers, waits, other tiers, colleagues, reopenings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from filling import Customer, record, wrote
from texts import Texts

from parola.desk.tickets import ledger, opening
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.vocabulary import (
    Assigned,
    Closed,
    Escalated,
    Fact,
    Reopened,
    Resolved,
    Resumed,
    Waiting,
)
from parola.policy import library

ESCALATION = "      escalation: {on: always, critical: 4h, high: 8h, normal: 2d}\n"
RESOLUTION = "      resolution: {on: always, critical: 8h, high: 1d, normal: 3d}\n"
MINUTE = timedelta(minutes=1)
ESCALATED, WAITED, REOPENED = 0.25, 0.3, 0.08
ANSWER, LATE = 18, 0.9
"""Minutes until an answer: half of them take less, and few take very long."""


def agreements() -> dict[str, str]:
    """Native support's, which promises a resolution too: so there are all metrics that a report tells of."""
    return {"native": library.load("native").source.replace(ESCALATION, ESCALATION + RESOLUTION)}


def story(
    random: Random, texts: Texts, customer: Customer, told: tuple[datetime, bool]
) -> Callable[[dict[str, int]], None]:
    """What writes one ticket, given the last number of each brand."""
    at, at_work = told
    start = random.choice(customer.starts)
    subject, said = texts.subject(customer.person.language), texts.message(customer.person.language)

    def write(numbers: dict[str, int]) -> None:
        key = start.brand.key
        numbers[key] += 1
        text = ledger.write_body(text=said, subject=subject)
        life = Life(
            random,
            customer,
            at,
            Entry(fact=opening.opened(start, number=numbers[key], body=text), at=at, by=customer.person),
        )
        record(life.begun() if at_work else life.whole(said))

    return write


class Life:
    """What happens to a ticket, one thing after the other."""

    def __init__(self, random: Random, customer: Customer, at: datetime, opened: Entry) -> None:
        self.random, self.customer, self.at, self.entries = random, customer, at, [opened]
        self.agent = random.choice(customer.agents)

    def begun(self) -> list[Entry]:
        """Somebody has it, or nobody yet."""
        if self.random.random() < 0.5:
            self._do(Assigned(assignee=self.agent.pk), self._soon())
        return self.entries

    def whole(self, said: str) -> list[Entry]:
        """Up to its end."""
        self._do(Assigned(assignee=self.agent.pk), self._soon() / 2)
        self._do(wrote("support", said), self._soon())
        if self.random.random() < ESCALATED:
            self._do(Escalated(tier=2), self._soon() * 3)
            self.agent = self.random.choice(self.customer.agents)
            self._do(Assigned(assignee=self.agent.pk), self._soon())
        if self.random.random() < WAITED:
            self._do(Waiting(reason="customer"), self._soon())
            self._do(Resumed(), self._soon() * 8)
        self._do(wrote("customer", said), self._soon(), by_customer=True)
        self._do(wrote("support", said), self._soon())
        self._do(Resolved(), self._soon() * 4)
        if self.random.random() < REOPENED:
            self._do(Reopened(), self._soon() * 4, by_customer=True)
            self._do(Resolved(), self._soon())
        self._do(Closed(), timedelta(hours=1))
        return self.entries

    def _soon(self) -> timedelta:
        return min(self.random.lognormvariate(0, LATE) * ANSWER, 600) * MINUTE

    def _do(self, fact: Fact, later: timedelta, *, by_customer: bool = False) -> None:
        self.at += later
        self.entries.append(Entry(fact=fact, at=self.at, by=self.customer.person if by_customer else self.agent))
