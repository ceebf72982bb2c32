"""A brand's one colour, and the shades of it that pages are made of, in light and dark: readable whatever the colour is.

Colours are reckoned in OKLCH (Björn Ottosson, "A perceptual color space for image processing"), in which the same step of lightness looks
the same in every hue; how well words can be read is the contrast of WCAG 2.2. Only what was read as a colour is ever written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import atan2, cos, hypot, sin

READABLE = 4.5
"""The least contrast of words and what is behind them (WCAG 2.2, 1.4.3)."""

STEP = 0.005
LIGHT_WASH, DARK_WASH = (0.95, 0.02), (0.29, 0.045)
"""Lightness and greatest chroma of what is behind marked words. No surface of a light page is darker, none of a dark page lighter."""

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII)
_RGB = re.compile(r"rgb\( ?(\d{1,3}) ?,? ?(\d{1,3}) ?,? ?(\d{1,3}) ?\)", re.ASCII)
Linear = tuple[float, float, float]


class NotAColour(ValueError):
    """It cannot be read as a colour."""


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of a screen (sRGB), each part from 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def hex(self) -> str:
        """As it stands in a style sheet."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """How bright it is, from 0 to 1 (WCAG 2.2)."""
        red, green, blue = _linear(self)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True, slots=True)
class Oklch:
    """A colour by how it looks: lightness from 0 to 1, chroma, hue in radians."""

    lightness: float
    chroma: float
    hue: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A brand's shades on a light page, or on a dark one."""

    accent: Colour
    """What can be pressed, as words on a page or behind words."""
    strong: Colour
    """The same, under a pointer, and words on the wash."""
    wash: Colour
    ink: Colour
    """Words on the accent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shades:
    """All that follows from one colour. `own` is the colour itself, `ink` what is written on it."""

    own: Colour
    ink: Colour
    light: Theme
    dark: Theme


BLACK, WHITE, NIGHT = Colour(0, 0, 0), Colour(255, 255, 255), Colour(4, 18, 23)


def parse(typed: str) -> Colour:
    """A colour as a person types it: `#0a7`, `00aa77`, `rgb(0, 170, 119)`. Raises NotAColour."""
    told = " ".join(typed.strip().lower().split())
    if found := _HEX.fullmatch(told):
        digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])  # noqa: PLR2004
        return Colour(*bytes.fromhex(digits))
    if (found := _RGB.fullmatch(told)) and all(int(part) <= 255 for part in found.groups()):  # noqa: PLR2004
        return Colour(*map(int, found.groups()))
    raise NotAColour(typed)


def shades(own: Colour) -> Shades:
    """What pages are made of where that is the brand's colour."""
    ink = max(WHITE, BLACK, key=lambda each: contrast(each, own))
    return Shades(
        own=own, ink=ink, light=_theme(own, LIGHT_WASH, WHITE, -STEP), dark=_theme(own, DARK_WASH, NIGHT, STEP)
    )


def contrast(one: Colour, other: Colour) -> float:
    """How well one is told from the other, from 1 to 21 (WCAG 2.2)."""
    bright, dim = sorted((one.luminance, other.luminance), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _theme(own: Colour, behind: tuple[float, float], ink: Colour, step: float) -> Theme:
    """The shades nearest to the colour that can be read on that wash, and have that ink on them."""
    seen = oklch(own)
    lightness, most = behind
    wash = shown(Oklch(lightness, min(seen.chroma, most), seen.hue))
    accent = _readable(seen, wash, ink, step)
    strong = _readable(Oklch(_bounded(accent.lightness + 14 * step), accent.chroma, accent.hue), wash, ink, step)
    return Theme(accent=shown(accent), strong=shown(strong), wash=wash, ink=ink)


def _readable(seen: Oklch, wash: Colour, ink: Colour, step: float) -> Oklch:
    """The colour, made darker or lighter step by step until it can be read, as words and behind words."""
    while min(contrast(shown(seen), wash), contrast(shown(seen), ink)) < READABLE:
        seen = Oklch(_bounded(seen.lightness + step), seen.chroma, seen.hue)
    return seen


def _bounded(lightness: float) -> float:
    return min(1.0, max(0.0, lightness))


def oklch(colour: Colour) -> Oklch:
    """How a colour looks."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    return Oklch(lightness, hypot(a, b), atan2(b, a))


def shown(seen: Oklch) -> Colour:
    """The colour of a screen that looks so, or has as much of the chroma as a screen can show at that lightness."""
    chroma = seen.chroma
    while chroma > 0 and not _within(_light_of(seen, chroma)):
        chroma = max(0.0, chroma - STEP)
    return Colour(*(round(255 * _gamma(min(1.0, max(0.0, part)))) for part in _light_of(seen, chroma)))


def _within(parts: Linear) -> bool:
    return all(-0.0005 <= part <= 1.0005 for part in parts)  # noqa: PLR2004  # less than a screen's step


def _light_of(seen: Oklch, chroma: float) -> Linear:
    """The parts of its light, which may lie beyond what a screen can show."""
    a, b = chroma * cos(seen.hue), chroma * sin(seen.hue)
    long = (seen.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (seen.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (seen.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(colour: Colour) -> Linear:
    red, green, blue = (_light(part / 255) for part in (colour.red, colour.green, colour.blue))
    return red, green, blue


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004


def _gamma(light: float) -> float:
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055  # noqa: PLR2004
