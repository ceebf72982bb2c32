"""The desk looks for known solutions by itself: once for each request, soon after it came in, and tells what came of it."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.knowledge.models import Article
from parola.desk.knowledge.operations import withdraw
from parola.desk.tickets import joining, operations, queries, solutions, verification
from parola.desk.tickets.kinds.searches import SolutionSought
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.seeking import AGAIN, SLICE, Seeking
from parola.desk.tickets.solutions import Told, told
from parola.desk.tickets.vocabulary import Recorded
from tests.desk.knowledge.made import article
from tests.desk.world import MONDAY, World, after

pytestmark = pytest.mark.django_db
SOON = after(seconds=2)


def sought(ticket: Ticket) -> list[Recorded]:
    return [event for event in queries.history(ticket) if isinstance(event.fact, SolutionSought)]


def test_every_new_request_is_looked_up_once_by_the_desk_itself(world: World) -> None:
    known = article(world.credenti, "Nobody can log in", "Press Reset.", state="internal").article
    by_web, by_phone = world.ticket(), world.ticket(channel="phone", by=world.bob, subject="Zeppelin", text="Flies low")
    Seeking()(SOON)
    Seeking()(after(hours=1))
    [found], [none] = sought(by_web), sought(by_phone)
    assert (found.fact, found.actor, found.at) == (SolutionSought(found=(known.pk,)), None, SOON)
    assert none.fact == SolutionSought(found=())
    assert dict(Ticket.objects.values_list("pk", "solution")) == {by_web.pk: "found", by_phone.pk: "none"}
    assert verification.verify().findings == ()


def test_two_workers_record_it_once(world: World) -> None:
    ticket = world.ticket()
    stale = queries.again(ticket)
    solutions.look(ticket=ticket, now=SOON)
    solutions.look(ticket=stale, now=SOON)
    assert len(sought(ticket)) == 1


def test_what_is_no_request_or_was_done_with_is_left_alone(world: World) -> None:
    spam, done, first, merged = world.ticket(), world.ticket(), world.ticket(), world.ticket()
    joining.mark_spam(ticket=spam, by=world.bob, now=MONDAY)
    operations.close(ticket=done, by=world.bob, now=MONDAY)
    joining.merge(ticket=merged, other=first, by=world.bob, now=MONDAY)
    Seeking()(SOON)
    assert [len(sought(each)) for each in (spam, done, first, merged)] == [0, 0, 1, 0]
    operations.reopen(ticket=queries.again(done), by=world.bob, now=SOON)
    Seeking()(SOON)
    assert len(sought(done)) == 1


def test_what_an_agent_looked_up_first_is_not_looked_up_again(world: World) -> None:
    ticket = world.ticket()
    solutions.seek(ticket=ticket, by=world.bob, now=MONDAY)
    Seeking()(SOON)
    assert [event.actor for event in sought(ticket)] == [world.bob.pk]


def test_a_desk_that_is_older_gets_the_column_from_its_record(world: World) -> None:
    known = article(world.credenti, "Nobody can log in", "Press Reset.").article
    found, given, nothing, never = (world.ticket() for _ in range(4))
    operations.close(ticket=never, by=world.bob, now=MONDAY)
    solutions.give(ticket=given, article=known.pk, by=world.bob, now=MONDAY)
    solutions.seek(ticket=given, by=world.bob, now=MONDAY)
    solutions.seek(ticket=found, by=world.bob, now=MONDAY)
    withdrawn(known)
    solutions.seek(ticket=nothing, by=world.bob, now=MONDAY)
    folded = dict(Ticket.objects.order_by("pk").values_list("pk", "solution"))
    assert list(folded.values()) == ["found", "given", "none", ""]
    Ticket.objects.update(solution="")
    import_module("parola.desk.tickets.migrations.0016_solution").from_the_record(apps, None)
    assert dict(Ticket.objects.values_list("pk", "solution")) == folded


def withdrawn(article: Article) -> None:
    """Nobody reads it any more."""
    for each in article.translations.all():
        withdraw(translation=each, by=None, now=MONDAY)


def test_a_turn_is_bounded_and_a_turn_without_work_asks_once(world: World) -> None:
    for _ in range(SLICE + 1):
        world.ticket()
    seeking = Seeking()
    assert seeking(SOON)
    assert not seeking(SOON)
    assert not Ticket.objects.filter(solution="").exists()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        seeking(SOON)
    assert len(asked) == 1


def test_one_that_cannot_be_looked_up_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = world.ticket(subject="Bad"), world.ticket()
    fitting = solutions._fitting  # no article breaks it that we know of

    def broken(ticket: Ticket) -> object:
        if ticket.pk == bad.pk:
            raise ValueError(ticket.subject)
        return fitting(ticket)

    monkeypatch.setattr(solutions, "_fitting", broken)
    seeking = Seeking()
    with pytest.raises(ValueError, match="Bad"):
        seeking(SOON)
    seeking(SOON)
    assert [len(sought(each)) for each in (bad, good)] == [0, 1]
    monkeypatch.setattr(solutions, "_fitting", fitting)
    seeking(SOON + AGAIN + timedelta(seconds=1))
    assert len(sought(bad)) == 1


def test_the_next_tier_is_told_what_was_found_and_given(world: World) -> None:
    ticket = world.ticket()
    assert told(queries.history(ticket)) == Told()
    Seeking()(SOON)
    assert told(queries.history(ticket)).nothing
    known = article(world.credenti, "Nobody can log in", "Press Reset.").article
    solutions.seek(ticket=ticket, by=world.bob, now=SOON)
    solutions.give(ticket=ticket, article=known.pk, by=world.bob, now=SOON)
    assert told(queries.history(ticket)) == Told(at=SOON, by=world.bob.pk, found=(known.pk,), given=(known.pk,))
    assert queries.again(ticket).solution == "given"
