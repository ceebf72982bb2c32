"""Documentation imported by the console's page; what a brand's readers find of it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parola.desk.knowledge.models import Article, Translation
from tests.desk.knowledge.made import article
from tests.desk.world import World
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db
ADDRESS = "/console/knowledge/import/credenti/"
WANTED = {"kind": "documentation", "language": "es", "audience": "", "collection": "Manual", "gone": "internal"}
PAGES = {"index.md": b"# Manual\n", "guide/doors.md": b"# Puertas\n\nAbrir.\n", "guide/cards.md": b"# Tarjetas\n"}


def zipped(pages: dict[str, bytes]) -> SimpleUploadedFile:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, data in pages.items():
            archive.writestr(name, data)
    return SimpleUploadedFile("x.zip", into.getvalue())


def hidden(page: str) -> dict[str, str]:
    return dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.partition("import/credenti/do/")[2])
    )


def test_a_file_is_looked_at_and_then_imported_and_its_pages_are_found(world: World, reader: Reader) -> None:
    lea = reader(world.lea)
    planned = lea.post(ADDRESS, {**WANTED, "file": zipped(PAGES)}).content.decode()
    assert "New: 3" in planned
    assert not Article.objects.exists()
    assert lea.post(f"{ADDRESS}do/", hidden(planned)).status_code == 302
    assert set(Translation.objects.values_list("title", "state")) == {
        (title, "published") for title in ("Manual", "Puertas", "Tarjetas")
    }
    again = lea.post(ADDRESS, {**WANTED, "file": zipped({"index.md": b"# Manual\n\nNuevo."})}).content.decode()
    assert "Changed: 1" in again
    assert "There no more: 2" in again


def test_a_fault_is_shown_with_its_line_and_there_is_nothing_to_press(world: World, reader: Reader) -> None:
    told = reader(world.lea).post(ADDRESS, {**WANTED, "file": zipped({"a.md": b"# x\n\xff"})})
    assert told.status_code == 422
    assert "line 2" in told.content.decode()
    assert "import/credenti/do/" not in told.content.decode()
    empty = reader(world.lea).post(ADDRESS, {**WANTED, "file": SimpleUploadedFile("x.exe", b"MZ")})
    assert empty.status_code == 422


def test_readers_see_how_to_begin_first_and_books_as_their_pages_lie(world: World, reader: Reader) -> None:
    lea = reader(world.lea)
    lea.post(f"{ADDRESS}do/", hidden(lea.post(ADDRESS, {**WANTED, "file": zipped(PAGES)}).content.decode()))
    article(world.credenti, "Lost card")
    guide = article(world.credenti, "First steps", kind="guide").article
    page = Client().get("/portal/knowledge/credenti/").content.decode()
    order = [
        page.index(words) for words in ("Getting started", "First steps", "Solutions", "Lost card", "Manual", "Puertas")
    ]
    assert order == sorted(order)
    assert "Lost card" not in Client().get("/portal/knowledge/credenti/?kind=guide").content.decode()
    found = Client().get("/portal/knowledge/credenti/?text=abrir&kind=guide").content.decode()
    assert "Puertas" not in found
    assert "Puertas" in Client().get("/portal/knowledge/credenti/?text=abrir").content.decode()
    Article.objects.filter(pk=guide.pk).update(kind="video", link="https://videos.example/x")
    shown = Client().get(f"/portal/knowledge/credenti/{guide.pk}/").content.decode()
    assert 'href="https://videos.example/x" target="_blank" rel="noopener noreferrer nofollow"' in shown


@pytest.mark.parametrize("link", ["http://videos.example/x", "javascript:alert(1)", "data:text/html,x"])
def test_a_link_leads_to_a_page_by_https(world: World, reader: Reader, link: str) -> None:
    key = article(world.credenti, "See", kind="video").article_id
    told = reader(world.lea).post(
        f"/console/knowledge/{key}/about/", {"kind": "video", "audience": "public", "link": link}
    )
    assert told.status_code == 422
