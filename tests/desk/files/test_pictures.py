"""A logo is drawn anew: pixels come through, and nothing else of what was sent."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from parola.desk.files import pictures
from parola.desk.files.kinds import kind_of
from tests.web.faces import png

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def written(picture: Image.Image, kind: str, **more: object) -> bytes:
    into = io.BytesIO()
    picture.save(into, kind, **more)
    return into.getvalue()


def head_of_bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_kind_comes_through_as_small_as_a_logo(kind: str) -> None:
    drawn = pictures.logo(written(Image.new("RGB", (1000, 100), (228, 0, 124)), kind))
    assert kind_of(drawn) == "image/webp"
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (480, 48)
        red, green, blue = picture.convert("RGB").getpixel((100, 20))  # type: ignore[misc]  # a pixel of three
    assert (abs(red - 228), abs(green), abs(blue - 124)) < (6, 6, 6)


def test_nothing_beside_the_pixels_is_kept() -> None:
    """Metadata, text, and what stands behind the picture (a file that is two at once)."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "canary <script>")
    exif = Image.Exif()
    exif[0x010E] = "canary"
    picture = Image.new("RGB", (40, 40), "red")
    for sent in (
        written(picture, "PNG", pnginfo=info),
        written(picture, "JPEG", exif=exif, comment=b"canary"),
        png() + b"<html><script>canary</script>PK\x03\x04canary",
    ):
        assert b"canary" in sent
        assert b"canary" not in pictures.logo(sent)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        SVG,
        b"\x89PNG\r\n\x1a\n" + SVG,
        b"\xff\xd8\xff" + SVG,
        b"RIFF\x00\x00\x00\x00WEBP" + SVG,
        png()[:80],
        b"GIF89a" + bytes(100),
        head_of_bomb(10, 10)[:-30],
    ],
)
def test_what_is_no_picture_is_refused(sent: bytes) -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.logo(sent)


@pytest.mark.parametrize("size", [(2001, 2000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_too_many_pixels_is_never_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises((pictures.TooLarge, pictures.NotAPicture)):
        pictures.logo(head_of_bomb(*size))


def test_text_that_unpacks_to_much_is_refused() -> None:
    """A compressed text of 100 MB in a few KB (as for CVE-2014-9601)."""
    chunk = b"k\0\0" + zlib.compress(bytes(100_000_000))
    bomb = struct.pack(">I", len(chunk)) + b"zTXt" + chunk + struct.pack(">I", zlib.crc32(b"zTXt" + chunk))
    whole = png()
    with pytest.raises(pictures.NotAPicture):
        pictures.logo(whole[:33] + bomb + whole[33:])


def test_too_many_bytes_are_too_many() -> None:
    with pytest.raises(pictures.TooLarge):
        pictures.logo(png() + bytes(pictures.LARGEST))
