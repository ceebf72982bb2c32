"""How many promises are due in each hour from now on: bars for the eye, and the same numbers as a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from parola.desk.tickets.workload import AtWork
from parola.web import brief

HOURS = 24
WIDTH, GAP, TALL = 10, 3, 60
"""Of the drawing, in its own units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """An hour: when it begins, how many tickets are due in it, and its place in the drawing."""

    begins: str
    number: int
    x: int
    y: int
    height: int
    named: bool
    """Whether its hour stands below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The bars, the width of the drawing, how many are due in all, and the most of an hour."""

    bars: list[Bar]
    width: int
    total: int
    most: int


def chart(tickets: Sequence[AtWork], now: datetime) -> Chart:
    """The next day, by the hours of the reader's clock; the first bar is what is left of this hour."""
    first = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    due = [ticket.due_at for ticket in tickets if ticket.due_at and ticket.due_by(first + timedelta(hours=HOURS), now)]
    counts = Counter(int((at - first) / timedelta(hours=1)) for at in due)
    most = max(counts.values(), default=0)
    return Chart(
        bars=[_bar(place, counts[place], most, first, now) for place in range(HOURS)],
        width=HOURS * (WIDTH + GAP),
        total=len(due),
        most=most,
    )


def _bar(place: int, number: int, most: int, first: datetime, now: datetime) -> Bar:
    height = round(TALL * number / most) if most else 0
    begins = brief.near((first + timedelta(hours=place)).astimezone(now.tzinfo), now)
    return Bar(
        begins=begins,
        number=number,
        x=place * (WIDTH + GAP),
        y=TALL - height,
        height=height,
        named=place % 3 == 0,
    )
