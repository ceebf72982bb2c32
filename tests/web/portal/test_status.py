"""What a customer is shown of known problems, and that it is theirs too."""

from __future__ import annotations

import pytest
from django.test import Client

from parola.desk.problems import majors, operations, telling
from parola.desk.problems.majors import Shown
from parola.desk.problems.models import MajorIncident, Problem
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of


@pytest.fixture
def problem(world: World) -> Problem:
    """Amir's request comes from it; all customers are shown it."""
    found = operations.open_problem(
        brand=world.credenti, tickets=[world.ticket(requester=world.amir)], title="x", by=world.bob, now=MONDAY
    )
    shown = Shown(titles={"en": "Signing in"}, audience=MajorIncident.Audience.ALL, informer=world.bob, every=60)
    majors.declare(problem=found, shown=shown, reason="All.", by=world.bob, now=MONDAY)
    return found


@pytest.fixture
def ana(world: World, problem: Problem, reader: Reader) -> Client:
    return english(reader, world.ana)


@pytest.mark.parametrize("page", ["/portal/", "/portal/new/credenti/"])
def test_it_is_told_before_somebody_writes_a_request(world: World, problem: Problem, ana: Client, page: str) -> None:
    telling.order(problem=problem, what="update", texts={"en": "We look."}, number=1, by=world.bob, now=MONDAY)
    told = text_of(ana.get(page).content)
    assert "We know of a problem: Signing in" in told
    assert "The next update comes by" in told
    assert "We look." in told
    assert "This is my problem too" in told


def test_with_one_click_they_have_a_request_of_their_own(world: World, problem: Problem, ana: Client) -> None:
    key = MajorIncident.objects.get().pk
    answer = ana.post(f"/portal/status/{key}/mine/", {"words": "Since nine\0."}, follow=True)
    ticket = Ticket.objects.get(requester=world.ana)
    assert (ticket.problem, ticket.opening.text) == (problem.pk, "Since nine.")
    assert answer.redirect_chain[-1][0].startswith(f"/portal/requests/{ticket.reference}/")
    assert f"Your request {ticket.reference}" in text_of(ana.get("/portal/status/").content)


def test_a_promise_that_was_not_kept_is_said(problem: Problem, ana: Client) -> None:
    MajorIncident.objects.update(next_at=after(minutes=-1))
    assert "We are late, and sorry for it." in text_of(ana.get("/portal/status/").content)


def test_what_is_over_is_among_the_past_ones(world: World, problem: Problem, ana: Client) -> None:
    majors.end(major=MajorIncident.objects.get(), reason="INNER", by=world.bob, now=MONDAY)
    assert "Signing in" not in text_of(ana.get("/portal/").content)
    told = text_of(ana.get("/portal/status/").content)
    assert "We know of no problem that concerns you." in told
    assert "Signing in" in told
    assert "INNER" not in told
