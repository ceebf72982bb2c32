"""What happened to a ticket, told from its history alone: a draft for the customer, and what was tried, for the next tier.

Nothing is told that no event says. The draft is told to the customer, so nothing of an internal note is in it, not even that there
is one; a person reads it, changes it, and sends it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from parola.desk.tickets import projection, vocabulary
from parola.desk.tickets.kinds import turns
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.vocabulary import Message, Recorded
from parola.policy.numerals import told_in
from parola.policy.telling import waiting_for
from parola.policy.words import Words, speak
from parola.sla.agreement import Metric, Terms
from parola.sla.timeline import Timeline

LONGEST_QUOTE = 300
NOTES = 3


def update(ticket: Ticket, history: Sequence[Recorded], terms: Terms, now: datetime) -> str:
    """A message to the customer, in their language and zone: what happened since the last one, and when the next update is due."""
    with told_in(ticket.requester.numerals):
        return "\n".join(_Draft(ticket, history, terms, now).lines())


def is_update_promised(timeline: Timeline) -> bool:
    """Whether the customer is to hear of the ticket by a certain time."""
    return any(clock.metric is Metric.UPDATE and clock.ended is None and clock.due for clock in timeline.clocks)


class _Draft:
    """What can be told to the customer of a ticket, at `now`."""

    def __init__(self, ticket: Ticket, history: Sequence[Recorded], terms: Terms, now: datetime) -> None:
        self.ticket, self.history, self.terms, self.now = ticket, history, terms, now
        self.words: Words = speak(ticket.requester.language)
        self.told = [event for event in history if _is_answer(event)]
        self.since = self.told[-1].at if self.told else history[0].at
        self.news = [event for event in history[1:] if event.at > self.since]

    def lines(self) -> Iterator[str]:
        _ = self.words.gettext
        yield _("This is where your request %(reference)s stands.") % {"reference": self.ticket.reference}
        yield ""
        happened = [f"- {line}" for event in self.news if (line := self.happened(event))]
        if happened:
            yield self.opening()
            yield from happened
        else:
            yield self.nothing_new()
        if self.ticket.status == Ticket.Status.WAITING:
            yield self.waits_for()
        if (by := self.next_update()) is not None:
            yield ""
            yield _("You hear from us again by %(instant)s.") % {"instant": self.instant(by)}

    def opening(self) -> str:
        if self.told:
            message = self.words.gettext("Since our last message, of %(instant)s:")
        else:
            message = self.words.gettext("Since your request came in, %(instant)s:")
        return message % {"instant": self.instant(self.since)}

    def nothing_new(self) -> str:
        if self.told:
            message = self.words.gettext("There is nothing new since our last message, of %(instant)s.")
        else:
            message = self.words.gettext("We received it %(instant)s, and there is nothing new since then.")
        return message % {"instant": self.instant(self.since)}

    def waits_for(self) -> str:
        if self.ticket.waiting_for == "customer":
            return self.words.gettext("We wait for an answer from you.")
        reason = waiting_for(self.words, self.ticket.waiting_for)
        return self.words.gettext("The request waits for: %(reason)s.") % {"reason": reason}

    def instant(self, at: datetime) -> str:
        return self.words.instant(at, self.ticket.requester.timezone)

    def happened(self, event: Recorded) -> str:
        """What an event is to the customer; empty where it is nothing to them."""
        message, values = self._sentence(event)
        at = _minute(self.words, event.at, self.ticket.requester.timezone)
        return message % {**values, "instant": at} if message else ""

    def _sentence(self, event: Recorded) -> tuple[str, dict[str, str]]:  # noqa: C901, PLR0911, PLR0912  # one flat table of kinds
        _ = self.words.gettext
        match event.fact:
            case Message(side="customer"):
                return _("%(instant)s: we received a message from you."), {}
            case vocabulary.Assigned() if self.is_present_assignment(event):
                return _("%(instant)s: one of us took charge of your request."), {}
            case vocabulary.Escalated() as fact if fact.tier not in self.terms.plan.tiers:
                return _("%(instant)s: the support level %(tier)s was informed of the request."), {
                    "tier": self.tier(fact.tier)
                }
            case vocabulary.Escalated() as fact:
                message = _("%(instant)s: the request was passed to the support level %(tier)s.")
                return message, {"tier": self.tier(fact.tier)}
            case vocabulary.PriorityChanged() as fact:
                message = _("%(instant)s: its priority was changed to %(priority)s. The reason: %(reason)s")
                return message, {"priority": self.priority(fact.priority), "reason": fact.reason}
            case vocabulary.Waiting() as fact if not self.is_present_waiting(event):
                message = _("%(instant)s: the request began to wait for: %(reason)s.")
                return message, {"reason": waiting_for(self.words, fact.reason)}
            case vocabulary.Resumed():
                return _("%(instant)s: work on the request went on."), {}
            case vocabulary.Reopened():
                return _("%(instant)s: the request was opened again."), {}
            case vocabulary.Resolved():
                return _("%(instant)s: the request was marked as resolved."), {}
            case turns.WorkaroundGiven() if self.holds(event):
                return _("%(instant)s: there is a way to work on meanwhile."), {}
            case turns.Restored() if self.holds(event):
                return _("%(instant)s: what was disturbed works again."), {}
            case turns.CauseFound() if self.holds(event):
                return _("%(instant)s: the cause was found."), {}
            case _:
                return "", {}

    def is_present_assignment(self, event: Recorded) -> bool:
        """Whether the event gave the ticket to who has it now."""
        given = [each for each in self.history if isinstance(each.fact, vocabulary.Assigned)]
        return given[-1] is event and self.ticket.assignee_id is not None

    def is_present_waiting(self, event: Recorded) -> bool:
        """Whether the ticket still waits, since that event."""
        began = [each for each in self.history if isinstance(each.fact, vocabulary.Waiting)]
        return began[-1] is event and self.ticket.status == Ticket.Status.WAITING

    def holds(self, event: Recorded) -> bool:
        """Whether nobody has taken the milestone back since."""
        later = self.history[event.seq :]
        return not any(
            isinstance(each.fact, turns.MilestoneWithdrawn)
            and each.fact.milestone == getattr(event.fact, "milestone", "")
            for each in later
        )

    def tier(self, level: int) -> str:
        """A tier's number, and its name where the agreement gives it one."""
        name = next((self.words.text(tier.name) for tier in self.terms.agreement.tiers if tier.level == level), "")
        return f"{self.words.number(level)} ({name})" if name else self.words.number(level)

    def priority(self, priority: str) -> str:
        return self.words.priority(self.terms.priority(priority))

    def next_update(self) -> datetime | None:
        """When the next update is due if this one is sent now, by the fold itself."""
        fact = Message(side="support", public=True, channel="", body="", digest="")
        sent = projection.supposing(self.history, fact, self.now)
        clocks = projection.timeline(sent, self.terms).clocks
        due = [clock.due for clock in clocks if clock.metric is Metric.UPDATE and clock.ended is None and clock.due]
        return min(due, default=None)


