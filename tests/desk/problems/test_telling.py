"""Customers are told of a workaround and of the solution: each once, in their language, when they may be contacted; and may say no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from parola.desk.accounts.models import Person, Post
from parola.desk.mail import compose
from parola.desk.outbox.models import OutboxRow
from parola.desk.problems import operations as problems
from parola.desk.problems import refusals, telling
from parola.desk.problems.foretold import foresee
from parola.desk.problems.models import Addressee, Problem, Telling
from parola.desk.problems.operations import ChangedMeanwhile
from parola.desk.problems.telling import NothingToSay, Why
from parola.desk.tickets import joining, operations, queries
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.vocabulary import Message
from parola.sla.agreement import Metric
from tests.desk.world import MONDAY, World, after, altamar, posted

TEXTS = {"en": "Use the app meanwhile.", "es": "Mientras tanto, use la aplicación."}
SOLVED = {"en": "It is repaired.", "es": "Está reparado."}
EVENING = after(hours=12)
"""A Monday at 22:00 in Madrid: P3 is contacted in business hours."""


def opened(world: World, *tickets: Ticket) -> Problem:
    return problems.open_problem(
        brand=world.credenti, tickets=tickets, title="Certificates are refused", by=world.bob, now=MONDAY
    )


def told(
    problem: Problem, by: Person, what: str = "workaround", texts: Mapping[str, str] = TEXTS, **given: object
) -> Telling:
    """It is ordered and carried out at once."""
    at = given.pop("now", after(hours=1))
    assert isinstance(at, datetime)
    ordered = telling.order(
        problem=problem,
        what=what,
        texts=texts,
        number=telling.next_number(problem),
        by=by,
        now=at,
        **given,  # type: ignore[arg-type]
    )
    while telling.carry_out(now=at):
        pass
    return ordered


def words_to(ticket: Ticket) -> list[str]:
    """What the support side said on the ticket."""
    history = queries.history(ticket)
    said = [event for event in history if isinstance(event.fact, Message) and event.fact.side == "support"]
    return [item.body.text for item in queries.items(said, held=()) if item.body]


def states(ordered: Telling) -> dict[str, tuple[str, str]]:
    rows = Addressee.objects.filter(telling=ordered).select_related("ticket")
    return {row.ticket.reference: (row.state, row.why) for row in rows}


def mails_to(person: Person, template: str) -> list[EmailMessage]:
    rows = OutboxRow.objects.filter(payload__to=person.pk, payload__template=template).order_by("pk")
    return [message_from_bytes(compose.compose(row, after(hours=2)).data, policy=default) for row in rows]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def again(ticket: Ticket) -> Ticket:
    return queries.again(ticket)


def test_each_is_told_in_their_language_and_who_has_none_is_told_so(world: World) -> None:
    spanish, italian, arabic = world.ticket(), world.ticket(requester=world.olga), world.ticket(requester=world.amir)
    problem = opened(world, spanish, italian, arabic)
    told(problem, world.bob)
    assert words_to(spanish) == [TEXTS["es"]]
    (said,) = words_to(italian)
    assert said.endswith(TEXTS["en"])
    assert said != TEXTS["en"]
    rows = Addressee.objects.filter(ticket=arabic)
    assert [row.language for row in rows] == ["en"]


def test_a_telling_is_a_message_of_a_person_and_meets_what_waits_for_one(world: World) -> None:
    vendor = altamar(world)
    ticket = world.ticket(brand=vendor, priority="critical")
    problem = problems.open_problem(brand=vendor, tickets=[ticket], title="x", by=world.bob, now=MONDAY)
    told(problem, world.bob, now=after(minutes=10))
    clocks = queries.timeline(ticket).clocks
    answered = next(clock for clock in clocks if clock.metric is Metric.FIRST_RESPONSE)
    update = next(clock for clock in clocks if clock.metric is Metric.UPDATE and clock.cycle == 1)
    assert (answered.done, update.done) == (after(minutes=10), after(minutes=10))
    assert TicketEvent.objects.filter(ticket=ticket, kind="workaround_given").count() == 1
    message = TicketEvent.objects.get(ticket=ticket, kind="message")
    assert TicketEvent.objects.get(ticket=ticket, kind="workaround_given").data["message"] == message.seq
    assert message.actor == world.bob
    assert len(mails_to(world.ana, "reply")) == 1


def test_nobody_is_told_the_same_twice(world: World) -> None:
    ticket = world.ticket()
    problem = opened(world, ticket)
    told(problem, world.bob)
    second = told(problem, world.bob, now=after(hours=2))
    assert words_to(ticket) == [TEXTS["es"]]
    assert states(second) == {ticket.reference: ("passed", Why.ALREADY)}


def test_another_wording_is_told_to_those_whose_words_it_changes(world: World) -> None:
    spanish, italian = world.ticket(), world.ticket(requester=world.olga)
    problem = opened(world, spanish, italian)
    told(problem, world.bob)
    told(problem, world.bob, texts={**TEXTS, "it": "Usi l'app."}, now=after(hours=2))
    assert words_to(spanish) == [TEXTS["es"]]
    assert words_to(italian)[1:] == ["Usi l'app."]


def test_of_two_who_tell_at_once_the_second_looks_again(world: World) -> None:
    problem = opened(world, world.ticket())
    number = telling.next_number(problem)
    told(problem, world.bob)
    with pytest.raises(ChangedMeanwhile):
        telling.order(problem=problem, what="update", texts=TEXTS, number=number, by=world.lea, now=after(hours=1))


def test_outside_the_contact_window_it_waits_for_the_opening(world: World) -> None:
    ticket = world.ticket(priority="P3")
    problem = opened(world, ticket)
    ordered = told(problem, world.bob, now=EVENING)
    assert states(ordered) == {ticket.reference: ("held", "")}
    assert words_to(ticket) == []
    opens = Addressee.objects.get(ticket=ticket).due_at
    assert opens is not None
    assert opens > EVENING
    telling.carry_out(now=opens - timedelta(seconds=1))
    assert words_to(ticket) == []
    telling.carry_out(now=opens)
    assert words_to(ticket) == [TEXTS["es"]]


def test_what_waited_gives_way_to_what_is_newer(world: World) -> None:
    ticket = world.ticket(priority="P3")
    problem = opened(world, ticket)
    first = told(problem, world.bob, "update", {"en": "We look."}, now=EVENING)
    told(problem, world.bob, "update", {"en": "We found it."}, now=EVENING + timedelta(hours=1))
    telling.carry_out(now=EVENING + timedelta(hours=12))
    (said,) = words_to(ticket)
    assert said.endswith("We found it.")
    assert states(first) == {ticket.reference: ("passed", Why.SUPERSEDED)}


def test_with_a_reason_it_is_sent_at_once(world: World) -> None:
    ticket = world.ticket(priority="P3")
    told(opened(world, ticket), world.bob, now=EVENING, at_once_reason="All are down.")
    (event,) = TicketEvent.objects.filter(ticket=ticket, kind="message")
    assert event.data["at_once_reason"] == "All are down."


def test_what_is_resolved_counts_for_nothing_was_left_out_or_unlinked_is_not_told(world: World) -> None:
    resolved, spam, out, unlinked, merged = (world.ticket() for _ in range(5))
    problem = opened(world, resolved, spam, out, unlinked, merged)
    operations.resolve(ticket=resolved, by=world.bob, now=after(minutes=1))
    ordered = telling.order(
        problem=problem,
        what="workaround",
        texts=TEXTS,
        number=1,
        by=world.bob,
        now=after(hours=1),
        left_out=[out.pk],
    )
    joining.mark_spam(ticket=spam, by=world.bob, now=after(hours=1))
    joining.merge(ticket=merged, other=resolved, by=world.bob, now=after(hours=1), share=True)
    problems.unlink(problem=problem, ticket=unlinked, reason="Another cause", by=world.bob, now=after(hours=1))
    telling.carry_out(now=after(hours=1))
    assert states(ordered) == {
        spam.reference: ("passed", Why.VOID),
        out.reference: ("passed", Why.LEFT_OUT),
        unlinked.reference: ("passed", Why.UNLINKED),
        merged.reference: ("passed", Why.VOID),
    }
    assert not any(map(words_to, (spam, out, unlinked, merged)))


def test_incidents_resolve_together_each_with_one_mail_that_has_the_words(world: World) -> None:
    first, second = world.ticket(), world.ticket(requester=world.amir)
    problem = opened(world, first, second)
    told(problem, world.bob, "solution", SOLVED, resolves=True)
    assert {again(first).status, again(second).status} == {"resolved"}
    (mail,) = mails_to(world.ana, "solved_together")
    assert SOLVED["es"] in text_of(mail)
    assert first.reference in text_of(mail)
    assert "Auto-Submitted" not in mail
    assert not mails_to(world.ana, "reply")
    assert not mails_to(world.ana, "resolved")


def test_a_customer_who_says_no_is_taken_up_again_and_stays_linked(world: World) -> None:
    first, second = world.ticket(), world.ticket(requester=world.amir)
    problem = opened(world, first, second)
    told(problem, world.bob, "solution", SOLVED, resolves=True)
    assert refusals.said_no([problem.pk]) == {}
    operations.customer_message(
        ticket=first, by=world.ana, text="No.", channel="email", submitted_at=after(hours=3), now=after(hours=3)
    )
    assert again(first).status == "open"
    assert again(first).problem == problem.pk
    assert refusals.said_no([problem.pk]) == {problem.pk: [first]}
    assert states(told(problem, world.bob, "solution", SOLVED, resolves=True, now=after(hours=4))) == {
        first.reference: ("passed", Why.ALREADY)
    }
    told(problem, world.bob, "solution", {"en": "Now it is."}, resolves=True, now=after(hours=5))
    assert again(first).status == "resolved"
    assert refusals.said_no([problem.pk]) == {}


def test_what_an_agent_takes_up_again_is_no_no(world: World) -> None:
    ticket = world.ticket()
    problem = opened(world, ticket)
    told(problem, world.bob, "solution", SOLVED, resolves=True)
    operations.reopen(ticket=ticket, by=world.bob, now=after(hours=3))
    assert refusals.said_no([problem.pk]) == {}


def test_who_is_linked_later_is_told_the_same_by_whoever_says_so(world: World) -> None:
    problem = opened(world, world.ticket())
    ordered = told(problem, world.bob)
    late = world.ticket(requester=world.amir)
    assert list(telling.untold(ordered)) == []
    problems.link(problem=problem, ticket=late, by=world.bob, now=after(hours=2))
    assert list(telling.untold(ordered)) == [late]
    assert telling.tell_later(telling=ordered, by=world.lea, now=after(hours=2)) == 1
    telling.carry_out(now=after(hours=2))
    assert TicketEvent.objects.get(ticket=late, kind="message").actor == world.lea
    assert list(telling.untold(ordered)) == []


def test_one_that_cannot_be_told_is_tried_again_and_does_not_stop_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.ticket(), world.ticket()
    problem, say = opened(world, first, second), telling._say

    def fail(found: Addressee, ticket: Ticket, *rest: object, **given: object) -> int:
        if ticket.pk == first.pk:
            raise RuntimeError("no")
        return say(found, ticket, *rest, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(telling, "_say", fail)
    ordered = told(problem, world.bob)
    assert states(ordered) == {first.reference: ("failed", ""), second.reference: ("told", "")}
    monkeypatch.setattr(telling, "_say", say)
    telling.carry_out(now=after(hours=1, minutes=1))
    assert states(ordered)[first.reference] == ("told", "")


@pytest.mark.parametrize(
    ("name", "may"), [("bob", True), ("lea", True), ("audrey", False), ("zoe", False), ("root", True)]
)
def test_its_owner_tells_and_who_leads(world: World, name: str, may: bool) -> None:  # a column of the table
    assert telling.may_tell(getattr(world, name), opened(world)) is may


def test_another_agent_does_not(world: World) -> None:
    problem, other = opened(world, world.ticket()), posted("carl", world.credenti, Post.Role.AGENT)
    with pytest.raises(problems.NotAllowed):
        told(problem, other)


def test_there_must_be_something_to_say(world: World) -> None:
    with pytest.raises(NothingToSay):
        told(opened(world, world.ticket()), world.bob, texts={"en": " "})


def test_before_anybody_is_told_it_says_who_will_be(world: World) -> None:
    now_told, later, arabic = world.ticket(), world.ticket(priority="P3"), world.ticket(requester=world.amir)
    alone, done = world.ticket(requester=world.olga), world.ticket()
    problem = opened(world, now_told, later, arabic, alone, done)
    operations.resolve(ticket=done, by=world.bob, now=after(minutes=1))
    foretold = foresee(problem, "workaround", TEXTS, 1, EVENING)
    assert foretold.customers == 2
    assert foretold.languages == ["en", "es"]
    assert list(foretold.held.values()) == [1]
    assert foretold.missing == {("ar", "en"): 1, ("it", "en"): 1}
    assert foretold.passed == {Why.DONE: 1}
    assert not OutboxRow.objects.filter(payload__template="reply").exists()
