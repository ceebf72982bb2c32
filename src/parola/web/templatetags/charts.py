"""What `components/chart.html` needs of a chart."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from parola.web.charts import drawing
from parola.web.charts.telling import told
from parola.web.charts.values import Chart, Kind

register = template.Library()


@register.filter
def pictures(chart: Chart) -> list[SafeString]:
    """For a page and for a phone; the style sheet shows one of them."""
    return [drawing.drawn(chart, each, right_to_left=get_language_bidi()) for each in (drawing.WIDE, drawing.NARROW)]


@register.filter
def legend(chart: Chart) -> list[tuple[str, str]]:
    """The name and the colour of each series, where there are several to be told apart by it."""
    several = len(chart.series) > 1 and chart.kind is not Kind.HEAT
    return [(each.name, each.tone) for each in chart.series] if several else []


@register.filter
def lines(chart: Chart) -> Iterator[tuple[str, list[str]]]:
    """A line of the table for each place."""
    for place, name in enumerate(chart.places):
        yield name, [told(each.values[place], chart.measure) for each in chart.series]
