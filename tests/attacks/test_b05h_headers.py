"""B5h, header injection: whatever stands in a name, a subject, a file's name or type, a mail of ours has the headers that it should have.

Precedents: CVE-2023-38060 (an attachment's content type), CVE-2011-4458, CVE-2012-4730, CVE-2013-3373 (line breaks in headers).
"""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from unicodedata import normalize

import pytest
from django.db import connection
from hypothesis import given

from parola.desk.mail import charsets, mime
from parola.desk.mail.address import Mailbox
from parola.desk.mail.enclosure import Enclosure
from parola.desk.mail.message import Mail, to_bytes
from parola.desk.mail.models import Received
from parola.desk.tickets import operations
from tests.desk.mail.post import take_in, written
from tests.desk.mail.test_compose import letter, verify
from tests.desk.mail.test_message import HOSTILE, MAIL, NAMES
from tests.desk.world import MONDAY, World

pytestmark = pytest.mark.django_db

BREAKS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\r\n\t", "\n ", "\x00\r\n")
INJECTED = "Bcc: eve@attacker.example"
ATTACKS = (
    *(f"order{gap}{INJECTED}" for gap in BREAKS),
    "order\r\n\r\n<script>alert(1)</script>",
    "=?utf-8?q?order=0D=0ABcc:_eve@attacker.example?=",
    "=?utf-8?b?b3JkZXINCkJjYzogZXZlQGF0dGFja2VyLmV4YW1wbGU=?=",
    "%0d%0aBcc: eve@attacker.example",
    '", <eve@attacker.example>, "',
    "x" * 2000 + "\r\nBcc: eve@attacker.example",
    "a\u202eelpmaxe.rekcatta@eve\u202c",
)
MANY = ["subject", "person", "brand", "mailbox"]


def clean(raw: bytes, *, files: int = 0) -> None:
    """The mail has the headers of ours and no other, one recipient, and short lines."""
    heads, _gap, _body = raw.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0].decode() for line in heads.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert set(names) <= {*NAMES, "Auto-Submitted", "Precedence", "X-Auto-Response-Suppress"}
    assert len(names) == len(set(names))
    mail = message_from_bytes(raw, policy=default)
    assert len(mail["to"].addresses) == len(mail["from"].addresses) == 1
    assert mail["bcc"] is None
    assert mail["cc"] is None
    assert not [defect for part in mail.walk() for defect in part.defects]
    assert len(list(mail.iter_attachments())) == files if files else not mail.is_attachment()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("place", MANY)
def test_nothing_that_people_write_begins_a_header(world: World, attack: str, place: str) -> None:
    attack = attack if connection.vendor == "sqlite" else attack.replace("\x00", "")  # PostgreSQL keeps no such texts
    if place == "person":
        world.ana.name = attack[:200]
        world.ana.save()
    elif place == "brand":
        world.credenti.name = attack[:200]
        world.credenti.save()
    elif place == "mailbox":
        box = world.mailbox
        box.name = attack[:200]
        box.save()
    verify(world.ana)
    operations.reply(
        ticket=world.ticket(subject=attack if place == "subject" else "x"), by=world.bob, text=attack, now=MONDAY
    )
    for template in ("acknowledgement", "reply"):
        clean(letter(template).outgoing.data)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_mail_that_came_begins_a_header_of_its_answer(world: World, attack: str) -> None:
    flat = attack.replace("\r", " ").replace("\n", " ").replace("\x00", "")
    raw = written(sender=f'"{flat[:60]}" <olga@people.example>', subject=flat[:900])
    received = take_in(world, raw)
    if received.state == Received.State.TICKET:
        verify(world.olga)
        clean(letter("acknowledgement").outgoing.data)


@pytest.mark.parametrize(
    "kind",
    [
        "text/html\r\nX-Evil: 1",
        'text/plain; name="x"',
        "",
        "x",
        "multipart/mixed",
        "message/rfc822",
        "text/plain\n",
        "TEXT/HTML",
        "a/b/c",
        "image/svg+xml",
    ],
)
@pytest.mark.parametrize(
    "name", [*ATTACKS, "فاتورة\u200f.pdf\u061c.exe", "a\u202efdp.exe", "../../etc/passwd", '";x="', "", " "]
)
def test_cve_2023_38060_a_files_name_and_type_add_nothing(name: str, kind: str) -> None:
    raw = to_bytes(replace(MAIL, files=(Enclosure(name=name, kind=kind, content=b"x"),)))
    clean(raw, files=1)
    (part,) = message_from_bytes(raw, policy=default).iter_attachments()
    assert set(part.keys()) <= {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"}
    assert part.get_content_disposition() == "attachment"
    assert part.get_content_type() in {"application/octet-stream", "image/svg+xml"}


@given(subject=HOSTILE, sender=HOSTILE, to=HOSTILE, name=HOSTILE, text=HOSTILE)
def test_what_is_built_is_what_is_read(subject: str, sender: str, to: str, name: str, text: str) -> None:
    subject, sender, to, name, text = (
        each.encode("utf-8", "replace").decode() for each in (subject, sender, to, name, text)
    )
    mail: Mail = replace(
        MAIL,
        sender=Mailbox("support@credenti.example", sender),
        to=Mailbox("ada@customer.example", to),
        subject=subject,
        text=text,
        files=(Enclosure(name=name, kind="text/csv", content=text.encode()),),
    )
    raw = to_bytes(mail)
    clean(raw, files=1)
    read = mime.take_apart(raw)
    if charsets.one_line(subject):
        composed = normalize("NFC", charsets.one_line(subject))
        assert charsets.header_text(read.raw("subject")[0]) == charsets.one_line(composed)
    assert read.raw("from")[0].endswith(("<support@credenti.example>", "support@credenti.example"))
    assert [part.content() for part in read.walk() if part.kind == "text/csv"] == [text.encode()]
    (file,) = (part for part in read.walk() if part.kind == "text/csv")
    if not charsets.one_line(name).startswith(('"', "<")):  # readers take such a name out of its quotes
        assert file.parameter("filename", "content-disposition").split() == (charsets.one_line(name) or "file").split()


@pytest.mark.parametrize(
    "link", ["https://x.example/a b", "https://x.example/\r\nBcc: eve@x.example", "javascript:1", "https://x/<a>"]
)
def test_what_is_no_link_stops_nothing(link: str) -> None:
    with pytest.raises(ValueError, match="not a link"):
        to_bytes(replace(MAIL, stop=link))


def test_a_link_that_stops_a_kind_of_mail_is_told_as_the_standard_says() -> None:
    mail = message_from_bytes(
        to_bytes(replace(MAIL, stop="https://desk.example/mail/stop/1.digest.0/")), policy=default
    )
    assert mail["list-unsubscribe"] == "<https://desk.example/mail/stop/1.digest.0/>"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
