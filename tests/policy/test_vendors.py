"""What other vendors promise can be written, is sound, and runs: agreements with the facts of public support policies, under invented names."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from rich.console import Console

from parola.policy import cases
from parola.policy.compare import changes
from parola.policy.read import read
from parola.policy.review import review
from parola.policy.reviewer import Reviewer
from parola.policy.show import tables
from parola.policy.words import speak
from parola.sla.explain import explain
from tests.policy.samples import ENGLISH, SMALL, agreed

FILES = sorted((Path(__file__).parent / "vendors").glob("*.yaml"))
SPRING = dt.date(2026, 3, 1)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_it_is_sound_and_its_cases_come_out(path: Path) -> None:
    document = read(path, path.name)
    assert [finding.rendered(ENGLISH) for finding in review(document, SPRING).findings] == []
    assert document.file.cases
    assert changes(agreed(SMALL).agreement, document.agreement, ENGLISH)


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_it_is_shown_and_each_clock_of_its_cases_is_explained(path: Path, language: str) -> None:
    document, words = read(path, path.name), speak(language)
    screen = Console(file=io.StringIO(), width=120)
    screen.print(tables(document.agreement, words))
    for case in document.file.cases.values():
        played = cases._played(Reviewer(document), case)
        at = max(event.known_at for event in played.events)
        timeline = played.until(at)
        for clock in timeline.clocks:
            told = words.explanation(explain(clock, timeline, played.terms, at))
            assert all(told)
            assert len(told) > 2


def test_there_are_a_dozen_and_more() -> None:
    assert len(FILES) > 12
