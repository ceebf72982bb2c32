"""What the rules ask for over time, by the tables in `tables/rules/`: one line per event, with what is asked for after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.sla.agreement import Terms
from parola.sla.durations import Promise
from parola.sla.events import (
    Closed,
    Event,
    Opened,
    PriorityChanged,
    Reached,
    Reopened,
    Resolved,
    Resumed,
    Waiting,
    Withdrawn,
)
from parola.sla.prompts import Prompt, prompts
from parola.sla.rules import Closing, Lowering, Pace, Reachability
from parola.sla.timeline import fold
from tests.sla.build import instant, promise, terms, words

TABLES = Path(__file__).parent / "tables" / "rules"
HEADERS = ("reachability", "lowering", "closing", "at P1", "resolved", "contact", "not offered")


@dataclass(frozen=True)
class Case:
    """A title, the rules above the table, and its lines: when, what happens, what is asked for then."""

    title: str
    header: dict[str, str]
    lines: tuple[tuple[datetime, str, list[str]], ...]


def cases() -> Iterator[Case]:
    for path in sorted(TABLES.glob("*.txt")):
        _, *blocks = path.read_text(encoding="utf-8").split("== ")
        for block in blocks:
            title, *rows = block.splitlines()
            yield read_case(f"{path.stem}: {title}", rows)


def read_case(title: str, rows: list[str]) -> Case:
    header: dict[str, str] = {}
    lines: list[tuple[datetime, str, list[str]]] = []
    for row in filter(None, map(str.strip, rows)):
        first, rest = re.split(r"\s{2,}", row, maxsplit=1)
        if first in HEADERS:
            header[first] = rest
        elif first == "and":
            lines[-1][2].append(rest)
        else:
            what, expected = re.split(r"\s{2,}", rest, maxsplit=1)
            lines.append((instant(first), what, [] if expected == "-" else [expected]))
    return Case(title, header, tuple(lines))


def agreed(header: dict[str, str]) -> Terms:
    """Terms with the rules of a table's header."""
    plain = terms("P1 1h always, P2 2h always, P3 8h always, P4 8h always", contact=contact(header))
    agreement = replace(
        plain.agreement,
        reachability=tuple(reachability(header.get("reachability", ""))),
        lowering=tuple(lowering(header.get("lowering", ""))),
        closing=closing(header["closing"], header.get("at P1")) if "closing" in header else None,
    )
    if "resolved" in header:
        rule, _, notice = header["resolved"].partition(", notice ")
        length, calendar = rule.split(" ")
        agreement = replace(agreement, resolved_closes_after=promise(length), resolved_calendar=calendar)
        if notice:
            agreement = replace(agreement, resolved_notice=timedelta(hours=int(notice.removesuffix("h"))))
    plan = replace(plain.plan, not_offered=tuple(header.get("not offered", "").split()))
    return replace(plain, agreement=agreement, plan=plan)


def contact(header: dict[str, str]) -> dict[str, str]:
    return dict.fromkeys(header.get("contact", "").split(), "office")


def reachability(rule: str) -> Iterator[Reachability]:
    if found := re.fullmatch(r"(\w+) (.+) (\w+), (\w+)( automatic)?", rule):
        yield Reachability(
            priority=found[1],
            within=length(found[2]),
            calendar=found[3],
            lower_to=found[4],
            automatic=bool(found[5]),
            text={},
            clause="reachability",
        )


def lowering(rule: str) -> Iterator[Lowering]:
    if found := re.fullmatch(r"(workaround|restored) (\w+), (\w+)( automatic)?", rule):
        yield Lowering(
            on="workaround" if found[1] == "workaround" else "restored",
            priority=found[2],
            lower_to=found[3],
            automatic=bool(found[4]),
            text={},
            clause="lowering",
        )


def closing(rule: str, at_p1: str | None = None) -> Closing:
    times, _, calendar = rule.rpartition("; ")
    usual, other = pace(times), {"P1": pace(at_p1)} if at_p1 else {}
    return Closing(
        waits_for="customer", remind=usual.remind, close=usual.close, calendar=calendar, text={}, by_priority=other
    )


def pace(times: str) -> Pace:
    found = re.fullmatch(r"(?:remind (.+); )?close (.+)", times)
    assert found, times
    remind = tuple(length(each) for each in found[1].split(", ")) if found[1] else ()
    return Pace(remind=remind, close=length(found[2]))


