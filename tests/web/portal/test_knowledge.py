"""A brand's knowledge on the portal. What is not for its reader is on no page of it, whatever is asked (B2, B3, CVE-2020-26031)."""

from __future__ import annotations

import pytest
from django.test import Client

from parola.desk.accounts.models import Person
from parola.desk.knowledge import operations
from parola.desk.knowledge.models import Article, Question, Use, Vote
from parola.desk.knowledge.operations import Readers
from tests.desk.knowledge.made import article, translated
from tests.desk.world import MONDAY, World

pytestmark = pytest.mark.django_db
CANARY = "zibaldone"
SHELF = "/portal/knowledge/credenti/"


@pytest.fixture
def cards(world: World) -> Article:
    """A public article with a draft in Spanish and a change that waits; beside it others that are not for customers."""
    first = article(world.credenti, "Lost cards", "Block the **card** at once.").article
    translated(first, "es", "Tarjetas perdidas", CANARY, state="draft")
    operations.keep(article=first, language="en", title=CANARY, text=CANARY, seen=1, by=None, now=MONDAY)
    inner = Readers(audience=Article.Audience.INTERNAL, products=(CANARY,))
    article(world.credenti, "Inside", CANARY, readers=inner)
    article(world.credenti, "Not yet", CANARY, state="draft")
    article(world.zmanda, "Elsewhere", CANARY, state="internal")
    return first


def browser(person: Person | None) -> Client:
    client = Client(headers={"accept-language": "es"})
    if person is not None:
        client.force_login(person)
    return client


@pytest.mark.parametrize("who", [None, "ana", "olga", "bob"])
def test_what_is_not_for_readers_is_on_no_page(world: World, cards: Article, who: str | None) -> None:
    client = browser(getattr(world, who) if who else None)
    loud = CANARY.upper()  # pages repeat what was asked
    asked = [f"?text={loud}", "?text=zibaldoni", f"?text=product:{loud}", "?text=language:es", "?text=card", ""]
    pages = [
        "/portal/knowledge/",
        *(SHELF + each for each in asked),
        *(f"{SHELF}{key}/" for key in Article.objects.values_list("pk", flat=True)),
    ]
    for page in [*pages, f"{SHELF}{cards.pk}/?language=es"]:
        assert CANARY not in client.get(page, follow=True).content.decode(), page
    assert client.get("/portal/knowledge/zmanda/").status_code == 404


def test_an_article_is_read_without_signing_in_and_says_which_language_it_is_in(cards: Article) -> None:
    client = browser(None)
    page = client.get(f"{SHELF}{cards.pk}/").content.decode()
    assert "Block the <strong>card</strong> at once." in page
    assert "inglés" in page


def test_behind_another_brands_door_there_is_nothing_of_it(world: World, cards: Article) -> None:
    article(world.zmanda, "Tapes", "Tapes.")
    client = browser(None)
    assert client.get(f"/at/zmanda{SHELF}").status_code == 404
    assert client.get(f"/at/zmanda/portal/knowledge/zmanda/{cards.pk}/").status_code == 404
    assert client.get(f"/at/credenti{SHELF}{cards.pk}/").status_code == 200


def test_what_readers_say_is_counted_once(world: World, cards: Article) -> None:
    client = browser(None)
    for _twice in range(2):
        for what, data in (("vote", {"helped": "no"}), ("solved", {}), ("read", {})):
            client.post(f"{SHELF}{cards.pk}/{what}/", data)
    assert Vote.objects.count() == 1
    assert sorted(Use.objects.values_list("kind", "count")) == [("read", 1), ("solved", 1)]


def test_who_cannot_ask_the_brand_is_not_sent_to_its_form(world: World, cards: Article) -> None:
    theirs = article(world.zmanda, "Full disk", "Buy another.").article
    ask = "/portal/new/zmanda/"
    for address in (f"/portal/knowledge/zmanda/{theirs.pk}/", f"/portal/knowledge/zmanda/?text={CANARY}"):
        assert ask in browser(None).get(address).content.decode()
        assert ask not in browser(world.ana).get(address).content.decode()
    assert "/portal/new/credenti/" in browser(world.ana).get(f"{SHELF}{cards.pk}/").content.decode()


def test_a_search_that_finds_nothing_is_kept_as_a_question(world: World, cards: Article) -> None:
    client = browser(None)
    page = client.get(f"{SHELF}?text=zeppelin").content.decode()
    assert "knowledge/credenti/unanswered/" in page
    client.post(f"{SHELF}unanswered/", {"text": "zeppelin"})
    client.post(f"{SHELF}unanswered/", {"text": "cards"})
    assert list(Question.objects.values_list("text", flat=True)) == ["zeppelin"]


def test_who_says_too_much_waits(cards: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parola.web.portal.knowledge.SAID_BY_PLACE", 2)
    answers = [browser(None).post(f"{SHELF}{cards.pk}/vote/", {"helped": "yes"}).status_code for _each in range(3)]
    assert answers == [302, 302, 429]
