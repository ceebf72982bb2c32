"""A major incident: who informs, when the next update is due, and which customers are shown it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from parola.desk.accounts.models import Brand, Membership, Organization, Person, Post
from parola.desk.agreements import operations as agreements
from parola.desk.problems import claiming, majors, operations, status, telling
from parola.desk.problems.majors import NoTitle, Shown
from parola.desk.problems.models import MajorIncident, Problem
from parola.desk.problems.operations import BadState, NotAllowed, ReasonNeeded
from parola.desk.problems.status import NotConcerned
from parola.desk.tickets import operations as tickets
from parola.desk.tickets.models import Ticket, TicketEvent
from tests.desk.world import MONDAY, SIGNED, World, after, altamar, person, posted

TITLES = {"en": "Signing in", "es": "Inicio de sesión"}
Audience = MajorIncident.Audience


def problem_of(
    world: World, *linked: Ticket, brand: Brand | None = None, products: Sequence[str] | None = None
) -> Problem:
    return operations.open_problem(
        brand=brand or world.credenti, tickets=linked, title="INNER", by=world.bob, now=MONDAY, products=products
    )


def declared(world: World, problem: Problem, audience: str = Audience.LINKED, every: int | None = 60) -> MajorIncident:
    shown = Shown(titles=TITLES, audience=audience, informer=world.lea, every=every)
    return majors.declare(problem=problem, shown=shown, reason="Nobody works.", by=world.bob, now=MONDAY)


def update(problem: Problem, by: Person, text: str = "We look.", **given: float) -> None:
    at = after(**given)
    number = telling.next_number(problem)
    telling.order(problem=problem, what="update", texts={"en": text}, number=number, by=by, now=at)
    telling.carry_out(now=at)
    majors.told(problem, at)


def test_it_is_declared_once_and_ended_with_a_reason(world: World) -> None:
    problem = problem_of(world, world.ticket())
    major = declared(world, problem)
    assert Problem.objects.get(pk=problem.pk).major
    with pytest.raises(BadState):
        declared(world, problem)
    majors.end(major=major, reason="It works again.", by=world.lea, now=after(hours=3))
    assert not Problem.objects.get(pk=problem.pk).major
    assert majors.current(problem) is None


def test_a_closed_problem_is_no_major_incident_and_customers_are_shown_none(world: World) -> None:
    problem = problem_of(world, world.ticket())
    major = declared(world, problem)
    operations.solve(problem=problem, texts={"en": "Renewed."}, by=world.bob, now=after(hours=1))
    with pytest.raises(ReasonNeeded):
        operations.close(problem=problem, by=world.bob, now=after(hours=2))
    closed = operations.close(problem=problem, reason="It works again.", by=world.bob, now=after(hours=2))
    assert not closed.major
    assert majors.current(problem) is None
    major.refresh_from_db()
    assert (major.ended_at, major.end_reason, major.next_at) == (after(hours=2), "It works again.", None)


def test_customers_must_be_told_what_it_is(world: World) -> None:
    shown = Shown(titles={"en": " "}, audience=Audience.LINKED, informer=world.lea)
    with pytest.raises(NoTitle):
        majors.declare(problem=problem_of(world), shown=shown, reason="x", by=world.bob, now=MONDAY)


def test_who_owns_it_or_leads_declares_it_and_who_informs_may_answer(world: World) -> None:
    problem, other = problem_of(world), posted("carl", world.credenti, Post.Role.AGENT)
    assert majors.may_lead(world.bob, problem)
    assert majors.may_lead(world.lea, problem)
    assert not majors.may_lead(other, problem)
    shown = Shown(titles=TITLES, audience=Audience.LINKED, informer=world.audrey)
    with pytest.raises(NotAllowed):
        majors.declare(problem=problem, shown=shown, reason="x", by=world.bob, now=MONDAY)
    declared(world, problem)
    MajorIncident.objects.update(informer=other)
    assert telling.may_tell(other, problem)


def test_the_next_update_is_due_at_the_pace_that_was_said(world: World) -> None:
    problem = problem_of(world, world.ticket())
    assert declared(world, problem, every=90).next_at == after(minutes=90)
    update(problem, world.lea, minutes=30)
    assert MajorIncident.objects.get().next_at == after(minutes=120)


def test_else_as_the_agreement_of_the_most_severe_incident_promises_it(world: World) -> None:
    vendor = altamar(world)
    low = world.ticket(brand=vendor, priority="normal")
    severe = world.ticket(brand=vendor, priority="critical")
    problem = problem_of(world, low, severe, brand=vendor)
    cadence = majors.cadence(problem, MONDAY)
    assert cadence is not None
    assert cadence.ticket == severe
    assert declared(world, problem, every=None).next_at == cadence.due
    update(problem, world.lea, minutes=20)
    assert MajorIncident.objects.get().next_at == cadence.due + timedelta(minutes=20)


def test_where_no_agreement_promises_updates_none_is_due(world: World) -> None:
    assert declared(world, problem_of(world, world.ticket()), every=None).next_at is None


def customer(name: str, brand: Brand, products: tuple[str, ...]) -> Person:
    """Somebody of an organization of their own that has a contract for these products."""
    somebody, company = person(name), Organization.objects.create(name=name.capitalize())
    Membership.objects.create(person=somebody, organization=company)
    agreements.sign(
        organization=company,
        brand=brand,
        plan="standard" if brand.slug == "zmanda" else "basic",
        first_day=SIGNED,
        timezone="Europe/Madrid",
        products=products,
        now=MONDAY,
    )
    return somebody


WHO = [
    "reports it",
    "of the same organization",
    "has the product",
    "has another",
    "of another brand",
    "nobody's customer",
]
SHOWN_TO = [
    (Audience.LINKED, [True, True, False, False, False, False]),
    (Audience.PRODUCTS, [True, True, True, False, False, False]),
    (Audience.ALL, [True, True, True, True, False, False]),
]


@pytest.mark.parametrize(("audience", "expected"), SHOWN_TO)
def test_it_is_shown_to_those_whom_it_concerns(world: World, audience: str, expected: list[bool]) -> None:
    caro = person("caro")
    Membership.objects.create(person=caro, organization=world.acme)
    people = [
        world.ana, caro, customer("dora", world.credenti, ("Vault",)), customer("emma", world.credenti, ("Cards",)),
        customer("zita", world.zmanda, ("Vault",)), world.olga,
    ]  # fmt: skip
    declared(world, problem_of(world, world.ticket(), products=("Vault",)), audience)
    assert [bool(status.concerning(each, MONDAY)) for each in people] == expected, WHO


def test_it_says_in_the_readers_language_what_was_told_and_never_the_problems_own_words(world: World) -> None:
    problem = problem_of(world, world.ticket())
    declared(world, problem)
    update(problem, world.lea, "We look.", minutes=30)
    (shown,) = status.statuses(world.ana, after(hours=1))
    assert (shown.title.text, shown.title.language) == (TITLES["es"], "es")
    assert [said.words.text for said in shown.said] == ["We look."]
    assert shown.own == "CRE-1"
    assert "INNER" not in repr(shown)


def test_a_past_one_is_shown_for_ninety_days(world: World) -> None:
    major = declared(world, problem_of(world, world.ticket()))
    majors.end(major=major, reason="Done", by=world.bob, now=after(days=1))
    assert status.statuses(world.ana, after(days=2)) == []
    assert len(status.statuses(world.ana, after(days=90), past=True)) == 1
    assert status.statuses(world.ana, after(days=92), past=True) == []


def test_with_one_click_it_is_their_problem_too(world: World) -> None:
    dora = customer("dora", world.credenti, ("Vault",))
    problem = problem_of(world, world.ticket(), products=["Vault"])
    major = declared(world, problem, Audience.PRODUCTS)
    ticket = claiming.claim(key=major.pk, person=dora, words="", channel="web", now=after(hours=1))
    assert (ticket.problem, ticket.subject, ticket.product) == (problem.pk, TITLES["en"], "Vault")
    assert claiming.claim(key=major.pk, person=dora, words="", channel="web", now=after(hours=1)) == ticket
    assert claiming.claimed(major) == 1
    assert TicketEvent.objects.filter(ticket=ticket, kind="problem_linked", actor=dora).count() == 1


def test_who_is_not_concerned_learns_nothing_by_asking(world: World) -> None:
    major = declared(world, problem_of(world, world.ticket()))
    for key in (major.pk, major.pk + 1):
        with pytest.raises(NotConcerned):
            claiming.claim(key=key, person=world.olga, words="", channel="web", now=after(hours=1))


def test_who_was_resolved_with_the_others_can_report_it_again(world: World) -> None:
    ticket = world.ticket()
    major = declared(world, problem_of(world, ticket))
    tickets.resolve(ticket=ticket, by=world.bob, now=after(hours=1))
    again = claiming.claim(key=major.pk, person=world.ana, words="Again", channel="web", now=after(hours=2))
    assert again != ticket
