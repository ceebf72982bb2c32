"""The due times of Boston's 311 desk, as its own engine computed them in 2015, against ours.

    python bench/boston.py FOLDER

FOLDER holds *.csv.gz with the columns `open_dt, target_dt, fit_mode, fit_days, fit_ok`: the City of Boston's service requests
(data.boston.gov, Public Domain Dedication and License), each with the rule fitted to its type. Prints how many of the rows
with a target are reproduced within 61 seconds, those that the fitted rule explains (`fit_ok`) and all.
"""

from __future__ import annotations

import csv
import gzip
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from parola.sla.calendar import Calendar, compile_calendar
from parola.sla.durations import BusinessDaysLater
from parola.sla.hours import DAY, WEEK, Holiday, Interval, OpeningHours

BOSTON = "America/New_York"
TOLERANCE = timedelta(seconds=61)
"""The log's seconds are noisy by up to a minute."""
HOLIDAYS = (
    *("2015-01-01", "2015-01-19", "2015-02-16", "2015-04-20", "2015-05-25", "2015-09-07", "2015-10-12", "2015-11-11"),
    *("2015-11-26", "2015-12-25", "2016-01-01"),
)
OFFICE = compile_calendar(
    OpeningHours(
        timezone=BOSTON,
        week=tuple(Interval(day * DAY + 8 * 3600 + 1800, day * DAY + 17 * 3600) for day in range(5)),
        holidays=tuple(Holiday(date.fromisoformat(day), {}) for day in HOLIDAYS),
    )
)
EVERY_DAY = compile_calendar(OpeningHours(timezone=BOSTON, week=(Interval(0, WEEK),)))
CALENDARS: Mapping[str, Calendar] = {
    "business_days_from_next_opening": OFFICE,
    "calendar_days_from_open": EVERY_DAY,
}


def rows(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BOSTON))


def reproduced(row: Mapping[str, str]) -> bool:
    calendar = CALENDARS.get(row["fit_mode"])
    if calendar is None:
        return False
    due = calendar.due(local(row["open_dt"]), BusinessDaysLater(int(row["fit_days"])))
    return abs(due - local(row["target_dt"])) <= TOLERANCE


def main(folder: Path) -> int:
    counted: Counter[tuple[str, str]] = Counter()
    started = time.perf_counter()
    for row in rows(folder):
        if row["target_dt"]:
            matched = reproduced(row)
            for group in ("all", "fit_ok" if row["fit_ok"] == "True" else "other"):
                counted[group, "rows"] += 1
                counted[group, "matched"] += matched
    took = time.perf_counter() - started
    for group in ("fit_ok", "other", "all"):
        print(f"{group:7} {counted[group, 'matched']:6} of {counted[group, 'rows']:6} within 61 s")
    print(f"{counted['all', 'rows']} due times in {took:.1f} s")
    return 0 if counted["fit_ok", "matched"] == counted["fit_ok", "rows"] else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
