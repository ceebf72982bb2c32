"""JSON lines: what every command that answers them does alike."""

from __future__ import annotations

import pytest

from parola.cli.jsonlines import Json, answer_lines, as_instant, told
from parola.policy.findings import Wrong
from parola.policy.words import Words

ENGLISH = Words("en")


def test_an_answer_that_no_date_can_hold_is_told_like_any_other_error(capsys: pytest.CaptureFixture[str]) -> None:
    def too_far(fields: Json) -> Json:
        raise OverflowError

    assert not answer_lines([b'{"id": 1}'], too_far, ENGLISH)
    out, err = capsys.readouterr()
    assert out == '{"id": 1, "error": "The answer lies beyond the year 9999."}\n'
    assert err == "line 1: The answer lies beyond the year 9999.\n"


def test_blank_lines_are_counted_and_not_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer_lines([b"\n", b'{"id": "a"}\n', b"   "], lambda fields: {"sees": len(fields)}, ENGLISH)
    assert capsys.readouterr().out == '{"id": "a", "sees": 1}\n'


def test_a_message_and_its_hint_are_told_on_one_line() -> None:
    assert told(Wrong("A sentence."), ENGLISH) == "A sentence."
    assert told(Wrong("A sentence.", "Another."), ENGLISH) == "A sentence. Another."
    assert told(Wrong("no %(thing)s", "try another", thing="calendar"), ENGLISH) == "no calendar – try another"


@pytest.mark.parametrize("written", ["2026-03-02T10:00:00+01:00", "2026-03-02T09:00Z", "20260302T090000Z"])
def test_an_instant_is_taken_to_utc(written: str) -> None:
    assert as_instant(written, "at").isoformat() == "2026-03-02T09:00:00+00:00"
