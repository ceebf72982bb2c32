"""Articles at work: written, seen beforehand, published, compared, made of a ticket."""

from __future__ import annotations

import pytest

from parola.desk.knowledge import queries
from parola.desk.knowledge.models import Article, Translation
from parola.desk.tickets import operations
from tests.desk.knowledge.made import article, translated
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db


def test_an_article_is_written_translated_and_published(world: World, reader: Reader) -> None:
    bob, lea = reader(world.bob), reader(world.lea)
    bob.post(
        "/console/knowledge/new/credenti/",
        {"title": "Cards", "text": "One.", "seen": 0, "language": "en", "audience": "public"},
    )
    made = Article.objects.get()
    bob.post(f"/console/knowledge/{made.pk}/es/", {"title": "Tarjetas", "text": "Uno.", "seen": 0, "act": "keep"})
    assert queries.search(person=None, brand=world.credenti, text="tarjetas", language="es") == []
    assert bob.post(f"/console/knowledge/{made.pk}/es/show/", {"state": "published", "number": 1}).status_code == 403
    lea.post(f"/console/knowledge/{made.pk}/es/show/", {"state": "published", "number": 1})
    [found] = queries.search(person=None, brand=world.credenti, text="tarjetas", language="es")
    assert found.title == "Tarjetas"
    lea.post(f"/console/knowledge/{made.pk}/en/", {"title": "Cards", "text": "Two.", "seen": 1, "act": "published"})
    assert Translation.objects.get(language="en").text == "Two."
    page = lea.get(f"/console/knowledge/{made.pk}/en/versions/").content.decode()
    assert "<del>One.</del>" in page
    assert "<ins>Two.</ins>" in page


def test_who_wrote_from_an_older_page_loses_nothing(world: World, reader: Reader) -> None:
    draft = article(world.credenti, "Cards", "One.", state="draft")
    text = {"title": "Cards", "seen": 1}
    address = f"/console/knowledge/{draft.article_id}/en/"
    assert reader(world.bob).post(address, {**text, "text": "Two."}).status_code == 302
    late = reader(world.lea).post(address, {**text, "text": "Mine."})
    assert late.status_code == 409
    assert "Mine." in late.content.decode()


def test_the_preview_runs_in_the_direction_of_the_language(world: World, reader: Reader) -> None:
    told = reader(world.bob).post(
        "/console/knowledge/preview/",
        {"text": "# بطاقة", "title": "x", "language": "ar"},
        headers={"HX-Request": "true"},
    )
    assert 'dir="rtl"' in told.content.decode()
    assert '<h2 id="s-بطاقة">بطاقة</h2>' in told.content.decode()


def test_the_list_says_what_is_outdated(world: World, reader: Reader) -> None:
    first = article(world.credenti, "Cards", "One.")
    translated(first.article, "es", "Tarjetas", "Uno.")
    client = reader(world.lea)
    client.post(
        f"/console/knowledge/{first.article_id}/en/", {"title": "Cards", "text": "Two.", "seen": 1, "act": "published"}
    )
    assert "outdated" in client.get("/console/knowledge/?brand=credenti").content.decode()


def test_an_article_made_of_a_ticket_names_nobody(world: World, reader: Reader) -> None:
    ticket = world.ticket(
        subject="Login of Ana", text="I am Ana of Acme, ana@people.example, +34 600 123 456. Nobody can log in."
    )
    operations.reply(ticket=ticket, by=world.bob, text="Hello Ana, press Reset. See CRE-1.", now=MONDAY)
    page = reader(world.bob).get(f"/console/tickets/{ticket.reference}/article/").content.decode()
    area = page.split("<textarea")[1].split("</textarea>")[0]
    assert "press Reset" in area
    for named in ("Ana", "Acme", "people.example", "600", "CRE-1"):
        assert named not in area
    assert '<option value="internal" selected>' in page


def test_a_known_solution_is_put_into_the_reply_that_is_being_written(world: World, reader: Reader) -> None:
    public = article(world.credenti, "No login", "Nobody can log in? Press Reset.").article
    ticket, client = world.ticket(), reader(world.bob)
    address = f"/console/tickets/{ticket.reference}/solutions/"
    listed = client.post(address, {"text": "Hello Ana,"}).content.decode()
    assert "No login" in listed
    page = client.post(address, {"text": "Hello Ana,", "article": public.pk}).content.decode()
    assert "Hello Ana,\n\nNo login\n\nNobody can log in? Press Reset." in page
    assert "looked for known solutions: there is 1" in page
    sent = client.post(f"/console/tickets/{ticket.reference}/reply/", {"seen": 1, "text": "Press Reset."})
    assert sent.status_code == 302, "that somebody looked is no reason to ask again"
