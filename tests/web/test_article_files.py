"""Pictures, films and other files of articles on their pages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parola.desk.files import uploads
from parola.desk.files.kinds import kind_of
from parola.desk.knowledge import enclosing, operations
from parola.desk.knowledge.models import Article, Translation
from parola.desk.knowledge.operations import Readers
from parola.web.markdown import Around, Shown, markdown
from parola.web.partial import part_of
from tests.desk.knowledge.made import shown
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader
from tests.web.faces import png

pytestmark = pytest.mark.django_db
FILM = b"\0\0\0\x18ftypisom" + bytes(range(256)) * 4
AROUND = Around(
    {"a.png": Shown("/a", "picture"), "b.mp4": Shown("/b", "film"), "c.pdf": Shown("/c", "file")}, {"x/y.md": "/y"}
)
NEW = {"title": "See", "seen": 0, "language": "en", "audience": "public"}


def published(world: World, name: str, data: bytes) -> Translation:
    draft = operations.write(
        brand=world.credenti, language="en", title="See", text="", readers=Readers(), by=None, now=MONDAY,
        files=[enclosing.prepared(name, data, MONDAY)],
    )  # fmt: skip
    return shown(draft)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![A *b*](file:a.png)", '<img src="/a" alt="A b" loading="lazy">'),
        ("![A](file:b.mp4)", '<video src="/b" aria-label="A" controls preload="metadata"></video>'),
        ("![A](file:c.pdf)", '<a href="/c">A</a>'),
        ("[A](file:c.pdf)", '<a href="/c">A</a>'),
        ("[A](page:x/y.md#Two%20words)", '<a href="/y#s-two-words">A</a>'),
        ("[A](page:gone.md)", "<a>A</a>"),
        ("![A](file:gone.png)", "A"),
        ('![<b> "](file:a.png)', '<img src="/a" alt="&lt;b&gt; &quot;" loading="lazy">'),
        (
            "![A](https://x.example/pixel.png)",
            '<a href="https://x.example/pixel.png" rel="noopener noreferrer nofollow">A</a>',
        ),
        ("[![A](file:a.png)](page:x/y.md)", '<a href="/y"><img src="/a" alt="A" loading="lazy"></a>'),
    ],
)
def test_a_text_shows_what_is_its_own_and_leads_to_the_rest(text: str, html: str) -> None:
    assert markdown(text, AROUND) == f"<p>{html}</p>\n"


def test_a_picture_is_sent_with_the_article_seen_on_its_page_and_by_nobody_before(world: World, reader: Reader) -> None:
    bob = reader(world.bob)
    sent = SimpleUploadedFile("my reader.png", png())
    bob.post("/console/knowledge/new/credenti/", {**NEW, "text": "![It](file:my-reader.png)", "attachments": sent})
    article = Article.objects.get()
    address = f"/portal/knowledge/credenti/{article.pk}/files/my-reader.png"
    assert Client().get(address).status_code == 404
    shown(article.translations.get())
    page = Client().get(f"/portal/knowledge/credenti/{article.pk}/").content.decode()
    assert f'<img src="{address}" alt="It" loading="lazy">' in page
    answer = Client().get(address)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert kind_of(answer.getvalue()) == "image/webp"


def test_a_name_that_no_database_keeps_is_the_name_of_nothing(world: World, reader: Reader) -> None:
    article = published(world, "a.png", png()).article
    assert Client().get(f"/portal/knowledge/credenti/{article.pk}/files/a%00.png").status_code == 404
    bob, reference = reader(world.bob), world.ticket().reference
    assert bob.get("/console/knowledge/uploaded/a%00b/").status_code == 404
    assert bob.get(f"/console/tickets/{reference}/article/?with=CRE%00").status_code == 200
    assert bob.get(f"/console/problems/new/?ticket={reference}%00").status_code == 200


def test_a_file_that_pretends_to_be_a_picture_is_told_and_the_text_is_kept(world: World, reader: Reader) -> None:
    sent = SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n<script>")
    told = reader(world.bob).post("/console/knowledge/new/credenti/", {**NEW, "text": "Mine.", "attachments": sent})
    assert told.status_code == 422
    assert "Mine." in told.content.decode()
    assert not Article.objects.exists()


def test_the_preview_shows_a_picture_that_was_sent_ahead_to_its_sender(world: World, reader: Reader) -> None:
    kept = uploads.keep([png()], name="image.png", owner=uploads.owner_of(world.bob.pk), now=MONDAY)
    asked = {"text": "![](file:image-2.png)", "upload": kept.token, "called": f"{kept.token} image-2.png"}
    address = f"/console/knowledge/uploaded/{kept.token}/"
    bob, lea = reader(world.bob), reader(world.lea)
    assert f'<img src="{address}"' in bob.post("/console/knowledge/preview/", asked).content.decode()
    assert "<img" not in lea.post("/console/knowledge/preview/", asked).content.decode()
    assert kind_of(bob.get(address).getvalue()) == "image/png"
    assert lea.get(address).status_code == 404


def test_a_film_is_served_in_parts(world: World) -> None:
    article = published(world, "how.mp4", FILM).article
    address = f"/portal/knowledge/credenti/{article.pk}/files/how.mp4"
    part = Client().get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.getvalue()) == (206, b"ftyp")
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(FILM)}"
    assert part.headers["Content-Type"] == "video/mp4"
    assert "sandbox" in part.headers["Content-Security-Policy"]
    assert Client().get(address).getvalue() == FILM
    assert Client().get(address, headers={"Range": "bytes=9999-"}).status_code == 416
    assert "<video" in Client().get(f"/portal/knowledge/credenti/{article.pk}/").content.decode()


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("", None),
        ("bytes=0-0", range(1)),
        ("bytes=5-", range(5, 10)),
        ("bytes=-3", range(7, 10)),
        ("bytes=-99", range(10)),
        ("bytes=8-99", range(8, 10)),
        ("bytes=10-", range(0)),
        ("bytes=-0", range(10, 10)),
        ("bytes=3-1", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
        ("bytes=٣-٤", range(3, 5)),
    ],
)
def test_a_part_is_what_a_player_asks_for(asked: str, part: range | None) -> None:
    assert part_of(asked, 10) == part
