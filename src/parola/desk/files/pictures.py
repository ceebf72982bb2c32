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
    if len(data) > LARGEST:
        raise TooLarge(len(data))
    kind = FORMATS.get(kind_of(data))
    if kind is None:
        raise NotAPicture
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as sent:
            picture = _pixels(sent)
    except _FAULTS as fault:
        raise NotAPicture from fault
    return min(_written(picture, lossless=True), _written(picture, lossless=False), key=len)


def _pixels(sent: Image.Image) -> Image.Image:
    """The first frame, turned as its camera meant, as small as a logo. How large it is tells the head: nothing is unpacked before."""
    if sent.width * sent.height > MOST_PIXELS:
        raise TooLarge(sent.size)
    turned = ImageOps.exif_transpose(sent).convert("RGBA")
    turned.thumbnail(LOGO)
    drawn = Image.new("RGBA", turned.size)
    drawn.paste(turned)
    return drawn


def _written(picture: Image.Image, *, lossless: bool) -> bytes:
    into = io.BytesIO()
    picture.save(into, "WEBP", lossless=lossless, quality=QUALITY)
    return into.getvalue()
