"""Whatever colour a vendor has, its pages can be read (WCAG 2.2 AA), light and dark."""

from __future__ import annotations

import re
from importlib.resources import files
from math import radians

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parola.desk.accounts.colours import (
    READABLE,
    Colour,
    NotAColour,
    Oklch,
    Theme,
    contrast,
    oklch,
    parse,
    shades,
    shown,
)  # fmt: skip

parts = st.integers(0, 255)
colours = st.builds(Colour, parts, parts, parts)
SURFACES = ("canvas", "surface", "raised", "sunken", "hover")
TOKENS = files("parola.web").joinpath("static/parola/css/tokens.css").read_text(encoding="utf-8")


def surfaces(which: int) -> list[Colour]:
    """What is behind words on the house's own pages: 0 light, 1 dark."""
    found = []
    for name in SURFACES:
        line = re.search(rf"--{name}: light-dark\(oklch\((.*?)\), oklch\((.*?)\)\);", TOKENS)
        assert line is not None, name
        lightness, chroma, hue = map(float, line.group(which + 1).split())
        found.append(shown(Oklch(lightness, chroma, radians(hue))))
    return found


LIGHT, DARK = surfaces(0), surfaces(1)


@given(colours)
@example(Colour(255, 255, 0))
@example(Colour(0, 0, 0))
@example(Colour(255, 255, 255))
@example(Colour(0, 0, 255))
def test_every_shade_can_be_read_on_every_surface_of_its_theme(own: Colour) -> None:
    found = shades(own)
    assert contrast(found.ink, found.own) >= READABLE
    for theme, behind in ((found.light, LIGHT), (found.dark, DARK)):
        for words in (theme.accent, theme.strong):
            assert min(contrast(words, each) for each in (*behind, theme.wash, theme.ink)) >= READABLE


@given(colours)
def test_a_colour_comes_back_from_how_it_looks_and_from_how_it_is_written(own: Colour) -> None:
    assert shown(oklch(own)) == own
    assert parse(own.hex) == parse(f"rgb({own.red}, {own.green}, {own.blue})") == own


@given(colours)
def test_what_can_be_read_as_it_is_stays_as_it_is(own: Colour) -> None:
    def kept(theme: Theme) -> bool:
        return theme.accent == own or min(contrast(own, theme.wash), contrast(own, theme.ink)) < READABLE

    assert kept(shades(own).light)
    assert kept(shades(own).dark)


@given(st.text(max_size=30))
@example("#fff;}body{display:none")
@example("#fff\n")
@example("url(//elsewhere.example)")
@example("rgb(256, 0, 0)")
@example("rgb(١, 0, 0)")
@example("</style>")
def test_only_a_colour_is_a_colour(typed: str) -> None:
    try:
        found = parse(typed).hex
    except NotAColour:
        return
    assert re.fullmatch("#[0-9a-f]{6}", found)


@pytest.mark.parametrize("typed", ["0a7", " #0A7 ", "#00AA77", "rgb(0 170 119)", "RGB( 0, 170,119 )"])
def test_it_is_taken_as_people_type_it(typed: str) -> None:
    assert parse(typed).hex == "#00aa77"
