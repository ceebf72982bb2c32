"""Working time, measured side by side with other libraries: who agrees with the cases, and how long an answer takes.

    python bench/worktime.py [CASES --calendars FILE] [--sample N]

CASES (`.jsonl` or `.jsonl.gz`) and FILE are as `parola worktime` reads them; without them those of the tests are taken. Parola answers
every case, the others every N-th so that about `--sample` remain (0: all). Needs requirements/bench.txt.
"""

from __future__ import annotations

import argparse
import gzip
import json
import signal
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from rivals import ENGINES, Engine, Inexpressible, Plain, Workclock

from parola.sla import batch
from parola.sla.calendar import Calendar, compile_calendar
from parola.sla.hours import OpeningHours
from parola.sla.table import compile_years
from parola.sla.zones import offsets

CASES = Path(__file__).parents[1] / "tests/sla/cases"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PATIENCE = 1.0
"""Seconds that one answer may take; then it counts as wrong (a library can loop for ever)."""
BUDGET = 60.0
"""Seconds of the processor that one library may take for all its cases; those left over are not asked."""
BATCH = 1_000_000
OFFICE = Plain(
    timezone="Europe/Rome",
    week=[[("09:00", "17:00")]] * 5 + [[], []],
    holidays=[date(year, 12, day) for year in range(2018, 2036) for day in (8, 25, 26)],
)


@dataclass(frozen=True)
class Case:
    calendar: str
    start: datetime
    worked: timedelta
    due: datetime
    end: datetime
    elapsed: timedelta


@dataclass
class Score:
    """What a library made of the cases, and how long it took for those it got right, in microseconds."""

    answered: int = 0
    right: int = 0
    times: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)


class TooSlow(Exception):
    pass


@contextmanager
def patience() -> Iterator[None]:
    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def read_cases(path: Path) -> list[Case]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [case(json.loads(line)) for line in text.splitlines()]


def case(fields: Mapping[str, Any]) -> Case:
    return Case(
        calendar=fields["calendar"],
        start=datetime.fromisoformat(fields["start"]),
        worked=timedelta(seconds=fields["target_seconds"]),
        due=datetime.fromisoformat(fields["expected_due"]),
        end=datetime.fromisoformat(fields["end"]),
        elapsed=timedelta(seconds=fields["expected_elapsed_seconds"]),
    )


def read_calendars(path: Path) -> dict[str, Plain]:
    return {
        name: Plain(
            timezone=fields["timezone"],
            week=[[(pair[0], pair[1]) for pair in fields["calendar"]["weekly"].get(day, [])] for day in WEEKDAYS],
            holidays=[date.fromisoformat(day) for day in fields["calendar"]["holidays"]],
        )
        for name, fields in json.loads(path.read_text()).items()
    }


Answer = Callable[[], object]


def questions(engine: Engine, asked: Case) -> dict[str, tuple[Answer, object]]:
    return {
        "add": (lambda: engine.add(asked.start, asked.worked), asked.due),
        "between": (lambda: engine.between(asked.start, asked.end), asked.elapsed),
    }


def timed(answer: Answer, least: float = 0.0004) -> float:
    """Microseconds an answer takes: the median of five rounds, each long enough to be measured."""
    rounds, repeat = [], 1
    while len(rounds) < 5:
        started = time.process_time()
        for _ in range(repeat):
            answer()
        took = time.process_time() - started
        if took < least and repeat < 1000:
            repeat *= 4
            continue
        rounds.append(took / repeat)
        if took > 0.2:
            break
    return statistics.median(rounds) * 1e6


def judged(cases: Sequence[Case], calendars: Mapping[str, Plain], name: str, timings: int) -> dict[str, Score]:
    """How one library answers the cases; the first right ones, spread over all, are timed, and Parola on the same."""
    scores = {"add": Score(), "between": Score()}
    engines: dict[str, Engine | None] = {}
    ours: dict[str, Engine] = {}
    started = time.process_time()
    for asked in cases:
        if time.process_time() - started > BUDGET:
            break
        if asked.calendar not in engines:
            engines[asked.calendar] = expressed(name, calendars[asked.calendar])
            ours[asked.calendar] = ENGINES["Parola"](calendars[asked.calendar])
        engine = engines[asked.calendar]
        for question, score in scores.items():
            if engine is None:
                continue
            answer, expected = questions(engine, asked)[question]
            if right(answer, expected, score) and len(score.times) < timings:
                score.times.append(timed(answer))
                score.ours.append(timed(questions(ours[asked.calendar], asked)[question][0]))
    return scores


def expressed(name: str, plain: Plain) -> Engine | None:
    try:
        return ENGINES[name](plain)
    except Exception:  # noqa: BLE001  # whatever a library says when it cannot
        return None


def right(answer: Answer, expected: object, score: Score) -> bool:
    try:
        with patience():
            found = answer()
    except Inexpressible:
        return False
    except Exception:  # noqa: BLE001  # a crash and an endless search are wrong answers
        score.answered += 1
        return False
    score.answered += 1
    score.right += found == expected
    return found == expected


