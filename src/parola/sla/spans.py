"""Half-open spans of UTC instants: the only currency of time arithmetic.

The operations take spans in any order and give them back sorted, apart from each other and never empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

Instant = TypeVar("Instant", int, datetime)

FOREVER = datetime.max.replace(tzinfo=UTC)
"""The end of a span that has not ended yet, such as a pause that still lasts."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The instants from `start` (in it) to `end` (not in it), aware UTC. ValueError if it ends before it starts."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse a span that runs backwards."""
        if self.end < self.start:
            message = f"a span cannot end ({self.end}) before it starts ({self.start})"
            raise ValueError(message)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The instants that lie in any of the spans."""
    return _spans(overlap([_pairs(spans)], 1))


def intersect(a: Iterable[Span], b: Iterable[Span]) -> tuple[Span, ...]:
    """The instants that lie both in `a` and in `b`."""
    return _spans(overlap([_pairs(union(a)), _pairs(union(b))], 2))


def subtract(a: Iterable[Span], b: Iterable[Span]) -> tuple[Span, ...]:
    """The instants of `a` that do not lie in `b`."""
    left: list[Span] = []
    cuts = union(b)
    for span in union(a):
        start = span.start
        for cut in cuts:
            if start < cut.end and cut.start < span.end:
                left.append(Span(start, max(start, cut.start)))
                start = min(cut.end, span.end)
        left.append(Span(start, span.end))
    return tuple(span for span in left if span.start < span.end)


def total(spans: Iterable[Span]) -> timedelta:
    """How long the spans last together, in real elapsed time; instants in several of them count once."""
    return sum((span.end - span.start for span in union(spans)), timedelta())


def overlap(parts: Sequence[Sequence[tuple[Instant, Instant]]], depth: int) -> list[tuple[Instant, Instant]]:
    """Where at least `depth` of the parts have a span, sorted and apart. The spans of a part may touch, but not overlap.

    With all starts sorted and all ends sorted, exactly `i` spans are over and at least `i + depth` have begun between the
    start of index `i + depth - 1` and the end of index `i`; these stretches are the answer, once joined where they touch.
    """
    starts = sorted([start for part in parts for start, _ in part])
    ends = sorted([end for part in parts for _, end in part])
    joined: list[tuple[Instant, Instant]] = []
    for start, end in zip(starts[depth - 1 :], ends, strict=False):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        elif start < end:
            joined.append((start, end))
    return joined


def _pairs(spans: Iterable[Span]) -> list[tuple[datetime, datetime]]:
    return [(span.start, span.end) for span in spans]


def _spans(pairs: Iterable[tuple[datetime, datetime]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)
