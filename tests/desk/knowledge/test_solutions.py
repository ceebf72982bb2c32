"""Known solutions for a ticket: what is found, what the record says of it, what is put into the reply."""

from __future__ import annotations

import pytest

from parola.desk.knowledge import queries as articles
from parola.desk.knowledge.models import Article, Use
from parola.desk.knowledge.operations import Readers
from parola.desk.knowledge.queries import NoSuchArticle
from parola.desk.tickets import operations, queries, solutions
from parola.desk.tickets.kinds.searches import FACTS, SolutionGiven, SolutionSought
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Fact
from tests.desk.knowledge.made import article, translated
from tests.desk.world import MONDAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ticket(subject="Lost card", text="I lost my card and cannot enter.")


def recorded(ticket: Ticket) -> list[Fact]:
    return [event.fact for event in queries.history(ticket) if isinstance(event.fact, FACTS)]


def test_what_is_known_is_found_and_recorded_once(world: World, ticket: Ticket) -> None:
    public = article(world.credenti, "A lost card", "Block the card.").article
    inner = article(
        world.credenti, "Lost cards inside", "Card.", readers=Readers(audience=Article.Audience.INTERNAL)
    ).article
    article(world.credenti, "A lost card, again", "Card.", state="draft")
    article(world.zmanda, "A lost card elsewhere", "Card.")
    solutions.seek(ticket=ticket, by=world.bob, now=MONDAY)
    known = solutions.seek(ticket=ticket, by=world.bob, now=MONDAY)
    assert {each.found.article: each.for_customer for each in known} == {public.pk: True, inner.pk: False}
    assert recorded(ticket) == [SolutionSought(found=tuple(each.found.article for each in known))]


def test_what_is_called_as_the_request_is_fits_whatever_else_its_text_says(world: World) -> None:
    much = "Yesterday my colleague from the pharmacy wanted to telephone, but every customer heard only noise, silence and echo instead."
    found = article(world.credenti, "Choppy audio or voices that break off", "Try the cable.").article
    article(world.credenti, "Audio of the holidays", "Record a message.")
    ticket = world.ticket(subject="Choppy audio in our pharmacy", text=much)
    assert [each.found.article for each in solutions.seek(ticket=ticket, by=world.bob, now=MONDAY)] == [found.pk]


def test_that_nothing_is_known_is_recorded_too(world: World, ticket: Ticket) -> None:
    assert solutions.seek(ticket=ticket, by=world.bob, now=MONDAY) == []
    assert recorded(ticket) == [SolutionSought(found=())]


def test_it_is_given_in_the_customers_language(world: World, ticket: Ticket) -> None:
    first = article(world.credenti, "A lost card", "Block it.").article
    translated(first, "es", "Una tarjeta perdida", "Bloquéela.")
    given = solutions.give(ticket=ticket, article=first.pk, by=world.bob, now=MONDAY)
    assert given.language == given.wanted == "es"
    assert given.text.startswith("Una tarjeta perdida\n\nBloquéela.\n\nhttp")
    assert given.text.endswith(f"/at/credenti/portal/knowledge/credenti/{first.pk}/")
    assert recorded(ticket) == [SolutionGiven(article=first.pk, language="es")]
    assert Use.objects.get().kind == Use.Kind.GIVEN


def test_nobody_is_given_what_they_may_not_read(world: World, ticket: Ticket) -> None:
    inner = article(world.credenti, "A lost card", "Card.", state="internal").article
    elsewhere = article(world.zmanda, "A lost card", "Card.").article
    for one in (inner, elsewhere):
        with pytest.raises(NoSuchArticle):
            solutions.give(ticket=ticket, article=one.pk, by=world.bob, now=MONDAY)
    with pytest.raises(operations.NotAllowed):
        solutions.seek(ticket=ticket, by=world.audrey, now=MONDAY)
    assert recorded(ticket) == []


def test_known_errors_come_first_with_how_their_workaround_begins(world: World, ticket: Ticket) -> None:
    for number in range(6):
        article(world.credenti, f"I lost my card and cannot enter {number}", "I lost my card and cannot enter.")
    text = "## What you see\n\nA lost card.\n\n## What you can do meanwhile\n\nEnter by **code**.\nIt is quick.\n\nThen call."
    error = article(world.credenti, "Doors refuse a lost card", text, kind=Article.Kind.KNOWN_ERROR).article
    translated(error, "es", "Tarjeta perdida", "## Entretanto\n\nEntre con código.")
    [first, *others] = solutions.seek(ticket=ticket, by=world.bob, now=MONDAY)
    assert (first.found.article, first.found.known_error, first.found.title) == (error.pk, True, "Tarjeta perdida")
    assert first.found.excerpt == (("Entre con código.", False),)
    assert len(others) == 4
    assert not any(each.found.known_error for each in others)
    [suggested, *_others] = articles.suggest(
        brand=world.credenti, text="I lost my card and cannot enter", language="en", for_whom=world.ana
    )
    assert suggested.excerpt == (("Enter by code. It is quick.", False),)
    searched = articles.search(person=world.ana, brand=world.credenti, text="lost card enter", language="en")
    assert searched[0].article != error.pk, "who searches gets what fits best first"
