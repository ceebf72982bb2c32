"""A chart says in marks what its table says in numbers, from either side, and gives nobody's words away as markup."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from parola.web.charts.drawing import NARROW, WIDE, drawn
from parola.web.charts.values import Chart, Kind, Level, Mark, Measure, Series
from parola.web.style_charts import charts

HOSTILE = '<script>alert("1")</script>'


def chart(kind: Kind, *values: float | None, name: str = "Tickets") -> Chart:
    """One series, a place for each number."""
    places = tuple(str(place) for place in range(len(values)))
    return Chart(kind=kind, title=name, along=name, places=places, series=(Series(name=name, values=values),))


def rectangles(picture: str) -> list[tuple[float, float]]:
    """Where the marks begin, and how high they are."""
    marks = ElementTree.fromstring(picture).iter("rect")
    return [(float(each.attrib["x"]), float(each.attrib["height"])) for each in marks]


def test_bars_are_as_high_as_their_numbers() -> None:
    heights = [height for _, height in rectangles(drawn(chart(Kind.BARS, 1, 2, 0, 4), WIDE, right_to_left=False))]
    assert heights == pytest.approx([heights[3] / 4, heights[3] / 2, 0, heights[3]], abs=0.2)


@pytest.mark.parametrize("kind", Kind)
def test_from_right_to_left_the_same_is_seen_in_a_mirror(kind: Kind) -> None:
    values = chart(kind, 3, 1, 2)
    pictures = [ElementTree.fromstring(drawn(values, WIDE, right_to_left=turned)) for turned in (False, True)]
    there, back = (
        [float(each.attrib["x"]) + float(each.attrib["width"]) / 2 for each in picture.iter("rect")]
        for picture in pictures
    )
    assert back == pytest.approx([WIDE - each for each in there], abs=0.2)
    assert [picture.attrib["direction"] for picture in pictures] == ["ltr", "rtl"]


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_kind_stays_within_its_picture(language: str, width: int) -> None:
    with translation.override(language):
        for each in charts():
            picture = ElementTree.fromstring(drawn(each, width, right_to_left=language == "ar"))
            edges = [float(rect.attrib["x"]) for rect in picture.iter("rect")]
            points = [float(at) for path in picture.iter("path") for at in re.findall(r"([\d.]+),", path.attrib["d"])]
            assert all(0 <= at <= width for at in [*edges, *points])


def test_names_are_words_and_never_markup() -> None:
    for kind in Kind:
        values = chart(kind, 3, 1, name=HOSTILE)
        hostile = Chart(
            kind=kind,
            title=HOSTILE,
            along=HOSTILE,
            summary=HOSTILE,
            places=(HOSTILE, HOSTILE),
            series=values.series,
            levels=(Level(name=HOSTILE, value=1),),
            marks=(Mark(name=HOSTILE, at=1),),
        )
        page = render_to_string("components/chart.html", {"chart": hostile})
        assert "<script" not in page
        assert escape(HOSTILE) in page
        assert "style=" not in page


def test_the_table_has_every_number_and_a_dash_where_there_is_none() -> None:
    values = Chart(
        kind=Kind.LINES,
        title="Kept",
        along="Month",
        measure=Measure.SHARE,
        places=("May", "June"),
        series=(Series(name="Premium", values=(0.955, None)),),
    )
    page = render_to_string("components/chart.html", {"chart": values})
    assert re.findall(r'<td class="number">([^<]*)</td>', page) == ["95.5%", "–"]


def test_a_chart_without_numbers_says_so() -> None:
    page = render_to_string("components/chart.html", {"chart": chart(Kind.BARS, None, 0)})
    assert "<svg" not in page
    assert "There is nothing to show." in page
