"""What our mails say: for each template the words, from the ticket and the event that caused the mail.

A letter is the text alone, in the language that is active; `compose` lays it out, addresses it and makes it a mail. Those of
`worded.KINDS` are said in the brand's own words, where it has any; what is promised is computed here all the same. What an unverified
sender wrote is never sent back: their address may be another's, and we would say to that one whatever they were told to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from parola.desk.accounts.models import Person
from parola.desk.mail import worded, wording
from parola.desk.mail.carrying import left_behind
from parola.desk.mail.wording import Values
from parola.desk.tickets import entitled, queries, rating
from parola.desk.tickets.kinds.courses import CustomerReminded, FollowedUp, LoweringProposed
from parola.desk.tickets.kinds.under import TermsChanged
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.placeholders import one_line
from parola.desk.tickets.vocabulary import Closed, Fact, Message, Opened, PriorityChanged, Recorded, Resolved
from parola.policy.words import Words
from parola.sla.agreement import Metric
from parola.sla.clauses import clause
from parola.sla.prompts import RESOLVED, prompts


class Unsendable(LookupError):
    """There is nothing to send: what the row names is not there (any more)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one mail says. `said`: the words of a person, laid out as theirs; `before`, `lines`: each a paragraph of ours, around them.

    `draft`: words for the reader to change and send on, in the language of whom they are for.
    """

    subject: str
    before: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    said: str = ""
    draft: str = ""
    link: str = ""
    link_text: str = ""
    question: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    """To the question: what each is called, and the address by which it is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why a mail is written: the ticket, the event, to whom. `verified`: the recipient has proved to own the address.

    `now` is the instant at which the mail is written: what it says of the future must be true then. `wording`: the words to be tried
    in place of those that hold (a preview).
    """

    ticket: Ticket
    seq: int
    to: Person
    verified: bool
    words: Words
    payload: Mapping[str, Any]
    now: datetime
    wording: str = ""

    @property
    def event(self) -> Recorded:
        """The event."""
        return event_of(self.ticket, self.seq)

    @property
    def fact(self) -> Fact:
        """The event's own fact."""
        return self.event.fact

    def instant(self, at: datetime) -> str:
        """An instant in the recipient's words and zone."""
        return self.words.instant(at, self.to.timezone)

    def text(self, letter: str) -> str:
        """How the letter is worded, with its placeholders."""
        return self.wording or worded.text_for(self.ticket.brand, letter, self.payload["language"])

    def values(self, named: Mapping[str, str], **blocks: Sequence[str]) -> Values:
        """What the placeholders of a letter stand for: those that every letter has, and these."""
        usual = {
            "customer_name": self.name(self.to.name) if self.verified else "",
            "ticket_reference": self.ticket.reference,
            "brand_name": self.name(self.ticket.brand.name),
        }
        return Values(words={**usual, **named}, blocks=blocks)

    def name(self, name: str) -> str:
        """What somebody or something is called, as it can stand in a sentence."""
        plain = one_line(name)
        return self.words.isolated(plain) if plain else ""


def acknowledgement(occasion: Occasion) -> Letter:
    """We have it, and this is when we answer. It is automatic and answers nothing."""
    ticket = occasion.ticket
    neutral = gettext("[%(reference)s] We have received your request") % {"reference": ticket.reference}
    subject = about(ticket) if occasion.verified else neutral
    values = occasion.values(
        {}, earlier_request=followed(ticket), promise=promise(occasion), included=entitled_to(occasion)
    )
    return _letter(occasion, "acknowledgement", values, subject)


def _letter(occasion: Occasion, letter: str, values: Values, subject: str = "") -> Letter:
    """A letter of `worded.KINDS`, with the way to the ticket."""
    return Letter(
        subject=subject or about(occasion.ticket),
        lines=wording.told(occasion.text(letter), values),
        link=portal(occasion.ticket),
        link_text=gettext("See your request"),
    )


def followed(ticket: Ticket) -> tuple[str, ...]:
    """That what was written goes on here, where it came too late for the ticket that it answered."""
    tied = [queries.recorded(row).fact for row in ticket.events.filter(kind=FollowedUp.kind)]
    earlier = Ticket.objects.filter(
        pk__in=[fact.ticket for fact in tied if isinstance(fact, FollowedUp) and not fact.later]
    )
    said = gettext(
        "Your request %(reference)s is closed. So that what you wrote is not lost in it, we have opened a "
        "new request, which is linked to that one."
    )
    return tuple(said % {"reference": each.reference} for each in earlier)


def entitled_to(occasion: Occasion) -> tuple[str, ...]:
    """What the plan includes, where the sender is to know: another channel, named contacts, a quota, the contract's end."""
    opened, terms = occasion.fact, queries.terms(occasion.ticket)
    if not isinstance(opened, Opened):
        return ()
    return tuple(entitled.told(occasion.words, opened, terms.before[0] if terms.before else terms))


