"""What people at the desk are told of alarms: deadlines, what the desk did by itself, and what is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from parola.desk.accounts.models import Person
from parola.desk.mail import reasons
from parola.desk.mail.letters import Letter, Occasion, Unsendable, about, fact_of, priority_of
from parola.desk.tickets import drafting, projection, queries, summary
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import AlarmFired, Escalated, Recorded
from parola.sla.agreement import Metric
from parola.sla.alarms import DUE, ESCALATE, NAMED, REMIND, SILENT
from parola.sla.clock import Clock

DRAFT = "?draft=1#composer"
"""What leads to the ticket's page with the draft in the composer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One alarm to be told, with the ticket as it stands when the mail is written."""

    ticket: Ticket
    fact: AlarmFired
    seq: int
    history: Sequence[Recorded]

    @property
    def about(self) -> tuple[int, str, int, str]:
        """What it is about: of a clock that has come to several steps the last is told, and beside it each named step and an escalation."""
        beside = self.fact.step if self.fact.step == ESCALATE or self.fact.step.startswith(NAMED) else ""
        return self.ticket.pk, self.fact.metric, self.fact.cycle, beside


def alarm(occasion: Occasion) -> Letter:
    """Deadlines that need somebody at the desk: one, or several gathered."""
    latest = list({deadline.about: deadline for deadline in _deadlines(occasion)}.values())
    lines = tuple(_line(occasion, deadline) for deadline in latest)
    path = reverse("console:queue")
    if len({deadline.ticket.pk for deadline in latest}) == 1:
        path = reverse("console:ticket", args=[occasion.ticket.reference])
    many = ngettext("%(count)d deadline", "%(count)d deadlines", len(lines)) % {"count": len(lines)}
    subject = occasion.words.digits(many)
    if len(lines) == 1:
        subject = about(occasion.ticket)
    reminders = [each for each in latest if each.fact.step == REMIND and not _ended(occasion, each)]
    if len(latest) == 1 and latest[0].fact.step == ESCALATE:
        lines = (*lines, gettext("What was done before:"), *_tried(occasion, latest[0]))
    if len(reminders) == 1:
        return _drafted(occasion, reminders[0], subject, lines)
    return _letter(subject, lines, path)


def _drafted(occasion: Occasion, deadline: Deadline, subject: str, lines: tuple[str, ...]) -> Letter:
    """A mail that reminds of one update has the draft of it, and leads to where it is sent."""
    ticket = deadline.ticket
    draft = drafting.update(ticket, deadline.history, queries.terms(ticket), occasion.now)
    offer = gettext("%(reference)s: a draft from what happened, for you to change and send:")
    path = reverse("console:ticket", args=[ticket.reference]) + DRAFT
    return _letter(subject, (*lines, offer % {"reference": ticket.reference}), path, draft)


def _letter(subject: str, lines: tuple[str, ...], path: str, draft: str = "") -> Letter:
    link = settings.BASE_URL + path
    return Letter(subject=subject, lines=lines, draft=draft, link=link, link_text=gettext("Open in the console"))


def _deadlines(occasion: Occasion) -> list[Deadline]:
    named = occasion.payload["alarms"]
    tickets = queries.with_relations(Ticket.objects.all()).in_bulk({entry["ticket"] for entry in named})
    records = queries.records(list(tickets.values()))
    found = []
    for entry in named:
        ticket = tickets[entry["ticket"]]
        fact = fact_of(ticket, entry["event"])
        if not isinstance(fact, AlarmFired):
            raise Unsendable("the event is no alarm")
        history = [*map(queries.recorded, records[ticket.pk])]
        found.append(Deadline(ticket=ticket, fact=fact, seq=entry["event"], history=history))
    return found


def _line(occasion: Occasion, deadline: Deadline) -> str:
    """The alarm in one sentence, as it is true when the mail is written, and why the reader is told, if it is not their ticket."""
    told, why = _told(occasion, deadline), reasons.why(deadline.fact, occasion.to)
    return f"{told} ({why})" if why else told


