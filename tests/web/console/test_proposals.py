"""A proposal on the ticket's page: its clause, what it would do, and one click."""

from __future__ import annotations

import pytest
import time_machine

from parola.desk.tickets import queries
from parola.desk.tickets.kinds.courses import LoweringProposed, ProposalDeclined
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import PriorityChanged
from tests.desk.tickets.ruled import answered, asked, sweep_all
from tests.desk.world import World, after
from tests.web.conftest import Reader

TICKET = "/console/tickets/CRE-1/"
OFFER = "The priority can be lowered"


@pytest.fixture
def proposed(world: World, monday: time_machine.Traveller) -> dict[str, str]:
    """What the page sends: P2 was proposed an hour after Ana was asked."""
    ticket = asked(world, world.ticket(priority="P1"))
    monday.move_to(after(hours=1))
    sweep_all(after(hours=1))
    seq = next(event.seq for event in queries.history(ticket) if isinstance(event.fact, LoweringProposed))
    return {"seen": str(seq), "proposal": str(seq)}


def present() -> Ticket:
    return Ticket.objects.get(reference="CRE-1")


def test_the_page_shows_the_clause_and_both_priorities(world: World, reader: Reader, proposed: dict[str, str]) -> None:
    page = reader(world.bob).get(TICKET).content.decode()
    assert OFFER in page
    assert "the customer must stay reachable" in page
    assert "reachability.stay-reachable" in page
    assert page.index("P1 · ") < page.index("P2 · ")


def test_the_queue_marks_the_ticket_until_somebody_decides(
    world: World, reader: Reader, proposed: dict[str, str]
) -> None:
    bob = reader(world.bob)
    assert OFFER in bob.get("/console/").content.decode()
    bob.post(f"{TICKET}proposal/decline/", proposed)
    assert OFFER not in bob.get("/console/").content.decode()


def test_one_click_lowers_the_priority(world: World, reader: Reader, proposed: dict[str, str]) -> None:
    page = reader(world.bob).post(f"{TICKET}proposal/accept/", proposed, follow=True).content.decode()
    assert present().priority == "P2"
    assert "The priority was lowered" in page
    assert OFFER not in page
    (change,) = [event for event in queries.history(present()) if isinstance(event.fact, PriorityChanged)]
    assert change.actor == world.bob.pk


def test_declining_keeps_it_and_may_say_why(world: World, reader: Reader, proposed: dict[str, str]) -> None:
    data = {**proposed, "reason": "She is on the phone"}
    page = reader(world.bob).post(f"{TICKET}proposal/decline/", data, follow=True).content.decode()
    assert present().priority == "P1"
    assert "She is on the phone" in page
    assert OFFER not in page


def test_after_an_answer_there_is_nothing_to_accept(world: World, reader: Reader, proposed: dict[str, str]) -> None:
    answered(world, present(), after(hours=1))
    bob = reader(world.bob)
    assert OFFER not in bob.get(TICKET).content.decode()
    seen = {**proposed, "seen": str(present().last_event_seq)}
    assert bob.post(f"{TICKET}proposal/accept/", seen).status_code == 409
    assert present().priority == "P1"


def test_a_page_that_has_not_seen_the_answer_decides_nothing(
    world: World, reader: Reader, proposed: dict[str, str]
) -> None:
    answered(world, present(), after(hours=1))
    assert reader(world.bob).post(f"{TICKET}proposal/decline/", proposed).status_code == 409
    assert [event for event in queries.history(present()) if isinstance(event.fact, ProposalDeclined)] == []


def test_who_may_only_read_sees_it_without_the_buttons(world: World, reader: Reader, proposed: dict[str, str]) -> None:
    page = reader(world.audrey).get(TICKET).content.decode()
    assert OFFER in page
    assert "proposal/accept" not in page


def test_the_customer_is_shown_no_proposal_and_told_the_clause_of_a_change(
    world: World, reader: Reader, proposed: dict[str, str]
) -> None:
    ana = reader(world.ana)
    before = ana.get("/portal/requests/CRE-1/").content.decode()
    assert "stay-reachable" not in before
    assert "proposes" not in before
    reader(world.bob).post(f"{TICKET}proposal/accept/", proposed)
    assert "localizable" in ana.get("/portal/requests/CRE-1/").content.decode()  # in Ana's language


def test_a_change_of_priority_may_name_its_right(world: World, reader: Reader) -> None:
    world.ticket()
    bob = reader(world.bob)
    assert "By which right of the agreement" in bob.get(TICKET).content.decode()
    data = {"seen": "1", "reason": "No answer", "clause": "reclassification.customer-cannot-help"}
    assert bob.post(f"{TICKET}change-priority/", {**data, "priority": "P1"}).status_code == 422
    bob.post(f"{TICKET}change-priority/", {**data, "priority": "P3"})
    change = queries.history(present())[-1].fact
    assert isinstance(change, PriorityChanged)
    assert change.clause == "reclassification.customer-cannot-help"