def promise(occasion: Occasion) -> tuple[str, ...]:
    """When the first answer is due, or that none is promised; nothing once it was given."""
    ticket = occasion.ticket
    if ticket.first_response_at is not None:
        return ()
    if ticket.first_response_due_at is None and ticket.contract_id is None:
        return (gettext("No time for an answer is promised here: we answer as soon as we can."),)
    if ticket.first_response_due_at is None:
        return (gettext("Your plan promises no fixed time for an answer: we answer as soon as we can."),)
    due = {"instant": occasion.instant(ticket.first_response_due_at)}
    if ticket.first_response_due_at <= occasion.now:
        return (gettext("Our answer was due %(instant)s. We are late, and sorry for it.") % due,)
    return (gettext("We will answer by %(instant)s, your time.") % due,)


def reply(occasion: Occasion) -> Letter:
    """What an agent wrote."""
    fact = occasion.fact
    if not isinstance(fact, Message) or not fact.public:
        raise Unsendable("the event is no public message")
    body = Body.objects.filter(pk=fact.body, erased_at__isnull=True).first()
    if body is None:
        raise Unsendable("what was written has been erased")
    before, after = wording.around(occasion.text("reply"), "message")
    values = occasion.values({}, promise=next_update(occasion))
    letter = _letter(occasion, "reply", values)
    return replace(
        letter,
        before=wording.told(before, values),
        said=body.text,
        lines=(*left_behind(body), *wording.told(after, values)),
    )


def next_update(occasion: Occasion) -> tuple[str, ...]:
    """By when the customer hears from us again, where updates are promised and one is waited for."""
    clocks = queries.timeline(occasion.ticket).at(occasion.now).clocks
    dues = [each.due for each in clocks if each.metric is Metric.UPDATE and each.ended is None and not each.goal]
    next_due = min((due for due in dues if due is not None and due > occasion.now), default=None)
    if next_due is None:
        return ()
    told = gettext("You will hear from us again by %(instant)s, your time.")
    return (told % {"instant": occasion.instant(next_due)},)


def priority_changed(occasion: Occasion) -> Letter:
    """The ticket has another priority: which, why, and what that does to the next due time."""
    fact = occasion.fact
    if not isinstance(fact, PriorityChanged):
        raise Unsendable("the event is no change of priority")
    ticket = occasion.ticket
    named = {
        "priority_before": priority_of(occasion, ticket, fact.before),
        "priority": priority_of(occasion, ticket, fact.priority),
    }
    due = next_due(occasion, fact.due_before, fact.due_after)
    return _letter(occasion, "priority_changed", occasion.values(named, reason=why(occasion, fact), next_due=due))


def why(occasion: Occasion, fact: PriorityChanged) -> list[str]:
    """Why the priority was changed: the agreement's clause in the reader's language, and what was said beside it."""
    text = clause(queries.terms(occasion.ticket).agreement, fact.clause)
    told = [gettext("Our agreement says: %(clause)s") % {"clause": occasion.words.text(text)}] if text else []
    beside = fact.reason and fact.reason not in text.values()
    return [*told, gettext("The reason: %(reason)s") % {"reason": fact.reason}] if beside else told


def lowering_proposed(occasion: Occasion) -> Letter:
    """Somebody at the desk is to decide about a lower priority."""
    fact, ticket = occasion.fact, occasion.ticket
    if not isinstance(fact, LoweringProposed):
        raise Unsendable("the event is no proposal")
    values = {
        "reference": ticket.reference,
        "before": priority_of(occasion, ticket, fact.before),
        "priority": priority_of(occasion, ticket, fact.priority),
    }
    text = clause(queries.terms(ticket).agreement, fact.clause)
    lines = (
        gettext("By the agreement the priority of %(reference)s can be lowered from %(before)s to %(priority)s.")
        % values,
        occasion.words.text(text),
        gettext("On the page of the ticket you can accept or decline this."),
    )
    link = settings.BASE_URL + reverse("console:ticket", args=[ticket.reference])
    return Letter(subject=about(ticket), lines=lines, link=link, link_text=gettext("Open in the console"))


def customer_reminded(occasion: Occasion) -> Letter:
    """We still wait for the customer, and this is what becomes of the request otherwise."""
    fact, ticket = occasion.fact, occasion.ticket
    if not isinstance(fact, CustomerReminded):
        raise Unsendable("the event is no reminder")
    if fact.clause == RESOLVED:
        return closing_soon(occasion, fact)
    if ticket.status != Ticket.Status.WAITING:
        raise Unsendable("the ticket no longer waits")
    neutral = gettext("[%(reference)s] We are waiting for your answer") % {"reference": ticket.reference}
    subject = about(ticket) if occasion.verified else neutral
    closing = gettext("If we hear nothing from you, we close the request %(instant)s.")
    values = occasion.values(
        {}, closing=(closing % {"instant": occasion.instant(fact.closes_at)},), clause=clause_of(occasion, fact.clause)
    )
    return _letter(occasion, "customer_reminded", values, subject)


