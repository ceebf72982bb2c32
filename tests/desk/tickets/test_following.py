"""What a customer writes to a closed ticket: within the agreement's time it reopens; later another ticket goes on from it."""

from __future__ import annotations

from typing import Any

import pytest

from parola.desk.accounts.models import Brand
from parola.desk.mail import receive, route
from parola.desk.mail.token import reply_address
from parola.desk.tickets import joining, operations, participants, queries
from parola.desk.tickets.kinds.courses import FollowedUp
from parola.desk.tickets.models import Ticket
from tests.desk.mail.post import written
from tests.desk.tickets.ruled import answered, mails, ruled
from tests.desk.world import MONDAY, World, after

LATE = after(days=14, seconds=1)


@pytest.fixture
def brand(world: World) -> Brand:
    return ruled(world, "reopen_within: 14d\n")


@pytest.fixture
def closed(world: World, brand: Brand) -> Ticket:
    """Closed at MONDAY: reopened by what comes within 14 days."""
    ticket = world.ticket(brand=brand, facts={"product": "Badge", "impact": "high"}, priority="P1")
    ticket = participants.add(ticket=ticket, by=world.bob, person=world.olga, now=MONDAY)
    return operations.close(ticket=ticket, by=world.bob, now=MONDAY)


def ties(ticket: Ticket) -> list[tuple[int, bool]]:
    found = (event.fact for event in queries.history(ticket))
    return [(fact.ticket, fact.later) for fact in found if isinstance(fact, FollowedUp)]


def mail_to(ticket: Ticket, world: World, *, sender: str, days: float, number: int = 1) -> Ticket:
    """A mail that answers one of ours about the ticket: the ticket that took it."""
    somebody = {"ana": world.ana, "olga": world.olga}[sender]
    address = reply_address(ticket.brand.support_address, ticket.pk, somebody.pk, route.mail_key())
    raw = written(sender=f"{sender}@people.example", text="It is back.", message_id=f"<{number}@people.example>")
    at = after(days=days)
    kept = receive.keep(
        brand=ticket.brand, raw=raw, envelope_from=f"{sender}@people.example", envelope_to=address, received_at=at
    )
    taken = receive.process(kept, now=at).ticket
    assert taken is not None
    return taken


def test_within_the_time_the_ticket_is_reopened(world: World, closed: Ticket) -> None:
    ticket = answered(world, closed, after(days=14))
    assert (ticket, ticket.status, ties(ticket)) == (closed, "open", [])


def test_it_counts_when_the_message_reached_the_vendor(world: World, closed: Ticket) -> None:
    ticket = operations.customer_message(
        ticket=closed, by=world.ana, text="Again", channel="email", submitted_at=after(days=14), now=after(days=15)
    )
    assert ticket == closed


def test_later_another_ticket_goes_on_and_each_names_the_other(world: World, closed: Ticket) -> None:
    later = answered(world, closed, LATE, "It is back.")
    closed.refresh_from_db()
    assert (closed.status, ties(closed)) == ("closed", [(later.pk, True)])
    assert (later.status, ties(later)) == ("open", [(closed.pk, False)])
    assert (later.subject, later.requester, later.organization) == (closed.subject, world.ana, world.acme)
    assert later.opening.text == "It is back."
    assert later.opened_at == LATE
    assert [mail.payload["ticket"] for mail in mails("acknowledgement")] == [closed.pk, later.pk]


def test_it_keeps_what_the_matter_is_about_and_not_how_much_it_mattered(world: World, closed: Ticket) -> None:
    later = answered(world, closed, LATE)
    assert queries.timeline(later).facts == {"product": "Badge", "channel": "web"}
    assert later.priority == "P2"


def test_who_followed_the_one_follows_the_other(world: World, closed: Ticket) -> None:
    later = operations.customer_message(
        ticket=closed, by=world.olga, text="Again", channel="web", submitted_at=LATE, now=LATE
    )
    assert later.requester == world.olga
    assert list(later.participants.all()) == [world.ana]


def test_further_mail_of_the_old_thread_goes_into_the_ticket_that_follows(world: World, closed: Ticket) -> None:
    later = mail_to(closed, world, sender="ana", days=20)
    assert later != closed
    assert mail_to(closed, world, sender="ana", days=21, number=2) == later
    assert mail_to(closed, world, sender="olga", days=22, number=3) == later
    assert Ticket.objects.count() == 2


def test_a_chain_is_followed_to_its_end(world: World, closed: Ticket) -> None:
    second = mail_to(closed, world, sender="ana", days=20)
    operations.close(ticket=second, by=world.bob, now=after(days=21))
    assert mail_to(closed, world, sender="ana", days=22, number=2) == second  # reopened: it was closed yesterday
    operations.close(ticket=second, by=world.bob, now=after(days=23))
    third = mail_to(closed, world, sender="ana", days=60, number=3)
    assert ties(third) == [(second.pk, False)]


def test_a_mail_that_is_read_twice_begins_one_ticket(world: World, closed: Ticket) -> None:
    given: dict[str, Any] = {
        "by": world.ana,
        "text": "Again",
        "channel": "email",
        "submitted_at": LATE,
        "now": LATE,
        "source_id": "mail:7",
    }
    first = operations.customer_message(ticket=closed, **given)
    assert operations.customer_message(ticket=closed, **given) == first
    assert Ticket.objects.count() == 2


def test_once_an_agent_has_reopened_the_old_one_it_takes_messages_again(world: World, closed: Ticket) -> None:
    answered(world, closed, LATE)
    operations.reopen(ticket=closed, by=world.bob, now=after(days=15))
    assert answered(world, closed, after(days=16)) == closed


def test_without_the_rule_a_message_always_reopens(world: World) -> None:
    ticket = operations.close(ticket=world.ticket(), by=world.bob, now=MONDAY)
    assert answered(world, ticket, after(days=4000)) == ticket


def test_a_ticket_that_never_reopens_is_followed_by_another_a_second_later(world: World) -> None:
    ticket = world.ticket(brand=ruled(world, "reopen_within: never\n"))
    ticket = operations.close(ticket=ticket, by=world.bob, now=after(days=1))
    later = answered(world, ticket, after(days=1, seconds=1))
    assert ties(later) == [(ticket.pk, False)]
    ticket.refresh_from_db()
    assert ticket.status == "closed"


def test_what_reached_the_vendor_before_the_closing_reopens_it(world: World) -> None:
    ticket = world.ticket(brand=ruled(world, "reopen_within: never\n"))
    operations.close(ticket=ticket, by=world.bob, now=after(days=1))
    early = operations.customer_message(
        ticket=ticket, by=world.ana, text="Wait", channel="email", submitted_at=after(hours=23), now=after(days=2)
    )
    assert (early, early.status) == (ticket, "open")


def test_spam_that_was_closed_begins_nothing(world: World, closed: Ticket) -> None:
    joining.mark_spam(ticket=operations.reopen(ticket=closed, by=world.bob, now=MONDAY), by=world.bob, now=MONDAY)
    assert answered(world, closed, LATE) == closed
    assert Ticket.objects.count() == 1
