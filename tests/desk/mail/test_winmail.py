"""What Outlook packs into `winmail.dat` is the mail's own: its words, and what came along."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.mail import rtf, tnef
from parola.desk.mail.parse import Attachment, contents, parse
from tests.desk.mail import tnef_maker as make

HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
"""The example of [MS-OXRTFCP] 3.1."""

REPEATED = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
"""The example of 3.2: a piece that repeats itself."""


def stored(document: bytes) -> bytes:
    """RTF as it may be stored unpacked."""
    return struct.pack("<II4sI", len(document) + 12, len(document), b"MELA", 0) + document


def test_the_files_take_the_place_of_winmail_dat() -> None:
    content = make.winmail(
        make.file("Informe año.pdf", b"%PDF-1"),
        make.file("فاتورة.png", b"\x89PNG", make.text(make.KIND, "image/png"), make.text(make.CONTENT_ID, "logo@x")),
    )
    raw = make.mail(content, b"Please see the report.")
    assert parse(raw).attachments == (
        Attachment("Informe año.pdf", "application/octet-stream", 6),
        Attachment("فاتورة.png", "image/png", 4, "logo@x"),
    )
    assert parse(raw).text == "Please see the report."
    assert list(contents(raw)) == [b"%PDF-1", b"\x89PNG"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/vnd.ms-tnef", "winmail.dat"),
        ("application/octet-stream", "WINMAIL.DAT"),
        ("application/ms-tnef", "other"),
    ],
)
def test_it_is_known_by_its_kind_or_its_name(kind: str, name: str) -> None:
    raw = make.mail(make.winmail(make.file("a.txt", b"x")), b"hello", kind, name)
    assert [each.name for each in parse(raw).attachments] == ["a.txt"]


@pytest.mark.parametrize(
    "attributes",
    [
        (make.attribute(make.BODY, "Non funziona più.".encode("cp1252") + b"\x00"),),
        (make.message(make.text(make.PLAIN, "Non funziona più.")),),
        (make.message(make.prop(make.HTML, make.BINARY, b"<p>Non funziona pi&ugrave;.</p>")),),
        (make.message(make.prop(make.RTF, make.BINARY, stored(rb"{\rtf1\ansi Non funziona pi\'f9.}"))),),
        (
            make.attribute(make.CODEPAGE, struct.pack("<II", 1252, 0)),
            make.message(make.prop(make.PLAIN, make.STRING, "Non funziona più.".encode("cp1252") + b"\x00")),
        ),
        (make.message(make.named("Keywords", make.UNICODE, b"a\x00"), make.text(make.PLAIN, "Non funziona più.")),),
        (
            make.message(
                make.prop(0x0E01, make.LONG, b"\x01\x00\x00\x00"),
                make.prop(0x6001, make.UNICODE | make.MANY, b"a\x00", b"bcd\x00"),
                make.text(make.PLAIN, "Non funziona più."),
            ),
        ),
    ],
)
def test_its_words_are_the_mails_where_it_has_no_others(attributes: tuple[bytes, ...]) -> None:
    content = make.winmail(*attributes)
    assert parse(make.mail(content)).text == "Non funziona più."
    assert parse(make.mail(content, b"Non va.")).text == "Non va."


def test_arabic_words_by_their_code_page() -> None:
    words = "لا يعمل النظام"
    page = make.attribute(make.CODEPAGE, struct.pack("<II", 1256, 0))
    assert parse(make.mail(make.winmail(page, make.attribute(make.BODY, words.encode("cp1256"))))).text == words


def test_a_mail_packed_within_gives_its_files_and_its_words() -> None:
    inside = make.winmail(make.message(make.text(make.PLAIN, "the words inside")), make.file("deep.txt", b"deep"))
    packed = make.prop(make.CONTENT, make.OBJECT, b"\x07" * 16 + inside)
    outside = make.winmail(make.file("Forwarded", b"", packed))
    raw = make.mail(outside, b"hello")
    assert [(each.name, each.size) for each in parse(raw).attachments] == [("deep.txt", 4), ("Forwarded.txt", 16)]
    assert list(contents(raw)) == [b"deep", b"the words inside"]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"\x78\x9f\x3e\x22", make.winmail(), make.winmail()[:5]])
def test_what_is_nothing_of_the_kind_stays_an_attachment(content: bytes) -> None:
    assert [each.name for each in parse(make.mail(content, b"hello")).attachments] == ["winmail.dat"]


def test_a_name_cannot_become_another_header() -> None:
    raw = make.mail(make.winmail(make.file('a"\r\nContent-Type: text/html\r\n\r\n.txt', b"x")), b"hello")
    (attachment,) = parse(raw).attachments
    assert (attachment.kind, "\n" in attachment.name) == ("application/octet-stream", False)


def test_a_file_is_never_taken_for_a_part_of_the_mail() -> None:
    raw = make.mail(make.winmail(make.file("x", b"--b\r\n", make.text(make.KIND, "multipart/mixed"))), b"hello")
    assert [each.kind for each in parse(raw).attachments] == ["application/octet-stream"]


WHOLE = make.winmail(
    make.message(make.text(make.PLAIN, "words"), make.prop(make.RTF, make.BINARY, HELLO)),
    make.file("a.txt", b"12345", make.prop(make.CONTENT, make.OBJECT, b"\x00" * 16 + make.winmail())),
)


@given(st.integers(0, len(WHOLE)), st.integers(0, 255), st.integers(0, len(WHOLE)))
def test_no_change_of_its_bytes_breaks_the_reader(at: int, octet: int, end: int) -> None:
    tnef.opened((WHOLE[:at] + bytes([octet]) + WHOLE[at + 1 :])[:end])
    tnef.opened(WHOLE[:at] + b"\xff\xff\xff\xff" + WHOLE[at:])


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader_of_rtf(content: bytes) -> None:
    document = rtf.decompressed(HELLO[:16] + content)
    rtf.text(content)
    rtf.text(document)


def test_packed_rtf_is_unpacked() -> None:
    assert rtf.decompressed(HELLO) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert rtf.decompressed(REPEATED) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert rtf.text(rtf.decompressed(HELLO)) == "hello world"


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (rb"{\rtf1 one\par two\tab three\line four}", "one\ntwo\tthree\nfour"),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}words}", "words"),
        (rb"{\rtf1{\*\generator Riched20;}words{\*\x\y hidden {deep}} go on}", "words go on"),
        (rb"{\rtf1\ansicpg1256 \'e3\'d1\'cd\'c8\'c7}", "مرحبا"),
        (rb"{\rtf1 \u1605?\u1585?\u1581?\u1576?\u1575?}", "مرحبا"),
        (rb"{\rtf1 \u-10179?\u-8704?}", "\U0001f600"),
        (rb"{\rtf1\fromhtml1 {\*\htmltag <p>}one\htmlrtf \par \htmlrtf0 two{\*\htmltag </p>}}", "onetwo"),
        (rb"{\rtf1 a\{b\}c\\d\~e}", "a{b}c\\d\xa0e"),
        (rb"}}}{{{", ""),
    ],
)
def test_the_words_of_rtf(document: bytes, text: str) -> None:
    assert rtf.text(document) == text
