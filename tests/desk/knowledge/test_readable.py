"""Who reads what. A word that stands only where somebody may not read reaches them by no question (CVE-2020-26031; classes B2, B3)."""

from __future__ import annotations

import pytest

from parola.desk.accounts.models import Organization, Person
from parola.desk.knowledge import operations, queries
from parola.desk.knowledge.models import Article, Translation
from parola.desk.knowledge.operations import Readers
from tests.desk.knowledge.made import article, translated
from tests.desk.world import MONDAY, World

pytestmark = pytest.mark.django_db
CANARY = "zibaldone"
AUDIENCE = Article.Audience
READS: dict[str, set[str]] = {
    "nobody": {"public"},
    "olga": {"public"},
    "ana": {"public", "customers", "acme"},
    "zoe": {"public"},
    "bob": {"public", "customers", "acme", "globex", "inside", "internal", "draft"},
    "audrey": {"public", "customers", "acme", "globex", "inside", "internal"},
    "root": {"public", "customers", "acme", "globex", "inside", "internal", "draft"},
}
AS_READERS = {name: told if name in {"nobody", "olga", "ana"} else {"public"} for name, told in READS.items()}


@pytest.fixture
def articles(world: World) -> dict[str, Article]:
    """One of each kind, all with the same word."""
    brand = world.credenti
    globex = Organization.objects.create(name="Globex")
    made = {
        "public": article(brand, "public", CANARY),
        "customers": article(brand, "customers", CANARY, readers=Readers(audience=AUDIENCE.CUSTOMERS)),
        "acme": article(
            brand, "acme", CANARY, readers=Readers(audience=AUDIENCE.ORGANIZATIONS, organizations=(world.acme,))
        ),
        "globex": article(
            brand, "globex", CANARY, readers=Readers(audience=AUDIENCE.ORGANIZATIONS, organizations=(globex,))
        ),
        "inside": article(brand, "inside", CANARY, readers=Readers(audience=AUDIENCE.INTERNAL)),
        "internal": article(brand, "internal", CANARY, state="internal"),
        "draft": article(brand, "draft", CANARY, state="draft"),
    }
    return {name: each.article for name, each in made.items()}


def somebody(world: World, name: str) -> Person | None:
    return None if name == "nobody" else getattr(world, name)


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("inside", [True, False])
def test_each_question_gives_what_the_reader_may_read(
    world: World, articles: dict[str, Article], name: str, inside: bool
) -> None:
    person, brand = somebody(world, name), world.credenti
    expected = (READS if inside else AS_READERS)[name]
    assert set(queries.readable(person, inside=inside).values_list("title", flat=True)) == expected
    found = queries.search(person=person, brand=brand, text=CANARY, language="en", inside=inside)
    assert {each.title for each in found} == expected
    for typed in ("zibaldoni", "zibadlone", f'"{CANARY}"', "language:en", ""):
        found = queries.search(person=person, brand=brand, text=typed, language="en", inside=inside)
        assert {each.title for each in found} <= expected, typed
    listed = queries.listed(person=person, brand=brand, language="en", inside=inside)
    assert {each.title for each in listed} == expected
    for title, each in articles.items():
        if title in expected:
            assert queries.access(person, each.pk, "en", inside=inside).title == title
        else:
            with pytest.raises(queries.NoSuchArticle):
                queries.access(person, each.pk, "en", inside=inside)


@pytest.mark.parametrize("name", READS)
def test_forms_suggest_what_a_customer_may_read(world: World, articles: dict[str, Article], name: str) -> None:
    person = somebody(world, name)
    found = queries.suggest(brand=world.credenti, text=CANARY, language="en", for_whom=person, limit=20)
    assert {each.title for each in found} == AS_READERS[name]


def test_a_draft_in_another_language_and_a_change_that_waits_stay_inside(world: World) -> None:
    first = article(world.credenti, "Cards", "How cards work.")
    translated(first.article, "es", "Tarjetas", CANARY, state="draft")
    operations.keep(article=first.article, language="en", title="Cards", text=CANARY, seen=1, by=world.bob, now=MONDAY)
    assert queries.search(person=world.ana, brand=world.credenti, text=CANARY, language="es") == []
    [found] = queries.search(person=world.ana, brand=world.credenti, text="cards", language="es")
    assert (found.title, found.language) == ("Cards", "en")
    assert queries.access(world.ana, first.article_id, "es").text == "How cards work."


def test_who_left_the_organization_reads_nothing_of_it(world: World, articles: dict[str, Article]) -> None:
    world.ana.memberships.all().delete()
    assert set(queries.readable(world.ana).values_list("title", flat=True)) == {"public"}
    Person.objects.filter(pk=world.bob.pk).update(is_active=False)
    bob = Person.objects.get(pk=world.bob.pk)
    assert set(queries.readable(bob, inside=True).values_list("title", flat=True)) == {"public"}


def test_withdrawn_is_gone(world: World, articles: dict[str, Article]) -> None:
    operations.withdraw(translation=Translation.objects.get(title="public"), by=world.lea, now=MONDAY)
    assert queries.search(person=None, brand=world.credenti, text=CANARY, language="en") == []
