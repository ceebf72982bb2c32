"""What is told by mail of tickets that were tied together or are none, and where mail to them goes."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from parola.desk.accounts.models import Person
from parola.desk.mail import route
from parola.desk.mail.compose import compose
from parola.desk.mail.letters import Unsendable
from parola.desk.mail.models import Sent
from parola.desk.mail.token import reply_address
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import joining, operations, participants, queries
from parola.desk.tickets.models import Ticket
from tests.desk.mail.post import DESK, VERIFIED, take_in, written
from tests.desk.mail.test_compose import Letter, letter
from tests.desk.world import MONDAY, World, after

ANA = "Ana <ana@people.example>"


@pytest.fixture
def merged(world: World) -> tuple[Ticket, Ticket]:
    """Ana's two requests, the younger merged into the older; Olga follows the younger alone."""
    for person in (world.ana, world.olga):
        person.language = "en"
        person.save()
    older = world.ticket(subject="canary-subject")
    younger = world.ticket()
    participants.add(ticket=younger, by=world.bob, person=world.olga, now=MONDAY)
    joining.merge(ticket=younger, other=older, by=world.bob, now=MONDAY)
    return older, younger


def told(template: str, person: Person) -> Letter:
    row = OutboxRow.objects.get(payload__template=template, payload__to=person.pk)
    others = OutboxRow.objects.exclude(pk=row.pk)
    others.update(payload={"template": "none", "ticket": 0})
    return letter(template, now=MONDAY)


def test_who_may_see_the_other_is_told_where_it_goes_on(merged: tuple[Ticket, Ticket], world: World) -> None:
    sent = told("merged", world.ana)
    assert "Your requests CRE-1 and CRE-2 are about the same matter: we go on with both in CRE-1." in sent.text
    assert "/portal/requests/CRE-1/" in sent.text


def test_who_may_not_see_the_other_learns_nothing_of_it(merged: tuple[Ticket, Ticket], world: World) -> None:
    sent = told("merged", world.olga)
    assert "We are already working on what you wrote in CRE-2" in sent.text
    everything = sent.outgoing.data.decode() + sent.text + sent.html
    assert "CRE-1" not in everything
    assert "canary" not in everything


@pytest.mark.parametrize("by", ["token", "message id"])
def test_a_mail_to_the_merged_tickets_thread_goes_to_the_one_that_goes_on(
    merged: tuple[Ticket, Ticket], world: World, by: str
) -> None:
    older, younger = merged
    if by == "token":
        received = take_in(world, written(sender=ANA), to=token_for(younger, world.ana))
    else:
        Sent.objects.create(
            message_id="x@credenti.example", template="reply", ticket=younger, person=world.ana, first_try_at=MONDAY
        )
        received = take_in(world, written(sender=ANA, in_reply_to="<x@credenti.example>", **VERIFIED))
    assert received.ticket == older
    assert queries.again(younger).void == "merged"


def test_mail_of_who_takes_no_part_in_the_one_that_goes_on_stays_and_takes_the_merge_back(
    merged: tuple[Ticket, Ticket], world: World
) -> None:
    _, younger = merged
    received = take_in(world, written(), to=token_for(younger, world.olga))
    assert received.ticket == younger
    assert queries.again(younger).status == "open"


@pytest.mark.parametrize("sender", ["bob@people.example", "eve@stranger.example"])
def test_a_stranger_gains_nothing_by_the_token_of_a_merged_ticket(
    merged: tuple[Ticket, Ticket], world: World, sender: str
) -> None:
    _, younger = merged
    received = take_in(world, written(sender=sender), to=token_for(younger, world.ana))
    assert received.ticket not in {*merged, None}


def test_a_duplicate_is_told_with_the_other_only_to_who_may_see_it(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    first, second, theirs = world.ticket(), world.ticket(), world.ticket(requester=world.olga, priority=None)
    joining.mark_duplicate(ticket=second, of=first, by=world.bob, now=MONDAY)
    assert "Your request CRE-2 says what CRE-1 says already: we go on in CRE-1." in letter("duplicate").text
    joining.mark_duplicate(ticket=first, of=theirs, by=world.bob, now=MONDAY)
    assert "CRE-3" not in letter("duplicate").text


def test_what_was_split_off_is_told_with_what_is_promised(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    ticket = world.ticket()
    operations.customer_message(
        ticket=ticket, by=world.ana, text="And invoices", channel="web", submitted_at=MONDAY, now=MONDAY
    )
    new = joining.split(ticket=ticket, message=2, subject="Invoices", by=world.bob, now=after(minutes=10))
    sent = letter("split")
    assert "What you wrote in CRE-1 is a matter of its own: it is your request CRE-2 now." in sent.text
    assert "We will answer by" in sent.text
    assert f"+{new.pk}-" in str(sent.mail["reply-to"])


def test_what_was_already_in_the_outbox_of_spam_does_not_leave(world: World) -> None:
    ticket = world.ticket(requester=world.olga, priority=None)
    waiting = OutboxRow.objects.get()
    OutboxRow.objects.update(state=OutboxRow.State.LEASED)  # in a sender's hands at that moment
    joining.mark_spam(ticket=ticket, by=world.bob, now=MONDAY)
    with pytest.raises(Unsendable):
        compose(waiting, MONDAY)
    operations.reopen(ticket=ticket, by=world.bob, now=MONDAY)
    assert compose(waiting, MONDAY).recipient == world.olga.email


def test_spam_taken_in_by_mail_is_kept(world: World) -> None:
    first = take_in(world, written())
    assert first.ticket is not None
    joining.mark_spam(ticket=first.ticket, by=world.bob, now=MONDAY)
    again = take_in(world, written(message_id="<2@people.example>"), to=token_for(first.ticket, world_person("olga")))
    assert again.ticket == first.ticket
    assert queries.again(first.ticket).void == "spam"
    other = take_in(world, written(message_id="<3@people.example>"))
    assert other.ticket not in {first.ticket, None}


def world_person(name: str) -> Person:
    return EmailAddress.objects.get(email=f"{name}@people.example").user


def token_for(ticket: Ticket, person: Person) -> str:
    return reply_address(DESK, ticket.pk, person.pk, route.mail_key())
