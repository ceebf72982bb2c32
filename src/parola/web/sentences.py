"""What happened to a ticket, told in one sentence an event. Names and words of people are set apart with `<bdi>`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Person
from parola.desk.agreements.queries import agreement as agreement_of
from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import Item
from parola.desk.tickets.vocabulary import Recorded
from parola.sla.agreement import Agreement, Metric
from parola.web import brief
from parola.web.labels import CHANNELS, WAITING_FOR
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An event told. `seq` is its place in the ticket's history."""

    seq: int
    at: datetime
    sentence: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells events of one ticket: knows the people in them, the agreement's names for priorities, and the present."""

    people: Mapping[int, Person]
    agreement: Agreement
    now: datetime

    def line(self, event: Recorded) -> Line:
        """The event as a line of the history."""
        return Line(seq=event.seq, at=event.at, sentence=self.sentence(event))

    def sentence(self, event: Recorded) -> SafeString:  # noqa: C901, PLR0911, PLR0912  # one flat table of kinds
        """The event in one sentence."""
        who = self._person(event.actor)
        match event.fact:
            case said.Opened() as fact:
                return fill(_("%(who)s opened the ticket %(channel)s"), who=who, channel=channel(fact.channel))
            case said.Message() as fact:
                return fill(_message(fact), who=who, channel=channel(fact.channel))
            case said.PriorityChanged() as fact:
                return self._priority(who, fact)
            case said.Assigned(assignee=None):
                return fill(_("%(who)s gave the ticket back to everybody"), who=who)
            case said.Assigned() as fact if fact.assignee == event.actor:
                return fill(_("%(who)s took the ticket"), who=who)
            case said.Assigned() as fact:
                assignee = self._person(fact.assignee)
                return fill(_("%(who)s gave the ticket to %(assignee)s"), who=who, assignee=assignee)
            case said.ParticipantAdded() as fact:
                return fill(_("%(who)s added %(person)s to the ticket"), who=who, person=self._person(fact.person))
            case said.Waiting() as fact:
                return fill(_("%(who)s set the ticket to wait for %(what)s"), who=who, what=waited_for(fact.reason))
            case said.Resumed():
                return fill(_("%(who)s took the ticket up again"), who=who)
            case said.Escalated() as fact:
                return fill(_("%(who)s escalated the ticket to tier %(tier)s"), who=who, tier=str(fact.tier))
            case said.ReplyHeld() as fact:
                at = brief.instant(fact.release_at, self.now)
                return fill(_("%(who)s wrote a reply, held until %(at)s"), who=who, at=at)
            case said.ReplyReleased(reason=""):
                return fill(_("The held reply was let go at the opening"))
            case said.ReplyReleased() as fact:
                return fill(_("%(who)s sent the held reply before its time: %(reason)s"), who=who, reason=fact.reason)
            case said.Resolved():
                return fill(_("%(who)s resolved the ticket"), who=who)
            case said.Reopened():
                return fill(_("%(who)s reopened the ticket"), who=who)
            case said.Closed():
                return fill(_("%(who)s closed the ticket"), who=who)
            case said.AlarmFired() as fact:
                return _alarm(fact)
            case _:
                return fill(event.fact.kind)

    def _person(self, key: int | None) -> str:
        if key is None:
            return _("The desk")
        person = self.people.get(key)
        return str(person) if person else _("Somebody")

    def _priority(self, who: str, fact: said.PriorityChanged) -> SafeString:
        return fill(
            _(
                "%(who)s changed the priority from %(before)s to %(after)s "
                "(due before: %(due_before)s; due after: %(due_after)s). Reason: %(reason)s"
            ),
            who=who,
            before=priority_name(self.agreement, fact.before),
            after=priority_name(self.agreement, fact.priority),
            reason=fact.reason,
            due_before=self._due(fact.due_before),
            due_after=self._due(fact.due_after),
        )

    def _due(self, at: datetime | None) -> str:
        return brief.instant(at, self.now) if at else _("no due time")


def teller_of(ticket: Ticket, items: Iterable[Item], now: datetime) -> Teller:
    """Who tells the ticket's events: the people are those who acted, the requester, and the one who has it."""
    known = {person.pk: person for item in items if (person := item.author) is not None}
    known[ticket.requester_id] = ticket.requester
    if ticket.assignee is not None:
        known[ticket.assignee.pk] = ticket.assignee
    return Teller(people=known, agreement=agreement_of(ticket.version), now=now)


def fill(template: str, **values: str) -> SafeString:
    """The sentence with its values set apart from it; both are escaped."""
    isolated = {name: format_html("<bdi>{}</bdi>", value) for name, value in values.items()}
    return mark_safe(conditional_escape(template) % isolated)  # noqa: S308  # both sides are escaped


def channel(name: str) -> str:
    """By which way it came, in words."""
    label, _icon = CHANNELS.get(name, (name, ""))
    return str(label)


def waited_for(reason: str) -> str:
    """For what a ticket waits, in words."""
    return str(WAITING_FOR.get(reason, reason.replace("_", " ")))


def priority_name(agreement: Agreement, priority: str) -> str:
    """The agreement's own name for it, in the reader's language."""
    return words().priority(agreement.priority(priority))


def _message(fact: said.Message) -> str:
    if not fact.public:
        return _("%(who)s wrote an internal note")
    if fact.side == "automatic":
        return _("An automatic message was sent to the customer")
    return _("%(who)s wrote %(channel)s") if fact.side == "customer" else _("%(who)s answered %(channel)s")


def _alarm(fact: said.AlarmFired) -> SafeString:
    metric = words().metric(Metric(fact.metric))
    if fact.step == "due":
        return fill(_("%(metric)s was due"), metric=metric)
    return fill(
        _("%(metric)s: %(share)s%% of the time was used"), metric=metric, share=fact.step.removeprefix("warning-")
    )
