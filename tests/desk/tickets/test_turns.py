"""Milestones, facts that change, promises agreed on one ticket, and what is noted late."""

from __future__ import annotations

from datetime import datetime

import pytest

from parola.desk.agreements import operations as agreements
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import agreeing, corrections, dues, milestones, operations, queries
from parola.desk.tickets.corrections import NotThen
from parola.desk.tickets.kinds import turns
from parola.desk.tickets.milestones import WordsNeeded
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import BadState, NotAllowed, ReasonNeeded
from parola.desk.tickets.vocabulary import Message
from parola.policy import library
from parola.sla.agreement import Metric
from parola.sla.clock import State
from tests.desk.mail.test_compose import letter
from tests.desk.world import MONDAY, World, after, altamar


def last(ticket: Ticket) -> object:
    return queries.history(ticket)[-1].fact


def templates() -> list[str]:
    return [row.payload["template"] for row in OutboxRow.objects.order_by("pk")][1:]


def test_a_workaround_is_given_with_words_that_answer_too(world: World) -> None:
    ticket = milestones.reach(
        ticket=world.ticket(), milestone="workaround", by=world.bob, text="Use the other door.", now=after(minutes=5)
    )
    assert last(ticket) == turns.WorkaroundGiven(message=2)
    assert ticket.first_response_at == after(minutes=5)
    assert templates() == ["reply"]


def test_a_promised_workaround_is_kept_by_the_message_and_runs_on_where_that_proves_wrong(world: World) -> None:
    brand = altamar(world)
    row, more = "      update: {on", "      workaround: {on: always, critical: 4h, high: 8h, normal: 2d}\n"
    source = library.load("native").source.replace(row, more + row)
    agreements.publish(brand=brand, source=source, by=None, now=after(days=-1))
    ticket = world.ticket(brand=brand, priority="critical")

    def state() -> State:
        clocks = queries.timeline(ticket).at(after(hours=2)).clocks
        return next(clock.state(after(hours=2)) for clock in clocks if clock.metric is Metric.WORKAROUND)

    assert state() is State.RUNNING
    milestones.reach(ticket=ticket, milestone="workaround", by=world.bob, text="Try this", now=after(minutes=30))
    assert state() is State.MET
    milestones.withdraw(ticket=ticket, milestone="workaround", reason="Fails", by=world.bob, now=after(hours=1))
    assert state() is State.RUNNING