def length(words: str) -> Promise:
    found = promise(words)
    assert found, words
    return found


def event(at: datetime, what: str) -> Event:
    verb, _, rest = what.partition(" ")
    match verb:
        case "opened":
            return Opened(at=at, priority=rest)
        case "waiting":
            return Waiting(at=at, reason=rest.removeprefix("for "))
        case "changed":
            return PriorityChanged(at=at, priority=rest.removeprefix("to "))
        case "workaround" | "restored" as milestone:
            return Reached(at=at, milestone=milestone)
        case "not":
            return Withdrawn(at=at, milestone="workaround" if rest == "workaround" else "restored")
        case _:
            kinds: dict[str, type[Resumed | Resolved | Reopened | Closed]] = {
                "resumed": Resumed,
                "resolved": Resolved,
                "reopened": Reopened,
                "closed": Closed,
            }
            return kinds[verb](at=at)


def told(prompt: Prompt) -> str:
    """A prompt as the tables write it."""
    to = f" {prompt.lower_to} by {prompt.rule}" if prompt.lower_to else ""
    number = f" {prompt.number}" if prompt.number else ""
    return f"{words(prompt.at)} {prompt.step}{to}{number}"


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.title)
def test_what_the_rules_ask_for(case: Case) -> None:
    agreement = agreed(case.header)
    events: list[Event] = []
    done: dict[str, datetime] = {}
    for at, what, expected in case.lines:
        if what.startswith("taken"):
            number = int(what.removeprefix("taken "))
            asked = prompts(fold(events, agreement), agreement, done)
            done |= {prompt.key: at for prompt in asked if prompt.number == number}
        else:
            events.append(event(at, what))
        assert [told(prompt) for prompt in prompts(fold(events, agreement), agreement, done)] == expected, (at, what)


def test_each_occasion_has_a_key_of_its_own() -> None:
    agreement = agreed({"reachability": "P1 1h always, P2", "closing": "remind 1h; close 2h; always"})
    keys = set()
    for day in ("Mon", "Tue"):
        events: list[Event] = [
            Opened(at=instant("Mon 08:00"), priority="P1"),
            Waiting(at=instant(f"{day} 09:00"), reason="customer"),
        ]
        keys |= {prompt.key for prompt in prompts(fold(events, agreement), agreement)}
    assert len(keys) == 6
    assert max(map(len, keys)) <= 100


LENGTHS = ("1h", "5h", "24h", "30h")
"""From the shortest on."""


@given(
    steps=st.lists(st.sampled_from(LENGTHS), min_size=1, max_size=4, unique=True),
    calendar=st.sampled_from(["office", "always"]),
    began=st.integers(0, 7 * 24),
    naps=st.lists(st.integers(1, 200), min_size=1, max_size=12),
    windowed=st.booleans(),
)
def test_however_the_worker_sleeps_each_step_is_taken_once_in_order_and_at_its_distance(
    steps: list[str], calendar: str, began: int, naps: list[int], windowed: bool
) -> None:
    *remind, close = sorted(steps, key=LENGTHS.index)
    reminders = "remind " + ", ".join(remind) + "; " if remind else ""
    header = {"closing": f"{reminders}close {close}; {calendar}"}
    agreement = agreed(header | ({"contact": "P1"} if windowed else {}))
    since = instant("Mon 08:00") + timedelta(hours=began)
    history: list[Event] = [Opened(at=since, priority="P1"), Waiting(at=since, reason="customer")]
    timeline, clock = fold(history, agreement), agreement.calendars[calendar]
    planned = [clock.due(since, length(each)) for each in (*remind, close)]
    done: dict[str, datetime] = {}
    now = since
    for nap in naps:
        now += timedelta(hours=nap)
        asked = prompts(timeline, agreement, done)
        due = [
            each for each in asked if each.at <= now and each.key not in done and (not each.after or each.after in done)
        ]
        assert len(due) <= 1
        done |= {each.key: now for each in due}
    taken = list(done.values())
    assert all(at >= plan for at, plan in zip(taken, planned, strict=False))
    for (before, at), (plan, later) in zip(pairwise(taken), pairwise(planned), strict=False):
        assert clock.between(before, at) >= clock.between(plan, later)