def _told(occasion: Occasion, deadline: Deadline) -> str:
    fact = deadline.fact
    if fact.due is None:
        raise Unsendable("the alarm has no due time")
    values = {
        "reference": deadline.ticket.reference,
        "subject": deadline.ticket.subject,
        "metric": occasion.words.clock(Metric(fact.metric), _threshold(fact)),
        "priority": priority_of(occasion, deadline.ticket, fact.priority),
        "instant": occasion.instant(fact.due),
    }
    if fact.step == ESCALATE:
        return _escalated(occasion, deadline, values)
    if fact.step == SILENT:
        return _silent(fact, values)
    if _ended(occasion, deadline):
        return (
            gettext("%(reference)s, %(priority)s: %(metric)s, due %(instant)s, is no longer open. %(subject)s") % values
        )
    if fact.step.startswith(NAMED):
        return _named(occasion, deadline, values)
    return _plain(fact.step) % values


def _plain(step: str) -> str:
    if step == DUE:
        return gettext("%(reference)s, %(priority)s: %(metric)s was due %(instant)s and is missed. %(subject)s")
    if step == REMIND:
        return gettext("%(reference)s, %(priority)s: the customer is to hear from us by %(instant)s. %(subject)s")
    return gettext("%(reference)s, %(priority)s: %(metric)s is due %(instant)s. %(subject)s")


def _escalated(occasion: Occasion, deadline: Deadline, values: Mapping[str, str]) -> str:
    """That the desk took the ticket to a tier by itself, or informed it."""
    arrivals = [event.fact for event in deadline.history[deadline.seq :] if isinstance(event.fact, Escalated)]
    if not arrivals:
        raise Unsendable("the ticket was not escalated")
    tier = arrivals[0].tier
    numbered = {**values, "tier": occasion.words.number(tier)}
    if tier in queries.terms(deadline.ticket).plan.tiers:
        message = gettext("%(reference)s, %(priority)s: the desk escalated the ticket to tier %(tier)s. %(subject)s")
    else:
        message = gettext("%(reference)s, %(priority)s: tier %(tier)s is informed of the ticket. %(subject)s")
    return message % numbered


def _silent(fact: AlarmFired, values: Mapping[str, str]) -> str:
    message = ngettext(
        "%(reference)s, %(priority)s: %(count)d update was missed; you are not told of the next ones. %(subject)s",
        "%(reference)s, %(priority)s: %(count)d updates in a row were missed; you are not told of the next ones. %(subject)s",
        fact.missed,
    )
    return message % {**values, "count": fact.missed}


def _named(occasion: Occasion, deadline: Deadline, values: Mapping[str, str]) -> str:
    """A step of the agreement's own, by its name."""
    policy = queries.terms(deadline.ticket).agreement.alarms
    step = next((each for each in policy.steps if NAMED + each.id == deadline.fact.step), None)
    if step is None:
        raise Unsendable(f"the agreement has no step {deadline.fact.step}")
    told = {**values, "step": occasion.words.text(step.name), "text": occasion.words.text(step.text)}
    message = gettext("%(reference)s, %(priority)s: %(step)s. %(metric)s is due %(instant)s. %(subject)s %(text)s")
    if deadline.fact.due is not None and deadline.fact.due < occasion.now:
        message = gettext("%(reference)s, %(priority)s: %(step)s. %(metric)s was due %(instant)s. %(subject)s %(text)s")
    return (message % told).strip()


def _ended(occasion: Occasion, deadline: Deadline) -> bool:
    """Whether nobody waits for the clock any more. One that was missed and that the next has followed is still waited for."""
    fact = deadline.fact
    kind = fact.key.partition(":")[0]
    clocks = projection.timeline(deadline.history, queries.terms(deadline.ticket)).at(occasion.now).clocks
    ended = (clock for clock in clocks if clock.ended is not None and not clock.run_out)
    return any((_name(clock), clock.cycle) == (kind, fact.cycle) for clock in ended)


def _threshold(fact: AlarmFired) -> str:
    return fact.key.partition(":")[0].partition("/")[2]


def _name(clock: Clock) -> str:
    return f"{clock.metric}/{clock.threshold}" if clock.threshold else clock.metric.value


def _tried(occasion: Occasion, deadline: Deadline) -> tuple[str, ...]:
    """What was done before the desk escalated, and what is known of solutions, for those who take over."""
    before = deadline.history[: deadline.seq - 1]
    people = Person.objects.in_bulk({event.actor for event in before if event.actor is not None})
    names = {key: str(person) for key, person in people.items()}
    terms = queries.terms(deadline.ticket)
    done = drafting.tried(before, terms, names, occasion.words, occasion.to.timezone)
    return (*done, *summary.searched(before, occasion.words))


LETTERS: Mapping[str, Callable[[Occasion], Letter]] = {"alarm": alarm}
"""The one template of this page."""
