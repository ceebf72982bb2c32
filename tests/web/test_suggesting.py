"""Solutions while somebody writes a request: what they may read, in place, and the request that they made needless."""

from __future__ import annotations

import re
from itertools import count

from django.test import Client

from parola.desk.knowledge import avoiding
from parola.desk.knowledge.models import Article, Avoided, Use
from parola.desk.knowledge.operations import Readers
from parola.desk.webform import changing, keys
from parola.desk.webform.models import WebRequest
from parola.web import suggesting
from parola.web.webform import suggesting as suggesting_at_the_form
from tests.desk.knowledge import made
from tests.desk.world import MONDAY, World, after
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


def solved(article: Article) -> int:
    return sum(Use.objects.filter(article=article, kind=Use.Kind.SOLVED).values_list("count", flat=True))


def filled_in(world: World, **words: str) -> dict[str, str]:
    """The form as a browser sends it that did its work, some time after it was shown."""
    key = keys.issue(world.credenti, after(minutes=-2))
    work = next(number for number in map(str, count()) if key.is_worked(number))
    return {**WORDS, **words, "key": key.signed, "work": work}


def test_what_was_solved_is_thanked_and_counted_once_and_makes_no_request(world: World, client: Client) -> None:
    article = knows(world)
    address = f"/at/credenti/ask/frame/solved/{article.pk}/"
    answer = client.post(f"{address}?lang=es", filled_in(world))
    assert (answer.status_code, answer["Content-Language"]) == (200, "es")
    assert solved(article) == 1
    client.post(address, filled_in(world, subject="CARDS cannot be  enrolled!"))
    assert solved(article) == 1, "the same words, loaded again"
    client.post(address, filled_in(world, text="Another reader says error 41."))
    assert solved(article) == 2
    client.post(address, filled_in(world, text="From elsewhere."), REMOTE_ADDR="192.0.2.7")
    assert solved(article) == 3
    assert not WebRequest.objects.exists()


def test_a_program_makes_no_article_famous(world: World, client: Client) -> None:
    article = knows(world)
    address = f"/at/credenti/ask/frame/solved/{article.pk}/"
    hasty = keys.issue(world.credenti, MONDAY)
    for said in ({}, WORDS, filled_in(world) | {"work": "1"}, {**filled_in(world), "key": hasty.signed}, {"key": "x"}):
        assert client.post(address, said).status_code == 200
    assert solved(article) == 0
    for number in range(25):
        client.post(address, filled_in(world, text=f"Words of a kind {number}"))
    assert solved(article) == suggesting_at_the_form.SOLVED_BY_PLACE


def test_a_customer_counts_once_for_a_text_wherever_they_say_so(world: World, reader: Reader) -> None:
    article, ana = knows(world), reader(world.ana)
    listed = ana.post("/portal/new/credenti/suggest/", WORDS).content.decode()
    [asked, *_others] = re.findall(r"asked=([0-9a-f]{32})", listed)
    assert "error" not in asked
    words = ana.get(f"/portal/new/credenti/suggested/{article.pk}/?asked={asked}").content.decode()
    whole = re.search(r'href="(/portal/knowledge/[^"]*)"', words)
    assert whole is not None
    page = ana.get(whole[1]).content.decode()
    assert page.count(f'name="asked" value="{asked}"') == 2
    there = f"/portal/knowledge/credenti/{article.pk}"
    ana.post(f"{there}/vote/", {"helped": "no", "asked": asked})
    assert solved(article) == 0
    ana.post(f"{there}/vote/", {"helped": "yes", "asked": asked})
    ana.post(f"{there}/vote/", {"helped": "yes", "asked": asked})
    ana.post(f"{there}/solved/", WORDS)
    reader(world.ana).post(f"{there}/solved/", WORDS)
    assert solved(article) == 1
    reader(world.amir).post(f"{there}/solved/", WORDS)
    assert solved(article) == 2
    ana.post(f"{there}/vote/", {"helped": "yes"})
    assert solved(article) == 2, "who only read was about to ask nothing"


def test_of_who_was_about_to_ask_nothing_can_be_read_and_it_is_forgotten(world: World) -> None:
    article = knows(world)
    asked = avoiding.asked_of("Ana cannot enter")
    assert avoiding.avoided(article=article, who="person 1", asked=asked, now=MONDAY)
    assert not avoiding.avoided(article=article, who="person 1", asked=asked, now=MONDAY)
    assert "ana" not in str(Avoided.objects.values_list("mark", flat=True)).lower()
    assert avoiding.forget(now=after(days=29)) == 0
    assert avoiding.forget(now=after(days=31)) == 1
    assert avoiding.asked_of(" … ") == ""


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
