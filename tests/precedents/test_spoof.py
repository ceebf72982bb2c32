"""B4, CVE-2023-27043 and its kin: mails whose sender is one for the server that checks, another for whoever reads.

Each says in its name which trick it tries. The desk takes none for the victim: what does not name one sender plainly is set aside, and
what names one is that one's, unverified, and joins nothing.
"""

from __future__ import annotations

import pytest

from parola.desk.accounts.models import Person
from parola.desk.mail import receive, route
from parola.desk.mail.models import Received
from parola.desk.mail.token import reply_address
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket
from tests.desk.mail.post import DESK
from tests.desk.world import MONDAY, World

VICTIM, EVE = "ana@people.example", "eve@attacker.example"
VOUCHED = "Authentication-Results: mx.desk.example; dmarc=pass header.from=attacker.example"

NOBODY = {
    "two From headers": f"From: {EVE}\r\nFrom: {VICTIM}",
    "two From headers, the victim first": f"From: {VICTIM}\r\nFrom: {EVE}",
    "two From headers, one in other letters": f"From: {EVE}\r\nfROM: {VICTIM}",
    "a From with a blank before its colon, and one without": f"From : {VICTIM}\r\nFrom: {EVE}",
    "no From": "X-From: nobody",
    "no From, a Sender": f"Sender: {VICTIM}",
    "no From, a Resent-From": f"Resent-From: {VICTIM}",
    "no From, a Reply-To": f"Reply-To: {VICTIM}",
    "an empty From": "From: ",
    "a From of blanks": "From: \t ",
    "two mailboxes": f"From: {EVE}, {VICTIM}",
    "two mailboxes, the victim first": f"From: {VICTIM}, {EVE}",
    "a group": f"From: friends: {VICTIM}, {EVE};",
    "an empty group": "From: undisclosed:;",
    "a group before a mailbox": f"From: friends:; {VICTIM}",
    "two pairs of brackets": f"From: <{VICTIM}> <{EVE}>",
    "brackets in brackets": f"From: <<{VICTIM}>{EVE}>",
    "an address before the brackets": f"From: {VICTIM} <{EVE}>",
    "an address after the brackets": f"From: <{EVE}> {VICTIM}",
    "a route": f"From: <@attacker.example:{VICTIM}>",
    "a null byte in the address": f"From: {VICTIM}\x00{EVE}",
    "a null byte in brackets": f"From: <{VICTIM}\x00@attacker.example>",
    "a comment in the address": "From: ana(@attacker.example)@people.example",
    "a quoted local part": 'From: "ana@people.example"@attacker.example',
    "an encoded address": "From: =?utf-8?q?ana=40people=2Eexample?=",
    "an encoded address in brackets": "From: <=?utf-8?b?YW5hQHBlb3BsZS5leGFtcGxl?=>",
    "a domain in brackets": "From: ana@[127.0.0.1]",
    "two signs": "From: ana@people.example@attacker.example",
    "a folded address": "From: ana@people.\r\n example",
    "a semicolon": f"From: {VICTIM}; {EVE}",
    "an unclosed quote": f'From: "{VICTIM} <{EVE}>',
    "an unclosed bracket": f"From: <{VICTIM}",
}

EVES = {
    "the victim's address as a name": f'From: "{VICTIM}" <{EVE}>',
    "as an encoded name": f"From: =?utf-8?q?ana=40people=2Eexample?= <{EVE}>",
    "as a name with a sign that only looks like one": f'From: "ana\uff20people.example" <{EVE}>',
    "a Sender of the victim": f"From: {EVE}\r\nSender: {VICTIM}",
    "a Resent-From and a Resent-Sender of the victim": f"Resent-From: {VICTIM}\r\nResent-Sender: {VICTIM}\r\nFrom: {EVE}",
    "a Reply-To and a Return-Path of the victim": f"From: {EVE}\r\nReply-To: {VICTIM}\r\nReturn-Path: <{VICTIM}>",
    "an X-Original-From of the victim": f"From: {EVE}\r\nX-Original-From: {VICTIM}",
    "a name with a line end in it": f"From: =?utf-8?q?A=0D=0AFrom=3A_{VICTIM.replace('@', '=40')}?= <{EVE}>",
}


