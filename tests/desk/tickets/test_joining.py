"""Merging, duplicates, spam and splitting: the older start counts, nothing said is lost, and nobody gains sight of anything."""

from __future__ import annotations

import pytest

from parola.desk.accounts.models import Brand, Membership, Person
from parola.desk.agreements import operations as agreements
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, joining, operations, participants, queries
from parola.desk.tickets.kinds import ties
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.operations import BadState, NotAllowed
from parola.desk.tickets.vocabulary import Message
from parola.policy import library
from parola.sla.agreement import Metric
from parola.sla.clock import State
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, after, altamar


def words(ticket: Ticket, reader: Person) -> list[str]:
    return [item.body.text for item in queries.conversation(ticket, reader) if item.body]


def present(ticket: Ticket) -> Ticket:
    return queries.again(ticket)


def colleague(world: World) -> Person:
    """Another person of Acme's, who sees only their own requests."""
    carla = worlds.person("carla", language="en")
    Membership.objects.create(person=carla, organization=world.acme)
    return carla


def write(world: World, ticket: Ticket, text: str, **when: float) -> Ticket:
    at = after(**when)
    return operations.customer_message(ticket=ticket, by=world.ana, text=text, channel="web", submitted_at=at, now=at)


def mails(template: str) -> list[tuple[int, int]]:
    rows = OutboxRow.objects.filter(payload__template=template).order_by("pk")
    return [(row.payload["ticket"], row.payload["to"]) for row in rows]


@pytest.mark.parametrize("from_older", [True, False])
def test_whichever_is_merged_into_the_other_the_older_goes_on(world: World, from_older: bool) -> None:
    older, younger = world.ticket(), world.ticket(submitted_at=after(hours=1), now=after(hours=1))
    one, other = (older, younger) if from_older else (younger, older)
    gone_on = joining.merge(ticket=one, other=other, by=world.bob, now=after(hours=2))
    assert gone_on == older
    assert (gone_on.status, gone_on.opened_at, gone_on.void) == ("open", MONDAY, "")
    closed = present(younger)
    assert (closed.status, closed.void, closed.instead) == ("closed", "merged", older)
    assert {clock.state(after(days=9)) for clock in queries.timeline(closed).at(after(days=9)).clocks} == {State.VOID}
    assert closed.next_alarm_at is None
    assert mails("merged") == [(younger.pk, world.ana.pk)]


def test_what_was_written_on_the_younger_stands_on_the_older_at_its_own_instant_and_is_not_copied(world: World) -> None:
    older = world.ticket(text="one")
    younger = world.ticket(text="two", submitted_at=after(hours=1), now=after(hours=1))
    operations.note(ticket=younger, by=world.lea, text="inside", now=after(hours=2))
    bodies = Body.objects.count()
    joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=3))
    assert Body.objects.count() == bodies
    brought = [event for event in queries.history(older) if isinstance(event.fact, Message)]
    assert [(event.at, event.recorded_at, event.actor) for event in brought] == [
        (after(hours=1), after(hours=3), world.ana.pk),
        (after(hours=2), after(hours=3), world.lea.pk),
    ]
    assert words(older, world.ana) == ["one", "two"]
    assert words(older, world.bob) == ["one", "two", "inside"]


def test_what_an_earlier_merge_brought_is_not_brought_again(world: World) -> None:
    older, younger = world.ticket(), world.ticket(submitted_at=after(hours=1), now=after(hours=1), text="Second")
    joining.merge(ticket=older, other=younger, by=world.bob, now=after(hours=2))
    operations.reopen(ticket=present(younger), by=world.bob, now=after(hours=3))
    write(world, present(younger), "Third", hours=4)
    joining.merge(ticket=present(older), other=present(younger), by=world.bob, now=after(hours=5))
    assert words(present(older), world.bob) == ["Nobody can log in.", "Second", "Third"]


