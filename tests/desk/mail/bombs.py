"""Mails made to cost the reader time or memory, each as large as the desk takes. Run as a program: what each did cost.

Prints a line of JSON for each: name, seconds, peak memory of the process in MiB while reading it, and what became of it.
"""

from __future__ import annotations

import base64
import json
import struct
import time
from collections.abc import Callable
from pathlib import Path

from parola.desk.mail.mime import LIMITS
from parola.desk.mail.parse import TooMuch, fingerprint, parse
from tests.desk.mail import tnef_maker

HEAD = b"From: a@customer.example\r\nMIME-Version: 1.0\r\n"
TEXT, HTML = b"Content-Type: text/plain\r\n\r\n", b"Content-Type: text/html\r\n\r\n"
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


def filled(start: bytes, piece: bytes, end: bytes = b"") -> bytes:
    """As many pieces as fit into a mail of the largest size."""
    return start + piece * ((LIMITS.size - len(start) - len(end)) // len(piece)) + end


def nested(levels: int, inside: bytes) -> bytes:
    """Multiparts within one another."""
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(levels)
    )
    return filled(HEAD + opening + TEXT, inside)


def encoded(levels: int) -> bytes:
    """Mails within one another, each encoded."""
    raw = b"\r\n\r\n" + b"x" * 80_000
    for _ in range(levels):
        raw = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(raw)
    return HEAD + raw


def packed(*attributes: bytes, times: int) -> bytes:
    """A `winmail.dat` with these, that many times."""
    return tnef_maker.mail(tnef_maker.winmail(b"".join(attributes) * times))


def rtf(document: bytes, times: int = 1) -> bytes:
    """A body of RTF, that many times."""
    stored = struct.pack("<II4sI", 0, len(document), b"MELA", 0) + document
    return packed(tnef_maker.message(tnef_maker.prop(tnef_maker.RTF, tnef_maker.BINARY, stored)), times=times)


def squeezed() -> bytes:
    """Bodies of RTF that unpack to much more than they are, and say nothing."""
    letters = b"\x00" + b"{" * 8 + b"\xff" + b"\x0c\xff" * 8 * 7_000
    stored = struct.pack("<II4sI", len(letters) + 12, 1_000_000, b"LZFu", 0) + letters
    return packed(tnef_maker.message(tnef_maker.prop(tnef_maker.RTF, tnef_maker.BINARY, stored)), times=200)


def calendars(event: bytes) -> bytes:
    """As many calendar parts as are looked at, each as large as one may be."""
    part = b"--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n" + event + b"\r\nEND:VCALENDAR\r\n"
    return HEAD + MIXED + part * 5 + b"--b--\r\n"