def test_a_message_that_was_sent_is_marked_as_the_workaround_at_its_own_instant(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Try this", now=after(minutes=5))
    milestones.reach(ticket=ticket, milestone="workaround", by=world.lea, message=2, now=after(hours=1))
    event = queries.history(ticket)[-1]
    assert (event.at, event.recorded_at, event.fact) == (
        after(minutes=5),
        after(hours=1),
        turns.WorkaroundGiven(message=2),
    )
    assert templates() == ["reply"]


@pytest.mark.parametrize("message", [None, 1, 3, 9])
def test_a_workaround_without_words_to_the_customer_is_none(world: World, message: int | None) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Hello", now=MONDAY)
    operations.note(ticket=ticket, by=world.bob, text="Inside", now=MONDAY)
    with pytest.raises(WordsNeeded):
        milestones.reach(ticket=ticket, milestone="workaround", by=world.bob, message=message, now=MONDAY)


def test_outside_the_contact_window_words_need_a_reason(world: World) -> None:
    ticket = world.ticket(priority="P3")
    with pytest.raises(ReasonNeeded):
        milestones.reach(ticket=ticket, milestone="restored", by=world.bob, text="It works", now=after(hours=12))
    milestones.reach(
        ticket=ticket,
        milestone="restored",
        by=world.bob,
        text="It works",
        at_once_reason="She waits",
        now=after(hours=12),
    )
    said = queries.history(ticket)[1].fact
    assert isinstance(said, Message)
    assert said.at_once_reason == "She waits"


def test_what_was_restored_earlier_is_told_with_both_instants(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    ticket = world.ticket()
    milestones.reach(ticket=ticket, milestone="restored", by=world.bob, at=after(minutes=30), now=after(hours=1))
    event = queries.history(ticket)[-1]
    assert (event.at, event.recorded_at) == (after(minutes=30), after(hours=1))
    assert "works again, since Monday, 16 November 2026, 09:30" in letter("milestone").text


@pytest.mark.parametrize("at", [after(minutes=-1), after(hours=2)])
def test_nothing_takes_place_before_the_opening_or_in_the_future(world: World, at: datetime) -> None:
    ticket = world.ticket()
    with pytest.raises(NotThen):
        milestones.reach(ticket=ticket, milestone="restored", by=world.bob, at=at, now=after(hours=1))
    with pytest.raises(NotThen):
        corrections.note_call(
            ticket=ticket, by=world.bob, caller=world.ana, from_customer=True, text="x", at=at, now=after(hours=1)
        )
    with pytest.raises(NotThen):
        corrections.note_waiting(ticket=ticket, by=world.bob, reason="customer", start=at, end=None, now=after(hours=1))


def test_what_proved_wrong_cannot_have_been_reached_before_that_was_found_out(world: World) -> None:
    ticket = milestones.reach(ticket=world.ticket(), milestone="restored", by=world.bob, now=after(hours=1))
    milestones.withdraw(ticket=ticket, milestone="restored", reason="No", by=world.bob, now=after(hours=2))
    with pytest.raises(NotThen):
        milestones.reach(ticket=ticket, milestone="restored", by=world.bob, at=after(hours=1.5), now=after(hours=4))
    milestones.reach(ticket=ticket, milestone="restored", by=world.bob, at=after(hours=3), now=after(hours=4))
    assert queries.timeline(ticket).reliefs == {"restored": after(hours=3)}


def test_a_message_that_gave_a_wrong_workaround_gives_no_other(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Try this", now=after(minutes=5))
    milestones.reach(ticket=ticket, milestone="workaround", by=world.bob, message=2, now=after(hours=1))
    milestones.withdraw(ticket=ticket, milestone="workaround", reason="No", by=world.bob, now=after(hours=2))
    with pytest.raises(NotThen):
        milestones.reach(ticket=ticket, milestone="workaround", by=world.bob, message=2, now=after(hours=3))


def test_what_proved_wrong_is_taken_back_with_a_reason_and_can_be_reached_again(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    ticket = world.ticket()
    with pytest.raises(BadState):
        milestones.withdraw(ticket=ticket, milestone="restored", reason="No", by=world.bob, now=MONDAY)
    for _ in range(2):
        milestones.reach(ticket=ticket, milestone="restored", by=world.bob, now=MONDAY)
        with pytest.raises(BadState):
            milestones.reach(ticket=ticket, milestone="restored", by=world.bob, now=MONDAY)
        with pytest.raises(ReasonNeeded):
            milestones.withdraw(ticket=ticket, milestone="restored", reason=" ", by=world.bob, now=MONDAY)
        milestones.withdraw(ticket=ticket, milestone="restored", reason="Down again", by=world.bob, now=MONDAY)
    assert milestones.reached(queries.history(ticket)) == set()
    assert "Down again" in letter("milestone_withdrawn").text


def test_facts_change_for_a_reason_and_the_due_times_before_and_after_are_kept(world: World) -> None:
    ticket = world.ticket(facts={"environment": "production", "region": "north"})
    given = {"environment": "staging", "region": "", "product": "", "type": "question"}
    agreeing.change_facts(ticket=ticket, by=world.bob, facts=given, reason="It moved", now=after(minutes=5))
    fact = last(ticket)
    assert isinstance(fact, turns.FactsChanged)
    assert fact.facts == {"environment": "staging", "region": "", "type": "question"}
    assert fact.before == {"environment": "production", "region": "north", "type": ""}
    assert fact.due_before == fact.due_after == ticket.due_at
    assert agreeing.known_facts(queries.history(ticket)) == {"environment": "staging", "type": "question"}
    assert templates() == ["facts_changed"]


def test_what_was_missed_and_nobody_has_done_yet_is_still_due_next_after_a_change_of_facts(world: World) -> None:
    ticket = world.ticket(priority="P1")
    late = agreeing.change_facts(ticket=ticket, by=world.bob, facts={"type": "x"}, reason="So", now=after(hours=3))
    fact = queries.history(ticket)[-1].fact
    assert isinstance(fact, turns.FactsChanged)
    assert fact.due_before == fact.due_after == late.due_at
    assert late.due_at is not None
    assert late.due_at < after(hours=3)


def test_facts_that_are_known_already_are_no_change(world: World) -> None:
    ticket = world.ticket(facts={"environment": "production"})
    with pytest.raises(BadState):
        agreeing.change_facts(
            ticket=ticket, by=world.bob, facts={"environment": "production", "type": ""}, reason="So", now=MONDAY
        )
    with pytest.raises(ReasonNeeded):
        agreeing.change_facts(ticket=ticket, by=world.bob, facts={"type": "x"}, reason="", now=MONDAY)


def test_both_sides_agree_on_a_due_time(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    ticket = world.ticket(brand=altamar(world), priority="critical")
    before = next(c.due for c in agreeing.agreeable(ticket, MONDAY) if c.metric is Metric.UPDATE)
    agreeing.agree(
        ticket=ticket,
        by=world.bob,
        metric=Metric.UPDATE,
        due=after(hours=7),
        agreed_with=world.ana,
        reason="Parts",
        now=MONDAY,
    )
    assert last(ticket) == turns.PromiseAgreed(
        metric="update", due=after(hours=7), due_before=before, agreed_with=world.ana.pk, reason="Parts"
    )
    assert "Customer update by Monday, 16 November 2026, 16:00" in letter("promise_agreed").text


def test_what_cannot_be_agreed(world: World) -> None:
    ticket = world.ticket()

    def agree(**given: object) -> None:
        wanted: dict[str, object] = {
            "metric": Metric.FIRST_RESPONSE, "due": after(hours=7), "agreed_with": world.ana, "reason": "Parts",
        }  # fmt: skip
        agreeing.agree(ticket=ticket, by=world.bob, now=MONDAY, **(wanted | given))  # type: ignore[arg-type]

    with pytest.raises(NotThen):
        agree(due=MONDAY)
    with pytest.raises(NotAllowed):
        agree(agreed_with=world.olga)
    with pytest.raises(BadState):
        agree(metric=Metric.UPDATE)
    with pytest.raises(ReasonNeeded):
        agree(reason=" ")


def test_a_call_noted_later_answers_when_it_was_made_and_nothing_is_sent(world: World) -> None:
    ticket = world.ticket(priority="P1")
    call = {"by": world.bob, "caller": world.ana, "text": "Told her", "at": after(minutes=30)}
    corrections.note_call(ticket=ticket, from_customer=False, now=after(hours=1), **call)  # type: ignore[arg-type]
    assert queries.again(ticket).first_response_at == after(minutes=30)
    assert templates() == []


def test_a_call_noted_after_the_miss_takes_it_not_back(world: World) -> None:
    ticket = world.ticket(priority="P1")
    call = {"by": world.bob, "caller": world.ana, "text": "Told her", "at": after(minutes=30)}
    corrections.note_call(ticket=ticket, from_customer=False, now=after(hours=3), **call)  # type: ignore[arg-type]
    assert queries.timeline(ticket).clocks[0].state(after(hours=4)) is State.MISSED


@pytest.mark.parametrize(("at", "status"), [(after(minutes=20), "open"), (after(minutes=5), "waiting")])
def test_a_call_from_the_customer_ends_a_waiting_that_began_before_it(world: World, at: datetime, status: str) -> None:
    ticket = operations.wait(ticket=world.ticket(), by=world.bob, reason="customer", now=after(minutes=10))
    called = corrections.note_call(
        ticket=ticket, by=world.bob, caller=world.ana, from_customer=True, text="Here", at=at, now=after(hours=1)
    )
    assert called.status == status


def test_a_call_is_with_somebody_of_the_customers_side(world: World) -> None:
    with pytest.raises(NotAllowed):
        corrections.note_call(
            ticket=world.ticket(), by=world.bob, caller=world.olga, from_customer=True, text="x", at=MONDAY, now=MONDAY
        )


def test_a_waiting_noted_later_is_taken_out(world: World) -> None:
    brand = altamar(world)
    source = library.load("native").source + "\npauses:\n  escalation: [customer]\n"
    agreements.publish(brand=brand, source=source, by=None, now=after(days=-1))
    ticket = world.ticket(brand=brand, priority="critical")
    waited = {"by": world.bob, "reason": "customer", "start": after(minutes=10), "end": after(minutes=40)}
    corrections.note_waiting(ticket=ticket, now=after(hours=1), **waited)  # type: ignore[arg-type]
    escalation = next(c for c in queries.timeline(ticket).clocks if c.metric is Metric.ESCALATION)
    assert escalation.due == after(hours=4, minutes=30)
    with pytest.raises(corrections.NotAtWork):
        corrections.note_waiting(ticket=ticket, now=after(hours=1), **waited)  # type: ignore[arg-type]
    still = corrections.note_waiting(
        ticket=ticket, by=world.bob, reason="customer", start=after(minutes=50), end=None, now=after(hours=1)
    )
    assert (still.status, still.waiting_for) == ("waiting", "customer")


def test_a_waiting_ends_after_it_began_and_not_in_the_future(world: World) -> None:
    for end in (after(minutes=5), after(minutes=10), after(hours=2)):
        with pytest.raises(NotThen):
            corrections.note_waiting(
                ticket=world.ticket(),
                by=world.bob,
                reason="customer",
                start=after(minutes=10),
                end=end,
                now=after(hours=1),
            )


def test_each_due_time_is_followed_event_by_event(world: World) -> None:
    ticket = world.ticket(priority="P2")
    operations.note(ticket=ticket, by=world.bob, text="Hm", now=after(minutes=1))
    operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason="All", now=after(minutes=5))
    operations.reply(ticket=ticket, by=world.bob, text="Hello", now=after(minutes=10))
    steps = dues.along(queries.history(ticket), queries.terms(ticket))
    assert dues.changes(steps[0], steps[1]) == ()
    (raised,) = dues.changes(steps[1], steps[2])
    assert (raised.before, raised.after) == (
        dues.Standing(steps[0][raised.clock].due, State.RUNNING),
        dues.Standing(after(hours=2, minutes=5), State.RUNNING),
    )
    (answered,) = dues.changes(steps[2], steps[3])
    assert answered.after == dues.Standing(after(hours=2, minutes=5), State.MET)


@pytest.mark.parametrize("who", ["audrey", "zoe", "ana"])
def test_only_who_works_for_the_brand_does_any_of_it(world: World, who: str) -> None:
    ticket, person = world.ticket(), getattr(world, who)
    with pytest.raises(NotAllowed):
        milestones.reach(ticket=ticket, milestone="restored", by=person, now=MONDAY)
    with pytest.raises(NotAllowed):
        milestones.withdraw(ticket=ticket, milestone="restored", reason="x", by=person, now=MONDAY)
    with pytest.raises(NotAllowed):
        agreeing.change_facts(ticket=ticket, by=person, facts={"type": "x"}, reason="x", now=MONDAY)
    with pytest.raises(NotAllowed):
        corrections.note_waiting(ticket=ticket, by=person, reason="customer", start=MONDAY, end=None, now=MONDAY)
