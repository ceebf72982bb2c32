"""What people do to tickets: who may, from which state, what it does to the columns, what leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations, participants, queries
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.opening import PriorityRefused, UnknownPriority
from tests.desk.world import MONDAY, World, after


def kinds(ticket: Ticket) -> list[str]:
    return [event.fact.kind for event in queries.history(ticket)]


def left() -> list[tuple[str, str]]:
    return [(row.payload["template"], row.payload["language"]) for row in OutboxRow.objects.order_by("pk")]


def test_a_request_becomes_a_ticket_under_its_contract(world: World) -> None:
    ticket = world.ticket()
    assert ticket.reference == "CRE-1"
    assert (ticket.plan, ticket.best_effort, ticket.contract) == ("basic", False, world.contract)
    assert ticket.due_at == datetime(2026, 11, 17, 13, 0, tzinfo=UTC)  # 12 h of 09:00-17:00: 7 today, 5 tomorrow
    assert ticket.next_alarm_at == datetime(2026, 11, 16, 15, 0, tzinfo=UTC)  # half of them
    assert left() == [("acknowledgement", "es")]


def test_each_brand_counts_its_tickets_from_one(world: World) -> None:
    references = [world.ticket().reference, world.ticket().reference]
    references.append(world.ticket(brand=world.zmanda, priority=None).reference)
    assert references == ["CRE-1", "CRE-2", "ZMA-1"]


def test_a_source_is_made_a_ticket_once(world: World) -> None:
    first = world.ticket(source_id="mail:7")
    again = world.ticket(source_id="mail:7")
    assert again == first
    assert TicketEvent.objects.count() == 1


def test_a_source_is_made_a_message_once(world: World) -> None:
    ticket = world.ticket()
    for _ in range(2):
        operations.customer_message(
            ticket=ticket,
            by=world.ana,
            text="Still",
            channel="email",
            submitted_at=MONDAY,
            now=MONDAY,
            source_id="mail:8",
        )
    assert kinds(ticket) == ["opened", "message"]


def test_clocks_start_when_the_request_reached_the_vendor(world: World) -> None:
    ticket = world.ticket(submitted_at=MONDAY, now=after(hours=2))
    assert ticket.opened_at == MONDAY
    assert ticket.due_at == datetime(2026, 11, 17, 13, 0, tzinfo=UTC)


def test_a_sender_whose_clock_runs_ahead_gains_nothing(world: World) -> None:
    assert world.ticket(submitted_at=after(days=3)).opened_at == MONDAY


def test_a_reply_answers_and_leaves_by_mail(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Try again", now=after(hours=1))
    assert (ticket.first_response_at, ticket.due_at, ticket.next_alarm_at) == (after(hours=1), None, None)
    assert left() == [("acknowledgement", "es"), ("reply", "es")]


def test_a_note_answers_nothing_and_leaves_nowhere(world: World) -> None:
    ticket = operations.note(ticket=world.ticket(), by=world.bob, text="Secret", now=after(hours=1))
    assert ticket.first_response_at is None
    assert left() == [("acknowledgement", "es")]


def test_who_follows_a_ticket_is_written_to(world: World) -> None:
    ticket = participants.add(ticket=world.ticket(), by=world.bob, person=world.olga, now=MONDAY)
    operations.reply(ticket=ticket, by=world.bob, text="Try again", now=MONDAY)
    to = OutboxRow.objects.filter(payload__template="reply").order_by("pk").values_list("payload__to", flat=True)
    assert list(to) == [world.ana.pk, world.olga.pk]


@pytest.mark.parametrize(("priority", "due"), [("P1", "16 11:05"), ("P3", "17 13:00"), ("P4", "17 13:00")])
def test_a_change_of_priority_is_foretold_done_and_told(world: World, priority: str, due: str) -> None:
    ticket, now = world.ticket(), after(minutes=5)
    expected = (
        None if priority in {"P3", "P4"} else datetime.strptime(f"2026-11-{due}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    )
    before = TicketEvent.objects.count()
    preview = operations.preview_priority(ticket=ticket, priority=priority, now=now)
    assert TicketEvent.objects.count() == before
    changed = operations.change_priority(ticket=ticket, by=world.bob, priority=priority, reason="As agreed", now=now)
    assert changed.due_at == preview.after
    assert preview.before == ticket.due_at
    if expected is not None:
        assert preview.after == expected
    fact: Any = queries.history(changed)[-1].fact
    assert (fact.due_before, fact.due_after, fact.reason) == (preview.before, preview.after, "As agreed")
    assert left()[-1] == ("priority_changed", "es")


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_no_priority_changes_without_a_reason(world: World, reason: str) -> None:
    with pytest.raises(operations.ReasonNeeded):
        operations.change_priority(ticket=world.ticket(), by=world.bob, priority="P1", reason=reason, now=MONDAY)


def test_a_priority_must_exist_and_be_another_one(world: World) -> None:
    ticket = world.ticket()
    with pytest.raises(UnknownPriority):
        operations.change_priority(ticket=ticket, by=world.bob, priority="P9", reason="x", now=MONDAY)
    with pytest.raises(operations.BadState):
        operations.change_priority(ticket=ticket, by=world.bob, priority="P2", reason="x", now=MONDAY)
    with pytest.raises(UnknownPriority):
        world.ticket(priority="P9")


def test_a_request_without_a_priority_has_the_default(world: World) -> None:
    agreement = queries.terms(world.ticket(priority=None)).agreement
    assert world.ticket(priority=None, channel="email").priority == agreement.default_priority


def test_a_guarded_priority_is_refused_with_the_guards_words(world: World) -> None:
    from tests.desk.world import brand, publish

    cloudtalk = brand("cloudtalk", "CLO")
    publish(cloudtalk, "cloudtalk")
    with pytest.raises(PriorityRefused) as refused:
        world.ticket(brand=cloudtalk, priority="P1", facts={"environment": "staging"})
    assert refused.value.text["en"]
    assert refused.value.clause.startswith("guards.")


def test_matrix_gives_the_priority_where_there_is_one(world: World) -> None:
    ticket = world.ticket(brand=world.zmanda, priority=None, facts={"impact": "high", "urgency": "high"})
    fact: Any = queries.history(ticket)[0].fact
    assert (ticket.priority, fact.priority_from) == ("P1", "matrix")


Act = Callable[[World, Ticket], Ticket]
ACTS: dict[str, Act] = {
    "wait": lambda w, t: operations.wait(ticket=t, by=w.bob, reason="customer", now=after(hours=1)),
    "resume": lambda w, t: operations.resume(ticket=t, by=w.bob, now=after(hours=1)),
    "resolve": lambda w, t: operations.resolve(ticket=t, by=w.bob, now=after(hours=1)),
    "reopen": lambda w, t: operations.reopen(ticket=t, by=w.bob, now=after(hours=1)),
    "close": lambda w, t: operations.close(ticket=t, by=w.bob, now=after(hours=1)),
    "reply": lambda w, t: operations.reply(ticket=t, by=w.bob, text="x", now=after(hours=1)),
    "customer": lambda w, t: operations.customer_message(
        ticket=t, by=w.ana, text="x", channel="web", submitted_at=after(hours=1), now=after(hours=1)
    ),
}
REACH: dict[str, list[str]] = {
    "open": [],
    "waiting": ["wait"],
    "resolved": ["resolve"],
    "closed": ["close"],
}
TABLE = """
act        open      waiting   resolved  closed
wait       waiting   waiting   -         -
resume     -         open      -         -
resolve    resolved  resolved  -         -
reopen     -         -         open      open
close      closed    closed    closed    -
reply      open      waiting   resolved  -
customer   open      open      open      open
"""


def rows() -> list[tuple[str, str, str]]:
    head, *lines = [line.split() for line in TABLE.strip().splitlines()]
    return [(line[0], status, after) for line in lines for status, after in zip(head[1:], line[1:], strict=True)]


@pytest.mark.parametrize(("act", "status", "expected"), rows())
def test_what_leads_where(world: World, act: str, status: str, expected: str) -> None:
    ticket = world.ticket()
    for step in REACH[status]:
        ticket = ACTS[step](world, ticket)
    if expected == "-":
        with pytest.raises(operations.BadState):
            ACTS[act](world, ticket)
    else:
        assert ACTS[act](world, ticket).status == expected


def test_a_reply_may_make_the_ticket_wait_for_the_customer(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Which one?", wait=True, now=after(hours=1))
    assert (ticket.status, ticket.waiting_for) == ("waiting", "customer")
    ticket = ACTS["customer"](world, ticket)
    assert (ticket.status, ticket.waiting_for) == ("open", "")


def test_waiting_for_somebody_else_goes_on_when_the_customer_writes(world: World) -> None:
    ticket = operations.wait(ticket=world.ticket(), by=world.bob, reason="third_party", now=MONDAY)
    assert ACTS["customer"](world, ticket).status == "waiting"


@pytest.mark.parametrize("who", ["ana", "amir", "olga", "audrey", "zoe"])
@pytest.mark.parametrize("act", ["wait", "resolve", "close", "reply"])
def test_only_the_brands_agents_act(world: World, who: str, act: str) -> None:
    stranger = getattr(world, who)
    ticket = world.ticket()
    doing = {
        "wait": lambda: operations.wait(ticket=ticket, by=stranger, reason="customer", now=MONDAY),
        "resolve": lambda: operations.resolve(ticket=ticket, by=stranger, now=MONDAY),
        "close": lambda: operations.close(ticket=ticket, by=stranger, now=MONDAY),
        "reply": lambda: operations.reply(ticket=ticket, by=stranger, text="x", now=MONDAY),
    }
    with pytest.raises(operations.NotAllowed):
        doing[act]()
    assert kinds(ticket) == ["opened"]


@pytest.mark.parametrize("who", ["olga", "bob", "zoe", "root"])
def test_only_the_customers_side_writes_as_the_customer(world: World, who: str) -> None:
    ticket = world.ticket()
    with pytest.raises(operations.NotAllowed):
        operations.customer_message(
            ticket=ticket, by=getattr(world, who), text="x", channel="email", submitted_at=MONDAY, now=MONDAY
        )


def test_an_agent_opens_in_the_customers_name_and_a_stranger_does_not(world: World) -> None:
    ticket = world.ticket(by=world.bob, channel="phone")
    assert (ticket.requester, queries.history(ticket)[0].actor) == (world.ana, world.bob.pk)
    with pytest.raises(operations.NotAllowed):
        world.ticket(by=world.zoe)


def test_a_ticket_is_given_only_to_who_may_answer_it(world: World) -> None:
    ticket = operations.assign(ticket=world.ticket(), by=world.lea, assignee=world.bob, now=MONDAY)
    assert ticket.assignee == world.bob
    assert operations.assign(ticket=ticket, by=world.lea, assignee=None, now=MONDAY).assignee is None
    for stranger in (world.zoe, world.ana, world.audrey):
        with pytest.raises(operations.NotAllowed):
            operations.assign(ticket=ticket, by=world.lea, assignee=stranger, now=MONDAY)


def test_who_acts_on_what_somebody_else_changed_is_told(world: World) -> None:
    ticket = world.ticket()
    operations.note(ticket=ticket, by=world.lea, text="On it", now=MONDAY, expected_seq=ticket.last_event_seq)
    with pytest.raises(operations.ChangedMeanwhile):
        operations.reply(ticket=ticket, by=world.bob, text="x", now=MONDAY, expected_seq=ticket.last_event_seq)
    assert kinds(ticket) == ["opened", "message"]


def test_what_no_database_keeps_is_replaced(world: World) -> None:
    ticket = world.ticket(subject="a\x00b", text="c\ud800d", facts={"product": "e\x00"})
    body = queries.history(ticket)[0].fact
    ticket.opening.refresh_from_db()
    assert (ticket.subject, ticket.opening.text) == ("a\ufffdb", "c?d")
    assert getattr(body, "facts") == {"product": "e\ufffd"}  # noqa: B009


def test_a_late_mail_answers_nothing_backwards(world: World) -> None:
    """The customer's mail written before the resolution and taken in after it reopens the ticket when it is taken in."""
    ticket = operations.resolve(ticket=world.ticket(), by=world.bob, now=after(hours=2))
    ticket = operations.customer_message(
        ticket=ticket, by=world.ana, text="x", channel="email", submitted_at=after(hours=1), now=after(hours=3)
    )
    assert ticket.status == "open"


def test_closing_ends_what_is_due_and_reopening_brings_it_back(world: World) -> None:
    ticket = world.ticket()
    due = ticket.due_at
    ticket = operations.close(ticket=ticket, by=world.bob, now=after(minutes=30))
    assert (ticket.due_at, ticket.next_alarm_at) == (None, None)
    ticket = operations.reopen(ticket=ticket, by=world.bob, now=after(minutes=60))
    assert due is not None
    assert ticket.due_at == due + timedelta(minutes=30)