def closing_soon(occasion: Occasion, fact: CustomerReminded) -> Letter:
    """A resolved request closes soon; an answer keeps it open."""
    ticket = occasion.ticket
    if ticket.status != Ticket.Status.RESOLVED:
        raise Unsendable("the ticket is not resolved any more")
    neutral = gettext("[%(reference)s] Your request will be closed") % {"reference": ticket.reference}
    names = {"reference": ticket.reference, "instant": occasion.instant(fact.closes_at)}
    lines = (
        gettext("We take your request %(reference)s for solved. It will be closed %(instant)s.") % names,
        gettext(
            "Is something still missing? Reply to this message, and it stays open. If all is well, you need not do anything."
        ),
    )
    subject = about(ticket) if occasion.verified else neutral
    return Letter(subject=subject, lines=lines, link=portal(ticket), link_text=gettext("See your request"))


def closed(occasion: Occasion) -> Letter:
    """The desk closed the request by a rule of the agreement."""
    fact, ticket = occasion.fact, occasion.ticket
    if not isinstance(fact, Closed):
        raise Unsendable("the event is no closing")
    neutral = gettext("[%(reference)s] We have closed your request") % {"reference": ticket.reference}
    subject = about(ticket) if occasion.verified else neutral
    return _letter(occasion, "closed", occasion.values({}, clause=clause_of(occasion, fact.clause)), subject)


def clause_of(occasion: Occasion, key: str) -> tuple[str, ...]:
    """The agreement's sentence behind what was done."""
    text = occasion.words.text(clause(queries.terms(occasion.ticket).agreement, key))
    return (text,) if text else ()


def next_due(occasion: Occasion, before: datetime | None, after: datetime | None) -> tuple[str, ...]:
    """When what is due next is due after a change; that nothing is any more."""
    if after is not None:
        return (gettext("What is due next is now due %(instant)s.") % {"instant": occasion.instant(after)},)
    if before is not None:
        return (gettext("Nothing is due at a fixed time any more; we go on as soon as we can."),)
    return ()


def terms_changed(occasion: Occasion) -> Letter:
    """The ticket is under other terms: which plan, why, and what that does to the next due time."""
    fact = occasion.fact
    if not isinstance(fact, TermsChanged):
        raise Unsendable("the event is no change of terms")
    plan = occasion.words.text(queries.terms_of(fact).plan.name)
    reason = gettext("The reason: %(reason)s") % {"reason": fact.reason}
    due = next_due(occasion, fact.due_before, fact.due_after)
    return _letter(occasion, "terms_changed", occasion.values({"plan": plan}, reason=(reason,), next_due=due))


def resolved(occasion: Occasion) -> Letter:
    """The request was resolved, and, where it closes by itself, when."""
    closing = tuple(
        gettext("If we hear nothing from you, it is closed %(instant)s.") % {"instant": occasion.instant(prompt.at)}
        for prompt in prompts(queries.timeline(occasion.ticket), queries.terms(occasion.ticket))
        if prompt.step == "close" and prompt.rule == RESOLVED
    )
    letter = _letter(occasion, "resolved", occasion.values({}, closing=closing))
    return replace(letter, **asked(occasion)) if is_asked(occasion) else letter


def is_asked(occasion: Occasion) -> bool:
    """Whether this mail asks its reader how the help was."""
    fact, ticket = occasion.fact, occasion.ticket
    return isinstance(fact, Resolved) and fact.asks and not ticket.void and occasion.to.pk == ticket.requester_id


def asked(occasion: Occasion) -> dict[str, Any]:
    """The question, and its answers."""
    good, bad = (rating.link(occasion.ticket, score) for score in (rating.GOOD, rating.BAD))
    return {
        "question": gettext("How was our help?"),
        "answers": ((gettext("Good"), good), (gettext("Not good"), bad)),
    }


LETTERS: Mapping[str, Callable[[Occasion], Letter]] = {
    "acknowledgement": acknowledgement,
    "reply": reply,
    "priority_changed": priority_changed,
    "terms_changed": terms_changed,
    "resolved": resolved,
    "lowering_proposed": lowering_proposed,
    "customer_reminded": customer_reminded,
    "closed": closed,
}
"""The templates of this page; `notices` has the others."""


def fact_of(ticket: Ticket, seq: int) -> Fact:
    """The fact of a ticket's event. Raises Unsendable."""
    return event_of(ticket, seq).fact


def event_of(ticket: Ticket, seq: int) -> Recorded:
    """A ticket's event. Raises Unsendable."""
    row = ticket.events.filter(seq=seq).first()
    if row is None:
        raise Unsendable(f"{ticket.reference} has no event {seq}")
    return queries.recorded(row)


def priority_of(occasion: Occasion, ticket: Ticket, priority: str) -> str:
    """A priority's name, in the recipient's language."""
    return occasion.words.priority(queries.terms(ticket).priority(priority))


def about(ticket: Ticket) -> str:
    """The subject line of a ticket: its reference, and the customer's own words."""
    return f"[{ticket.reference}] {ticket.subject}".strip()


def portal(ticket: Ticket) -> str:
    """Where the customer sees the ticket."""
    return ticket.brand.door + reverse("portal:ticket", args=[ticket.reference])
