"""Misses as `tables/causes.txt` writes them: what was promised, who is there, what happened, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from parola.desk.teams.rota import Roster
from parola.desk.tickets import causes, projection
from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.kinds.misses import Cause
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.vocabulary import Fact, Recorded
from parola.sla.agreement import Metric, Terms
from parola.sla.clock import Clock, State
from tests.desk.teams.rosters import NAMES, Desk
from tests.sla.build import MADRID, WEEKDAYS, instant, targets, terms

TABLE = Path(__file__).parent / "tables" / "causes.txt"
SEEN = instant("Mon+1 09:00")
"""When the misses are looked at."""
WORDS = {"body": "0", "digest": "0"}
OPENED: dict[str, Any] = {
    "agreement_version": 1,
    "agreement_digest": "0",
    "pinned_terms": 1,
    "pinned_digest": "0",
    "contract": 1,
    "plan": "plan",
    "best_effort": False,
    "entitled_by": "contract",
    "clause": "",
    "reference": "CRE-1",
    "number": 1,
    "brand": 1,
    "organization": 1,
    "requester": 1,
    "priority_from": "chosen",
    "channel": "web",
    "facts": {},
    "language": "en",
} | WORDS


@dataclass
class Case:
    """A part of the table."""

    name: str
    terms: dict[str, str] = field(default_factory=dict)
    desk: Desk = field(default_factory=lambda: Desk({NAMES.index(name): frozenset({"agent"}) for name in NAMES[:5]}))
    history: list[Recorded] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    @property
    def given(self) -> Terms:
        """What is promised, by its lines."""
        rows = [row for metric in Metric if (line := self.terms.get(metric)) for row in targets(line, metric=metric)]
        tiers = tuple(map(int, self.terms.get("tiers", "1").split()))
        return terms(rows, tiers=tiers, vendor_tiers=(1, 2, 3), from_opening="from" in self.terms)

    @property
    def roster(self) -> Roster:
        """Who is there."""
        return self.desk.roster

    def add(self, line: str) -> None:
        """A line of it."""
        first, rest = line.split(maxsplit=1)
        if first in {"cause", "kept"}:
            self.expected.append(re.sub(" +", " ", line))
        elif first in {"people", "team", "shift", "away"}:
            self.desk = Desk() if first == "people" else self.desk
            self.desk.add(line)
        elif first == "and":
            self._happens(self.history[-1].at, rest)
        elif first in WEEKDAYS:
            self._happens(instant(line[:9]), line[9:].strip())
        else:
            self.terms[first] = rest

    def _happens(self, at: datetime, what: str) -> None:
        fact = _fact(what)
        actor = NAMES.index(what.split(maxsplit=1)[0]) if isinstance(fact, said.Assigned) and fact.assignee else None
        self.history.append(Recorded(seq=len(self.history) + 1, at=at, recorded_at=at, actor=actor, fact=fact))


def _fact(what: str) -> Fact:  # noqa: C901, PLR0911, PLR0912  # one flat table of what the lines say
    word, *others = what.split()
    match (word, *others):
        case ("opened", priority):
            return said.Opened(priority=priority, **OPENED)
        case (name, "takes", "it"):
            return said.Assigned(assignee=NAMES.index(name))
        case ("nobody", "has", "it"):
            return said.Assigned(assignee=None)
        case ("tier", level):
            return said.Escalated(tier=int(level))
        case ("sent", "back", "to", "tier", level):
            return SentBack(handed=1, tier=int(level), before=int(level) + 1, **WORDS)
        case ("waits", "for", reason):
            return said.Waiting(reason=reason)
        case ("support", "writes"):
            return said.Message(side="support", public=True, channel="email", **WORDS)
        case ("reply", "held", "until", day, time):
            return said.ReplyHeld(release_at=instant(f"{day} {time}"), reason="contact", **WORDS)
        case ("released",):
            return said.ReplyReleased(held=3)
        case ("resolved",):
            return said.Resolved()
        case ("reopened",):
            return said.Reopened()
        case (priority,):
            return said.PriorityChanged(priority=priority, before="P3", reason="", due_before=None, due_after=None)
        case _:
            raise AssertionError(what)


def cases() -> Iterator[Case]:
    """Those of the table."""
    case: Case | None = None
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            if case is not None:
                yield case
            case = Case(line[3:])
        elif case is not None and line and not line.startswith("#"):
            case.add(line)
    if case is not None:
        yield case


def missed(history: Sequence[Recorded], given: Terms) -> list[Clock]:
    """The promises that were missed."""
    clocks = projection.timeline(history, given).at(SEEN).clocks
    return [clock for clock in clocks if clock.state(SEEN) is State.MISSED]


def told(case: Case, clock: Clock) -> list[str]:
    """The two lines of a miss, as the table has them."""
    parts = causes.parted(case.history, clock, case.given.plan, "", case.roster)
    found, kept = causes.proposed(case.history, clock, parts), causes.keeping(case.history, clock, parts)
    assert found is not None
    lines = [f"cause {found.cause} {_local(found.since)} .. {_local(found.until)}{_standing(found)}"]
    lines += [f"kept by {_local(kept.by)} " + (f"done {_local(kept.done)}" if kept.done else "not done")]
    lines[1] += f" late {_length(kept.late)}" if kept.done else ""
    if kept.unheld:
        by = NAMES[kept.taken_by] if kept.taken_by is not None else ""
        lines[1] += f" taken {_local(kept.unheld_until)} by {by}" if kept.unheld_until else " not taken"
    return lines


def _standing(found: causes.Proposal) -> str:
    if found.length is None:
        return ""
    standing, spent = found.standing, f" {_length(found.length)}"
    if found.cause is Cause.WAITED:
        return f"{spent} {standing.waiting}"
    if standing.tier > 1:
        return f"{spent} tier {standing.tier}"
    held = found.cause in {Cause.HANDLED_LATE, Cause.PASSED_AROUND} and standing.person is not None
    return f"{spent} {NAMES[standing.person or 0]}" if held else spent


def _local(at: datetime) -> str:
    return at.astimezone(ZoneInfo(MADRID)).strftime("%a %H:%M")


def _length(length: timedelta) -> str:
    return str(length)[:-3]
