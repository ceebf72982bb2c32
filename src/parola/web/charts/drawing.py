"""The picture of a chart, as SVG: wide for a page, narrow for a phone. Colours are classes (`chart.css`), which themes and paper decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from parola.web.charts import heat, marks
from parola.web.charts.areas import LETTER, Area
from parola.web.charts.scales import ticks
from parola.web.charts.telling import told
from parola.web.charts.values import Chart, Kind

WIDE, NARROW = 720, 340
HEIGHTS = {WIDE: 260, NARROW: 220}
FOOT, ROW = 26, 14
Draw = Callable[[Chart, Area], Iterator[SafeString]]
DRAWN: Mapping[Kind, Draw] = {
    Kind.BARS: marks.bars,
    Kind.STACKED: marks.stacked,
    Kind.LINES: marks.lines,
    Kind.STEPS: marks.steps,
    Kind.DISTRIBUTION: marks.bars,
}


def drawn(chart: Chart, width: int, *, right_to_left: bool) -> SafeString:
    """The picture, in the words of the active language. `width`: WIDE or NARROW, in units that are pixels at that width."""
    if chart.kind is Kind.HEAT:
        area = heat.field(chart, width, right_to_left=right_to_left)
        inside = [*heat.cells(chart, area)]
    else:
        area = _area(chart, width, right_to_left=right_to_left)
        around = marks.levels(chart, area), marks.percentiles(chart, area)
        inside = [*_axes(chart, area), *DRAWN[chart.kind](chart, area), *(each for some in around for each in some)]
    frame = (
        '<svg class="picture {}" viewBox="0 0 {} {}" role="img" direction="{}"><title>{}</title><desc>{}</desc>{}</svg>'
    )
    size = "wide" if width == WIDE else "narrow"
    direction = "rtl" if right_to_left else "ltr"
    body = mark_safe("".join(inside))  # noqa: S308  # each piece was escaped where it was made
    return format_html(frame, size, width, area.height, direction, chart.title, chart.summary, body)


def _area(chart: Chart, width: int, *, right_to_left: bool) -> Area:
    """Room for the numbers before the marks, for the places' names below, and for the names of percentiles above."""
    steps = ticks(chart.floor, chart.most, chart.measure)
    above = (len(chart.marks) + 1) * ROW if chart.marks else 0
    names = max(len(told(step, chart.measure)) for step in steps) * LETTER + 14
    return Area(
        width=width,
        height=HEIGHTS[width] + above,
        start=names,
        end=8,
        top=18 + above,
        bottom=FOOT,
        places=len(chart.places),
        low=steps[0],
        high=steps[-1],
        right_to_left=right_to_left,
    )


def _axes(chart: Chart, area: Area) -> Iterator[SafeString]:
    for step in ticks(chart.floor, chart.most, chart.measure):
        y = area.y(step)
        line = '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        yield format_html(line, area.x(0), area.x(area.places), y, y)
        yield marks.words((area.across(area.start - 8), y + 4), "end", told(step, chart.measure))
    for place, name in area.told(chart.places):
        yield marks.words((area.x(place + 0.5), area.height - 8), "middle", name)
