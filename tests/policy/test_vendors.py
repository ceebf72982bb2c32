"""What other vendors promise can be written, is sound, and runs: agreements with the facts of public support policies, under invented names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from parola.policy.compare import changes
from parola.policy.read import read
from parola.policy.review import review
from tests.policy.samples import ENGLISH, SMALL, agreed

FILES = sorted((Path(__file__).parent / "vendors").glob("*.yaml"))
SPRING = dt.date(2026, 3, 1)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_it_is_sound_and_its_cases_come_out(path: Path) -> None:
    document = read(path, path.name)
    assert [problem.rendered(ENGLISH) for problem in review(document, SPRING).problems] == []
    assert document.file.cases
    assert changes(agreed(SMALL).agreement, document.agreement, ENGLISH)


def test_there_are_a_dozen_and_more() -> None:
    assert len(FILES) > 12
