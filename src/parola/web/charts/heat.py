"""A heat map: a row for each series, a cell for each place; how much is its shade, and told on hover and in the table."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import format_html
from django.utils.safestring import SafeString

from parola.web.charts.areas import LETTER, Area
from parola.web.charts.marks import words
from parola.web.charts.telling import told
from parola.web.charts.values import Chart

ROW, FOOT, GAP = 24, 22, 2
LEAST = 0.12
"""How much of the colour the smallest number has, so that it is seen to be there."""


def field(chart: Chart, width: float, *, right_to_left: bool) -> Area:
    """Room for the rows, and for their names before them."""
    names = max((len(each.name) for each in chart.series), default=0) * LETTER + 12
    rows = len(chart.series)
    return Area(
        width=width,
        height=rows * ROW + FOOT,
        start=names,
        end=1,
        top=0,
        bottom=FOOT,
        places=len(chart.places),
        low=0,
        high=max(rows, 1),
        right_to_left=right_to_left,
    )


def cells(chart: Chart, area: Area) -> Iterator[SafeString]:
    """The cells, the rows' names, and those of the places that have room."""
    most = chart.most or 1
    for row, series in enumerate(chart.series):
        yield words((area.across(area.start - 8), row * ROW + ROW * 0.66), "end", series.name)
        for place, value in enumerate(series.values):
            shade = LEAST + (1 - LEAST) * value / most if value else 0
            box = area.left(place, 1) + GAP / 2, row * ROW + GAP / 2, round(area.band - GAP, 1), ROW - GAP
            said = f"{series.name}, {chart.places[place]}: {told(value, chart.measure)}"
            yield _cell(series.tone, box, shade, said)
    for place, name in area.told(chart.places):
        yield words((area.x(place + 0.5), area.height - 6), "middle", name)


def _cell(tone: str, box: tuple[float, float, float, float], shade: float, said: str) -> SafeString:
    """The ground, and what is laid over it."""
    both = (
        '<g><title>{}</title><rect class="cell" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="mark {}" x="{}" y="{}" width="{}" height="{}" fill-opacity="{}"/></g>'
    )
    return format_html(both, said, *box, tone, *box, round(shade, 2))
