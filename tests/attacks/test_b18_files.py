"""Files that attack whoever keeps or opens them (B18), and numbers of files that are guessed (B19), each under its own name."""

from __future__ import annotations

import base64
import io
import os
import stat
import uuid
import zipfile
from contextlib import closing
from email.message import Message
from email.utils import collapse_rfc2231_value

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase

from parola.desk.files import names, store
from parola.desk.tickets import operations
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Attachment, Ticket
from parola.web.attachments import serve
from tests.desk.mail.post import take_in
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db
CASES = [
    {"name": "invoice\u202efdp.exe"},
    {"name": "../../../../etc/passwd"},
    {"name": "..\\..\\windows\\win.ini"},
    {"name": "/etc/cron.d/x"},
    {"name": "~root/.ssh/authorized_keys"},
    {"name": "a\0.png"},
    {"name": 'a"; filename="b.html'},
    {"name": "a\r\nSet-Cookie: x=y.txt"},
    {"name": "<img src=x onerror=alert(1)>.png"},
    {"name": "a.<script>alert(1)</script>"},
    {"name": "CON"},
    {"name": "."},
    {"name": ""},
    {"name": "é" * 200 + ".txt"},
    {"name": "=cmd|' /C calc'!A0.csv"},
    {"name": "a.png", "content_type": "image/svg+xml", "body": "<svg onload='alert(1)'/>"},
    {"name": "a.jpg", "content_type": "text/html", "body": "<script>alert(1)</script>"},
    {"name": "a.js", "content_type": "text/javascript", "body": "alert(1)"},
    {"name": "a.png", "content_type": "image/png\r\nX-Evil: 1", "body": "GIF8"},
    {"name": "a.pdf", "content_type": "application/pdf", "body": "%PDF-1.7"},
]
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


def attach(world: World, name: str, content: bytes) -> Ticket:
    return world.ticket(attachments=[File(blob=store.put([content], now=MONDAY), name=name)])


def disposition(answer: HttpResponseBase) -> tuple[str | None, str]:
    header = Message()
    header["Content-Disposition"] = answer.headers["Content-Disposition"]
    name = header.get_param("filename", "", "content-disposition")
    return header.get_content_disposition(), collapse_rfc2231_value(name)