BOMBS: dict[str, Callable[[], bytes]] = {
    "encoded words": lambda: HEAD + b"Subject: " + b" ".join([b"=?utf-8?q?a?="] * 20_000) + b"\r\n\r\nx",
    "encoded words at the limit": lambda: HEAD + b"Subject: " + b" ".join([b"=?utf-8?q?a?="] * 200) + b"\r\n\r\nx",
    "comments in a comment": lambda: b"From: " + b"(" * 7_000 + b")" * 7_000 + b" a@b.example\r\n\r\nx",
    "quotes without an end": lambda: b"From: " + b'"\\' * 7_000 + b"\r\n\r\nx",
    "parameters in pieces": lambda: HEAD + b"Content-Type: text/plain" + b"".join(b";\r\n name*%d=a" % n for n in range(1_100)) + b"\r\n\r\nx",
    "recipients": lambda: HEAD + b"To: " + b", ".join(b"u%d@x.example" % n for n in range(900)) + b"\r\n\r\nx",
    "references": lambda: HEAD + b"References: " + b" ".join(b"<%d@x.example>" % n for n in range(900)) + b"\r\n\r\nx",
    "headers": lambda: filled(HEAD, b"X: y\r\n"),
    "one header": lambda: filled(HEAD + b"Subject: ", b"A"),
    "folded header": lambda: filled(HEAD + b"Subject: x", b"\r\n x"),
    "a header that never ends": lambda: filled(b"", b"a"),
    "parts": lambda: filled(HEAD + MIXED, b"--b\r\n" + TEXT + b"x\r\n"),
    "parts without headers": lambda: filled(HEAD + MIXED, b"--b\r\n\r\n"),
    "deep": lambda: nested(1_000, b"x\r\n"),
    "deep at the limit": lambda: nested(19, b"x\r\n"),
    "deep with false boundaries": lambda: nested(19, b"\r\n--b1x\r\n--b"),
    "boundaries that are none": lambda: filled(HEAD + MIXED, b"--bx\r\n"),
    "mails in a mail": lambda: filled(HEAD, b"Content-Type: message/rfc822\r\n\r\n"),
    "empty lines": lambda: filled(HEAD + TEXT, b"\r\n"),
    "one line": lambda: filled(HEAD + TEXT, b"a"),
    "quotes": lambda: filled(HEAD + TEXT, b"> > > > x\r\n"),
    "blanks": lambda: filled(HEAD + TEXT + b"On ", b" ", b" wrote\r\n"),
    "attachment": lambda: HEAD + MIXED + b"--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(b"\0" * (18 * 1024 * 1024)) + b"--b--\r\n",
    "flowing lines": lambda: HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"x \r\n" * 149_000,
    "base64 of nothing": lambda: filled(HEAD + b"Content-Transfer-Encoding: base64\r\n" + TEXT, b"!\r\n"),
    "quoted-printable": lambda: filled(HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n" + TEXT, b"=3D=\r\n"),
    "utf-7": lambda: filled(HEAD + b"Content-Type: text/plain; charset=utf-7\r\n\r\n", b"+ADw-"),
    "iso-2022-jp": lambda: filled(HEAD + b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n", b"\x1b$B\x1b(B"),
    "nested divs": lambda: filled(HEAD + HTML, b"<div>"),
    "tables": lambda: filled(HEAD + HTML, b"<table><tr><td>"),
    "attributes": lambda: HEAD + HTML + b"<p " + b" ".join(b"a%d=1" % n for n in range(20_000)) + b">x</p>",
    "attributes behind brackets": lambda: HEAD + HTML + b"<p " + b"".join(b'a%d="<" ' % n for n in range(23_000)) + b">x</p>",
    "cells": lambda: HEAD + HTML + b"<table><tr>" + b"<td>x</td>" * 25_000,
    "brackets": lambda: filled(HEAD + HTML, b"<"),
    "entities": lambda: filled(HEAD + HTML, b"&amp;"),
    "scripts": lambda: filled(HEAD + HTML, b"<script>"),
    "encoded mails in a mail": lambda: encoded(19),
    "winmail of attributes": lambda: packed(b"\x01" + b"\x00" * 10, times=2_300_000),
    "winmail of values": lambda: packed(tnef_maker.message(tnef_maker.prop(0x1001, 0x101F, *[b""] * 1_000_000)), times=4),
    "winmail of files": lambda: packed(tnef_maker.file("a", b"x"), times=250_000),
    "packed text": squeezed,
    "braces": lambda: rtf(b"{" * 1_000_000),
    "backslashes": lambda: rtf(rb"\'41" * 250_000, times=20),
    "events": lambda: calendars(b"BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n" * 290),
    "events within one another": lambda: calendars(b"BEGIN:VEVENT\r\n" * 290),
    "one long event": lambda: calendars(b"BEGIN:VEVENT\r\nSUMMARY:" + b"x\\;" * 80_000 + b"\r\nEND:VEVENT"),
    "an event of many people": lambda: calendars(b"BEGIN:VEVENT\r\nSUMMARY:x\r\n" + b"ATTENDEE;CN=x:mailto:x\r\n" * 10_000 + b"END:VEVENT"),
    "an event of many dates": lambda: calendars(b"BEGIN:VEVENT\r\nSUMMARY:x\r\nEXDATE:" + b"20261124T093000Z," * 14_000 + b"\r\nEND:VEVENT"),
    "a folded event": lambda: calendars(b"BEGIN:VEVENT\r\nSUMMARY:x" + b"\r\n x" * 60_000 + b"\r\nEND:VEVENT"),
    "parameters of an event": lambda: calendars(b"BEGIN:VEVENT\r\nSUMMARY" + b';X="y"' * 35_000 + b":x\r\nEND:VEVENT"),
    "small pages": lambda: filled(HEAD + MIXED, b"--b\r\n" + HTML + b"<p>" + b"<td>x</td>" * 5_000 + b"\r\n"),
}  # fmt: skip


def peak_mebibytes() -> float:
    """The most memory this program has held. `getrusage` would count what its parent held as well."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    for name, make in BOMBS.items():
        raw = make()
        Path("/proc/self/clear_refs").write_text("5")  # what making it took does not count
        started = time.perf_counter()
        fingerprint(raw)
        try:
            outcome = f"{len(parse(raw).text)} characters"
        except TooMuch as error:
            outcome = str(error)
        seconds = time.perf_counter() - started
        peak = peak_mebibytes()
        print(json.dumps({"name": name, "seconds": round(seconds, 3), "mebibytes": round(peak), "outcome": outcome}))


if __name__ == "__main__":
    main()
