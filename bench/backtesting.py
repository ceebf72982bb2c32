"""A back-test of a million tickets: Boston's log, multiplied, with one business day less for all.

The log lies beside the project (City of Boston, 2015, public domain). Each copy has its instants
moved by some seconds, and cases of its own.
Told is the processor's time, since other programs may share the core: of reading the CSV alone, of reading it into
columns, and of the whole; and what the fold alone would need, from a part of the tickets.
"""

from __future__ import annotations

import csv
import gzip
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from parola.lab.backtest.columns import ColumnReader
from parola.lab.backtest.logs import Versions, back_test
from parola.lab.backtest.verdicts import Side, judge
from parola.lab.backtest.versions import versions
from parola.lab.log import Log, open_log
from parola.lab.read import SHIPPED, MappingFile, find, read

TICKETS = 1_000_000
FOLDED = 5_000
INSTANTS = ("open_dt", "target_dt", "closed_dt")
Found = TypeVar("Found")


def main(arguments: list[str]) -> None:
    """Measure, and print a table."""
    file = read(find("boston311"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "log.csv"
        count = multiply(Path(arguments[0]), log)
        sides = versions(file, less_by_a_day(folder))
        table = Table("what", "tickets", "processor seconds", "a ticket, µs")
        for what, tickets, work in (
            ("reading the CSV, and nothing else", count, lambda: reading(log)),
            ("reading it into columns", count, lambda: columns(log, file)),
            ("the whole back-test", count, lambda: whole(log, file, sides)),
            ("both sides by the fold alone, once read", FOLDED, folding(log, file, sides)),
        ):
            seconds, _ = measured(work)
            table.add_row(what, f"{tickets:,}", f"{seconds:.1f}", f"{seconds / tickets * 1e6:.1f}")
    Console().print(table)


def multiply(source: Path, target: Path) -> int:
    """Write copies of the log until there are as many tickets as wanted; how many there are."""
    with gzip.open(source, "rt", newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    places = [header.index(name) for name in INSTANTS]
    copies = -(-TICKETS // len(rows))
    with target.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        for copy in range(copies):
            writer.writerows(moved(row, places, copy) for row in rows)
    return copies * len(rows)


def moved(row: list[str], places: list[int], copy: int) -> list[str]:
    row = [f"{row[0]}-{copy}", *row[1:]]
    for place in places:
        if row[place]:
            row[place] = str(datetime.fromisoformat(row[place]) + timedelta(seconds=37 * copy))
    return row


def less_by_a_day(folder: Path) -> list[str]:
    """Both agreements with one business day less for all that have two or more."""
    tried = []
    for name in ("boston311-2014", "boston311-2015"):
        text = (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")
        less = re.sub(r"(\d+) business days", lambda found: f"{int(found[1]) - 1} business days", text)
        (folder / f"{name}.yaml").write_text(less, encoding="utf-8")
        tried.append(f"{name}={folder / name}.yaml")
    return tried


def measured(work: Callable[[], Found]) -> tuple[float, Found]:
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


@contextmanager
def opened(path: Path, file: MappingFile) -> Iterator[Log]:
    with open_log(path) as log:
        file.check_columns(log.header)
        yield log


def reading(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.reader(file))


def columns(path: Path, file: MappingFile) -> int:
    with opened(path, file) as log:
        return len(ColumnReader(file.mapping, log.header, ["request"]).read(log.rows()))


def whole(path: Path, file: MappingFile, sides: Versions) -> int:
    with opened(path, file) as log:
        return back_test(file.mapping, sides, log.header, log.rows()).turned


def folding(path: Path, file: MappingFile, sides: Versions) -> Callable[[], None]:
    with opened(path, file) as log:
        found = ColumnReader(file.mapping, log.header, ["request"]).read(log.rows())
    histories = [found.events(place) for place in range(FOLDED)]
    end = max(history[-1].at for history in histories)

    def fold() -> None:
        for history in histories:
            judge(Side(history, sides.before[0]), end)
            judge(Side(history, sides.after[0]), end)

    return fold
