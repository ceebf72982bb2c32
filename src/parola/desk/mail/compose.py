"""From a row of the outbox to the mail that leaves: the letter, laid out in text and HTML, addressed, and threaded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from parola.desk.accounts.models import Person
from parola.desk.accounts.queries import has_proved
from parola.desk.files.store import Lost
from parola.desk.mail import choices, doubts, message, route, sender, token
from parola.desk.mail.address import Mailbox
from parola.desk.mail.carrying import carried
from parola.desk.mail.enclosure import Enclosure
from parola.desk.mail.layout import layout
from parola.desk.mail.letters import Letter, Occasion, Unsendable, about
from parola.desk.mail.message import Machine, Mail
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.notices import LETTERS
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.queries import is_customer_of, sees_inside
from parola.policy.numerals import told_in
from parola.policy.words import speak

MACHINES: dict[str, Machine] = {"reply": "", "solved_together": "", "acknowledgement": "auto-replied"}
"""How a template's mails came to be; what is not here was caused by somebody's act or an alarm, and written by the desk."""

TO_AGENTS = frozenset(
    {"alarm", "handed_over", "handover", "lowering_proposed", "news", "recurrence", "sent_back", "undelivered"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A mail to be handed over: the envelope (an empty `sender` is the null path), and the bytes."""

    sender: str
    recipient: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing(Envelope):
    """One that is about a ticket."""

    template: str
    ticket: Ticket
    to: Person
    message_id: str


class NotWanted(Exception):
    """Whoever it is for gets no such notices by mail."""


def compose(row: OutboxRow, now: datetime) -> Outgoing:
    """The mail of a row as it is true at `now`, under the same Message-ID each time.

    Raises Unsendable where the row names what is not there, NotWanted.
    """
    occasion = _occasion(row, now)
    template = row.payload["template"]
    if template in choices.NOTICES and not choices.wants(occasion.to, template):
        raise NotWanted(f"{occasion.to.pk}: {template}")
    machine = MACHINES.get(template, "auto-generated")
    with override(row.payload["language"]), told_in(occasion.to.numerals):
        mail = _mail(LETTERS[template](occasion), occasion, row, machine)
    return Outgoing(
        sender="" if machine else mail.sender.address,
        recipient=occasion.to.email,
        data=message.to_bytes(mail),
        template=template,
        ticket=occasion.ticket,
        to=occasion.to,
        message_id=mail.message_id,
    )


def _occasion(row: OutboxRow, now: datetime) -> Occasion:
    payload = row.payload
    ticket = Ticket.objects.select_related("brand", "opening", "version", "pinned").filter(pk=payload["ticket"]).first()
    to = Person.objects.filter(pk=payload["to"], is_active=True).first()
    if ticket is None or to is None or payload["template"] not in LETTERS:
        raise Unsendable(f"no such ticket, person or template: {payload}")
    if not (sees_inside if payload["template"] in TO_AGENTS else is_customer_of)(to, ticket):
        raise Unsendable("the ticket is none of their business any more")
    if ticket.void == "spam" and payload["template"] not in TO_AGENTS:
        raise Unsendable("the ticket is spam: nobody is written to because of it")
    return Occasion(
        ticket=ticket,
        seq=payload["event"],
        to=to,
        verified=has_proved(to) or doubts.vouched(ticket, to),
        words=speak(payload["language"]),
        payload=payload,
        now=now,
    )


def _mail(letter: Letter, occasion: Occasion, row: OutboxRow, machine: Machine) -> Mail:
    ticket, to, ours = occasion.ticket, occasion.to, sender.of_ticket(occasion.ticket)
    identifier, answered, thread, reply_to = row.message_id.strip("<>"), "", tuple[str, ...](), ""
    template = row.payload["template"]
    familiar = _is_familiar(occasion)
    if not familiar and letter.subject == about(ticket):
        letter = replace(letter, subject=gettext("[%(reference)s] Your request") % {"reference": ticket.reference})
    if template not in TO_AGENTS:
        reply_to = token.reply_address(ours.address, ticket.pk, to.pk, route.mail_key())
        answered, thread = _thread(ticket, identifier, theirs=familiar or template == "reply")
    stop = choices.address(to, template) if template in choices.NOTICES else ""
    text, html = layout(letter, ticket.brand, row.payload["language"], answerable=bool(reply_to), stop=stop)
    return Mail(
        sender=ours,
        to=Mailbox(to.email, to.name if occasion.verified else ""),
        subject=letter.subject,
        text=text,
        html=html,
        language=row.payload["language"],
        message_id=identifier,
        date=row.created_at,
        reply_to=reply_to,
        in_reply_to=answered,
        references=thread,
        machine=machine,
        stop=stop,
        files=_files(occasion),
    )


def _files(occasion: Occasion) -> tuple[Enclosure, ...]:
    """What came along with an answer. Raises Unsendable where a file is lost."""
    body = getattr(occasion.fact, "body", None) if occasion.payload["template"] == "reply" else None
    try:
        return carried(Body.objects.get(pk=body)) if body else ()
    except Lost as lost:
        raise Unsendable(f"an attached file is not there: {lost}") from lost


def _is_familiar(occasion: Occasion) -> bool:
    """Whether what was submitted may stand in a mail to this reader: else it could be somebody else's words, sent on by us.

    A person's answer has them where nobody doubts who asked: that person has read them.
    """
    template = occasion.payload["template"]
    if occasion.verified or template in TO_AGENTS:
        return True
    return template == "reply" and not doubts.doubted([occasion.ticket])


def _thread(ticket: Ticket, identifier: str, *, theirs: bool) -> tuple[str, tuple[str, ...]]:
    """What the mail answers (the customer's last mail, else ours before this), and the thread that it belongs to.

    Without `theirs` it names none of the customer's: a Message-ID is whatever its writer likes.
    """
    mails = Received.objects.filter(ticket=ticket, state=Received.State.TICKET).exclude(message_id="").order_by("pk")
    named = mails if theirs else mails.none()
    ours = Sent.objects.filter(ticket=ticket).exclude(message_id=identifier).order_by("pk")
    first_theirs, last_theirs = _ends(named.values_list("message_id", flat=True))
    first_ours, last_ours = _ends(ours.values_list("message_id", flat=True))
    thread = dict.fromkeys(filter(message.is_id, (first_theirs or first_ours, last_ours, last_theirs)))
    answered = last_theirs or last_ours
    return (answered if message.is_id(answered) else ""), tuple(thread)


def _ends(ids: Any) -> tuple[str, str]:
    return (ids.first() or "", ids.last() or "")
