"""The replay of whole incident logs on one core: how long, how much memory, and how far the other engine's figures are reproduced.

    python bench/replay.py servicenow=LOG.csv.gz boston311=LOG.csv.gz

Each argument is the name of a shipped mapping and the log that it is for. A log with a column `fit_ok` (a judgement made beforehand
whether a row follows the rule of its type) is measured a second time on the rows that have True there.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


def measured(mapping: str, log: Path) -> tuple[dict[str, Any], float]:
    """What `parola replay` says, in a process of its own on one core, and the seconds that it took, the start of Python included."""
    command = [sys.executable, "-m", "parola", "replay", str(log), "--mapping", mapping, "--json"]
    core = {min(os.sched_getaffinity(0))}
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=True, preexec_fn=lambda: os.sched_setaffinity(0, core))
    return json.loads(done.stdout), time.perf_counter() - begun


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


def main() -> None:
    table = Table(
        "log",
        "tickets",
        "left out",
        "seconds",
        "due times agree",
        "met or missed agrees",
        title="parola replay, one core",
    )
    with tempfile.TemporaryDirectory() as folder:
        for argument in sys.argv[1:]:
            mapping, _, path = argument.partition("=")
            logs = [
                (mapping, Path(path)),
                (f"{mapping}, rows that follow their rule", following_their_rule(Path(path), Path(folder))),
            ]
            for name, log in logs:
                if log is not None:
                    found, seconds = measured(mapping, log)
                    numbers = (f"{found['all']['tickets']:,}", f"{found['bad_rows']['count']:,}", f"{seconds:.1f}")
                    table.add_row(name, *numbers, share(found["due"]), share(found["verdict"]))
    Console(width=140).print(table)
    print(f"largest peak of memory: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(__doc__)
    main()
