"""What agents do from the page: it is done once, in the name of who did it, and what cannot be done loses nothing."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from parola.desk.tickets import alarms, operations, queries
from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

TICKET = "/console/tickets/CRE-1/"
TYPED = "What I typed & thought about"


@pytest.fixture
def bob(world: World, reader: Reader) -> Client:
    return reader(world.bob)


def present() -> Ticket:
    return Ticket.objects.get(reference="CRE-1")


def last(kind: type[said.Fact]) -> said.Fact:
    return [event.fact for event in queries.history(present()) if isinstance(event.fact, kind)][-1]


def seen() -> dict[str, str]:
    return {"seen": str(present().last_event_seq)}


def test_a_reply_is_sent_and_one_is_back_on_the_page(world: World, bob: Client) -> None:
    world.ticket()
    answer = bob.post(f"{TICKET}reply/", {**seen(), "text": "We are on it.", "then": ""}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"{TICKET}#main", 302)]
    assert "The reply was sent." in page
    assert "We are on it." in page
    assert present().first_response_at == MONDAY


def test_send_and_wait(world: World, bob: Client) -> None:
    world.ticket()
    bob.post(f"{TICKET}reply/", {**seen(), "text": "Which one?", "then": "wait"})
    assert (present().status, present().waiting_for) == ("waiting", "customer")


def test_send_and_resolve(world: World, bob: Client) -> None:
    world.ticket()
    bob.post(f"{TICKET}reply/", {**seen(), "text": "Done.", "then": "resolve"})
    assert present().status == "resolved"


def test_outside_the_contact_hours_a_reply_is_held_and_can_be_sent_with_a_reason(
    world: World, bob: Client, monday: time_machine.Traveller
) -> None:
    world.ticket(priority="P3")
    monday.move_to(after(hours=10))
    assert "This reply is held" in bob.get(TICKET).content.decode()
    answer = bob.post(f"{TICKET}reply/", {**seen(), "text": "Good evening", "then": "resolve"}, follow=True)
    assert "The reply is held, and sent at 17 Nov, 08:00." in answer.content.decode()
    assert (present().status, present().first_response_at) == ("open", None)
    held = present().last_event_seq
    bob.post(f"{TICKET}release/{held}/", {**seen(), "reason": "She is in the office"})
    assert present().first_response_at == after(hours=10)
    assert "She is in the office" in bob.get(TICKET).content.decode()


def test_a_reply_with_a_reason_leaves_at_once(world: World, bob: Client, monday: time_machine.Traveller) -> None:
    world.ticket(priority="P3")
    monday.move_to(after(hours=10))
    bob.post(f"{TICKET}reply/", {**seen(), "text": "Good evening", "at_once_reason": "She asked for it"})
    assert present().first_response_at == after(hours=10)


def test_a_note_is_saved_and_answers_nobody(world: World, bob: Client) -> None:
    world.ticket()
    bob.post(f"{TICKET}note/", {**seen(), "text": "Hm"})
    assert last(said.Message) == last(said.Message).model_copy(update={"public": False})
    assert present().first_response_at is None


def test_the_priority_is_changed_for_a_reason(world: World, bob: Client) -> None:
    world.ticket(priority="P2")
    bob.post(f"{TICKET}change-priority/", {**seen(), "priority": "P1", "reason": "All are hit"})
    fact = last(said.PriorityChanged)
    assert isinstance(fact, said.PriorityChanged)
    assert (fact.before, fact.priority, fact.reason) == ("P2", "P1", "All are hit")


@pytest.mark.parametrize(
    "given", [{"priority": "P1", "reason": ""}, {"priority": "P1", "reason": "  "}, {"priority": "P9", "reason": "x"}]
)
def test_without_a_reason_or_to_nowhere_it_is_not(world: World, bob: Client, given: dict[str, str]) -> None:
    world.ticket(priority="P2")
    assert bob.post(f"{TICKET}change-priority/", {**seen(), **given}).status_code == 422
    assert present().priority == "P2"


def test_a_ticket_is_given_to_somebody_and_back(world: World, bob: Client) -> None:
    world.ticket()
    bob.post(f"{TICKET}assign/", {**seen(), "assignee": str(world.lea.pk)})
    assert present().assignee == world.lea
    bob.post(f"{TICKET}assign/", {**seen(), "assignee": ""})
    assert present().assignee is None


def test_it_is_not_given_to_who_does_not_work_for_the_brand(world: World, bob: Client) -> None:
    world.ticket()
    assert bob.post(f"{TICKET}assign/", {**seen(), "assignee": str(world.zoe.pk)}).status_code == 422


@pytest.mark.parametrize(
    ("move", "status"), [("wait:customer", "waiting"), ("resolve", "resolved"), ("close", "closed")]
)
def test_a_ticket_is_moved_on(world: World, bob: Client, move: str, status: str) -> None:
    world.ticket()
    bob.post(f"{TICKET}move/", {**seen(), "move": move})
    assert present().status == status


@pytest.mark.parametrize("move", ["wait:godot", "wait", "explode", "resolve:x", ""])
def test_there_are_no_other_moves(world: World, bob: Client, move: str) -> None:
    world.ticket()
    assert bob.post(f"{TICKET}move/", {**seen(), "move": move}).status_code in {404, 422}
    assert present().status == "open"


def test_a_move_that_the_state_does_not_allow_changes_nothing(world: World, bob: Client) -> None:
    world.ticket()
    answer = bob.post(f"{TICKET}move/", {**seen(), "move": "resume"})
    assert answer.status_code == 409
    assert "Nothing was changed" in answer.content.decode()


def test_an_empty_reply_is_refused_where_it_was_written(world: World, bob: Client) -> None:
    world.ticket()
    answer = bob.post(f"{TICKET}reply/", {**seen(), "text": " ", "at_once_reason": TYPED})
    assert answer.status_code == 422
    assert (
        "What I typed &amp; thought about" in answer.content.decode()
        or "This field is required." in answer.content.decode()
    )
    assert present().last_event_seq == 1


def test_who_was_slower_is_told_what_happened_and_loses_nothing(world: World, bob: Client) -> None:
    ticket = world.ticket()
    old = seen()
    operations.customer_message(
        ticket=ticket, by=world.ana, text="It works again!", channel="email", submitted_at=MONDAY, now=MONDAY
    )
    answer = bob.post(f"{TICKET}reply/", {**old, "text": TYPED})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The ticket changed while you were writing" in page
    assert "<bdi>Ana</bdi> wrote <bdi>by mail</bdi>" in page
    assert "What I typed &amp; thought about</textarea>" in page
    assert present().first_response_at is None
    bob.post(f"{TICKET}reply/", {**seen(), "text": TYPED})
    assert present().first_response_at == MONDAY


def test_who_is_slower_by_a_moment_is_told_too(world: World, bob: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A colleague's reply comes between the page's look at the ticket and the ledger's turn."""
    ticket = world.ticket()
    reply = operations.reply

    def overtaken(**given: object) -> Ticket:
        monkeypatch.setattr(operations, "reply", reply)
        reply(ticket=ticket, by=world.lea, text="I was faster", now=MONDAY)
        return reply(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(operations, "reply", overtaken)
    answer = bob.post(f"{TICKET}reply/", {**seen(), "text": TYPED})
    assert answer.status_code == 409
    assert "<bdi>Lea</bdi> answered" in answer.content.decode()
    replies = [event for event in queries.history(present()) if isinstance(event.fact, said.Message)]
    assert len(replies) == 1


def test_an_alarm_is_no_reason_to_send_a_reply_twice(world: World, bob: Client, monday: time_machine.Traveller) -> None:
    world.ticket(priority="P1")
    old = seen()
    monday.move_to(after(hours=1, minutes=1))
    alarms.sweep(now=after(hours=1))
    bob.post(f"{TICKET}reply/", {**old, "text": "On it"})
    assert present().first_response_at == after(hours=1, minutes=1)


def test_a_note_is_always_taken(world: World, bob: Client) -> None:
    ticket = world.ticket()
    old = seen()
    operations.reply(ticket=ticket, by=world.lea, text="Hello", now=MONDAY)
    assert bob.post(f"{TICKET}note/", {**old, "text": "Hm"}).status_code == 302