def test_an_unanswered_request_of_the_younger_is_answered_on_the_older(world: World) -> None:
    brand = asking_next(world)
    older = world.ticket(brand=brand, priority="critical")
    operations.reply(ticket=older, by=world.bob, text="Hello", now=after(minutes=5))
    start = after(minutes=10)
    younger = world.ticket(brand=brand, priority="critical", text="And this?", submitted_at=start, now=start)
    joining.merge(ticket=younger, other=older, by=world.bob, now=after(minutes=20))
    asked = next(clock for clock in queries.timeline(older).clocks if clock.metric is Metric.NEXT_RESPONSE)
    assert asked.began == start
    operations.reply(ticket=older, by=world.bob, text="This too", now=after(minutes=30))
    asked = next(clock for clock in queries.timeline(older).clocks if clock.metric is Metric.NEXT_RESPONSE)
    assert asked.state(after(minutes=30)) is State.MET


def asking_next(world: World) -> Brand:
    """A brand whose agreement promises the next response too."""
    brand = altamar(world, plan="hybrid")
    row, more = "      update: {on", "      next_response: {on: always, critical: 1h, high: 2h, normal: 4h}\n"
    source = library.load("native").source.replace(row, more + row)
    agreements.publish(brand=brand, source=source, by=None, now=after(days=-1))
    return brand


def test_an_answer_on_the_younger_takes_no_miss_of_the_older_back(world: World) -> None:
    older = world.ticket(priority="P1")
    younger = world.ticket(priority="P1", submitted_at=after(minutes=5), now=after(minutes=5))
    operations.reply(ticket=younger, by=world.bob, text="Hello", now=after(minutes=30))
    joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=3))
    assert present(older).first_response_at == after(hours=3)
    assert queries.timeline(older).clocks[0].state(after(hours=4)) is State.MISSED


def test_an_answer_on_the_younger_answers_the_older_that_is_not_due_yet(world: World) -> None:
    older = world.ticket(priority="P1")
    younger = world.ticket(priority="P1", submitted_at=after(minutes=5), now=after(minutes=5))
    operations.reply(ticket=younger, by=world.bob, text="Hello", now=after(minutes=30))
    joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=1))
    assert present(older).first_response_at == after(minutes=30)


@pytest.mark.parametrize("end", [operations.resolve, operations.close])
def test_a_ticket_at_its_end_is_taken_up_again_by_a_merge_with_one_at_work(world: World, end: object) -> None:
    older = world.ticket()
    end(ticket=older, by=world.bob, now=after(minutes=5))  # type: ignore[operator]
    younger = world.ticket(submitted_at=after(hours=1), now=after(hours=1))
    assert joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=2)).status == "open"


def test_two_that_are_at_their_end_stay_there(world: World) -> None:
    older, younger = world.ticket(), world.ticket(submitted_at=after(hours=1), now=after(hours=1))
    for ticket in (older, younger):
        operations.resolve(ticket=ticket, by=world.bob, now=after(hours=2))
    assert joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=3)).status == "resolved"


def test_an_older_one_that_waits_for_the_customer_goes_on_where_the_younger_is_at_work(world: World) -> None:
    older, younger = world.ticket(), world.ticket(submitted_at=after(hours=1), now=after(hours=1))
    operations.wait(ticket=older, by=world.bob, reason="customer", now=after(minutes=5))
    assert joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=2)).status == "open"


def test_a_held_reply_of_the_younger_waits_on_the_older_and_leaves_once(world: World) -> None:
    older = world.ticket(priority="P3")
    younger = world.ticket(priority="P3", submitted_at=after(hours=1), now=after(hours=1))
    operations.reply(ticket=younger, by=world.lea, text="Good evening", now=after(hours=12))
    joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=13))
    alarms.sweep(now=after(days=1))
    assert mails("reply") == [(older.pk, world.ana.pk)]
    assert present(younger).next_alarm_at is None
    assert words(older, world.ana)[-1] == "Good evening"


def test_only_the_same_customers_requests_to_the_same_brand_are_merged(world: World) -> None:
    ours = world.ticket()
    for other in (
        world.ticket(requester=world.olga, priority=None),
        world.ticket(brand=world.zmanda, priority=None),
        ours,
    ):
        with pytest.raises(joining.Apart):
            joining.merge(ticket=ours, other=other, by=world.root, now=MONDAY)


