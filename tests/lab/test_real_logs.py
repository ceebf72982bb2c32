"""Whole logs of real desks, where they lie beside the project: Parola's counts against a second count that knows none of its code.

The numbers named `WHOLE` are those that were counted once of the whole sets (their README), of which a part may lie here. Where
all of it does, they are asserted as they are. Of a part, what every case has (how many, the most, the shares) is compared.
"""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from parola.lab.agreements import load_terms
from parola.lab.log import open_log
from parola.lab.read import find, read
from parola.lab.replay import replay
from parola.lab.report import Report

FOLDER = Path(os.environ.get("PAROLA_TEST_DATA", Path(__file__).parents[3] / "shared/data"))
VOLVO = FOLDER / "bpic2013_volvo/incidents_dev.csv.gz"
PROBLEMS = FOLDER / "bpic2013_volvo/closed_problems.csv.gz"
SERVICENOW = FOLDER / "uci_servicenow/dev.csv.gz"
ITALY = FOLDER / "helpdesk_italy/helpdesk.csv.gz"
pytestmark = pytest.mark.once


@cache
def replayed(name: str, path: Path) -> Report:
    """What Parola says of a log under a shipped mapping."""
    file = read(find(name))
    terms = load_terms(file)
    with open_log(path) as log:
        file.check_columns(log.header)
        return replay(file.mapping, terms, log.header, log.rows())


@cache
def rows_of(path: Path, case: str) -> Mapping[str, list[dict[str, str]]]:
    """The rows of each case, as they stand in the file."""
    cases = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cases[row[case]].append(row)
    return cases


def turns(rows: list[dict[str, str]], column: str) -> list[str]:
    """The values of a column, each as long as it stays the same."""
    found: list[str] = []
    for row in rows:
        if row[column] != "?" and (not found or found[-1] != row[column]):
            found.append(row[column])
    return found


def got_back(rows: list[dict[str, str]], column: str) -> bool:
    held = turns(rows, column)
    return any(name in held[:place] for place, name in enumerate(held))


def comparable(part: int, whole: int, parts: int, cases: int) -> bool:
    """Whether a count of a part can be of a whole that counts so many: no more, no fewer than the rest leaves, and a like share."""
    return part <= whole <= part + cases - parts and abs(part / parts - whole / cases) < 0.006


INCIDENTS = 7_554
LINES = {"L1": 1, "L2": 2, "L3": 3, "L2/L3": 3}


@pytest.mark.beside(VOLVO)
def test_volvos_tiers_are_those_of_its_rows_and_push_to_front_is_as_in_the_whole_log() -> None:
    tiers = replayed("volvo", VOLVO).ways.tiers
    assert tiers is not None
    ways = [[LINES[line] for line in turns(rows, "st_line")] for rows in rows_of(VOLVO, "sr_number").values()]
    assert tiers.tickets == len(ways)
    assert tiers.highest == Counter(max(way) for way in ways)
    assert tiers.began == Counter(way[0] for way in ways)
    assert tiers.ended == Counter(way[-1] for way in ways)
    joined = Counter("-".join(map(str, _merged(way))) for way in ways)
    assert tiers.paths == joined
    assert tiers.solved_in_front == joined["1"]
    whole = {1: 4_550, 2: 2_464, 3: 540}
    assert all(comparable(tiers.highest[tier], count, tiers.tickets, INCIDENTS) for tier, count in whole.items())
    begun = {2: 704, 3: 148}
    assert all(comparable(tiers.began[tier], count, tiers.tickets, INCIDENTS) for tier, count in begun.items())
    paths = {"1-2-1-2-1": 138, "1-2-1-2-1-2-1": 49}
    assert all(comparable(tiers.paths[path], count, tiers.tickets, INCIDENTS) for path, count in paths.items())
    assert round(100 * (tiers.share_in_front or 0)) == 60  # 60.2% of the whole


def _merged(way: list[int]) -> list[int]:
    """`L3` and then `L2/L3` are one tier."""
    return [tier for place, tier in enumerate(way) if not place or way[place - 1] != tier]


@pytest.mark.beside(VOLVO)
def test_volvos_handovers_and_ping_pong_are_those_of_its_rows() -> None:
    handovers = replayed("volvo", VOLVO).ways.handovers
    cases = rows_of(VOLVO, "sr_number").values()
    for kind, column in (("team", "involved_st"), ("department", "org_line")):
        counts = handovers[kind]  # type: ignore[index]
        assert counts.by_number == Counter(len(turns(rows, column)) - 1 for rows in cases)
        assert counts.ping_pong == sum(got_back(rows, column) for rows in cases)
        assert counts.holders == len({row[column] for rows in cases for row in rows})
    teams, departments = handovers["team"], handovers["department"]
    assert [teams.at_most(percent) for percent in (50, 95, 99, 100)] == [1, 5, 10, 31]  # as in the whole
    assert comparable(teams.ping_pong, 1_258, teams.tickets, INCIDENTS)
    assert departments.ping_pong_share == pytest.approx(0.118, abs=0.0005)  # 11.8% of the whole