@pytest.mark.parametrize("case", CASES, ids=[f"{number}" for number in range(len(CASES))])
def test_b18_names_and_types_of_strangers_do_nothing_on_disk_in_headers_or_on_pages(
    world: World, reader: Reader, case: dict[str, str]
) -> None:
    """CVE-2026-32753, CVE-2024-29184, CVE-2019-13397, CVE-2020-24917, CVE-2023-38060, CVE-2022-25802, CVE-2021-3741."""
    content = case.get("body", "content of " + case["name"]).encode()
    ticket = attach(world, case["name"], content)
    (file,) = ticket.opening.attachments.all()
    answer = reader(world.ana).get(f"/files/{ticket.reference}/{file.pk}/")
    assert answer.getvalue() == content
    assert disposition(answer) == ("attachment", names.tidy(case["name"]) or "attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"
    page = reader(world.ana).get(f"/portal/requests/{ticket.reference}/").content.decode()
    assert not any(bad in page for bad in ("<img src=x", "<script>alert", "\u202e", "\u2067"))
    path = store.path_of(file.blob.sha256)
    assert path.parent.parent == settings.FILES
    assert path.name == file.blob.sha256


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP"])
def test_b18_a_picture_that_is_a_page_too_is_a_picture_in_a_sandbox(world: World, head: bytes) -> None:
    """A browser takes it for no script and no page: it may not guess, and what it would open lies in a sandbox."""
    with closing(serve(store.put([head + b"/*<script>alert(1)</script>*/"], now=MONDAY), "a.html")) as answer:
        assert answer.getvalue().startswith(head)
    assert answer.headers["Content-Type"].startswith("image/")
    assert answer.headers["Content-Security-Policy"] == SANDBOX


def test_b18_cve_2026_28289_a_name_is_tidied_before_it_is_looked_at() -> None:
    """What a first look lets pass is what a second would see; the property is in tests/desk/files/test_names.py."""
    for name in ("a\u200b.htaccess", ".\u200b./x", "a.p\u00adhp", "..\u2060/..\u2060/etc/passwd"):
        tidied = names.tidy(name)
        assert names.tidy(tidied) == tidied
        assert "/" not in tidied


def test_b18_cve_2026_41193_an_archive_is_kept_and_never_opened(world: World) -> None:
    """Its members would climb out of wherever it was unpacked: none of them is anywhere."""
    evil = f"climbed-{uuid.uuid4()}"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for steps in range(9):
            archive.writestr("../" * steps + evil, b"out")
    blob = attach(world, "theme.zip", packed.getvalue()).opening.attachments.get().blob
    assert (blob.kind, store.read(blob)) == ("application/zip", packed.getvalue())
    folder = store.path_of(blob.sha256).resolve().parent
    assert [place for place in (folder, *folder.parents) if (place / evil).exists()] == []


def test_b18_cve_2018_25111_files_are_the_desks_alone_whatever_the_mask(world: World) -> None:
    before = os.umask(0)
    try:
        blob = store.put([b"for nobody else"], now=MONDAY)
    finally:
        os.umask(before)
    path = store.path_of(blob.sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_b03_cve_2015_8481_a_picture_is_found_within_its_own_message_alone(world: World, reader: Reader) -> None:
    """Two mails that call their pictures alike, each shown its own."""
    for number, letter in enumerate((b"A", b"B"), start=1):
        raw = (
            b"From: ana@people.example\r\nMessage-ID: <%d@people.example>\r\nSubject: See\r\n"
            b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src='cid:logo'>\r\n"
            b"--b\r\nContent-Type: image/png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n"
        ) % (number, base64.b64encode(b"\x89PNG\r\n\x1a\n" + letter))
        take_in(world, raw, path="ana@people.example")
    for ticket, letter in zip(Ticket.objects.order_by("pk"), (b"A", b"B"), strict=True):
        (picture,) = ticket.opening.attachments.filter(content_id="logo", inline=True)
        assert store.read(picture.blob).endswith(letter)


def test_b19_cve_2026_40496_and_48812_every_file_asks_who_reads_and_none_is_guessed(
    world: World, reader: Reader
) -> None:
    """Numbers are random, and open nothing by themselves: whose file it is, and on which ticket, is asked each time."""
    ticket = attach(world, "log.csv", b"canary")
    other = world.ticket()
    (file,) = ticket.opening.attachments.all()
    for stranger in (world.olga, world.zoe):
        assert reader(stranger).get(f"/files/{ticket.reference}/{file.pk}/").status_code == 404
    ana = reader(world.ana)
    assert ana.get(f"/files/{other.reference}/{file.pk}/").status_code == 404
    for near in (uuid.UUID(int=file.pk.int + 1), uuid.UUID(int=file.pk.int - 1), uuid.uuid4()):
        assert ana.get(f"/files/{ticket.reference}/{near}/").status_code == 404
    assert ana.get(f"/files/{ticket.reference}/{file.pk}/").getvalue() == b"canary"
    assert {each.pk.version for each in Attachment.objects.all()} == {4}


def test_b16_a_file_of_a_note_stays_inside_though_the_same_bytes_were_sent_to_the_customer(
    world: World, reader: Reader
) -> None:
    ticket = attach(world, "log.csv", b"the same")
    same = File(blob=store.put([b"the same"], now=MONDAY), name="inside.csv")
    operations.note(ticket=ticket, by=world.bob, text="Hm", attachments=[same], now=MONDAY)
    inside = Attachment.objects.get(name="inside.csv")
    assert reader(world.ana).get(f"/files/{ticket.reference}/{inside.pk}/").status_code == 404
