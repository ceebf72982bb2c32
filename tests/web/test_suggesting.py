"""Solutions while somebody writes a request: what they may read, in place, and the request that they made needless."""

from __future__ import annotations

from django.test import Client

from parola.desk.knowledge.models import Article, Use
from parola.desk.knowledge.operations import Readers
from parola.desk.webform import changing
from parola.desk.webform.models import WebRequest
from parola.web import suggesting
from tests.desk.knowledge import made
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

SUGGEST = "/at/credenti/ask/frame/suggest/"
WORDS = {"subject": "Cards cannot be enrolled", "text": "The reader says error 40."}


def knows(world: World) -> Article:
    """Credenti knows how to enrol cards: one article for everybody, one for customers, one for itself."""
    changing.change_form(brand=world.credenti, active=True, sites=[], leaves_out=[], by=None, now=MONDAY)
    text = "When cards cannot be enrolled, the reader says error 40. Hold the card <b>longer</b>."
    found = made.article(world.credenti, "Cards cannot be enrolled", text).article
    customers = Readers(audience=Article.Audience.CUSTOMERS)
    made.article(world.credenti, "Enrolled cards of customers, error 40", text, readers=customers)
    made.article(world.credenti, "Enrolled cards, reader error 40: what we do", text, state="internal")
    return found


def test_who_is_not_signed_in_is_shown_what_everybody_may_read(world: World, client: Client) -> None:
    article = knows(world)
    page = client.post(SUGGEST, WORDS).content.decode()
    assert page.count("<details>") == 1
    words = client.get(f"/at/credenti/ask/frame/suggested/{article.pk}/").content.decode()
    assert "Hold the card" in words
    assert "<b>longer" not in words
    assert f'formaction="/at/credenti/ask/frame/solved/{article.pk}/"' in words


def test_a_customer_is_shown_what_customers_may_read_too(world: World, reader: Reader) -> None:
    knows(world)
    page = reader(world.ana).post("/portal/new/credenti/suggest/", WORDS).content.decode()
    assert page.count("<details>") == 2
    assert "what we do" not in page


def test_a_few_letters_find_nothing(world: World, client: Client) -> None:
    knows(world)
    assert "<details>" not in client.post(SUGGEST, {"subject": "Cards enrolled", "text": ""}).content.decode()
    assert (
        "<details>"
        not in client.post(SUGGEST, {"subject": "Something else is wrong here", "text": "x"}).content.decode()
    )


def test_what_was_solved_is_thanked_and_counted_and_makes_no_request(world: World, client: Client) -> None:
    article = knows(world)
    answer = client.post(f"/at/credenti/ask/frame/solved/{article.pk}/?lang=es", WORDS)
    assert answer.status_code == 200
    assert answer["Content-Language"] == "es"
    assert Use.objects.get(article=article, kind=Use.Kind.SOLVED).count == 1
    for _ in range(50):
        assert client.post(f"/at/credenti/ask/frame/solved/{article.pk}/").status_code == 200
    assert Use.objects.get(article=article, kind=Use.Kind.SOLVED).count == 20  # nobody makes an article famous
    assert not WebRequest.objects.exists()


def test_another_brands_article_is_not_shown_here(world: World, client: Client) -> None:
    knows(world)
    other = made.article(world.zmanda, "Backups", "How backups work.").article
    customers = Article.objects.get(audience=Article.Audience.CUSTOMERS)
    for address in (f"suggested/{other.pk}/", f"suggested/{customers.pk}/", "suggested/999999/"):
        assert client.get(f"/at/credenti/ask/frame/{address}").status_code == 404
    assert client.post(f"/at/credenti/ask/frame/solved/{other.pk}/").status_code == 404


def test_who_asks_too_often_is_suggested_nothing(world: World, client: Client) -> None:
    knows(world)
    for _ in range(suggesting.BY_PLACE):
        client.post(SUGGEST, WORDS)
    answer = client.post(SUGGEST, WORDS)
    assert (answer.status_code, "<details>" in answer.content.decode()) == (200, False)
