"""What files are called and what they are, whatever their senders say (B18)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from parola.desk.files import kinds, names

NAMES = {
    "invoice\u202efdp.exe": "invoicefdp.exe",
    "\u2067تقرير\u2069\u202egpj.scr": "تقريرgpj.scr",
    "a\u200b.htaccess": "a.htaccess",
    "../../../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "/etc/cron.d/x": "x",
    "~root/.ssh/authorized_keys": "authorized_keys",
    "a\0.png": "a.png",
    'a"; filename="b.html': 'a"; filename="b.html',
    "one\r\ntwo.txt": "one two.txt",
    "cafe\u0301.txt": "café.txt",
    ".": "",
    "..": "",
    " ": "",
    "": "",
    "half \ud800.txt": "half.txt",
    "report.2026.pdf": "report.2026.pdf",
    "تقرير نهائي.pdf": "تقرير نهائي.pdf",
}


@pytest.mark.parametrize(("given", "kept"), NAMES.items())
def test_a_name_is_one_line_without_path_or_hidden_marks(given: str, kept: str) -> None:
    assert names.tidy(given) == kept


@given(some.text(max_size=400) | some.text(alphabet="a/\\. ~\u202e\u0301é", max_size=400))
def test_what_was_tidied_stays_as_it_is(name: str) -> None:
    tidied = names.tidy(name)
    assert names.tidy(tidied) == tidied
    assert not set(tidied) & set("/\\\0\r\n\u202e\u2066")
    assert unicodedata.is_normalized("NFC", tidied)
    assert (len(tidied) <= names.LONGEST, len(tidied.encode()) <= names.BYTES) == (True, True)


def test_a_long_name_keeps_its_ending() -> None:
    assert names.tidy("é" * 300 + ".txt").endswith("é.txt")


KINDS = {
    b"\x89PNG\r\n\x1a\n rest": "image/png",
    b"\xff\xd8\xff\xe0": "image/jpeg",
    b"GIF89a": "image/gif",
    b"RIFF\x10\0\0\0WEBPVP8 ": "image/webp",
    b"RIFF\x10\0\0\0WAVEfmt ": "application/octet-stream",
    b"%PDF-1.7": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"<svg xmlns='http://www.w3.org/2000/svg'>": "text/plain",
    b"<html>": "text/plain",
    "naïve".encode(): "text/plain",
    "naïve".encode("latin-1"): "application/octet-stream",
    b"MZ\x90\0": "application/octet-stream",
    b"": "application/octet-stream",
}


@pytest.mark.parametrize(("head", "kind"), KINDS.items())
def test_the_beginning_says_what_a_file_is(head: bytes, kind: str) -> None:
    assert kinds.kind_of(head) == kind
    assert (kind in kinds.PICTURES) == kind.startswith("image/")


def test_a_text_that_is_cut_within_a_character_is_still_a_text() -> None:
    assert kinds.kind_of("é".encode() * kinds.HEAD) == "text/plain"
    assert kinds.kind_of(b"a" + "é".encode() * kinds.HEAD) == "text/plain"
