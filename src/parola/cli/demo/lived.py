"""Plays the year before the script: each request by the desk's own operations, by who was on shift, as far as its promises go.

Most are answered in time. Of the rest nobody took some, some were worked on too long, or a tier had them for too long, or nobody was
there at night; the lead says why, mostly. Some come back, are handed on, get another priority, or are rated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal

from parola.desk.accounts.models import Brand, Person
from parola.desk.teams.queries import Crew, crew_of
from parola.desk.teams.rota import presence
from parola.desk.tickets import operations, queries, replies
from parola.desk.tickets.kinds.misses import Cause
from parola.desk.tickets.models import Ticket

from . import crew as crews
from . import deeds, script, year

Later = Callable[[datetime, Callable[[datetime], None]], None]
Fate = Literal["kept", "not_assigned", "handled_late", "not_taken", "silent", "nobody_there"]

MISSED, MISSED_IN_BAD_WEEK, NIGHT_MISSED = 0.04, 0.35, 0.1
AGAIN, HANDED_ON, LOWERED, THANKED, RATED, GOOD, EXPLAINED = 0.05, 0.12, 0.08, 0.45, 0.4, 0.9, 0.75
ASSIGNED = 0.85
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AHEAD = timedelta(days=5)
"""How far ahead somebody on shift is looked for."""


@dataclass(slots=True, kw_only=True)
class Vendor:
    """A vendor with its people, as the year's requests find it."""

    brand: Brand
    written: script.Vendor
    year: year.Year
    people: dict[str, Person]
    later: Later
    crew: Crew

    @property
    def first_line(self) -> list[str]:
        """Who answers requests."""
        teams = [team for team in self.written.teams if not team.tiers or 1 in team.tiers]
        return [key for team in teams for key in (*team.members, *team.leads)]

    @property
    def lead(self) -> str:
        """Who says why something was missed."""
        return next(key for key, worker in self.written.staff.items() if worker.role == "lead")

    @property
    def next_line(self) -> str:
        """Who has what was handed on; empty where there are no tiers."""
        return next((key for team in self.written.teams if 2 in team.tiers for key in team.leads), "")  # noqa: PLR2004

    def there(self, since: datetime, wanted: str = "") -> tuple[str, datetime]:
        """Who is on shift first, and from when on; `wanted`, if they are there as early as anybody."""
        found = [
            (spans[0].start, key != wanted, place, key)
            for place, key in enumerate(self.first_line)
            if (spans := presence(self.crew.roster, self.people[key].pk, since, since + AHEAD))
        ]
        at, _other, _place, key = min(found)
        return key, at


def plan(vendor: Vendor, requests: Iterable[year.Request]) -> None:
    """Put the year's requests into the order of what is to be done."""
    for request in requests:
        course = Course(vendor, request)
        vendor.later(request.opened, course.begin)


def vendor(
    name: str, brand: Brand, written: script.Vendor, people: dict[str, Person], later: Later, now: datetime
) -> Vendor:
    """The vendor of that file; who was sick in its bad week has said so."""
    lived = year.of(name)
    for who in lived.sick:
        away = year.BAD_WEEK
        crews.note(script.Absence(who=who, since=away[-1], days=len(away), kind="sick"), people, now)
    crew = crew_of(brand, now - year.BEGAN)
    return Vendor(brand=brand, written=written, year=lived, people=people, later=later, crew=crew)


