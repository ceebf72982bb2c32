"""The timelines along a history are those of its beginnings, whatever is told late and whatever is taken back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parola.sla.timeline import fold, unfold
from tests.sla.any_history import History
from tests.sla.histories import histories, late_histories


@given(histories)
def test_along_a_history_are_the_folds_of_its_beginnings(history: History) -> None:
    events = history.events
    assert list(unfold(events, history.terms)) == [fold(events[:n], history.terms) for n in range(1, len(events) + 1)]


@given(late_histories, st.booleans())
def test_and_so_they_are_where_facts_are_told_late_in_either_order(history: History, as_recorded: bool) -> None:
    opening, *later = history.events
    events = [opening, *(sorted(later, key=lambda event: event.known_at) if as_recorded else later)]
    assert list(unfold(events, history.terms)) == [fold(events[:n], history.terms) for n in range(1, len(events) + 1)]
