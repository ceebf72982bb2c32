"""The hours of a week as a chart."""

from __future__ import annotations

import pytest
from django.utils import translation

from parola.web.charts.values import Kind
from parola.web.console.reporting.weekly import by_hour


@pytest.mark.parametrize(
    ("language", "first", "last"), [("en", "Mon", "Sun"), ("es", "lun", "dom"), ("it", "lun", "dom")]
)
def test_a_day_has_its_own_hours(language: str, first: str, last: str) -> None:
    with translation.override(language):
        chart = by_hour("When", "", [float(hour) for hour in range(7 * 24)])
    assert (chart.kind, len(chart.places), chart.places[0], chart.places[-1]) == (Kind.HEAT, 24, "0", "23")
    assert (chart.series[0].name, chart.series[-1].name) == (first, last)
    assert [each.values[0] for each in chart.series] == [0, 24, 48, 72, 96, 120, 144]
    assert all(len(each.values) == 24 for each in chart.series)
