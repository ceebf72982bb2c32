"""The replay of a log is the fold of its tickets, nothing else."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from parola.lab.agreements import load_terms
from parola.lab.log import Log
from parola.lab.read import find, read, read_text
from parola.lab.replay import NEVER_DUE, replay
from parola.sla.clock import State
from parola.sla.events import Closed, Event, Message, Opened, PriorityChanged
from parola.sla.timeline import fold
from tests.lab.support import ONE_ROW, TRAIL, log, mapping, terms

START = datetime(2026, 6, 1, tzinfo=UTC)
minutes = st.integers(0, 500)


@st.composite
def one_row_tickets(draw: st.DrawFn) -> list[tuple[Event, ...]]:
    """Tickets with an answer or none, and a closing or none."""
    tickets = []
    for _ in range(draw(st.integers(0, 12))):
        opened = START + timedelta(minutes=draw(minutes))
        events: list[Event] = [Opened(at=opened, priority=draw(st.sampled_from(["P1", "P2"])), facts={"type": ""})]
        answered, closed = draw(st.none() | minutes), draw(st.none() | minutes)
        if answered is not None:
            events.append(Message(at=opened + timedelta(minutes=answered), sender="support"))
        if closed is not None:
            events.append(Closed(at=opened + timedelta(minutes=closed)))
        tickets.append(tuple(events))
    return tickets


@st.composite
def trails(draw: st.DrawFn) -> list[list[tuple[datetime, str, str]]]:
    """Audit trails of tickets: instants in order, each with a state and a priority."""
    state, priority = st.sampled_from(["New", "Active", "Closed"]), st.sampled_from(["P1", "P2"])
    found = []
    for _ in range(draw(st.integers(0, 8))):
        at = START + timedelta(minutes=draw(minutes))
        rows = []
        for _ in range(draw(st.integers(1, 5))):
            rows.append((at, draw(state), draw(priority)))
            at += timedelta(minutes=draw(minutes))
        found.append(rows)
    return found


def by_hand(tickets: list[tuple[Event, ...]], until: datetime) -> Counter[tuple[str, State]]:
    """What became of the first responses, by the fold alone."""
    counts: Counter[tuple[str, State]] = Counter()
    for events in tickets:
        (clock,) = fold(events, terms()).clocks
        counts[clock.priority, clock.state(until)] += 1
    return counts


def as_counted(text: str, lines: list[str], until: datetime) -> Counter[tuple[str, State]]:
    opened = log(*lines)
    report = replay(mapping(f"{text}until: {until:%Y-%m-%d %H:%M:%S}\n"), [terms()], opened.header, opened.rows())
    assert report.bad_rows == 0
    return Counter({(str(row.priority), state): n for row in report.rows for state, n in row.counts.items() if state})


@given(one_row_tickets())
def test_a_log_of_one_row_a_ticket_gives_what_folding_each_ticket_gives(tickets: list[tuple[Event, ...]]) -> None:
    names = {"P1": "1 - High", "P2": "2 - Low"}
    lines = ["number,opened,priority,type,answered,closed,due,kept"]
    for number, (opened, *later) in enumerate(tickets):
        assert isinstance(opened, Opened)
        answered, closed = (
            next((event.at.isoformat() for event in later if isinstance(event, kind)), "") for kind in (Message, Closed)
        )
        lines.append(f"{number},{opened.at.isoformat()},{names[opened.priority]},,{answered},{closed},,")
    until = START + timedelta(days=1)  # the log's zone is Madrid: two hours ahead of UTC
    assert as_counted(ONE_ROW, lines, until + timedelta(hours=2)) == by_hand(tickets, until)


@given(trails())
def test_an_audit_trail_gives_what_folding_its_differences_gives(trails: list[list[tuple[datetime, str, str]]]) -> None:
    lines = ["number,updated,state,priority,opened"]
    tickets: list[tuple[Event, ...]] = []
    for number, rows in enumerate(trails):
        start, _, priority = rows[0]
        events: list[Event] = [Opened(at=start, priority=priority)]
        state = ""
        for at, next_state, next_priority in rows:
            lines.append(f"{number},{at.isoformat()},{next_state},{next_priority},{start.isoformat()}")
            if next_priority != priority:
                events.append(PriorityChanged(at=at, priority=next_priority))
            if next_state != state:
                events += _entered(next_state, state, at)
            state, priority = next_state, next_priority
        tickets.append(tuple(events))
    until = START + timedelta(days=3)
    assert as_counted(TRAIL, lines, until) == by_hand(tickets, until)


def _entered(state: str, before: str, at: datetime) -> list[Event]:
    from parola.sla.events import Reopened

    reopened: list[Event] = [Reopened(at=at)] if before == "Closed" else []
    entered: dict[str, list[Event]] = {
        "New": [],
        "Active": [Message(at=at, sender="support")],
        "Closed": [Closed(at=at)],
    }
    return [*reopened, *entered[state]]


BOSTON = """\
case_id,open_dt,target_dt,closed_dt,on_time,type
1,2015-01-05 10:00:00,2015-01-07 10:00:00,2015-01-06 12:00:00,ONTIME,Sticker Request
2,2015-02-17 10:00:00,2015-02-18 10:00:00,2015-02-18 12:00:00,OVERDUE,Sticker Request
3,2015-02-17 22:15:00,2015-02-19 08:30:00,2015-02-19 08:30:00,ONTIME,Sticker Request
4,2015-02-17 07:00:00,2015-03-19 07:00:00,,OVERDUE,Rodent Activity
5,2015-03-01 12:00:00,,2015-03-02 09:00:00,ONTIME,Something Without A Rule
6,2015-03-02 12:00:00,2015-03-03 12:00:00,2015-03-02 11:00:00,ONTIME,Sticker Request
"""


def test_boston_keeps_each_request_under_the_promise_it_was_opened_under(tmp_path: Path) -> None:
    file = read(find("boston311"))
    opened = Log(io.BytesIO(BOSTON.encode()), delimiter=",", encoding="utf-8")
    file.check_columns(opened.header)
    report = replay(file.mapping, load_terms(file), opened.header, opened.rows())
    assert [(row.line, row.values["column"]) for row in report.bad] == [(7, "closed_dt")]
    assert (report.due.compared, report.due.agreed) == (4, 4)
    assert (report.verdict.compared, report.verdict.agreed) == (4, 4)
    assert report.total.counts == {State.MET: 2, State.MISSED: 2, State.BEST_EFFORT: 1}


SERVICENOW = """\
number,incident_state,opened_at,sys_updated_at,priority,made_sla,assignment_group,assigned_to,problem_id,rfc,knowledge,reopen_count
INC1,New,29/2/2016 09:00,29/2/2016 09:05,3 - Moderate,true,Group 1,?,?,?,false,0
INC1,Active,29/2/2016 09:00,29/2/2016 10:30,3 - Moderate,true,Group 1,?,?,?,false,0
INC1,Resolved,29/2/2016 09:00,29/2/2016 11:00,3 - Moderate,true,Group 1,?,?,?,false,0
INC1,Closed,29/2/2016 09:00,5/3/2016 12:00,3 - Moderate,true,Group 1,?,?,?,false,0
INC2,New,29/2/2016 09:00,29/2/2016 09:05,1 - Critical,true,Group 2,?,Problem 7,?,false,0
INC2,-100,29/2/2016 09:00,29/2/2016 09:06,1 - Critical,true,Group 2,?,Problem 7,?,false,0
INC2,Resolved,29/2/2016 09:00,29/2/2016 10:30,1 - Critical,true,Group 2,?,Problem 7,?,false,0
INC2,Closed,29/2/2016 09:00,7/3/2016 09:00,1 - Critical,false,Group 2,?,Problem 7,?,false,0
"""


def _servicenow(name: str, rows: str = SERVICENOW) -> tuple[list[tuple[str | None, int, int]], int, int]:
    file = read(find(name))
    opened = Log(io.BytesIO(rows.encode()), delimiter=",", encoding="utf-8")
    report = replay(file.mapping, load_terms(file), opened.header, opened.rows())
    assert report.bad_rows == rows.count("-100")
    return [(row.priority, row.met, row.missed) for row in report.rows], report.verdict.compared, report.verdict.agreed


def test_servicenow_is_answered_when_it_leaves_new() -> None:
    assert _servicenow("servicenow") == ([("P1", 0, 1), ("P3", 1, 0)], 0, 0)


def test_the_verdict_of_servicenow_is_that_of_the_closing() -> None:
    assert _servicenow("servicenow-closing") == ([("P1", 0, 1), ("P3", 1, 0)], 2, 2)


def test_another_agreement_takes_the_place_of_the_mappings_own(tmp_path: Path) -> None:
    other = tmp_path / "strict.yaml"
    source = (find("servicenow").parent / "servicenow-agreement.yaml").read_text(encoding="utf-8")
    other.write_text(source.replace("P1: 1h", "P1: 2h"), encoding="utf-8")
    file = read(find("servicenow"))
    opened = Log(io.BytesIO(SERVICENOW.encode()), delimiter=",", encoding="utf-8")
    report = replay(file.mapping, load_terms(file, agreement=str(other)), opened.header, opened.rows())
    assert [(row.priority, row.met) for row in report.rows] == [("P1", 1), ("P3", 1)]


def test_a_shipped_agreement_is_named_by_its_id() -> None:
    text = (
        ONE_ROW.replace("agreement: none", "agreement: credenti")
        .replace("ONE", "")
        .replace("log:", "plan: basic\nlog:")
    )
    (found,) = load_terms(read_text(text, Path("x-mapping.yaml")))
    assert (found.agreement.id, found.plan.id) == ("credenti", "basic")


def test_csv_of_any_shape_never_stops_the_run() -> None:
    text = io.StringIO()
    csv.writer(text).writerows(
        [["number", "updated", "state", "priority", "opened"], ["1"], ["", "", "", "", ""], ["1", "x", "y", "z", "w"]]
    )
    opened = Log(io.BytesIO(text.getvalue().encode()), delimiter=",", encoding="utf-8")
    report = replay(mapping(TRAIL), [terms()], opened.header, opened.rows())
    assert (report.total.tickets, report.bad_rows) == (0, 3)


def test_a_calendar_that_never_opens_stops_no_run(tmp_path: Path) -> None:
    (tmp_path / "over.yaml").write_text(OVER)
    file = read_text(TRAIL.replace("agreement: none", "agreement: over.yaml"), tmp_path / "x-mapping.yaml")
    lines = ["number,updated,state,priority,opened", "1,2026-06-01T09:00Z,New,P1,2026-06-01T09:00Z"]
    opened = log(*lines)
    report = replay(file.mapping, load_terms(file), opened.header, opened.rows())
    assert [(row.line, row.reason) for row in report.bad] == [(2, NEVER_DUE)]
    assert report.total.tickets == 0


OVER = """
id: over
vendor: Test
languages: [en]
title: A desk that is never open
priorities: {P1: {name: High, definition: High.}}
default_priority: P1
calendars:
  mondays: {name: Mondays, timezone: UTC, hours: mon 09:00-10:00}
  tuesdays: {name: Tuesdays, timezone: UTC, hours: tue 09:00-10:00}
  once: {name: When both are open, all_of: [mondays, tuesdays]}
plans:
  only:
    name: Only
    channels: [web]
    hours: Never
    targets: {first_response: {on: once, P1: 1h}}
"""
