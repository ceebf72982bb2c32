"""A chart of each kind, for the page of parts: the numbers are made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import sin

from django.utils.translation import gettext as _

from parola.web.charts.values import SERIES, Chart, Kind, Level, Mark, Measure, Series
from parola.web.templatetags.parola import words

MONDAY = date(2026, 11, 2)
HOURS, WEEK, SOME = 24, 7, 12
SHARES = (0.94, 0.97, None, 0.96, 0.99, 0.92, 0.95, 0.96, 0.98, 0.97, 0.93, 0.96)


def charts() -> Iterator[Chart]:
    """In the active language."""
    days = tuple(words().by_skeleton("MMMd", MONDAY + timedelta(days=day)) for day in range(SOME))
    names = [words().number(number) for number in range(1, 5)]
    series = tuple(
        Series(name=name, values=tuple(abs(sin(at / (2 + order))) * 30 // 1 for at in range(SOME)), tone=SERIES[order])
        for order, name in enumerate(names)
    )
    along = _("Day")
    one = Series(name=_("Tickets"), values=series[0].values)
    yield Chart(kind=Kind.BARS, title=_("Tickets"), along=along, places=days, series=(one,))
    yield Chart(kind=Kind.STACKED, title=_("Tickets"), along=along, places=days, series=series)
    yield Chart(kind=Kind.STEPS, title=_("Tickets"), along=along, places=days, series=series[:2])
    yield _shares(days)
    yield _times()
    yield _week()


def _shares(days: tuple[str, ...]) -> Chart:
    kept = Series(name=_("Share kept"), values=SHARES, tone="kept")
    promised = Level(name=words().percent(0.95), value=0.95)
    return Chart(
        kind=Kind.LINES,
        measure=Measure.SHARE,
        floor=0.9,
        title=_("Share kept"),
        along=_("Day"),
        places=days,
        series=(kept,),
        levels=(promised,),
    )


def _times() -> Chart:
    bins = tuple(words().number(10 * place) for place in range(SOME))
    counts = Series(name=_("Tickets"), values=(2, 14, 40, 55, 48, 30, 18, 9, 6, 4, 2, 1), tone="series-2")
    shares = tuple(Mark(name=words().percent(share), at=at) for share, at in ((0.5, 3.6), (0.9, 6.4), (0.95, 7.8)))
    return Chart(
        kind=Kind.DISTRIBUTION,
        title=_("First response"),
        along=_("Minutes"),
        places=bins,
        series=(counts,),
        marks=shares,
    )


def _week() -> Chart:
    hours = tuple(words().number(hour) for hour in range(HOURS))
    days = tuple(
        Series(
            name=words().by_skeleton("E", MONDAY + timedelta(days=day)),
            values=tuple(max(0, sin((hour - 6) / 4) * (9 - day)) // 1 for hour in range(HOURS)),
        )
        for day in range(WEEK)
    )
    return Chart(kind=Kind.HEAT, title=_("Tickets by hour and weekday"), along=_("Hour"), places=hours, series=days)