def test_without_an_organization_only_the_same_person(world: World) -> None:
    nemo = worlds.person("nemo")
    hers, his = world.ticket(requester=world.olga, priority=None), world.ticket(requester=nemo, priority=None)
    with pytest.raises(joining.Apart):
        joining.merge(ticket=hers, other=his, by=world.bob, now=MONDAY)
    again = world.ticket(requester=world.olga, priority=None)
    assert joining.merge(ticket=hers, other=again, by=world.bob, now=MONDAY) == hers


def test_nobody_is_shown_a_colleagues_words_unless_somebody_decides_it(world: World) -> None:
    carla = colleague(world)
    older = world.ticket(requester=carla, text="Carla's")
    younger = world.ticket(text="Ana's", submitted_at=after(hours=1), now=after(hours=1))
    with pytest.raises(joining.Shown) as refused:
        joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=2))
    assert refused.value.people == [carla]
    assert not present(younger).void
    joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=2), share=True)
    assert set(older.participants.all()) == {world.ana}
    assert set(younger.participants.all()) == {carla}
    assert words(older, carla) == words(older, world.ana) == ["Carla's", "Ana's"]


def test_who_follows_the_younger_alone_gains_no_sight_of_the_older(world: World) -> None:
    older = world.ticket(text="secret")
    younger = world.ticket(text="open", submitted_at=after(hours=1), now=after(hours=1))
    participants.add(ticket=younger, by=world.bob, person=world.olga, now=after(hours=1))
    joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=2))
    assert not queries.visible_to(world.olga).filter(pk=older.pk).exists()
    assert queries.references(queries.history(younger), world.olga) == {}
    assert queries.references(queries.history(younger), world.ana) == {older.pk: older.reference}


def test_what_is_written_to_a_merged_ticket_goes_to_the_one_that_goes_on(world: World) -> None:
    tickets = [world.ticket(submitted_at=after(hours=n), now=after(hours=n)) for n in range(3)]
    joining.merge(ticket=tickets[2], other=tickets[1], by=world.bob, now=after(hours=4))
    joining.merge(ticket=tickets[1], other=tickets[0], by=world.bob, now=after(hours=5))
    assert write(world, tickets[2], "More", hours=6) == tickets[0]
    assert present(tickets[2]).void == "merged"


def test_who_takes_no_part_in_the_one_that_goes_on_takes_the_merge_back_by_writing(world: World) -> None:
    older = world.ticket()
    younger = world.ticket(submitted_at=after(hours=1), now=after(hours=1))
    participants.add(ticket=younger, by=world.bob, person=world.olga, now=after(hours=1))
    joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=2))
    joined = operations.customer_message(
        ticket=younger,
        by=world.olga,
        text="Mine is another",
        channel="web",
        submitted_at=after(hours=3),
        now=after(hours=3),
    )
    assert (joined, joined.status, joined.void, joined.instead) == (younger, "open", "", None)
    assert words(older, world.bob) == words(older, world.ana) != []
    assert "Mine is another" not in words(older, world.bob)


@pytest.mark.parametrize("end", ["merge", "duplicate", "spam"])
def test_a_reopening_takes_it_back_and_the_clocks_count_again(world: World, end: str) -> None:
    older, ticket = world.ticket(), world.ticket(submitted_at=after(minutes=5), now=after(minutes=5))
    act(world, end, ticket, older)
    assert present(ticket).void
    reopened = operations.reopen(ticket=ticket, by=world.bob, now=after(minutes=20))
    assert (reopened.void, reopened.instead, reopened.status) == ("", None, "open")
    assert reopened.due_at is not None


def act(world: World, end: str, ticket: Ticket, other: Ticket) -> None:
    now = after(minutes=10)
    if end == "merge":
        joining.merge(ticket=ticket, other=other, by=world.bob, now=now)
    elif end == "duplicate":
        joining.mark_duplicate(ticket=ticket, of=other, by=world.bob, now=now)
    else:
        joining.mark_spam(ticket=ticket, by=world.bob, now=now)


@pytest.mark.parametrize("end", ["merge", "duplicate", "spam"])
def test_what_counts_for_nothing_is_not_tied_again(world: World, end: str) -> None:
    other, third = world.ticket(), world.ticket()
    ticket = world.ticket()
    act(world, end, ticket, other)
    for again in ("merge", "duplicate"):
        for one, two in ((ticket, third), (third, ticket)):
            with pytest.raises(BadState):
                act(world, again, one, two)
    with pytest.raises(BadState):
        act(world, "spam", ticket, other)


