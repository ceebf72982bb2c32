"""Bars, lines and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from parola.web.charts.areas import LETTER, Area
from parola.web.charts.telling import told
from parola.web.charts.values import Chart, Kind, Series

GAP = 0.18
"""The share of a place that is left free on each side of its bars."""
NUMBERED = 32
"""Bars narrower than this have no numbers on them."""
BROAD = 72
"""No bar is wider than this."""
Box = tuple[float, float, float, float]


def bars(chart: Chart, area: Area) -> Iterator[SafeString]:
    """The series of each place beside each other."""
    gap = 0 if chart.kind is Kind.DISTRIBUTION else _gap(chart, area)
    wide = (1 - 2 * gap) / len(chart.series)
    for order, series in enumerate(chart.series):
        for place, value in _values(series):
            along = place + gap + order * wide
            box = _box(area, (along, wide), (0, value))
            yield _bar(series, box, _said(chart, series, place, value))
            if len(chart.series) == 1 and area.band * wide >= NUMBERED and value:
                at = area.x(along + wide / 2), area.y(value) - 4
                yield words(at, "middle", told(value, chart.measure))


def stacked(chart: Chart, area: Area) -> Iterator[SafeString]:
    """The series of each place upon each other, the first one lowest."""
    reached, gap = [0.0] * len(chart.places), _gap(chart, area)
    for series in chart.series:
        for place, value in _values(series):
            below = reached[place]
            reached[place] += value
            box = _box(area, (place + gap, 1 - 2 * gap), (below, reached[place]))
            yield _bar(series, box, _said(chart, series, place, value))


def lines(chart: Chart, area: Area) -> Iterator[SafeString]:
    """A line for each series, interrupted where it has no number, with a point at each."""
    for series in chart.series:
        for run in _runs(series):
            yield _path(series, " L ".join(f"{area.x(place + 0.5)},{area.y(value)}" for place, value in run))
        for place, value in _values(series):
            point = '<circle class="mark {}" cx="{}" cy="{}" r="3"><title>{}</title></circle>'
            at = area.x(place + 0.5), area.y(value)
            yield format_html(point, series.tone, *at, _said(chart, series, place, value))


def steps(chart: Chart, area: Area) -> Iterator[SafeString]:
    """A line for each series that holds its number over the whole place."""
    for series in chart.series:
        for run in _runs(series):
            corners = [(along, value) for place, value in run for along in (place, place + 1)]
            yield _path(series, " L ".join(f"{area.x(along)},{area.y(value)}" for along, value in corners))


def levels(chart: Chart, area: Area) -> Iterator[SafeString]:
    """The lines across, with their names at the far end."""
    for level in chart.levels:
        y = area.y(level.value)
        line = '<line class="level stroke {}" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        yield format_html(line, level.tone, area.x(0), area.x(area.places), y, y)
        yield words((area.x(area.places), y - 4), "end", level.name, strong=True)


def percentiles(chart: Chart, area: Area) -> Iterator[SafeString]:
    """The lines up, with their names in as many rows as keep them apart."""
    last: list[float] = []
    for mark in chart.marks:
        along = area.start + mark.at * area.band
        wide = len(mark.name) * LETTER
        fits = along + wide <= area.width - area.end
        left = along if fits else along - wide
        row = next((row for row, reached in enumerate(last) if reached <= left), len(last))
        last[row : row + 1] = [along + wide + LETTER if fits else along + LETTER]
        x, y = area.x(mark.at), area.top - 22 - row * 14
        yield format_html('<line class="percentile" x1="{}" x2="{}" y1="{}" y2="{}"/>', x, x, y + 2, area.base)
        yield words((x, y), "start" if fits else "end", mark.name, strong=True)


def words(at: tuple[float, float], anchor: str, text: str, *, strong: bool = False) -> SafeString:
    """Words of the picture. Where they begin is the direction's to say."""
    kind = "strong" if strong else "soft"
    return format_html('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>', kind, *at, anchor, text)


def _gap(chart: Chart, area: Area) -> float:
    """What is left free on each side; more of it where bars would be wider than they need be."""
    beside = 1 if chart.kind is Kind.STACKED else len(chart.series)
    return max(GAP, (1 - beside * BROAD / area.band) / 2)


def _box(area: Area, across: tuple[float, float], up: tuple[float, float]) -> Box:
    (along, wide), (low, high) = across, up
    return area.left(along, wide), area.y(high), round(wide * area.band, 1), round(area.y(low) - area.y(high), 1)


def _bar(series: Series, box: Box, said: str) -> SafeString:
    shape = '<rect class="mark {}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
    return format_html(shape, series.tone, *box, said)


def _path(series: Series, points: str) -> SafeString:
    return format_html('<path class="stroke {}" d="M {}"/>', series.tone, points)


def _values(series: Series) -> Iterator[tuple[int, float]]:
    return ((place, value) for place, value in enumerate(series.values) if value is not None)


def _runs(series: Series) -> Iterator[Sequence[tuple[int, float]]]:
    """The stretches without a gap."""
    run: list[tuple[int, float]] = []
    for place, value in enumerate([*series.values, None]):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []


def _said(chart: Chart, series: Series, place: int, value: float) -> str:
    what = chart.places[place] if len(chart.series) == 1 else f"{series.name}, {chart.places[place]}"
    return f"{what}: {told(value, chart.measure)}"
