"""What came along with a mail: seen and saved by those who see the conversation, and run by nobody (B18)."""

from __future__ import annotations

import base64
from email.message import Message
from email.utils import collapse_rfc2231_value

import pytest
from django.test import Client

from parola.desk.mail.parse import Attached
from parola.web.attachments import serve
from tests.desk.mail.post import take_in
from tests.desk.world import World
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
SCRIPT = b"<script>alert(1)</script>"
INLINE, SAVED = "inline", "attachment"


def mailed(*parts: tuple[str, str, bytes]) -> bytes:
    """A mail of Ana's with such files: name, content type, bytes."""
    files = b"".join(
        f'--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n".encode()
        + base64.b64encode(content)
        + b"\r\n"
        for name, kind, content in parts
    )
    head = b"From: ana@people.example\r\nSubject: See\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee.\r\n"
    return head + files + b"--b--\r\n"


@pytest.mark.parametrize(
    ("kind", "content", "told", "shown"),
    [
        ("image/png", PNG, "image/png", INLINE),
        ("image/png", SCRIPT, "application/octet-stream", SAVED),
        ("image/svg+xml", b"<svg onload='alert(1)'/>", "application/octet-stream", SAVED),
        ("text/html", SCRIPT, "application/octet-stream", SAVED),
        ("application/pdf", b"%PDF-1.7", "application/octet-stream", SAVED),
        ("text/plain", b"hello", "application/octet-stream", SAVED),
    ],
    ids=["a picture", "a script that says it is a picture", "svg", "html", "pdf", "text"],
)
def test_a_browser_shows_pictures_and_saves_everything_else(kind: str, content: bytes, told: str, shown: str) -> None:
    answer = serve(Attached("a.png", kind, content))
    assert (answer.content, answer.headers["Content-Type"]) == (content, told)
    assert answer.headers["Content-Disposition"].split(";")[0] == shown
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", 'a"; filename=evil.exe', "فاتورة.pdf", "x\u202egpj.exe", "a" * 500, ""]
)
def test_a_name_is_told_as_one_value_whatever_it_is(name: str) -> None:
    told = serve(Attached(name, "text/html", b"")).headers["Content-Disposition"]
    header = Message()
    header["Content-Disposition"] = told
    assert header.get_content_disposition() == "attachment"
    assert collapse_rfc2231_value(header.get_param("filename", "", "content-disposition")) == (name or "attachment")


@pytest.fixture
def ticket(world: World) -> str:
    received = take_in(
        world, mailed(("screen.png", "image/png", PNG), ("page.html", "text/html", SCRIPT)), path="ana@people.example"
    )
    assert received.ticket is not None
    return received.ticket.reference


@pytest.mark.parametrize("side", ["console/tickets", "portal/requests"])
def test_both_sides_see_the_files_in_the_conversation_and_get_them(
    world: World, reader: Reader, ticket: str, side: str
) -> None:
    browser: Client = reader(world.bob if side.startswith("console") else world.ana)
    page = browser.get(f"/{side}/{ticket}/").content.decode()
    place = f"/{side}/{ticket}/mail/1/"
    assert f'<img src="{place}0/"' in page
    assert f'<a class="tag" href="{place}1/" download>' in page
    picture, other = browser.get(f"{place}0/"), browser.get(f"{place}1/")
    assert (picture.content, picture.headers["Content-Type"]) == (PNG, "image/png")
    assert (other.content, other.headers["Content-Disposition"]) == (SCRIPT, 'attachment; filename="page.html"')
    assert other.headers["X-Content-Type-Options"] == "nosniff"
    assert other.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert other.headers["Cache-Control"] == "no-store"
    assert browser.get(f"{place}2/").status_code == 404
    assert browser.get(f"/{side}/{ticket}/mail/2/0/").status_code == 404
