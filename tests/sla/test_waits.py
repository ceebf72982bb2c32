"""What a ticket waited for: by the table in `tables/ways/`, and by laws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.sla.events import Closed, Event, Opened, Reopened, Resolved, Resumed, Waiting
from parola.sla.spans import Span, total
from parola.sla.timeline import fold
from parola.sla.waits import count_waits, reopenings, standings, waits
from tests.sla.build import instant, length, terms

TABLE = Path(__file__).parent / "tables" / "ways" / "waits.txt"
UNTIL = instant("Fri 17:00")
OPENED = Opened(at=instant("Mon 09:00"), priority="P1")
PLAIN: dict[str, type[Resumed | Resolved | Reopened | Closed]] = {
    "resumed": Resumed,
    "resolved": Resolved,
    "reopened": Reopened,
    "closed": Closed,
}


def cases() -> Iterator[tuple[str, list[str]]]:
    _, *blocks = TABLE.read_text(encoding="utf-8").split("== ")
    return ((title, rows) for title, *rows in (block.strip().splitlines() for block in blocks))


@pytest.mark.parametrize(("title", "rows"), [pytest.param(*case, id=case[0]) for case in cases()])
def test_what_it_waited_for(title: str, rows: list[str]) -> None:
    happened = [row for row in rows if re.match(r"\w{3} \d\d:\d\d", row)]
    stood = standings([event(*re.split(r"\s{2,}", row)) for row in happened])
    told = [
        f"{wait.reason} {wait.times} time{'s'[: wait.times > 1]} {length(wait.plain)}" for wait in waits(stood, UNTIL)
    ]
    expected = [" ".join(row.split()) for row in rows if row not in happened]
    assert [*told, f"reopened {reopenings(stood)}"] == expected


def event(when: str, what: str) -> Event:
    word, _, detail = what.partition(" ")
    if word == "opened":
        return Opened(at=instant(when), priority=detail)
    return Waiting(at=instant(when), reason=detail) if word == "waiting" else PLAIN[word](at=instant(when))


def test_waits_are_counted_by_reason_in_tickets_and_times() -> None:
    two = standings(
        [OPENED, *(event(f"Mon {hour}:00", what) for hour, what in enumerate(["waiting customer", "resumed"] * 2, 10))]
    )
    one = standings([OPENED, event("Mon 10:00", "waiting vendor"), event("Mon 13:00", "resolved")])
    counts = count_waits(waits(stood, UNTIL) for stood in (two, one, standings([OPENED])))
    assert (counts.tickets, counts.waited) == (3, 2)
    customer, vendor = counts.by_reason["customer"], counts.by_reason["vendor"]
    assert (customer.tickets, customer.times, length(customer.plain)) == (1, 2, "2:00")
    assert (vendor.tickets, vendor.times, length(vendor.plain)) == (1, 1, "3:00")


def histories() -> st.SearchStrategy[list[Event]]:
    at = st.integers(-60, 5_000).map(lambda minutes: OPENED.at + timedelta(minutes=minutes))
    kinds: list[st.SearchStrategy[Event]] = [st.builds(kind, at=at) for kind in (Resumed, Resolved, Reopened, Closed)]
    waiting = st.builds(Waiting, at=at, reason=st.sampled_from(["customer", "vendor"]))
    return st.lists(st.one_of(waiting, waiting, *kinds), max_size=12)


@given(histories())
def test_a_ticket_stands_in_the_end_as_the_fold_says(events: list[Event]) -> None:
    last, timeline = standings([OPENED, *events])[-1], fold([OPENED, *events], terms("P1 1h always"))
    assert (last.status, last.reason or None) == (timeline.status, timeline.waiting_for)


@given(histories(), st.integers(-60, 6_000))
def test_the_waits_add_up_to_the_time_that_it_waited(events: list[Event], minutes: int) -> None:
    until = OPENED.at + timedelta(minutes=minutes)
    stood = standings([OPENED, *events])
    ends = [*(standing.since for standing in stood[1:]), max(until, stood[-1].since)]
    waited = [
        Span(min(standing.since, until), min(end, until))
        for standing, end in zip(stood, ends, strict=True)
        if standing.status == "waiting"
    ]
    assert sum((wait.plain for wait in waits(stood, until)), timedelta()) == total(waited)


@given(histories())
def test_it_was_reopened_as_often_as_it_was_not_at_its_end_any_more(events: list[Event]) -> None:
    ended = [standing.status in ("resolved", "closed") for standing in standings([OPENED, *events])]
    assert reopenings(standings([OPENED, *events])) == "".join("01"[end] for end in ended).count("10")