def test_a_duplicate_of_another_customers_request_names_it_to_nobody(world: World) -> None:
    theirs = world.ticket(requester=world.olga, priority=None)
    ticket = joining.mark_duplicate(ticket=world.ticket(), of=theirs, by=world.bob, now=MONDAY)
    assert (ticket.void, ticket.instead, ticket.status) == ("duplicate", theirs, "closed")
    assert queries.references(queries.history(ticket), world.ana) == {}
    assert mails("duplicate") == [(ticket.pk, world.ana.pk)]
    assert write(world, ticket, "Not the same", hours=1) == ticket
    assert present(ticket).status == "open"


def test_spam_is_told_to_nobody_and_nothing_leaves_because_of_it(world: World) -> None:
    ticket = world.ticket(requester=world.olga, priority="P3", facts={})
    operations.reply(ticket=ticket, by=world.bob, text="Held", now=after(hours=12))
    joining.mark_spam(ticket=ticket, by=world.bob, now=after(hours=13))
    alarms.sweep(now=after(days=2))
    assert not OutboxRow.objects.filter(payload__to=world.olga.pk).exists()
    assert [item.recorded.fact.kind for item in queries.conversation(ticket, world.olga)] == ["opened"]


def test_what_a_sender_of_spam_writes_next_is_kept_and_wakes_nobody(world: World) -> None:
    ticket = world.ticket(requester=world.olga, priority=None)
    joining.mark_spam(ticket=ticket, by=world.bob, now=MONDAY)
    kept = operations.customer_message(
        ticket=ticket, by=world.olga, text="Buy", channel="email", submitted_at=MONDAY, now=MONDAY
    )
    assert (kept.status, kept.void) == ("closed", "spam")
    assert words(ticket, world.bob)[-1] == "Buy"


def test_a_message_becomes_a_ticket_of_its_own_from_when_it_was_sent(world: World) -> None:
    ticket = world.ticket(priority="P1", facts={"environment": "production"})
    write(world, ticket, "Another thing: invoices", hours=0.5)
    new = joining.split(ticket=ticket, message=2, subject="Invoices", by=world.bob, now=after(hours=2))
    assert (new.subject, new.opened_at, new.requester) == ("Invoices", after(hours=0.5), world.ana)
    assert (new.organization, new.plan, new.contract) == (world.acme, "basic", world.contract)
    assert words(new, world.ana) == ["Another thing: invoices"]
    assert [type(event.fact).__name__ for event in queries.history(new)] == ["Opened", "SplitFrom"]
    assert queries.history(ticket)[-1].fact == ties.SplitOff(message=2, into=new.pk)
    assert mails("split") == [(new.pk, world.ana.pk)]


@pytest.mark.parametrize("place", [0, 1, 3, 4, 9])
def test_only_a_message_of_the_customers_is_split_off_and_once(world: World, place: int) -> None:
    ticket = world.ticket()
    write(world, ticket, "More", hours=1)
    operations.reply(ticket=ticket, by=world.bob, text="Hello", now=after(hours=2))
    joining.split(ticket=ticket, message=2, subject="", by=world.bob, now=after(hours=2))
    for wrong in (place, 2):
        with pytest.raises(joining.NoSuchMessage):
            joining.split(ticket=ticket, message=wrong, subject="", by=world.bob, now=after(hours=3))
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("who", ["audrey", "zoe", "ana"])
def test_only_who_works_for_the_brand_ties_tickets(world: World, who: str) -> None:
    one, two, person = world.ticket(), world.ticket(), getattr(world, who)
    with pytest.raises(NotAllowed):
        joining.merge(ticket=two, other=one, by=person, now=MONDAY)
    with pytest.raises(NotAllowed):
        joining.mark_duplicate(ticket=two, of=one, by=person, now=MONDAY)
    with pytest.raises(NotAllowed):
        joining.mark_spam(ticket=two, by=person, now=MONDAY)
    with pytest.raises(NotAllowed):
        joining.split(ticket=two, message=1, subject="", by=person, now=MONDAY)
