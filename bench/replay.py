"""The replay of whole incident logs on one core: how long, how much memory, how far the other engine's figures are reproduced, and
what it says of the tickets' ways.

    python bench/replay.py volvo=LOG.csv.gz servicenow=LOG.csv.gz boston311=LOG.csv.gz

Each argument is the name of a shipped mapping and the log that it is for. A log with a column `fit_ok` (a judgement made beforehand
whether a row follows the rule of its type) is measured a second time on the rows that have True there.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Measured:
    """What `parola replay` said, and what it cost, the start of Python included."""

    found: dict[str, Any]
    seconds: float
    processor: float
    mebibytes: float


def measured(mapping: str, log: Path) -> Measured:
    """One replay in a process of its own."""
    command = [sys.executable, "-m", "parola", "replay", str(log), "--mapping", mapping, "--json"]
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        if status:
            sys.exit(f"{mapping}: the replay failed")
        out.seek(0)
        return Measured(json.load(out), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def following_their_rule(log: Path, folder: Path) -> Path | None:
    """A copy of the log with the rows marked True in `fit_ok`; None if it has no such column."""
    opener = gzip.open if log.suffix == ".gz" else open
    with opener(log, "rt", newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        if "fit_ok" not in (reader.fieldnames or ()):
            return None
        copy = folder / "fit_ok.csv"
        with copy.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, reader.fieldnames or ())
            writer.writeheader()
            writer.writerows(row for row in reader if row["fit_ok"] == "True")
    return copy


def share(comparison: dict[str, Any]) -> str:
    return (
        ""
        if comparison["share"] is None
        else f"{comparison['agreed']:,} of {comparison['compared']:,} ({comparison['share']:.2%})"
    )


def ways(found: dict[str, Any]) -> list[str]:
    """Push to front, ping-pong of teams, who waited, who was reopened, who is linked to a problem: as shares."""
    told, tickets = found["ways"], found["ways"]["tickets"]
    tiers, teams = told["tiers"], told["handovers"].get("team")
    waits, reopened, problem = told["waits"], told["reopened"], told["links"].get("problem")
    counts = [
        tiers and tiers["solved_in_front"],
        teams and teams["ping_pong"],
        waits and waits["waited"],
        reopened and reopened["tickets"],
        problem and problem["tickets"],
    ]
    return ["" if count is None else f"{count:,} ({count / tickets:.1%})" for count in counts]


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # what is started from here on has one core
    costs = Table(
        "log", "tickets", "left out", "seconds", "of a processor", "peak, MiB", "due agrees", "verdict agrees"
    )
    told = Table("log", "front line alone", "ping-pong of teams", "waited", "reopened", "linked to a problem")
    with tempfile.TemporaryDirectory() as folder:
        for argument in sys.argv[1:]:
            mapping, _, path = argument.partition("=")
            logs = [
                (mapping, Path(path)),
                (f"{mapping}, rows that follow their rule", following_their_rule(Path(path), Path(folder))),
            ]
            for name, log in logs:
                if log is not None:
                    one = measured(mapping, log)
                    found = one.found
                    numbers = (f"{found['all']['tickets']:,}", f"{found['bad_rows']['count']:,}")
                    cost = (f"{one.seconds:.1f}", f"{one.processor:.1f}", f"{one.mebibytes:.0f}")
                    costs.add_row(name, *numbers, *cost, share(found["due"]), share(found["verdict"]))
                    told.add_row(name, *ways(found))
    console = Console(width=150)
    console.print(costs, told)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(__doc__)
    main()
