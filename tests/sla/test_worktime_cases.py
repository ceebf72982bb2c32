"""Cases worked out by hand or by brute force: 64 from real bugs of other desks, 400 dense in clock changes and night shifts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from parola.cli.workcases import Calendars, answer, read_case

CASES = Path(__file__).parent / "cases"

Fields = Mapping[str, object]


def read(name: str) -> Iterator[Fields]:
    with (CASES / name).open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def instant(value: object) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case['id']} {case['title']}") for case in read("scenarios.jsonl")]
)
def test_scenario(case: Fields) -> None:
    answered = answer(read_case(case, Calendars({})))
    if case["kind"] == "elapsed":
        assert answered == {"elapsed_seconds": int(str(case["expected_elapsed_minutes"])) * 60}, case["reasoning"]
    else:
        assert instant(answered["due"]) == instant(case["expected_due"]), case["reasoning"]


def test_cases_of_brute_force() -> None:
    calendars = Calendars(json.loads((CASES / "calendars.json").read_text(encoding="utf-8")))
    wrong = [
        (case["id"], answered)
        for case in read("worktime.jsonl")
        for answered in [answer(read_case(case, calendars))]
        if (instant(answered["due"]), answered["elapsed_seconds"])
        != (instant(case["expected_due"]), case["expected_elapsed_seconds"])
    ]
    assert wrong == []
