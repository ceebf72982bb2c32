"""What our mails say of tickets that were tied together, and of what changed the promises of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext

from parola.desk.mail import deadlines, handing, letters, news, recurring, tiers, together, undelivered
from parola.desk.mail.letters import Letter, Occasion, Unsendable, about, portal, promise
from parola.desk.tickets import queries
from parola.desk.tickets.kinds import ties, turns, voices
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Metric


def merged(occasion: Occasion) -> Letter:
    """The request goes on in another one, which is named to who may see it."""
    fact = occasion.fact
    if not isinstance(fact, ties.Merged | ties.Duplicate):
        raise Unsendable("the event ties the ticket to no other")
    ticket, other = occasion.ticket, _seen(occasion, fact.into if isinstance(fact, ties.Merged) else fact.of)
    if other is None:
        lines = (
            gettext(
                "We are already working on what you wrote in %(reference)s, and have closed it so that nothing is done twice."
            )
            % {"reference": ticket.reference},
            gettext("If it is another matter, reply to this message and we go on with it by itself."),
        )
        return _letter(ticket, lines)
    names = {"reference": ticket.reference, "other": other.reference}
    if isinstance(fact, ties.Merged):
        told = gettext(
            "Your requests %(other)s and %(reference)s are about the same matter: we go on with both in %(other)s."
        )
    else:
        told = gettext("Your request %(reference)s says what %(other)s says already: we go on in %(other)s.")
    lines = (
        told % names,
        gettext("Nothing that you wrote is lost. What you reply to this message is added to %(other)s.") % names,
    )
    return Letter(subject=about(ticket), lines=lines, link=portal(other), link_text=gettext("See your request"))


def split(occasion: Occasion) -> Letter:
    """A message became a request of its own."""
    fact = occasion.fact
    if not isinstance(fact, ties.SplitFrom):
        raise Unsendable("the event is no splitting")
    ticket, other = occasion.ticket, _seen(occasion, fact.ticket)
    names = {"reference": ticket.reference, "other": other.reference if other else ""}
    told = (
        gettext("What you wrote in %(other)s is a matter of its own: it is your request %(reference)s now.")
        if other
        else gettext("What you wrote is a matter of its own: it is your request %(reference)s now.")
    )
    counts = gettext("It counts from when you wrote, %(instant)s.") % {"instant": occasion.instant(ticket.opened_at)}
    lines = (told % names, counts, *promise(occasion), gettext("To add something, reply to this message."))
    return _letter(ticket, lines)


def milestone(occasion: Occasion) -> Letter:
    """Something was reached, without a message of somebody's."""
    event = occasion.event
    if not isinstance(event.fact, turns.Reached):
        raise Unsendable("the event is no milestone")
    told = {
        "workaround": gettext("You have a workaround for your request %(reference)s since %(instant)s."),
        "restored": gettext("What your request %(reference)s is about works again, since %(instant)s."),
        "cause_found": gettext("We have found the cause of what you wrote about in %(reference)s, %(instant)s."),
    }
    names = {"reference": occasion.ticket.reference, "instant": occasion.instant(event.at)}
    lines = (told[event.fact.milestone] % names, gettext("If it is otherwise for you, reply to this message."))
    return _letter(occasion.ticket, lines)


def milestone_withdrawn(occasion: Occasion) -> Letter:
    """What had been reached proved wrong."""
    fact = occasion.fact
    if not isinstance(fact, turns.MilestoneWithdrawn):
        raise Unsendable("the event withdraws nothing")
    told = {
        "workaround": gettext("The workaround for your request %(reference)s proved wrong: we go on."),
        "restored": gettext("What your request %(reference)s is about does not work after all: we go on."),
        "cause_found": gettext("What we took for the cause of %(reference)s proved wrong: we go on looking."),
    }
    lines = (told[fact.milestone] % {"reference": occasion.ticket.reference}, _reason(fact.reason))
    return _letter(occasion.ticket, lines)


def facts_changed(occasion: Occasion) -> Letter:
    """What is known of the request is otherwise: what that does to the next due time."""
    fact = occasion.fact
    if not isinstance(fact, turns.FactsChanged):
        raise Unsendable("the event changes no facts")
    reference = {"reference": occasion.ticket.reference}
    lines = [gettext("We have changed what we know of your request %(reference)s.") % reference, _reason(fact.reason)]
    if fact.due_after != fact.due_before:
        lines += letters.next_due(occasion, fact.due_before, fact.due_after)
    return _letter(occasion.ticket, tuple(lines))


def promise_agreed(occasion: Occasion) -> Letter:
    """Both sides agreed on another due time."""
    fact = occasion.fact
    if not isinstance(fact, turns.PromiseAgreed):
        raise Unsendable("the event is no agreement")
    names = {
        "reference": occasion.ticket.reference,
        "metric": occasion.words.clock(Metric(fact.metric), fact.threshold),
        "instant": occasion.instant(fact.due),
    }
    told = gettext("As agreed with you for your request %(reference)s: %(metric)s by %(instant)s.") % names
    return _letter(occasion.ticket, (told, _reason(fact.reason)))


def priority_declined(occasion: Occasion) -> Letter:
    """The priority that was asked for was not given, and why."""
    fact = occasion.fact
    if not isinstance(fact, voices.PriorityDeclined):
        raise Unsendable("the event declines nothing")
    told = gettext("You asked for another priority of your request %(reference)s. We leave it as it is.")
    return _letter(occasion.ticket, (told % {"reference": occasion.ticket.reference}, _reason(fact.reason)))


def _reason(reason: str) -> str:
    return gettext("The reason: %(reason)s") % {"reason": reason}


def _letter(ticket: Ticket, lines: tuple[str, ...]) -> Letter:
    return Letter(subject=about(ticket), lines=lines, link=portal(ticket), link_text=gettext("See your request"))


def _seen(occasion: Occasion, key: int) -> Ticket | None:
    """The other ticket, if the recipient may see it."""
    return queries.visible_to(occasion.to).filter(pk=key).first()


LETTERS: Mapping[str, Callable[[Occasion], Letter]] = {
    **letters.LETTERS,
    **deadlines.LETTERS,
    **handing.LETTERS,
    **recurring.LETTERS,
    **news.LETTERS,
    **tiers.LETTERS,
    **together.LETTERS,
    **undelivered.LETTERS,
    "merged": merged,
    "duplicate": merged,
    "split": split,
    "milestone": milestone,
    "milestone_withdrawn": milestone_withdrawn,
    "facts_changed": facts_changed,
    "promise_agreed": promise_agreed,
    "priority_declined": priority_declined,
}
"""Every template that an outbox row may name."""
