"""P11 and P14 as laws: whatever comes by mail, it adds words and no rights; and no machine is ever answered.

Hypothesis writes the mails: any mixture of senders, headers that claim things, subjects and references that name other people's tickets,
addresses that they are sent to, verdicts of the mail server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parola.desk.accounts.models import Person
from parola.desk.mail import receive, route, token
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.parse import parse
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.replies import customers
from tests.desk import world as worlds
from tests.desk.mail.post import DESK
from tests.desk.world import MONDAY, World

ANA, OTTO, BOB, EVE = "ana@people.example", "otto@people.example", "bob@people.example", "eve@attacker.example"
ADDRESSES = st.sampled_from([ANA, ANA.upper(), "ana+x@people.example", OTTO, BOB, EVE, DESK, "MAILER-DAEMON@x.example"])
CLAIMS = st.sampled_from(
    [
        "Cc: eve@attacker.example", "Bcc: eve@attacker.example", "Reply-To: eve@attacker.example", "Sender: ana@people.example",
        "Resent-From: ana@people.example", "X-Parola-Ticket: CRE-1", "X-Parola-Agent: bob@people.example", "RT-Send-Cc: eve@attacker.example",
        "X-Ticket-Owner: bob@people.example", "X-Priority: 1", "Importance: high", "Return-Path: <ana@people.example>",
        "Disposition-Notification-To: eve@attacker.example", "X-Original-Sender: ana@people.example", "Control: close CRE-1",
        "List-Id: <x.example>", "Auto-Submitted: auto-replied", "Precedence: bulk", "X-Loop: support@credenti.example",
    ]
)  # fmt: skip
MACHINES = st.sampled_from(
    [
        "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated (vacation)", "Precedence: junk", "List-Unsubscribe: <mailto:x@y.example>",
        "X-Autoreply: yes", "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "Return-Path: <>",
        "X-Failed-Recipients: x@y.example", "List-Id: <l.example>", "X-Apple-Action: VACATION", "X-Autorespond: on",
    ]
)  # fmt: skip
VERDICTS = st.sampled_from(
    ["", *(f"Authentication-Results: {server}; dmarc={result} header.from={domain}"
           for server in ("mx.desk.example", "mx.evil.example") for result in ("pass", "fail (p=none)", "none")
           for domain in ("people.example", "attacker.example"))]
)  # fmt: skip
SUBJECTS = st.sampled_from(
    ["", "[CRE-1] No login", "Re: [CRE-1] No login", "CRE-1", "close CRE-1", "Automatic reply: x"]
)
REFERENCES = st.sampled_from(["", "<ours@credenti.example>", "<guess-1@credenti.example>"])


def mails(*, machines: bool) -> st.SearchStrategy[Mapping[str, Any]]:
    claims = st.lists(CLAIMS, max_size=4, unique=True)
    return st.fixed_dictionaries(
        {
            "sender": ADDRESSES,
            "claims": st.tuples(claims, MACHINES).map(lambda each: [*each[0], each[1]]) if machines else claims,
            "verdict": VERDICTS,
            "subject": SUBJECTS,
            "references": REFERENCES,
            "to": st.sampled_from(["plain", "anas token", "ottos token", "return path", "forged"]),
            "path": st.sampled_from([ANA, EVE, ""]),
            "text": st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40),
        }
    )


def written(told: Mapping[str, Any]) -> bytes:
    lines = [told["verdict"], f"From: {told['sender']}", f"To: {DESK}", f"Subject: {told['subject']}", *told["claims"]]
    lines += [f"In-Reply-To: {told['references']}"] if told["references"] else []
    return ("\r\n".join(line for line in lines if line) + f"\r\n\r\n{told['text']}").encode()


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A ticket of Ana's, of which a mail of ours has left; Otto is a customer of nobody's, Bob works here."""

    world: World
    ticket: Ticket
    addresses: Mapping[str, str]

    def take(self, told: Mapping[str, Any]) -> Received:
        kept = receive.keep(
            brand=self.world.credenti,
            raw=written(told),
            envelope_from=told["path"],
            envelope_to=self.addresses[told["to"]],
            received_at=MONDAY,
        )
        return receive.process(kept, now=MONDAY)

    def rights(self) -> object:
        """Who takes part in the ticket, who is written to, who sees it, who has it, and how it stands for people."""
        ticket = queries.again(self.ticket)
        return (
            ticket.requester_id,
            [each.pk for each in customers(ticket)],
            [each.email for each in Person.objects.order_by("pk") if queries.visible_to(each).filter(pk=ticket.pk)],
            (ticket.assignee_id, ticket.priority, ticket.tier, ticket.void),
        )


@pytest.fixture
def scene(world: World) -> Scene:
    otto = worlds.person("otto")
    ticket = world.ticket(acknowledge=False)
    sent = Sent.objects.create(
        message_id="ours@credenti.example", template="reply", ticket=ticket, person=world.ana, first_try_at=MONDAY
    )
    key = route.mail_key()
    addresses = {
        "plain": DESK,
        "anas token": token.reply_address(DESK, ticket.pk, world.ana.pk, key),
        "ottos token": token.reply_address(DESK, ticket.pk, otto.pk, key),
        "return path": token.return_path(DESK, sent.pk, key),
        "forged": f"support+{ticket.pk}-{world.ana.pk}-aaaaaaaaaaaaaaaa@credenti.example",
    }
    return Scene(world=world, ticket=ticket, addresses=addresses)


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens in it did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


EACH = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@EACH
@given(told=mails(machines=False))
def test_p11_a_mail_gives_nobody_anything(scene: Scene, told: Mapping[str, Any]) -> None:
    with taken_back():
        before = scene.rights()
        received = scene.take(told)
        assert scene.rights() == before
        words = TicketEvent.objects.filter(ticket=scene.ticket).exclude(seq=1)
        assert set(words.values_list("kind", flat=True)) <= {"message"}
        if told["sender"].lower() != ANA:
            assert not words.exists()
        if received.authenticity == "unverified" and words.exists():
            assert told["to"] == "anas token"


@EACH
@given(told=mails(machines=True))
def test_p14_a_machine_is_never_answered_and_moves_nothing(scene: Scene, told: Mapping[str, Any]) -> None:
    with taken_back():
        assert parse(written(told), told["path"]).automatic
        assert scene.take(told).state == Received.State.AUTOMATIC
        assert not OutboxRow.objects.exists()
        assert (Ticket.objects.count(), TicketEvent.objects.count()) == (1, 1)