def agreement(cases: Sequence[Case], calendars: Mapping[str, Plain], sample: int, timings: int) -> Table:
    table = Table(
        title=f"{len(cases)} cases (other libraries: about {sample or len(cases)} of them)", title_justify="left"
    )
    for heading in ("library", "question", "answered", "agrees", "share", "median µs", "Parola on the same", "ratio"):
        table.add_column(heading, justify="left" if heading in {"library", "question"} else "right")
    step = max(1, len(cases) // sample) if sample else 1
    for name in ENGINES:
        chosen = cases if name == "Parola" else cases[::step]
        for question, score in judged(chosen, calendars, name, timings).items():
            share = f"{100 * score.right / score.answered:.2f}%" if score.answered else "-"
            times = (
                [f"{statistics.median(score.times):.2f}", f"{statistics.median(score.ours):.2f}"]
                if score.times
                else ["-", "-"]
            )
            ratio = f"{statistics.median(score.times) / statistics.median(score.ours):.1f}" if score.times else "-"
            table.add_row(name, question, str(score.answered), str(score.right), share, *times, ratio)
    return table


def distances() -> Table:
    """One day against five years, on office hours in Rome."""
    table = Table(title="Office hours: microseconds an answer", title_justify="left")
    for heading in ("library", "add 1 day", "add 5 years", "between 1 day", "between 5 years"):
        table.add_column(heading, justify="left" if heading == "library" else "right")
    start = datetime(2026, 3, 2, 10, 17, tzinfo=UTC)
    for name in ENGINES:
        engine = expressed(name, OFFICE)
        row = [distance(engine, start, days) for days in (1, 1300)]
        table.add_row(name, row[0][0], row[1][0], row[0][1], row[1][1])
    return table


def distance(engine: Engine | None, start: datetime, days: int) -> list[str]:
    """Adding so many days of work, and counting as many weeks of five."""
    if engine is None:
        return ["-", "-"]
    asked = Case("", start, timedelta(hours=8 * days), start, start + timedelta(days=days * 1.4), timedelta())
    return [took(answer) for answer, _ in questions(engine, asked).values()]


def took(answer: Answer) -> str:
    try:
        answer()
    except Exception:  # noqa: BLE001  # cannot, or crashes: there is nothing to measure
        return "-"
    return f"{timed(answer, least=0.01):.2f}"


def batches() -> Table:
    """A million tickets opened over five years, due within two weeks of work."""
    table = Table(title="Batches: nanoseconds a ticket", title_justify="left")
    for heading in ("library", "tickets", "add", "between", "agrees with scalar"):
        table.add_column(heading, justify="left" if heading == "library" else "right")
    random = np.random.default_rng(311)
    starts = np.datetime64("2021-01-01", "us") + random.integers(0, 5 * 365 * 86_400 * 10**6, BATCH).astype("m8[us]")
    worked = random.integers(1, 80 * 3600 * 10**6, BATCH).astype("m8[us]")
    ends = starts + random.integers(0, 30 * 86_400 * 10**6, BATCH).astype("m8[us]")
    calendar = ENGINES["Parola"](OFFICE)
    assert isinstance(calendar, Calendar)
    due, adding = nanoseconds(lambda: batch.add(calendar, starts, worked), BATCH)
    elapsed, counting = nanoseconds(lambda: batch.between(calendar, starts, ends), BATCH)
    same = sum(
        calendar.add(aware(starts[i]), worked[i].item()) == aware(due[i])
        and calendar.between(aware(starts[i]), aware(ends[i])) == elapsed[i].item()
        for i in range(0, BATCH, 1000)
    )
    table.add_row("Parola", f"{BATCH:,}", f"{adding:.1f}", f"{counting:.1f}", f"{same} of {BATCH // 1000}")
    few = BATCH // 20
    schedule = Workclock(OFFICE).schedule
    rival_due, adding = nanoseconds(lambda: schedule.add_many(starts[:few], worked[:few]), few)
    rival_elapsed, counting = nanoseconds(lambda: schedule.between_many(starts[:few], ends[:few]), few)
    same = int((rival_due == due[:few]).sum() + (rival_elapsed == elapsed[:few]).sum()) // 2
    table.add_row("workclock", f"{few:,}", f"{adding:.1f}", f"{counting:.1f}", f"{same} of {few} with Parola")
    return table


def aware(value: np.datetime64) -> datetime:
    moment: datetime = value.item()
    return moment.replace(tzinfo=UTC)


def nanoseconds(work: Callable[[], Any], tickets: int) -> tuple[Any, float]:
    """The answer, and the median of seven rounds after the first."""
    answer, rounds = work(), []
    for _ in range(7):
        started = time.process_time()
        work()
        rounds.append(time.process_time() - started)
    return answer, statistics.median(rounds) / tickets * 1e9


def compiling() -> Table:
    table = Table(title="Compiling: milliseconds (median)", title_justify="left")
    for heading in ("what", "ms"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    hours = parola_hours()
    firsts, years = [], []
    for _ in range(9):
        offsets.cache_clear()
        started = time.process_time()
        calendar = compile_calendar(hours)
        calendar.add(datetime(2026, 3, 2, 10, tzinfo=UTC), timedelta(hours=8))
        firsts.append(time.process_time() - started)
        started = time.process_time()
        compile_years(calendar.years, 2030, 2049)
        years.append((time.process_time() - started) / 20)
    table.add_row("first answer of a new calendar", f"{statistics.median(firsts) * 1000:.3f}")
    table.add_row("one calendar-year", f"{statistics.median(years) * 1000:.3f}")
    return table


def parola_hours() -> OpeningHours:
    calendar = ENGINES["Parola"](OFFICE)
    assert isinstance(calendar, Calendar)
    assert isinstance(calendar.hours, OpeningHours)
    return calendar.hours


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path, nargs="?", default=CASES / "worktime.jsonl")
    parser.add_argument("--calendars", type=Path, default=CASES / "calendars.json")
    parser.add_argument("--sample", type=int, default=1000)
    parser.add_argument("--timings", type=int, default=150, help="answers timed for each library and question")
    asked = parser.parse_args()
    console = Console(width=112)
    console.print(agreement(read_cases(asked.cases), read_calendars(asked.calendars), asked.sample, asked.timings))
    for table in (distances(), batches(), compiling()):
        console.print(table)


if __name__ == "__main__":
    main()
