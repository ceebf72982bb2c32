"""A problem from its opening to its end: what people do to it, and what follows for its columns and its incidents."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from parola.desk.accounts.models import Person
from parola.desk.knowledge.models import Article, Translation
from parola.desk.problems import known_errors, operations, queries
from parola.desk.problems.known_errors import Text
from parola.desk.problems.models import Problem
from parola.desk.problems.operations import BadState, NoOwner, NotAllowed, ReasonNeeded, WordsNeeded
from parola.desk.tickets import filters, narrowing
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.narrowing import Directory
from parola.desk.tickets.queries import history
from tests.desk.world import MONDAY, World, after, posted

WORKAROUND = {"es": "Use la aplicación móvil.", "en": "Use the app."}


def opened(world: World, *tickets: Ticket, by: Person | None = None) -> Problem:
    return operations.open_problem(
        brand=world.credenti, tickets=tickets, title="Sign-in by certificate fails", by=by or world.bob, now=MONDAY
    )


def again(problem: Problem) -> Problem:
    return Problem.objects.get(pk=problem.pk)


def test_a_problem_is_opened_with_its_incidents(world: World) -> None:
    low, severe = world.ticket(priority="P3"), world.ticket(priority="P1", facts={"environment": "production"})
    problem = opened(world, low, severe)
    assert (problem.reference, problem.state, problem.owner) == ("CRE-PRB-1", "open", world.bob)
    assert problem.priority == severe.priority
    assert [*queries.incidents(problem)] == [low, severe]
    assert queries.concerned(world.bob, problem).organizations == (world.acme,)


def test_its_owner_is_somebody_who_may_have_one(world: World) -> None:
    with pytest.raises(NoOwner):
        operations.open_problem(
            brand=world.credenti, tickets=[], title="No login", by=world.bob, owner=world.audrey, now=MONDAY
        )
    with pytest.raises(NotAllowed):
        opened(world, by=world.audrey)


def test_a_title_must_say_something(world: World) -> None:
    with pytest.raises(WordsNeeded):
        operations.open_problem(brand=world.credenti, tickets=[], title=" ", by=world.bob, now=MONDAY)


def test_a_ticket_has_one_problem_and_is_taken_out_of_it_for_a_reason(world: World) -> None:
    ticket = world.ticket()
    problem, other = opened(world, ticket), opened(world)
    with pytest.raises(BadState):
        operations.link(problem=other, ticket=ticket, by=world.bob, now=after(hours=1))
    with pytest.raises(ReasonNeeded):
        operations.unlink(problem=problem, ticket=ticket, reason=" ", by=world.bob, now=after(hours=1))
    operations.unlink(problem=problem, ticket=ticket, reason="Another fault", by=world.bob, now=after(hours=1))
    found = operations.link(problem=other, ticket=ticket, by=world.bob, now=after(hours=2))
    assert found.problem == other.pk
    assert [*queries.incidents(problem)] == []
    assert [each.fact.kind for each in history(found)][1:] == ["problem_linked", "problem_unlinked", "problem_linked"]


def test_what_is_linked_twice_is_linked_once(world: World) -> None:
    ticket = world.ticket()
    problem = opened(world, ticket)
    operations.link(problem=problem, ticket=ticket, by=world.bob, now=after(hours=1))
    assert len(history(ticket)) == 2


def test_another_brands_ticket_is_no_incident_of_it(world: World) -> None:
    stranger = world.ticket(brand=world.zmanda, priority=None)
    with pytest.raises(BadState):
        operations.link(problem=opened(world), ticket=stranger, by=world.root, now=after(hours=1))


def test_from_open_to_closed(world: World) -> None:
    problem = opened(world, world.ticket())
    problem = operations.write_workaround(problem=problem, texts=WORKAROUND, by=world.bob, now=after(hours=1))
    assert (problem.state, problem.workaround, problem.workaround_at) == ("known_error", WORKAROUND, after(hours=1))
    problem = operations.find_cause(problem=problem, cause="A certificate expired.", by=world.bob, now=after(hours=2))
    problem = operations.solve(problem=problem, texts={"es": "Renovado."}, by=world.bob, now=after(hours=3))
    assert (problem.state, problem.solution, problem.cause) == (
        "solved", {"es": "Renovado."}, "A certificate expired.",
    )  # fmt: skip
    with pytest.raises(BadState):
        operations.write_workaround(problem=problem, texts=WORKAROUND, by=world.bob, now=after(hours=4))
    problem = operations.reopen(problem=problem, reason="It came back", by=world.bob, now=after(hours=4))
    assert (problem.state, problem.solution) == ("known_error", {})
    problem = operations.solve(problem=problem, texts={"es": "Renovado."}, by=world.bob, now=after(hours=5))
    assert operations.close(problem=problem, by=world.bob, now=after(hours=6)).state == "closed"


def test_what_proved_wrong_is_withdrawn(world: World) -> None:
    problem = operations.write_workaround(problem=opened(world), texts=WORKAROUND, by=world.bob, now=after(hours=1))
    problem = operations.withdraw(
        problem=problem, found="workaround", reason="Fails on tablets", by=world.bob, now=after(hours=2)
    )
    assert (problem.state, problem.workaround) == ("open", {})


def test_handing_over_needs_a_reason_and_a_right(world: World) -> None:
    problem, ben = opened(world), posted("ben", world.credenti, "agent")
    with pytest.raises(NotAllowed):
        operations.hand_to(problem=problem, owner=ben, reason="Mine", by=ben, now=after(hours=1))
    with pytest.raises(ReasonNeeded):
        operations.hand_to(problem=problem, owner=ben, reason="", by=world.bob, now=after(hours=1))
    problem = operations.hand_to(problem=problem, owner=ben, reason="He knows it", by=world.lea, now=after(hours=1))
    assert problem.owner == ben


def test_unsolved_it_is_closed_only_for_a_reason(world: World) -> None:
    problem = opened(world)
    with pytest.raises(ReasonNeeded):
        operations.close(problem=problem, by=world.bob, now=after(hours=1))
    closed = operations.close(problem=problem, reason="Not worth it", by=world.bob, now=after(hours=1))
    with pytest.raises(BadState):
        operations.link(problem=closed, ticket=world.ticket(), by=world.bob, now=after(hours=2))


def test_a_known_error_becomes_a_draft_for_the_products_of_the_problem(world: World) -> None:
    problem = operations.write_workaround(
        problem=opened(world, world.ticket(facts={"product": "signer"})),
        texts=WORKAROUND,
        by=world.bob,
        now=after(hours=1),
    )
    texts = known_errors.drafted(problem)
    assert [*texts] == ["en", "es"]
    problem = known_errors.publish_known_error(problem=problem, texts=texts, by=world.bob, now=after(hours=2))
    assert problem.article is not None
    assert (problem.article.kind, problem.article.products) == (Article.Kind.KNOWN_ERROR, ["signer"])
    assert {each.state for each in problem.article.translations.all()} == {Translation.State.DRAFT}
    with pytest.raises(BadState):
        known_errors.publish_known_error(problem=problem, texts=texts, by=world.bob, now=after(hours=3))


def test_to_show_it_to_readers_one_must_be_allowed_to_publish(world: World) -> None:
    problem = operations.find_cause(problem=opened(world), cause="A leak.", by=world.bob, now=after(hours=1))
    texts = {"en": Text(title="It leaks", text="Put a bucket under it.")}
    with pytest.raises(NotAllowed):
        known_errors.publish_known_error(problem=problem, texts=texts, by=world.bob, now=after(hours=2), show=True)
    assert not Article.objects.exists()
    shown = known_errors.publish_known_error(problem=problem, texts=texts, by=world.lea, now=after(hours=2), show=True)
    assert shown.article is not None
    assert [each.state for each in shown.article.translations.all()] == [Translation.State.PUBLISHED]


def test_who_does_not_work_for_the_brand_knows_of_none(world: World) -> None:
    problem = opened(world, world.ticket())
    assert queries.access(world.audrey, problem.reference) == problem
    for stranger in (world.zoe, world.ana, world.amir):
        with pytest.raises(queries.NoSuchProblem):
            queries.access(stranger, problem.reference)


def test_the_database_refuses_to_change_an_entry(world: World) -> None:
    opened(world)
    for statement in ("UPDATE problems_problementry SET kind = 'solved'", "DELETE FROM problems_problementry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_queue_is_narrowed_down_to_the_incidents_of_a_problem(world: World) -> None:
    problem, ticket = opened(world, world.ticket()), world.ticket()
    directory = Directory(world.bob, after(hours=1), ZoneInfo("Europe/Madrid"))

    def found(line: str) -> list[Ticket]:
        return list(narrowing.found(narrowing.narrow(filters.read(line), directory), directory))

    assert found(f"problem:{problem.reference.lower()}") == found("problem:yes") == [*queries.incidents(problem)]
    assert found("problema:no") == [ticket]
    faulty = narrowing.narrow(filters.read("problem:printer"), directory)
    assert [fault.choices for fault in faulty.faults] == [(problem.reference,)]


def test_where_only_the_cause_is_known_the_article_is_begun_in_the_brands_language(world: World) -> None:
    problem = operations.find_cause(problem=opened(world), cause="A leak.", by=world.bob, now=after(hours=1))
    texts = known_errors.drafted(problem)
    assert [*texts] == [world.credenti.language]
    assert texts[world.credenti.language].title == problem.title
    assert "A leak." not in str(texts)
