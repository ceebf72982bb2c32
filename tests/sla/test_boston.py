"""Due times of a real desk, computed by its own engine in 2015 (City of Boston, public domain), are ours too."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.boston import reproduced

with (Path(__file__).parent / "cases/boston.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['case_id']} {row['type']}, {row['fit_days']} days") for row in ROWS]
)
def test_the_city_and_parola_agree(row: Mapping[str, str]) -> None:
    assert reproduced(row)
