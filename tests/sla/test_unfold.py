"""The timelines along a history are those of its beginnings, whatever is told late and whatever is taken back."""

from __future__ import annotations

from hypothesis import given

from parola.sla.timeline import fold, unfold
from tests.sla.any_history import History, histories


@given(histories)
def test_along_a_history_are_the_folds_of_its_beginnings(history: History) -> None:
    events = history.events
    assert list(unfold(events, history.terms)) == [fold(events[:n], history.terms) for n in range(1, len(events) + 1)]