class Course:
    """What becomes of a request, step by step: each step knows when the next is done."""

    ticket: Ticket

    def __init__(self, vendor: Vendor, request: year.Request) -> None:
        self.vendor, self.request = vendor, request
        self.chance: Random = request.chance
        self.said = year.phrases()[request.language]
        self.due: datetime | None = None
        self.fate: Fate = "kept"
        self.who = ""

    def begin(self, at: datetime) -> None:
        """It is asked; when it is answered follows from what is due and who is there."""
        request = self.request
        taken_by = self.vendor.there(at)[0] if request.channel == "phone" else ""
        self.ticket = operations.open_ticket(
            brand=self.vendor.brand,
            requester=self.vendor.people[request.requester],
            by=self.vendor.people.get(taken_by),
            subject=request.text.subject,
            text=request.text.asks,
            channel=request.channel,
            priority=request.asked.priority,
            facts={"environment": "production", "product": request.asked.product} if request.asked.product else {},
            submitted_at=at,
            now=at,
        )
        self.due = self.ticket.due_at
        self.who, there = self.vendor.there(at + self._between(4, 14) * self._calm(), taken_by)
        self.fate = self._fate(there)
        self._answer(at, there)

    def _calm(self) -> int:
        """How much longer than the gravest it may take until somebody looks."""
        return 1 if self.due is not None and self.due - self.request.opened <= 2 * HOUR else 6

    def _between(self, least: float, most: float, unit: timedelta = MINUTE) -> timedelta:
        seconds = round(self.chance.uniform(least, most) * unit.total_seconds())
        return timedelta(seconds=seconds)

    def _fate(self, there: datetime) -> Fate:
        """What becomes of the first promise."""
        if self.due is None:
            return "kept"
        if there >= self.due:
            return "nobody_there" if self.chance.random() < NIGHT_MISSED else "kept"
        if self.chance.random() >= (MISSED_IN_BAD_WEEK if self.request.hard else MISSED):
            return "kept"
        able: list[Fate] = ["not_assigned", "handled_late"]
        if self._has_tiers():
            able.append("not_taken")
        if self._updates():
            able.append("silent")
        return self.chance.choice(able)

    def _has_tiers(self) -> bool:
        return bool(self.vendor.next_line) and len(queries.terms(self.ticket).plan.tiers) > 1

    def _updates(self) -> timedelta | None:
        """How often the customer is to hear, where that is promised."""
        return self.vendor.year.updates.get(self.request.asked.priority)

    def _answer(self, at: datetime, there: datetime) -> None:
        """When, and what comes before it."""
        answered = self._contacted(max(there, at))
        if self.due is not None and self.fate in ("not_assigned", "handled_late", "not_taken", "nobody_there"):
            self.who, late = self.vendor.there(self.due + self._late(), self.who)
            answered = self._contacted(late)
        elif self.due is not None and answered > self.due - 2 * MINUTE:  # somebody on call
            answered = self.due - min(10 * MINUTE, (self.due - at) / 4)
        self._before(at, there, answered)
        if self.fate != "not_taken":
            self._do(answered, "reply", text=self.request.text.answer, wait=self._chance(0.15) and self.fate == "kept")
        self._after(answered)

    def _late(self) -> timedelta:
        whole = (self.due or self.request.opened) - self.request.opened
        return min(max(whole * self.chance.uniform(0.1, 0.5), 8 * MINUTE), 5 * HOUR)

    def _contacted(self, at: datetime) -> datetime:
        return replies.opens_at(self.ticket, at)

    def _before(self, at: datetime, there: datetime, answered: datetime) -> None:
        """Who had it, and with which priority, before it was answered."""
        if self.fate == "not_taken":
            handed = max(there, at + 5 * MINUTE)
            self._do(handed, "escalate", text=self.chance.choice(self.vendor.year.passed))
            self.who = self.vendor.next_line
            self._do(answered - 3 * MINUTE, "assign", to=self.who)
            self._do(answered, "reply", text=self.request.text.answer)
        elif self.fate == "handled_late":
            self._do(min(there, (self.due or there) - 5 * MINUTE), "assign", to=self.who)
        elif self.fate == "not_assigned" or self._chance(ASSIGNED):
            self._do(max(at + MINUTE, answered - self._between(1, 9)), "assign", to=self.who)

    def _after(self, answered: datetime) -> None:
        """Until it is resolved: within what is promised, but for who stays silent."""
        period = self._updates()
        lower = self._lower()
        if lower and self.fate == "kept" and self._chance(LOWERED):
            self._do(answered + MINUTE, "priority", priority=lower, reason=self.chance.choice(self.said.lowered))
        resolved = answered + (self._between(0.25, 0.75, period) if period else self._between(1, 30, HOUR))
        if self.fate == "silent" and period:
            resolved = answered + self._between(1.1, 1.5, period)
        if self._chance(THANKED):
            thanked = answered + (resolved - answered) * self.chance.uniform(0.2, 0.8)
            self._do(thanked, "customer", by=self.request.requester, text=self.chance.choice(self.said.thanks))
        if self.fate == "kept" and self._has_tiers() and self._chance(HANDED_ON):
            self._hand_on(answered, resolved)
        who, there = self.vendor.there(resolved, self.who)
        if period is None:
            self.who, resolved = who, there
        self._do(resolved, "resolve")
        if self._chance(AGAIN):
            resolved = self._again(resolved)
        self._ends(answered, resolved)

    def _lower(self) -> str:
        """The priority below one of the two gravest."""
        priorities = list(dict.fromkeys(asked.priority for asked in self.vendor.year.asked))
        place = priorities.index(self.request.asked.priority)
        return priorities[place + 1] if place < 2 else ""  # noqa: PLR2004

    def _hand_on(self, answered: datetime, resolved: datetime) -> None:
        passed = answered + (resolved - answered) * 0.85
        self._do(passed, "escalate", text=self.chance.choice(self.vendor.year.passed))
        self.who = self.vendor.next_line
        self._do(passed + (resolved - passed) / 2, "assign", to=self.who)

    def _again(self, resolved: datetime) -> datetime:
        """It comes back, and is resolved again."""
        back = resolved + self._between(3, 30, HOUR)
        self._do(back, "customer", by=self.request.requester, text=self.chance.choice(self.said.again))
        self.who, there = self.vendor.there(back + self._between(10, 40), self.who)
        answered = self._contacted(there)
        self._do(answered, "reply", text=self.chance.choice(self.said.once_more))
        self._do(answered + 30 * MINUTE, "resolve")
        return answered + 30 * MINUTE

    def _ends(self, answered: datetime, resolved: datetime) -> None:
        """It is rated and closed; why it was late is said."""
        kept = self.fate == "kept"
        if self._chance(RATED):
            good = self._chance(GOOD if kept else GOOD / 2)
            words = self.chance.choice(self.said.good if good else self.said.bad)
            rated = resolved + self._between(1, 40, HOUR)
            self._do(rated, "rate", by=self.request.requester, good=good, text=words)
        if not self._updates():  # else the desk closes it by itself
            self._do(resolved + self._between(3, 5, DAY), "close")
        if not kept and (self.request.hard or self._chance(EXPLAINED)):
            self._explain(max(answered, resolved) + self._between(12, 60, HOUR))

    def _explain(self, at: datetime) -> None:
        cause: str = "handled_late" if self.fate == "silent" else self.fate
        if self.request.hard:
            cause = Cause.OVERLOAD.value
        own = self.vendor.people[self.vendor.lead].language
        text = self.chance.choice(year.phrases()[own].explained[cause])
        self._do(at, "explain", by=self.vendor.lead, cause=cause, text=text)

    def _chance(self, part: float) -> bool:
        return self.chance.random() < part

    def _do(self, at: datetime, what: str, *, by: str = "", **more: Any) -> None:
        """Do it then, by who has the ticket."""
        step = script.Step.model_validate({"do": what, "by": by or self.who, **more})
        self.vendor.later(
            at.replace(microsecond=0), lambda now: deeds.do(step, self.ticket, now, self.vendor.people, {})
        )
