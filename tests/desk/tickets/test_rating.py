"""How the help was: asked once, of who asked for it, and said otherwise for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parola.desk.mail.compose import compose
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import joining, operations, participants, queries, rating, verification
from parola.desk.tickets.kinds.voices import Rated
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import BadState, NotAllowed
from parola.desk.tickets.vocabulary import Resolved
from tests.desk.world import World, after

pytestmark = pytest.mark.django_db


def resolved(world: World) -> Ticket:
    return operations.resolve(ticket=world.ticket(), by=world.bob, now=after(hours=1))


def say(world: World, ticket: Ticket, score: rating.Score, words: str = "", **span: float) -> Ticket:
    return rating.rate(ticket=ticket, by=world.ana, score=score, words=words, through="portal", now=after(**span))


def test_the_last_word_holds_and_the_record_keeps_all(world: World) -> None:
    ticket = say(world, resolved(world), 0, "Slow.", hours=2)
    assert (ticket.rating, ticket.rated_at) == (0, after(hours=2))
    ticket = say(world, ticket, 1, "Mended in the end.", hours=3)
    assert ticket.rating == 1
    said = rating.given(queries.history(ticket))
    assert said is not None
    assert (said.score, said.words) == (1, "Mended in the end.")
    assert sum(isinstance(event.fact, Rated) for event in queries.history(ticket)) == 2
    assert list(verification.verify().findings) == []


def test_the_same_again_changes_nothing(world: World) -> None:
    ticket = say(world, resolved(world), 1, "Fast.", hours=2)
    assert say(world, ticket, 1, "Fast.", hours=3).last_event_seq == ticket.last_event_seq
    assert say(world, ticket, 1, "", hours=3).last_event_seq == ticket.last_event_seq


def test_it_is_asked_once_for_a_ticket(world: World) -> None:
    ticket = operations.reopen(ticket=resolved(world), by=world.bob, now=after(hours=2))
    ticket = operations.resolve(ticket=ticket, by=world.bob, now=after(hours=3))
    asked = [event.fact.asks for event in queries.history(ticket) if isinstance(event.fact, Resolved)]
    assert asked == [True, False]
    assert ticket.asked_at == after(hours=1)
    until = rating.open_until(ticket, queries.history(ticket))
    assert until == after(hours=3) + rating.OPEN


def test_a_brand_that_does_not_ask_is_told_nothing(world: World) -> None:
    world.credenti.asks_rating = False
    world.credenti.save()
    ticket = resolved(world)
    assert ticket.asked_at is None
    with pytest.raises(BadState):
        say(world, ticket, 1, hours=2)


def test_nobody_else_rates_and_not_for_ever(world: World) -> None:
    ticket = resolved(world)
    for other in (world.amir, world.bob, world.olga):
        with pytest.raises(NotAllowed):
            rating.rate(ticket=ticket, by=other, score=1, words="", through="portal", now=after(hours=2))
    with pytest.raises(BadState):
        say(world, ticket, 1, hours=1, days=30, seconds=1)


def test_what_is_no_ticket_is_not_rated(world: World) -> None:
    ticket = resolved(world)
    signed = rating.token(ticket, world.ana)
    spam = joining.mark_spam(ticket=ticket, by=world.bob, now=after(hours=2))
    with pytest.raises(BadState):
        say(world, spam, 1, hours=3)
    with pytest.raises(rating.NoSuchLink):
        rating.behind(signed, after(hours=3))


def test_a_link_names_one_ticket_and_person(world: World) -> None:
    ticket, other = resolved(world), world.ticket()
    signed = rating.token(ticket, world.ana)
    assert rating.behind(signed, after(hours=2)) == (ticket, world.ana)
    for wrong in (rating.token(ticket, world.amir), rating.token(other, world.ana), signed[:-1], "1.2", ""):
        with pytest.raises(rating.NoSuchLink):
            rating.behind(wrong, after(hours=2))
    with pytest.raises(rating.NoSuchLink):
        rating.behind(signed, after(hours=1) + rating.OPEN + timedelta(seconds=1))


def test_the_mail_asks_the_requester_alone(world: World) -> None:
    ticket = world.ticket()
    participants.add(ticket=ticket, by=world.bob, person=world.olga, now=after())
    operations.resolve(ticket=ticket, by=world.bob, now=after(hours=1))
    rows = [row for row in OutboxRow.objects.all() if row.payload["template"] == "resolved"]
    mails = {row.payload["to"]: compose(row, after(hours=1)).data.decode() for row in rows}
    assert "/rate/" in mails[world.ana.pk]
    assert "/rate/" not in mails[world.olga.pk]
