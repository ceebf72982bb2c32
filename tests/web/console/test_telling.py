"""The pages by which customers are told: what would happen is shown before it does, and what became of each after it."""

from __future__ import annotations

import pytest
from django.test import Client

from parola.desk.problems import majors, operations, telling
from parola.desk.problems.models import Addressee, MajorIncident, Problem
from parola.desk.tickets import operations as of_tickets
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

TEXTS = {"en": "Use the app.", "es": "Use la aplicación."}
PAGE = "/console/problems/CRE-PRB-1/"
TELL = f"{PAGE}tell/workaround/"


@pytest.fixture
def problem(world: World) -> Problem:
    """Bob's, with the requests of Ana, Amir (Arabic) and Olga (Italian)."""
    tickets = [world.ticket(requester=each) for each in (world.ana, world.amir, world.olga)]
    found = operations.open_problem(
        brand=world.credenti, tickets=tickets, title="Certificates", by=world.bob, now=MONDAY
    )
    return operations.write_workaround(problem=found, texts=TEXTS, by=world.bob, now=MONDAY)


@pytest.fixture
def bob(world: World, problem: Problem, reader: Reader) -> Client:
    return english(reader, world.bob)


def sent(problem: Problem, **more: object) -> dict[str, object]:
    return {"number": 1, "seen": Problem.objects.get(pk=problem.pk).last_seq, **more}


def test_before_anybody_is_told_the_page_says_who_will_be(bob: Client) -> None:
    assert "Tell the customers of the workaround" in text_of(bob.get(PAGE).content)
    page = text_of(bob.get(TELL).content)
    assert "2 customers · 3 requests · 2 languages" in page
    assert "There is no text in Arabic: 1 request gets it in English, and is told so" in page
    assert not Addressee.objects.exists()


def test_then_they_are_told_and_the_report_says_what_became_of_each(bob: Client, problem: Problem) -> None:
    answer = bob.post(TELL, sent(problem), follow=True)
    page = text_of(answer.content)
    assert page.count("not in Italian") == page.count("not in Arabic") == 1
    assert set(Addressee.objects.values_list("state", flat=True)) == {"told"}
    assert "3 told" in text_of(bob.get(PAGE).content)


def test_who_is_not_ticked_is_left_out(bob: Client, problem: Problem) -> None:
    keys = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
    bob.post(TELL, sent(problem, listed=keys, tell=keys[1:]))
    assert Addressee.objects.get(ticket=keys[0]).why == "left_out"
    assert Addressee.objects.filter(state="told").count() == 2


def test_what_changed_meanwhile_is_looked_at_again(world: World, bob: Client, problem: Problem) -> None:
    form = sent(problem)
    operations.write_workaround(problem=problem, texts={"en": "Wait."}, by=world.lea, now=MONDAY)
    answer = bob.post(TELL, form)
    assert answer.status_code == 409
    assert "Wait." in text_of(answer.content)
    assert not Addressee.objects.exists()


def test_an_update_is_looked_at_and_then_sent(bob: Client, problem: Problem) -> None:
    form = sent(problem, text_en="We look into it.")
    page = bob.post(f"{PAGE}tell/update/", {**form, "look": "1"})
    assert "Who would be told" in text_of(page.content)
    assert not Addressee.objects.exists()
    bob.post(f"{PAGE}tell/update/", form)
    bob.post(f"{PAGE}tell/update/", form)
    assert Addressee.objects.count() == 3


def test_who_was_linked_since_is_told_by_one_click(world: World, bob: Client, problem: Problem) -> None:
    bob.post(TELL, sent(problem))
    late = world.ticket()
    operations.link(problem=problem, ticket=late, by=world.bob, now=MONDAY)
    assert "1 was linked since and has not heard it." in text_of(bob.get(PAGE).content)
    bob.post(f"{PAGE}told/1/later/")
    assert Addressee.objects.get(ticket=late).state == "told"


def test_who_said_no_stands_on_the_problems_page(world: World, bob: Client, problem: Problem) -> None:
    solved = operations.solve(problem=problem, texts={"en": "It works."}, by=world.bob, now=MONDAY)
    telling.order(
        problem=solved, what="solution", texts=solved.solution, number=1, by=world.bob, now=MONDAY, resolves=True
    )
    telling.carry_out(now=MONDAY)
    first = Ticket.objects.get(reference="CRE-1")
    of_tickets.customer_message(
        ticket=first, by=world.ana, text="No.", channel="web", submitted_at=after(hours=1), now=after(hours=1)
    )
    assert "1 customer said no: it is not solved for them" in text_of(bob.get(PAGE).content)
    assert "1 said no" in text_of(bob.get("/console/problems/?all=1").content)


DECLARED = {"reason": "Nobody pays.", "title_en": "Paying", "audience": "linked", "every": "60"}


def test_it_becomes_a_major_incident_whose_numbers_lead_to_the_queue(
    world: World, bob: Client, problem: Problem
) -> None:
    assert "Make it a major incident" in text_of(bob.get(f"{PAGE}major/").content)
    page = bob.post(f"{PAGE}major/", {**DECLARED, "informer": world.lea.pk}, follow=True)
    told = text_of(page.content)
    assert "Lea informs the customers." in told
    assert "The next update is due" in told
    affected = page.context["page"].affected
    listed = bob.get(affected.open.address).content.decode()
    assert affected.open.number == 3
    assert [f"CRE-{number}" in listed for number in (1, 2, 3)] == [True] * 3
    acme, count = affected.organizations[0]
    assert (acme, count.number) == (world.acme, 2)
    assert "CRE-3" not in bob.get(count.address).content.decode()


def test_an_update_that_is_late_is_said_to_be_late(world: World, bob: Client, problem: Problem) -> None:
    bob.post(f"{PAGE}major/", {**DECLARED, "informer": world.lea.pk})
    MajorIncident.objects.update(next_at=after(minutes=-5))
    assert "The update was due" in text_of(bob.get(f"{PAGE}major/").content)


def test_it_is_over_with_a_reason(world: World, bob: Client, problem: Problem) -> None:
    bob.post(f"{PAGE}major/", {**DECLARED, "informer": world.lea.pk})
    assert bob.post(f"{PAGE}major/end/", {"reason": " "}).status_code == 422
    bob.post(f"{PAGE}major/end/", {"reason": "It works."})
    assert majors.current(problem) is None
