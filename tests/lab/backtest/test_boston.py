"""The log of a real desk whose promises changed on a day (Boston, 16 February 2015): reproduced, and what less time would have made of it."""

from __future__ import annotations

import csv
import gzip
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from parola.lab.agreements import load_terms
from parola.lab.backtest.counting import BackTest
from parola.lab.backtest.logs import Versions, back_test
from parola.lab.backtest.verdicts import Verdict
from parola.lab.backtest.versions import versions
from parola.lab.log import BadRow, Row, open_log
from parola.lab.read import SHIPPED, MappingFile, find, read
from parola.lab.replay import replay

FOLDER = Path(os.environ.get("PAROLA_TEST_DATA", Path(__file__).parents[4] / "shared/data"))
LOG = FOLDER / "boston311/dev_jan_jun.csv.gz"
CHANGE, TAKEN = datetime(2015, 2, 16, 12, 31), datetime(2016, 1, 18)  # local times
DUE_AT_ONCE = {"101001285702", "101001342349"}
"""Two rows are due at their very opening; of their types nearly all other rows are promised nothing."""
pytestmark = [pytest.mark.once, pytest.mark.beside(LOG)]


@cache
def rows() -> list[dict[str, str]]:
    with gzip.open(LOG, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def following_their_rule(header: tuple[str, ...], found: Iterable[Row | BadRow]) -> Iterator[Row | BadRow]:
    place = header.index("fit_ok")
    return (row for row in found if isinstance(row, Row) and row.fields[place] == "True")


def counted(file: MappingFile, versions: Versions, *, following: bool = False) -> BackTest:
    with open_log(LOG) as log:
        found = following_their_rule(log.header, log.rows()) if following else log.rows()
        return back_test(file.mapping, versions, log.header, found)


def test_every_target_that_follows_a_rule_is_reproduced_from_two_versions_of_the_agreement() -> None:
    file = read(find("boston311"))
    opening_alone = file.mapping.model_copy(update={"events": {}})
    with open_log(LOG) as log:
        found = replay(opening_alone, load_terms(file), log.header, following_their_rule(log.header, log.rows()))
    assert found.due.compared == sum(row["fit_ok"] == "True" for row in rows())
    assert {each.case for each in found.differences if each.what == "due"} == DUE_AT_ONCE


def test_the_share_on_time_is_the_citys() -> None:
    file = read(find("boston311"))
    found = counted(file, versions(file, []), following=True)
    ((ours,),) = [found.before.rows]
    read_ones = [row for row in rows() if row["fit_ok"] == "True" and not (row["closed_dt"] or "9") < row["open_dt"]]
    on_time = found.tickets - ours.missed - ours.best_effort  # kept, or not due yet when the log was taken
    assert on_time == sum(row["on_time"] == "ONTIME" for row in read_ones)
    assert ours.best_effort == len(DUE_AT_ONCE)


def less(text: str) -> str:
    """The agreement with one business day less for all that have two or more."""
    return re.sub(r"request: (\d+) business days", lambda found: f"request: {int(found[1]) - 1} business days", text)


def test_one_business_day_less_for_all_turns_as_many_as_a_count_without_parola(tmp_path: Path) -> None:
    file = read(find("boston311"))
    for name in ("boston311-2014", "boston311-2015"):
        (tmp_path / f"{name}.yaml").write_text(less((SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")))
    tried = [f"{name}={tmp_path / name}.yaml" for name in ("boston311-2014", "boston311-2015")]
    found = counted(file, versions(file, tried))
    assert {(turning.before, turning.after) for turning in found.turnings} == {(Verdict.KEPT, Verdict.MISSED)}
    turned = {each.trial.name for each in found.listing}
    assert len(turned) == found.turned
    assert turned == set(turning_by_hand())


def turning_by_hand() -> Iterator[str]:
    """The requests kept with the City's days, and missed with one less, by counting on a list of its working days."""
    sides = [days_by_type("boston311-2014"), days_by_type("boston311-2015")]
    for row in rows():
        opened = datetime.fromisoformat(row["open_dt"])
        every_day, days = sides[opened >= CHANGE].get(row["type"], (False, 0))
        done = datetime.fromisoformat(row["closed_dt"]) if row["closed_dt"] else None
        if days > 1 and not (done and done < opened):
            before, now = (due(opened, count, every_day=every_day) for count in (days, days - 1))
            ended = done or TAKEN
            if ended <= before and ended > now and (done or before >= TAKEN):
                yield row["case_id"]


def days_by_type(name: str) -> dict[str, tuple[bool, int]]:
    """For each type of request whether every day counts, and how many business days it has."""
    page = YAML(typ="safe").load((SHIPPED / f"{name}.yaml").read_text(encoding="utf-8"))
    found = {}
    for cell in page["plans"]["resident"]["targets"]["first_response"]:
        days = re.fullmatch(r"(\d+) business days?", cell["request"])
        for kind in cell.get("when", {}).get("type", ()) if days else ():
            found[kind] = (cell["on"] == "every-day", int(days[1]) if days else 0)
    return found


@cache
def working_days() -> list[date]:
    page = YAML(typ="safe").load((SHIPPED / "boston311-2015.yaml").read_text(encoding="utf-8"))
    closed = {each["dates"] for each in page["calendars"]["city"]["closures"].values()}
    days = (date(2015, 1, 1) + timedelta(days=count) for count in range(4_000))
    return [day for day in days if day.weekday() < 5 and day not in closed]


def due(opened: datetime, days: int, *, every_day: bool) -> datetime:
    if every_day:
        return opened + timedelta(days=days)
    worked, day = working_days(), opened.date()
    first = bisect_right(worked, day - timedelta(days=1))
    if worked[first] == day and opened.time() < time(17):
        start = max(opened, datetime.combine(day, time(8, 30)))
    else:
        first += worked[first] == day
        start = datetime.combine(worked[first], time(8, 30))
    return datetime.combine(worked[first + days], start.time())
