"""A ticket goes from tier to tier: with a summary, taken or sent back with a question; back and forth is counted."""

from __future__ import annotations

import pytest

from parola.desk.accounts.models import Person
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, escalating, operations, passing, projection, queries, settling, summary
from parola.desk.tickets.kinds.searches import SolutionSought
from parola.desk.tickets.kinds.tiers import HandedOver, SentBack
from parola.desk.tickets.ledger import Entry, append
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.operations import BadState, NotAllowed, ReasonNeeded
from parola.desk.tickets.summary import Summary, parts_of
from parola.desk.tickets.verification import verify
from parola.sla.agreement import Metric
from parola.sla.clock import State
from tests.desk import world as worlds
from tests.desk.teams import made
from tests.desk.world import MONDAY, World, after

WRITTEN = Summary(asked="No login", tried="Restarted it.", searched="Nothing fits.", missing="The log of the server.")


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Critical, with three tiers; Bob of the first has it, Lea is the second."""
    vendor = worlds.altamar(world, "hybrid")
    made.team(vendor, "first", world.bob, tiers=[1])
    made.team(vendor, "second", world.lea, tiers=[2, 3])
    opened = world.ticket(brand=vendor, priority="critical")
    return operations.assign(ticket=opened, by=world.bob, assignee=world.bob, now=MONDAY)


def up(ticket: Ticket, by: Person, minutes: int, given: Summary | None = WRITTEN) -> Ticket:
    return escalating.escalate(ticket=ticket, by=by, summary=given, now=after(minutes=minutes))


def back(ticket: Ticket, by: Person, minutes: int) -> Ticket:
    return escalating.send_back(ticket=ticket, by=by, question="Which server?", now=after(minutes=minutes))


def told(template: str) -> list[int]:
    rows = OutboxRow.objects.filter(payload__template=template).order_by("pk")
    return [row.payload["to"] for row in rows]


def last_summary(ticket: Ticket) -> tuple[HandedOver, Summary]:
    fact = next(e.fact for e in reversed(queries.history(ticket)) if isinstance(e.fact, HandedOver))
    return fact, summary.kept(Body.objects.get(pk=fact.body))


def test_the_next_tier_gets_the_summary_and_is_told(world: World, ticket: Ticket) -> None:
    ticket = up(ticket, world.bob, 10)
    assert (ticket.tier, ticket.assignee, ticket.handover) == (2, None, "waiting")
    assert last_summary(ticket)[1] == WRITTEN
    assert told("handed_over") == [world.lea.pk]


def test_who_takes_it_has_it(world: World, ticket: Ticket) -> None:
    ticket = escalating.accept(ticket=up(ticket, world.bob, 10), by=world.lea, now=after(minutes=20))
    assert (ticket.assignee, ticket.handover, ticket.returns) == (world.lea, "", 0)
    with pytest.raises(BadState):
        escalating.accept(ticket=ticket, by=world.lea, now=after(minutes=21))


def test_to_be_given_it_is_to_have_taken_it(world: World, ticket: Ticket) -> None:
    ticket = up(ticket, world.bob, 10)
    given = operations.assign(ticket=ticket, by=world.bob, assignee=world.lea, now=after(minutes=20))
    assert given.handover == ""


def test_it_goes_back_to_the_tier_and_the_person_it_came_from(world: World, ticket: Ticket) -> None:
    ticket = back(up(ticket, world.bob, 10), world.lea, 20)
    assert (ticket.tier, ticket.assignee, ticket.handover, ticket.returns) == (1, world.bob, "returned", 1)
    assert told("sent_back") == [world.bob.pk]
    drafted = escalating.from_record(ticket, queries.history(ticket), queries.terms(ticket), world.bob)
    assert drafted.missing == "Which server?"


def test_who_left_gets_nothing_back_their_team_does(world: World, ticket: Ticket) -> None:
    ticket = up(ticket, world.bob, 10)
    bea = worlds.posted("bea", ticket.brand, "agent")
    made.team(ticket.brand, "first again", bea, tiers=[1])
    world.bob.posts.all().delete()
    ticket = back(ticket, world.lea, 20)
    assert (ticket.assignee, told("sent_back")) == (None, [bea.pk])


def test_there_and_back_and_there_again_is_twice(world: World, ticket: Ticket) -> None:
    ticket = up(back(up(ticket, world.bob, 10), world.lea, 20), world.bob, 30)
    assert (ticket.tier, ticket.returns, ticket.handover) == (2, 2, "waiting")
    ticket = up(escalating.accept(ticket=ticket, by=world.lea, now=after(minutes=40)), world.lea, 50)
    assert [ticket.tier, ticket.returns] == [3, 2]
    ticket = back(back(ticket, world.lea, 60), world.lea, 70)
    assert (ticket.tier, ticket.assignee) == (1, world.bob)
    assert escalating.could_go_back(ticket, queries.history(ticket)) is None
    assert verify().findings == ()


def test_sending_back_does_not_put_off_what_a_higher_tier_was_promised(world: World, ticket: Ticket) -> None:
    """The second tier has four hours to pass it on; that it asks the first one stops nothing, and the desk keeps the promise."""
    ticket = back(up(ticket, world.bob, 60), world.lea, 90)
    (clock,) = [c for c in queries.timeline(ticket).present if c.metric is Metric.ESCALATION]
    assert clock.due == after(hours=5)
    alarms.sweep(now=after(minutes=60 + 228))
    ticket.refresh_from_db()
    assert (ticket.tier, ticket.handover) == (3, "waiting")
    assert (
        projection.timeline(queries.history(ticket), queries.terms(ticket)).clocks[-1].state(after(hours=6))
        is not State.MISSED
    )


def test_the_last_tier_sends_back_and_the_lower_tiers_time_begins(world: World, ticket: Ticket) -> None:
    ticket = up(up(ticket, world.bob, 10), world.lea, 20)
    ticket = back(ticket, world.lea, 60)
    (clock,) = [c for c in queries.timeline(ticket).present if c.metric is Metric.ESCALATION]
    assert (ticket.tier, clock.due, clock.state(after(minutes=61))) == (2, after(hours=5), State.RUNNING)


def test_the_desk_draws_the_summary_from_the_record_and_says_so(world: World, ticket: Ticket) -> None:
    sought = Entry(fact=SolutionSought(found=()), at=after(minutes=5))
    append(ticket=ticket, entries=[sought], now=after(minutes=5))
    operations.note(ticket=ticket, by=world.bob, text="Restarted twice.", now=after(minutes=10))
    alarms.sweep(now=after(minutes=228))
    ticket.refresh_from_db()
    fact, kept = last_summary(ticket)
    assert (ticket.tier, fact.drafted, kept.missing) == (2, True, "")
    assert kept.asked.startswith("No login\n")
    assert kept.tried.startswith("Europe/Madrid:\n")
    assert "Restarted twice." in kept.tried
    assert kept.searched


def test_a_tier_that_the_plan_lacks_is_told_and_has_nothing_to_take(world: World) -> None:
    ticket = up(world.ticket(brand=worlds.altamar(world, "native"), priority="critical"), world.bob, 10)
    assert (ticket.handover, ticket.holder, ticket.returns) == ("", 1, 0)
    assert last_summary(ticket)[0].informs
    with pytest.raises(BadState):
        back(ticket, world.lea, 20)


def test_what_is_at_its_end_waits_to_be_taken_no_more(world: World, ticket: Ticket) -> None:
    ticket = up(ticket, world.bob, 10)
    closed = settling.withdraw(ticket=ticket, by=world.ana, now=after(minutes=20))
    assert closed.handover == ""
    with pytest.raises(BadState):
        back(ticket, world.lea, 30)
    with pytest.raises(BadState):
        up(ticket, world.lea, 30)


def test_a_question_and_the_right_are_needed(world: World, ticket: Ticket) -> None:
    ticket = up(ticket, world.bob, 10)
    with pytest.raises(ReasonNeeded):
        escalating.send_back(ticket=ticket, by=world.lea, question=" ", now=after(minutes=20))
    with pytest.raises(NotAllowed):
        escalating.accept(ticket=ticket, by=world.ana, now=after(minutes=20))
    with pytest.raises(NotAllowed):
        back(ticket, world.audrey, 20)


def test_customers_see_nothing_of_it(world: World, ticket: Ticket) -> None:
    ticket = back(up(ticket, world.bob, 10), world.lea, 20)
    kinds = {item.recorded.fact.kind for item in queries.conversation(ticket, world.ana)}
    assert not kinds & {HandedOver.kind, SentBack.kind, "escalated", "assigned"}


def test_an_escalation_of_an_earlier_release_waits_for_nobody(world: World, ticket: Ticket) -> None:
    history = [event for event in queries.history(up(ticket, world.bob, 10)) if not isinstance(event.fact, HandedOver)]
    assert passing.passing(history) == passing.Passing()


@pytest.mark.parametrize("text", ["[tried]\nand more", "", "a\n\n[missing]\n\nb"])
def test_a_summary_is_read_as_it_was_written(text: str) -> None:
    written = Summary(asked=text, tried=text, searched="x", missing=text)
    read = parts_of(written.written())
    assert [read.searched, read.asked.replace(" ", "")] == ["x", text.replace(" ", "")]