@pytest.mark.beside(VOLVO)
def test_volvos_waits_are_those_of_its_rows() -> None:
    waits = replayed("volvo", VOLVO).ways.waits
    assert waits is not None
    cases = rows_of(VOLVO, "sr_number").values()
    reasons = {name: f"Wait - {name.title()}" for name in ("user", "customer", "vendor", "implementation")}
    for reason, state in {**reasons, "unnamed": "Wait"}.items():
        counts = waits.by_reason[reason]
        assert counts.tickets == sum(any(row["sub_status"] == state for row in rows) for rows in cases), reason
        assert counts.times == sum(turns(rows, "sub_status").count(state) for rows in cases)
        assert counts.plain.total_seconds() == sum(_seconds(rows, state) for rows in cases)
    assert len(waits.by_reason) == 5
    assert waits.waited == sum(any(row["sub_status"].startswith("Wait") for row in rows) for rows in cases)
    assert comparable(waits.waited, 3_365, waits.tickets, INCIDENTS)


def _seconds(rows: list[dict[str, str]], state: str) -> float:
    """How long a case was in a state: from each row in it to the next row, or to the end of the log."""
    last = replayed("volvo", VOLVO).until
    assert last is not None
    instants = [datetime.fromisoformat(row["changed_at"]) for row in rows] + [last]
    return sum(
        (instants[place + 1] - instants[place]).total_seconds()
        for place, row in enumerate(rows)
        if row["sub_status"] == state
    )


@pytest.mark.beside(VOLVO)
def test_volvos_reopened_incidents_are_those_that_go_on_after_completed() -> None:
    ways = replayed("volvo", VOLVO).ways
    again = [turns(rows, "status") for rows in rows_of(VOLVO, "sr_number").values()]
    assert ways.reopened_tickets == sum("Completed" in way[:-1] for way in again)
    assert comparable(ways.reopened_tickets, 514, ways.tickets, INCIDENTS)


@pytest.mark.beside(PROBLEMS)
def test_volvos_closed_problems_are_all_here() -> None:
    report = replayed("volvo-problems", PROBLEMS)
    cases = rows_of(PROBLEMS, "Problem Number").values()
    assert (report.ways.tickets, sum(len(rows) for rows in cases), report.bad_rows) == (1_487, 6_660, 0)
    assert report.ways.handovers["person"].handovers == sum(len(turns(rows, "owner")) - 1 for rows in cases)
    assert report.ways.waits is not None
    assert report.ways.waits.waited == sum(any(row["Problem Sub Status"] == "Wait" for row in rows) for rows in cases)


OPENED = 24_918
AWAITED = {"customer": ("Awaiting User Info", 5_471), "third_party": ("Awaiting Vendor", 259)} | {
    "problem": ("Awaiting Problem", 247),
    "evidence": ("Awaiting Evidence", 21),
}


@pytest.mark.beside(SERVICENOW)
def test_servicenows_links_to_problems_are_those_of_the_last_row_of_each_incident() -> None:
    ways = replayed("servicenow", SERVICENOW).ways
    last = [rows[-1] for rows in rows_of(SERVICENOW, "number").values()]
    named = Counter(row["problem_id"] for row in last if row["problem_id"] != "?")
    links = ways.links["problem"]
    assert links.by_name == named
    assert comparable(links.tickets, 381, ways.tickets, OPENED)
    assert len(links.by_name) <= 252 <= len(links.by_name) + 381 - links.tickets
    assert max(links.by_name.values()) == 32  # the largest one of the whole: it is all here
    assert ways.links["change"].tickets == sum(row["rfc"] != "?" for row in last) <= 176
    assert ways.marks["knowledge"] == sum(row["knowledge"] == "true" for row in last)


@pytest.mark.beside(SERVICENOW)
def test_servicenow_waits_for_what_its_rows_say_and_was_reopened_as_often_as_it_counted_itself() -> None:
    report = replayed("servicenow", SERVICENOW)
    ways, cases = report.ways, rows_of(SERVICENOW, "number").values()
    assert ways.waits is not None
    for reason, (state, whole) in AWAITED.items():
        counts = ways.waits.by_reason[reason]
        assert counts.tickets == sum(any(row["incident_state"] == state for row in rows) for rows in cases), reason
        assert counts.tickets <= whole
    assert (report.reopened.compared, report.reopened.differing) == (17_136, 1)
    assert comparable(ways.reopened_tickets, 275, ways.tickets, OPENED)
    assert max(ways.reopened or {}) == 8  # the most of the whole


@pytest.mark.beside(ITALY)
def test_the_italian_tickets_and_their_waits_are_all_here() -> None:
    report = replayed("helpdesk-italy", ITALY)
    cases = rows_of(ITALY, "Case ID").values()
    assert report.bad_rows == 0
    assert report.ways.waits is not None
    assert (report.ways.tickets, report.ways.waits.waited) == (4_580, 1_236)
    assert sum(row["Activity"] == "Wait" for rows in cases for row in rows) == 1_463
    waits = report.ways.waits.by_reason["unnamed"]
    assert waits.times == sum(turns(rows, "Activity").count("Wait") for rows in cases)  # Wait after Wait is one