def tried(
    history: Sequence[Recorded], terms: Terms, names: dict[int, str], words: Words, timezone: str
) -> Iterator[str]:
    """What was done for a ticket so far, for the people who take it over: messages, notes, waiting, priorities, milestones."""
    yield from _written(history, words, timezone)
    yield from _notes(history, names, words, timezone)
    for event in history:
        at = {"instant": _minute(words, event.at, timezone)}
        match event.fact:
            case vocabulary.PriorityChanged() as fact:
                priority = words.priority(terms.priority(fact.priority))
                message = words.gettext("%(instant)s: priority changed to %(priority)s: %(reason)s")
                yield message % {**at, "priority": priority, "reason": fact.reason}
            case turns.WorkaroundGiven():
                yield words.gettext("%(instant)s: a workaround was given.") % at
            case turns.Restored():
                yield words.gettext("%(instant)s: the service was restored.") % at
            case turns.CauseFound():
                yield words.gettext("%(instant)s: the cause was found.") % at
            case _:
                pass
    for reason, waited in _waits(history).items():
        values = {"reason": waiting_for(words, reason), "duration": words.duration(waited)}
        yield words.gettext("It waited for: %(reason)s (%(duration)s in all).") % values


def _minute(words: Words, at: datetime, timezone: str) -> str:
    """An instant in short, to the minute."""
    return words.moment(at.replace(second=0, microsecond=0), timezone)


def _written(history: Sequence[Recorded], words: Words, timezone: str) -> Iterator[str]:
    answers = [event for event in history if _is_answer(event)]
    if not answers:
        yield words.gettext("Nobody has written to the customer yet.")
        return
    last = answers[-1]
    count = words.ngettext("%(count)s message to the customer", "%(count)s messages to the customer", len(answers))
    values = {
        "messages": count % {"count": words.number(len(answers))},
        "instant": _minute(words, last.at, timezone),
        "text": _quoted(last),
    }
    yield words.gettext("%(messages)s, the last %(instant)s: %(text)s") % values


def _notes(history: Sequence[Recorded], names: dict[int, str], words: Words, timezone: str) -> Iterator[str]:
    notes = [event for event in history if isinstance(event.fact, Message) and not event.fact.public]
    for event in notes[-NOTES:]:
        who = names.get(event.actor or 0, "")
        values = {"instant": _minute(words, event.at, timezone), "who": who, "text": _quoted(event)}
        yield words.gettext("%(instant)s, note of %(who)s: %(text)s") % values


def _quoted(event: Recorded) -> str:
    """The beginning of what was written, in one line; empty where it was erased."""
    key = event.fact.body if isinstance(event.fact, Message) else ""
    body = Body.objects.filter(pk=key, erased_at__isnull=True).first()
    text = " ".join(body.text.split()) if body else ""
    return f"{text[:LONGEST_QUOTE]}…" if len(text) > LONGEST_QUOTE else text


def _waits(history: Sequence[Recorded]) -> dict[str, timedelta]:
    """For what the ticket waited, and how long in all; what still goes on is not in it."""
    waited: dict[str, timedelta] = {}
    reason, since = "", history[0].at
    for event in sorted(history, key=lambda event: event.at):
        if isinstance(event.fact, vocabulary.Waiting | vocabulary.Resumed | vocabulary.Resolved | vocabulary.Closed):
            if reason:
                waited[reason] = waited.get(reason, timedelta()) + (event.at - since)
            reason, since = (
                event.fact.reason if isinstance(event.fact, vocabulary.Waiting) else "",
                event.at,
            )
    return waited


def _is_answer(event: Recorded) -> bool:
    return isinstance(event.fact, Message) and event.fact.public and event.fact.side == "support"
