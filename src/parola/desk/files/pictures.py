"""Pictures that are shown to everybody are drawn anew: what somebody sent is read as pixels, and nothing else of it is kept."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping

from PIL import Image, ImageOps

from parola.desk.files.kinds import kind_of

FORMATS: Mapping[str, str] = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
LARGEST = 1024 * 1024
"""Bytes."""
MOST_PIXELS = 4_000_000
LOGO = (480, 120)
"""Width and height at most, in pixels: three to four times as large as it is shown."""
DRAWING = (1600, 3200)
"""Of a picture in a text."""
LARGEST_DRAWING = 10 * 1024 * 1024
MOST_PIXELS_DRAWN = 24_000_000
QUALITY = 90

_FAULTS = (
    OSError, SyntaxError, ValueError, ArithmeticError, LookupError, struct.error, zlib.error,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
"""What the library raises where a file is not what it says."""


class NotAPicture(ValueError):
    """It is no PNG, JPEG or WebP that can be read."""


class TooLarge(Exception):
    """It has too many bytes, or too many pixels."""


def logo(data: bytes) -> bytes:
    """The picture, at most as large as a logo is shown, as WebP without anything beside its pixels. Raises NotAPicture, TooLarge."""
    picture, _kind = _read(data, LOGO, largest=LARGEST, most=MOST_PIXELS)
    return min(_written(picture, lossless=True), _written(picture, lossless=False), key=len)


def drawn_anew(data: bytes) -> bytes:
    """The same for a picture that stands in a text; one that was kept without a loss (PNG) stays so, where that is no larger."""
    picture, kind = _read(data, DRAWING, largest=LARGEST_DRAWING, most=MOST_PIXELS_DRAWN)
    lossy = _written(picture, lossless=False)
    if kind != "PNG":
        return lossy
    return min(_written(picture, lossless=True), lossy, key=len)


def _read(data: bytes, within: tuple[int, int], *, largest: int, most: int) -> tuple[Image.Image, str]:
    if len(data) > largest:
        raise TooLarge(len(data))
    kind = FORMATS.get(kind_of(data))
    if kind is None:
        raise NotAPicture
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as sent:
            return _pixels(sent, within, most), kind
    except _FAULTS as fault:
        raise NotAPicture from fault


def _pixels(sent: Image.Image, within: tuple[int, int], most: int) -> Image.Image:
    """The first frame, turned as its camera meant, as small as is wanted. How large it is tells the head: nothing is unpacked before."""
    if sent.width * sent.height > most:
        raise TooLarge(sent.size)
    turned = ImageOps.exif_transpose(sent).convert("RGBA")
    turned.thumbnail(within)
    drawn = Image.new("RGBA", turned.size)
    drawn.paste(turned)
    return drawn


def _written(picture: Image.Image, *, lossless: bool) -> bytes:
    into = io.BytesIO()
    picture.save(into, "WEBP", lossless=lossless, quality=QUALITY)
    return into.getvalue()
