"""Invitations in a mail are told: what is asked, when, where, of whom; and what no desk can open is said to be sealed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.mail.appointments import Appointment
from parola.desk.mail.parse import ParsedMail, parse

ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
OUTLOOK = """SUMMARY;LANGUAGE=es:Revisión del servicio
LOCATION;LANGUAGE=es:Sala 2\\, Madrid
DTSTART;TZID=W. Europe Standard Time:20261124T103000
DTEND;TZID=W. Europe Standard Time:20261124T113000
ORGANIZER;CN=Marta Quesada:mailto:marta@santelmo.example
ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Soporte:mailto:support@credenti.example
"""


def calendar(event: str, method: str = "REQUEST", zone: str = "") -> str:
    told = f"METHOD:{method}\n" if method else ""
    return (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{told}{zone}BEGIN:VEVENT\nUID:1\n{event}END:VEVENT\nEND:VCALENDAR\n"
    )


def mailed(*calendars: str | bytes) -> ParsedMail:
    """A mail with those, each in a part as programs send it."""
    parts = [b"Content-Type: text/plain\r\n\r\nPlease come."]
    for each in calendars:
        content = base64.encodebytes(each if isinstance(each, bytes) else each.encode())
        head = (
            b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        )
        parts.append(head + content)
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    return parse(b"From: a@b.example\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" + body)


def told(**facts: object) -> Appointment:
    plain = {"method": "request", "summary": "", "starts": "", "ends": "", "where": "", "organizer": "", "answer": ""}
    return Appointment(**{**plain, "repeats": False, **facts})  # type: ignore[arg-type]


def test_an_invitation_of_outlook_is_told_in_utc() -> None:
    parsed = mailed(calendar(OUTLOOK, zone=ZONE))
    assert parsed.appointments == (
        told(
            summary="Revisión del servicio",
            starts="2026-11-24T09:30:00+00:00",
            ends="2026-11-24T10:30:00+00:00",
            where="Sala 2, Madrid",
            organizer="Marta Quesada",
        ),
    )
    assert parsed.text == "Please come."
    assert [each.name for each in parsed.attachments] == ["invite.ics"]


@pytest.mark.parametrize(
    ("event", "method", "facts"),
    [
        ("SUMMARY:x\nDTSTART:20261124T093000Z\nDURATION:PT30M\n", "CANCEL",
         {"method": "cancel", "starts": "2026-11-24T09:30:00+00:00", "ends": "2026-11-24T10:00:00+00:00"}),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261126\n", "PUBLISH",
         {"method": "publish", "starts": "2026-11-24", "ends": "2026-11-25"}),
        ("SUMMARY:x\nDTSTART:20261124T093000\n", "", {"method": "", "starts": "2026-11-24T09:30:00"}),
        ("SUMMARY:x\nDTSTART;TZID=Europe/Madrid:20260724T103000\nRRULE:FREQ=WEEKLY\n", "REQUEST",
         {"starts": "2026-07-24T08:30:00+00:00", "repeats": True}),
        ("SUMMARY:x\nDTSTART;TZID=Nowhere:20261124T093000\n", "REQUEST", {"starts": "2026-11-24T09:30:00"}),
        ("SUMMARY:x\nATTENDEE;CN=Omar;PARTSTAT=ACCEPTED:mailto:omar@najdfs.example\nORGANIZER:mailto:us@x.example\n", "REPLY",
         {"method": "reply", "organizer": "Omar", "answer": "accepted"}),
        ("SUMMARY:x\nORGANIZER:MAILTO:Marta@santelmo.example\n", "REQUEST", {"organizer": "marta@santelmo.example"}),
    ],
)  # fmt: skip
def test_other_programs_are_understood(event: str, method: str, facts: dict[str, object]) -> None:
    assert mailed(calendar(event, method)).appointments == (told(summary="x", **facts),)


def test_the_same_appointment_in_two_parts_is_told_once_and_few_of_many() -> None:
    twice = calendar(OUTLOOK, zone=ZONE)
    assert len(mailed(twice, twice).appointments) == 1
    many = [calendar(f"SUMMARY:{number}\n") for number in range(9)]
    assert len(mailed(*many).appointments) == 5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\n" * 5_000,
        calendar("DTSTART:never\nSUMMARY:" + "x" * 300_000 + "\n"),
        "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        calendar("SUMMARY:x\nDTSTART:99991231T235959Z\nDURATION:P9999999999D\n"),
    ],
)
def test_what_cannot_be_read_is_an_attachment_alone(content: str | bytes) -> None:
    parsed = mailed(content)
    assert (parsed.appointments, len(parsed.attachments)) == ((), 1)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    mailed(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + content)


def one(content_type: str, body: str = "x") -> ParsedMail:
    return parse(f"From: a@b.example\r\nContent-Type: {content_type}\r\n\r\n{body}".encode())


@pytest.mark.parametrize(
    ("mail", "sealed"),
    [
        (one("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"), True),
        (one("application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m"), True),
        (one("application/pkcs7-mime; smime-type=certs-only; name=smime.p7c"), False),
        (one("multipart/encrypted; boundary=b", "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--"), True),
        (one("text/plain", "-----BEGIN PGP MESSAGE-----\n\nhQEMA"), True),
        (one("text/plain", "I attach what begins with -----BEGIN PGP MESSAGE-----"), False),
        (one("multipart/signed; boundary=b", "--b\r\n\r\nin plain words\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--"), False),
    ],
)  # fmt: skip
def test_what_nobody_reads_without_a_key_is_known(mail: ParsedMail, sealed: bool) -> None:
    assert mail.sealed is sealed
