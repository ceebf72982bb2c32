"""What was written of problems is proved with the rest of the desk; a person who is erased is named in none."""

from __future__ import annotations

from parola.desk import erasing
from parola.desk.problems import operations, record
from parola.desk.problems.models import Problem
from parola.desk.problems.verification import verify
from parola.desk.tickets.models import Body
from parola.desk.tickets.operations import resolve
from tests.desk.world import MONDAY, World, after


def opened(world: World) -> Problem:
    problem = operations.open_problem(
        brand=world.credenti,
        tickets=[world.ticket()],
        title="ana@people.example cannot sign in",
        symptoms="Nobody can.",
        by=world.bob,
        now=MONDAY,
    )
    return operations.find_cause(problem=problem, cause="A certificate expired.", by=world.bob, now=after(hours=1))


def test_what_is_as_it_was_written_is_proved(world: World) -> None:
    opened(world)
    report = verify()
    assert (report.findings, report.entries, report.problems) == ((), 3, 1)
    assert verify(anchors=[report.head, report.desk.head]).findings == ()


def test_a_head_that_neither_chain_holds_is_found(world: World) -> None:
    opened(world)
    assert [each.what for each in verify(anchors=[(1, "0" * 64)]).findings] == ["head"]


def test_changed_words_and_columns_are_found(world: World) -> None:
    problem = opened(world)
    Problem.objects.filter(pk=problem.pk).update(cause="Nothing at all.")
    assert [(each.what, each.detail) for each in verify().findings] == [("problem_columns", "cause")]
    Body.objects.filter(text="A certificate expired.").update(text="Nothing at all.")
    assert {each.what for each in verify().findings} == {"entry_words"}


def test_a_ticket_holds_what_the_chain_of_problems_was(world: World) -> None:
    """Whoever kept a head of the desk's chain need not have kept one of the problems'."""
    problem = opened(world)
    ticket = operations.link(problem=problem, ticket=world.ticket(), by=world.bob, now=after(hours=2))
    assert ticket.events.get(kind="problem_linked").data["proof"] == record.head()[1]


def test_what_is_linked_while_the_desk_is_looked_at_is_no_fault(world: World) -> None:
    problem = opened(world)
    links = iter([world.ticket()])

    def goes_on(_events: int) -> None:
        for ticket in links:
            operations.link(problem=problem, ticket=ticket, by=world.bob, now=after(hours=2))

    assert verify(progress=goes_on).findings == ()
    assert problem.entries.count() == 4


def test_a_person_who_is_erased_is_struck_out(world: World) -> None:
    problem = opened(world)
    for ticket in world.ana.tickets.all():
        resolve(ticket=ticket, by=world.bob, now=after(hours=2))
    erasing.erase(person=world.ana, by=world.root, now=after(hours=3))
    problem.refresh_from_db()
    assert problem.title == "[…] cannot sign in"
    assert verify().findings == ()
