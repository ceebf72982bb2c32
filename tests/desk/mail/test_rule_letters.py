"""What our mails say of what the agreement's rules do: to agents of a proposal, to customers of reminders and closings."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from allauth.account.models import EmailAddress

from parola.desk.mail.compose import compose
from parola.desk.mail.letters import Unsendable
from parola.desk.tickets import operations, proposals
from parola.desk.tickets.models import Ticket
from tests.desk.tickets.ruled import CLOSING, answered, asked, delivered, mails, ruled, sweep_all
from tests.desk.world import MONDAY, World, after


@pytest.fixture(autouse=True)
def everybody_reads_english(world: World) -> None:
    for person in (world.ana, world.bob, world.lea):
        person.language = "en"
        person.save()


def sent(template: str, now: datetime = MONDAY) -> EmailMessage:
    """The last mail of the template."""
    mail = message_from_bytes(compose(mails(template)[-1], now).data, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def text(template: str, now: datetime = MONDAY) -> str:
    """Its words, in one line."""
    part = sent(template, now).get_body(("plain",))
    assert part is not None
    return " ".join(str(part.get_content()).split())


@pytest.fixture
def reminded(world: World) -> Ticket:
    ticket = asked(world, world.ticket(brand=ruled(world, CLOSING)))
    sweep_all(after(days=1))
    return ticket


def test_a_reminder_says_when_the_request_is_closed_and_by_which_clause(world: World, reminded: Ticket) -> None:
    said = text("customer_reminded", after(days=1))
    assert "We are waiting for your answer" in said
    assert "we close the request Thursday, 19 November 2026, 09:00 (UTC)" in said
    assert "We close what is not answered." in said


def test_a_reminder_is_a_machines_and_can_be_answered(world: World, reminded: Ticket) -> None:
    mail = sent("customer_reminded", after(days=1))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "support" in mail["Reply-To"]
    assert compose(mails("customer_reminded")[-1], after(days=1)).sender == ""


def test_who_has_not_proved_to_own_the_address_is_sent_no_subject(world: World, reminded: Ticket) -> None:
    assert sent("customer_reminded", after(days=1))["Subject"] == "[RUL-1] We are waiting for your answer"
    EmailAddress.objects.filter(user=world.ana).update(verified=True)
    assert sent("customer_reminded", after(days=1))["Subject"] == "[RUL-1] No login"


def test_a_reminder_that_was_overtaken_by_the_answer_is_not_sent(world: World, reminded: Ticket) -> None:
    answered(world, reminded, after(days=1))
    with pytest.raises(Unsendable):
        text("customer_reminded", after(days=1))


def test_the_closing_says_why(world: World, reminded: Ticket) -> None:
    for day in (1, 2, 3):
        sweep_all(after(days=day))
        if day < 3:
            delivered(after(days=day))
    said = text("closed", after(days=3))
    assert "We have closed your request RUL-1, since we have not heard from you." in said
    assert "We close what is not answered." in said


def test_who_is_told_that_it_is_resolved_is_told_when_it_closes(world: World) -> None:
    ticket = world.ticket(brand=ruled(world, "resolved_closes_after: 5d\n"))
    operations.resolve(ticket=ticket, by=world.bob, now=MONDAY)
    assert "it is closed Saturday, 21 November 2026, 09:00 (UTC)" in text("resolved")


def test_before_a_resolved_request_is_closed_its_customer_is_told_once_more(world: World) -> None:
    ticket = world.ticket(brand=ruled(world, "resolved_closes_after: 5d\n"))
    operations.resolve(ticket=ticket, by=world.bob, now=MONDAY)
    sweep_all(after(days=4))
    said = text("customer_reminded", after(days=4))
    assert "It will be closed Saturday, 21 November 2026, 09:00 (UTC)." in said
    assert "Reply to this message, and it stays open." in said
    answered(world, ticket, after(days=4, hours=1))
    with pytest.raises(Unsendable):
        sent("customer_reminded", after(days=4, hours=1))


def test_an_agent_is_told_of_a_proposal_with_its_clause(world: World) -> None:
    asked(world, world.ticket(priority="P1"))
    sweep_all(after(hours=1))
    said = text("lowering_proposed", after(hours=1))
    assert "the priority of CRE-1 can be lowered from P1 · Critical business impact to P2" in said
    assert "the customer must stay reachable" in said
    assert sent("lowering_proposed", after(hours=1))["Reply-To"] is None


def test_the_customer_reads_the_clause_in_their_language_and_no_reason_beside_it(world: World) -> None:
    ticket = asked(world, world.ticket(priority="P1"))
    sweep_all(after(hours=1))
    ticket.refresh_from_db()
    found = proposals.standing(ticket=ticket, now=after(hours=1))
    assert found is not None
    proposals.accept(ticket=ticket, by=world.bob, proposal=found.seq, now=after(hours=1))
    said = text("priority_changed", after(hours=1))
    assert "Our agreement says: For priority 1 cases the customer must stay reachable" in said
    assert "The reason:" not in said


def test_who_wrote_too_late_is_told_kindly_that_a_new_request_goes_on(world: World) -> None:
    ticket = world.ticket(brand=ruled(world, "reopen_within: 14d\n"))
    answered(world, operations.close(ticket=ticket, by=world.bob, now=MONDAY), after(days=20))
    said = text("acknowledgement", after(days=20))
    assert "Your request RUL-1 is closed." in said
    assert "Its reference is RUL-2." in said
