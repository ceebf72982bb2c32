"""The sample vendors' logos, drawn in a few lines: a mark in the vendor's colour and its name, for light pages and for dark ones."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

from parola.desk.accounts.colours import parse, shades
from parola.desk.files import pictures, store
from parola.desk.files.models import Blob

from . import script

HEIGHT = 240
INK, PAPER = "#17212b", "#eef2f4"


def of(brand: script.Brand, now: datetime) -> dict[str, Blob]:
    """Both logos, kept as those that people send."""
    found = shades(parse(brand.colour))
    day = drawn(brand.name, brand.mark, found.own.hex, INK)
    night = drawn(brand.name, brand.mark, found.dark.accent.hex, PAPER)
    return {"logo": store.put([day], now=now), "logo_dark": store.put([night], now=now)}


def drawn(name: str, mark: str, colour: str, ink: str) -> bytes:
    """One of them, on nothing."""
    font = ImageFont.load_default(size=HEIGHT * 0.62)
    width = HEIGHT * 5 // 4 + round(font.getlength(name)) + 8
    sheet = Image.new("RGBA", (width, HEIGHT))
    pen = ImageDraw.Draw(sheet)
    MARKS[mark](pen, colour)
    pen.text((HEIGHT * 5 // 4, HEIGHT // 2), name, fill=ink, font=font, anchor="lm")
    into = io.BytesIO()
    sheet.save(into, "PNG")
    return pictures.logo(into.getvalue())


def _key(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.ellipse((14, 50, 144, 180), outline=colour, width=34)
    pen.rectangle((136, 100, 232, 130), fill=colour)
    pen.rectangle((190, 130, 216, 168), fill=colour)


def _leaf(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.pieslice((-86, 30, 226, 342), 270, 360, fill=colour)
    pen.pieslice((14, -102, 326, 210), 90, 180, fill=colour)


def _cloud(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.ellipse((10, 96, 120, 206), fill=colour)
    pen.ellipse((60, 36, 186, 162), fill=colour)
    pen.ellipse((132, 106, 232, 206), fill=colour)
    pen.rectangle((62, 140, 182, 206), fill=colour)


def _ring(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.arc((18, 18, 222, 222), 300, 240, fill=colour, width=36)
    pen.ellipse((86, 86, 154, 154), fill=colour)


MARKS: Mapping[str, Callable[[ImageDraw.ImageDraw, str], None]] = {
    "key": _key,
    "leaf": _leaf,
    "cloud": _cloud,
    "ring": _ring,
}
