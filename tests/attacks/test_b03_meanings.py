"""B3: what an article means gives nobody a word of it: by meaning a reader finds among what they may read, and nothing tells of the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from parola.desk.accounts.models import Organization
from parola.desk.knowledge import meanings, nearby
from parola.desk.knowledge.operations import Readers
from parola.desk.meaning import embedding
from tests.desk.knowledge.made import article, translated
from tests.desk.world import World
from tests.support.concepts import Concepts
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db
ASKED = "بطاقة مفقودة"
SECRET = "zugvogel"


@pytest.fixture
def articles(world: World) -> Iterator[World]:
    """Each of which means exactly what is asked; one alone is for everybody."""
    brand, others = world.credenti, Organization.objects.create(name="Others")
    other = Readers(audience="organizations", organizations=(others,))
    article(brand, f"Lost card {SECRET}", "A lost card.", readers=Readers(audience="internal"))
    article(brand, f"Lost card {SECRET} 2", "A lost card.", readers=other)
    article(brand, f"Lost card {SECRET} 3", "A lost card.", state="draft")
    article(brand, f"Lost card {SECRET} 4", "A lost card.", state="internal")
    article(world.zmanda, f"Lost card {SECRET} 5", "A lost card.", readers=Readers(audience="customers"))
    first = article(brand, "Reporting", "Whom to call about a card that is gone.")
    translated(first.article, "es", f"Lost card {SECRET} 6", "A lost card.", state="draft")
    nearby.forget()
    embedding.hold(Concepts())
    job = meanings.TakeIn()
    while job.step():
        pass
    yield world
    embedding.hold(None)


def test_no_reader_finds_by_meaning_what_they_may_not_read(articles: World, reader: Reader) -> None:
    for person in (None, articles.ana):
        client = reader(person)
        page = client.get(reverse("portal:knowledge_of", args=["credenti"]), {"text": ASKED}).content.decode()
        assert "Reporting" in page
        assert SECRET not in page


def test_who_works_for_the_brand_finds_what_is_inside(articles: World, reader: Reader) -> None:
    client = reader(articles.bob)
    page = client.get(reverse("console:search"), {"text": f"{ASKED} in:articles"}).content.decode()
    assert f"Lost card {SECRET}" in page
    assert f"{SECRET} 5" not in page
    page = client.get(reverse("console:search"), {"text": f'"{ASKED}" in:articles'}).content.decode()
    assert f"Lost card {SECRET}" not in page
