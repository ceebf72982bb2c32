"""A week hour by hour, as a chart: a row for each day, the darker the more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from parola.web.charts.values import Chart, Kind, Measure, Series, Tone
from parola.web.templatetags.parola import words

A_MONDAY = date(2024, 1, 1)
DAYS, HOURS = 7, 24


def by_hour(
    title: str,
    summary: str,
    values: Sequence[float | None],
    *,
    measure: Measure = Measure.COUNT,
    tone: Tone = "series-1",
) -> Chart:
    """`values` has a number for each hour of the week, from Monday 00:00 on; None where there is none."""
    names = [words().by_skeleton("E", A_MONDAY + timedelta(days=day)) for day in range(DAYS)]
    return Chart(
        kind=Kind.HEAT,
        title=title,
        summary=summary,
        along=_("Hour"),
        places=tuple(words().number(hour) for hour in range(HOURS)),
        series=tuple(
            Series(name=name, values=tuple(values[day * HOURS : (day + 1) * HOURS]), tone=tone)
            for day, name in enumerate(names)
        ),
        measure=measure,
    )