def take(world: World, headers: str, *, more: str = "", subject: str = "Give me the order") -> Received:
    """The mail, sent to the address that brings the victim's own answers."""
    victims = Ticket.objects.get(requester=world.ana)
    to = reply_address(DESK, victims.pk, world.ana.pk, route.mail_key())
    raw = f"{VOUCHED}\r\n{headers}\r\nTo: {DESK}\r\nSubject: {subject}\r\nMessage-ID: <1@attacker.example>\r\n{more}\r\nhi\r\n"
    kept = receive.keep(brand=world.credenti, raw=raw.encode(), envelope_from=EVE, envelope_to=to, received_at=MONDAY)
    return receive.process(kept, now=MONDAY)


@pytest.fixture
def victims(world: World) -> Ticket:
    return world.ticket(acknowledge=False)


def is_as_it_was(ticket: Ticket) -> bool:
    seq = ticket.last_event_seq
    ticket.refresh_from_db()
    return ticket.last_event_seq == seq == 1 and not ticket.participants.exists()


@pytest.mark.parametrize("trick", NOBODY)
def test_what_does_not_name_one_sender_plainly_is_set_aside(world: World, victims: Ticket, trick: str) -> None:
    received = take(world, NOBODY[trick])
    assert (received.state, received.ticket) == (Received.State.QUARANTINED, None)
    assert is_as_it_was(victims)
    assert Ticket.objects.count() == 1
    assert not OutboxRow.objects.exists()


@pytest.mark.parametrize("trick", EVES)
def test_what_names_one_is_that_ones_and_joins_nothing(world: World, victims: Ticket, trick: str) -> None:
    received = take(world, EVES[trick])
    assert received.ticket is not None
    assert received.ticket != victims
    assert received.ticket.requester.email == EVE
    assert "people.example" not in received.ticket.requester.name
    assert is_as_it_was(victims)
    assert not Person.objects.filter(email__contains="people.example", name__contains="attacker").exists()


RESULTS = {
    "from outside": "Authentication-Results: mx.evil.example; dmarc=pass header.from=people.example",
    "of a domain that ours ends with": "Authentication-Results: evil-mx.desk.example; dmarc=pass header.from=people.example",
    "below ours": (
        "Authentication-Results: mx.desk.example; dmarc=fail (p=none) header.from=people.example\r\n"
        "Authentication-Results: mx.desk.example; dmarc=pass header.from=people.example"
    ),
    "about another domain": "Authentication-Results: mx.desk.example; dmarc=pass header.from=attacker.example",
    "in a comment": "Authentication-Results: mx.desk.example; (dmarc=pass header.from=people.example) dmarc=none",
    "in quotes": 'Authentication-Results: mx.desk.example; spf=none reason="; dmarc=pass header.from=people.example"',
    "signed by a neighbour": "Authentication-Results: mx.desk.example; dmarc=none; dkim=pass header.d=attacker.example",
    "with an envelope of theirs": "Authentication-Results: mx.desk.example; spf=pass smtp.mailfrom=eve@attacker.example",
    "none": "X-None: none",
}


@pytest.mark.parametrize("results", RESULTS)
def test_in_the_victims_name_without_proof_it_joins_nothing_but_by_their_own_token(
    world: World, victims: Ticket, results: str
) -> None:
    raw = (
        f"{RESULTS[results]}\r\nFrom: {VICTIM}\r\nTo: {DESK}\r\nSubject: [{victims.reference}] No login\r\n"
        "Message-ID: <1@attacker.example>\r\nIn-Reply-To: <ours@credenti.example>\r\n\r\nhi\r\n"
    ).encode()
    kept = receive.keep(brand=world.credenti, raw=raw, envelope_from=EVE, envelope_to=DESK, received_at=MONDAY)
    received = receive.process(kept, now=MONDAY)
    assert received.authenticity == "unverified"
    assert received.ticket not in (None, victims)
    assert is_as_it_was(victims)


def test_what_the_domain_disowns_is_held(world: World, victims: Ticket) -> None:
    raw = (
        "Authentication-Results: mx.desk.example; dmarc=fail (p=reject) header.from=people.example\r\n"
        f"From: {VICTIM}\r\nCc: {EVE}\r\nSubject: [{victims.reference}]\r\n\r\nhi\r\n"
    ).encode()
    to = reply_address(DESK, victims.pk, world.ana.pk, route.mail_key())
    kept = receive.keep(brand=world.credenti, raw=raw, envelope_from=EVE, envelope_to=to, received_at=MONDAY)
    assert receive.process(kept, now=MONDAY).state == Received.State.QUARANTINED
    assert is_as_it_was(victims)
    assert not Person.objects.filter(email=EVE).exists()
