"""What happened to a ticket, told in one sentence an event. Names and words of people are set apart with `<bdi>`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Person
from parola.desk.tickets import queries
from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.kinds import courses, erasing, misses, problems, searches, tiers, ties, turns, voices
from parola.desk.tickets.kinds.elsewhere import Elsewhere
from parola.desk.tickets.kinds.under import TermsChanged
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import Item
from parola.desk.tickets.vocabulary import Recorded
from parola.policy.conditions import fact_name, fact_value
from parola.sla import alarms
from parola.sla.agreement import Fact, Metric, Terms
from parola.sla.clauses import clause
from parola.web import brief
from parola.web.alarmed import alarmed
from parola.web.labels import CHANNELS, VALUES, WAITING_FOR
from parola.web.linked import linked
from parola.web.missed import explained
from parola.web.passed import passed, tier_name
from parola.web.reached import reached, withdrawn
from parola.web.searched import searched
from parola.web.templatetags.parola import words
from parola.web.ties import TIES, TIES_UNSEEN
from parola.web.voiced import voiced


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An event told. `seq` is its place in the ticket's history."""

    seq: int
    at: datetime
    sentence: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells events of one ticket: knows the people in them, by which terms it was and is, and the present.

    `tickets` are the other tickets of which the events speak, as far as the reader may see them.
    """

    people: Mapping[int, Person]
    terms: Terms
    now: datetime
    tickets: Mapping[int, str] = field(default_factory=dict)

    def line(self, event: Recorded) -> Line:
        """The event as a line of the history."""
        return Line(seq=event.seq, at=event.at, sentence=self.sentence(event))

    def sentence(self, event: Recorded) -> SafeString:  # noqa: C901, PLR0911, PLR0912, PLR0915  # one flat table of kinds
        """The event in one sentence."""
        who = self._person(event.actor)
        match event.fact:
            case said.Opened(imported=Elsewhere() as before) as fact:
                told = _("%(who)s opened the ticket %(channel)s; it was taken over from another desk (%(source)s)")
                return fill(told, who=who, channel=channel(fact.channel), source=before.source)
            case said.Opened() as fact if fact.requester != event.actor:
                asked, way = self._person(fact.requester), channel(fact.channel)
                return fill(
                    _("%(who)s took down what %(person)s asked %(channel)s"), who=who, person=asked, channel=way
                )
            case said.Opened(undertook=True) as fact:
                told = _("%(who)s opened the ticket %(channel)s, and agreed to what its priority asks of the customer")
                return fill(told, who=who, channel=channel(fact.channel))
            case said.Opened() as fact:
                return fill(_("%(who)s opened the ticket %(channel)s"), who=who, channel=channel(fact.channel))
            case TermsChanged() as fact:
                return self._terms(who, fact)
            case said.Message(caller=int()) as fact:
                return fill(_call(fact), who=who, person=self._person(fact.caller))
            case said.Message() as fact:
                return fill(_message(fact), who=who, channel=channel(fact.channel))
            case said.PriorityChanged() as fact:
                return self._priority(who, fact)
            case said.Assigned(assignee=None, why="tier"):
                return fill(_("%(who)s left the ticket to the team that holds it now"), who=who)
            case said.Assigned(assignee=None, why="left"):
                return fill(_("%(who)s took the ticket from somebody who does not work here any more"), who=who)
            case said.Assigned(assignee=None):
                return fill(_("%(who)s gave the ticket back to everybody"), who=who)
            case said.Assigned() as fact if fact.assignee == event.actor:
                return fill(_("%(who)s took the ticket"), who=who)
            case said.Assigned() as fact:
                assignee = self._person(fact.assignee)
                return fill(_("%(who)s gave the ticket to %(assignee)s"), who=who, assignee=assignee)
            case said.ParticipantAdded(why="copied") as fact:
                told = _("%(who)s added %(person)s, who was in copy of a mail, to the ticket")
                return fill(told, who=who, person=self._person(fact.person))
            case said.ParticipantAdded() as fact:
                return fill(_("%(who)s added %(person)s to the ticket"), who=who, person=self._person(fact.person))
            case said.ParticipantLeft(why="removed") as fact:
                return fill(_("%(who)s took %(person)s off the ticket"), who=who, person=self._person(fact.person))
            case said.SenderConfirmed() as fact:
                told = _("%(who)s made sure that %(person)s wrote this")
                return fill(told, who=who, person=self._person(fact.person))
            case said.ParticipantLeft() as fact:
                return fill(_("%(person)s belongs to the customer no more"), person=self._person(fact.person))
            case said.Waiting() as fact:
                return fill(_("%(who)s set the ticket to wait for %(what)s"), who=who, what=waited_for(fact.reason))
            case said.Resumed():
                return fill(_("%(who)s took the ticket up again"), who=who)
            case said.Escalated() as fact if fact.tier not in self.terms.plan.tiers:
                return fill(_("%(who)s informed tier %(tier)s of the ticket"), who=who, tier=str(fact.tier))
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
            case said.Closed(clause="closing"):
                return fill(
                    _("%(who)s closed the ticket: nobody answered in the time that the agreement gives"), who=who
                )
            case said.Closed() as fact if fact.clause:
                return fill(_("%(who)s closed the ticket, some time after it was resolved"), who=who)
            case said.Closed():
                return fill(_("%(who)s closed the ticket"), who=who)
            case said.AlarmFired() as fact:
                return _alarm(fact, self.terms)
            case (
                ties.Merged()
                | ties.Joined()
                | ties.Duplicate()
                | ties.Spam()
                | ties.SplitOff()
                | ties.SplitFrom() as fact
            ):
                return self._tie(who, fact)
            case (
                courses.LoweringProposed()
                | courses.ProposalDeclined()
                | courses.CustomerReminded()
                | courses.FollowedUp() as fact
            ):
                return self._course(who, fact)
            case searches.SolutionSought() | searches.SolutionGiven() as fact:
                return fill(searched(fact), who=who)
            case problems.ProblemLinked() | problems.ProblemUnlinked() | misses.MissExplained() as fact:
                told, values = explained(fact) if isinstance(fact, misses.MissExplained) else linked(fact)
                return fill(told, who=who, **values)
            case tiers.HandedOver() | tiers.Accepted() | tiers.SentBack() as fact:
                return fill(passed(fact), who=who, tier=str(getattr(fact, "tier", "")))
            case tiers.TierTold() as fact:
                return fill(_("The request is with: %(tier)s"), tier=tier_name(self.terms, fact.tier))
            case voices.Rated() | voices.PriorityAsked() | voices.PriorityDeclined() as fact:
                told, values = voiced(fact, lambda priority: priority_name(self.terms, priority))
                return fill(told, who=who, **values)
            case turns.Acknowledged() as fact:
                return fill(_("The desk confirmed the request to %(person)s"), person=self._person(fact.to))
            case turns.Reached() as fact:
                return fill(reached(fact.milestone), who=who)
            case turns.MilestoneWithdrawn() as fact:
                return fill(withdrawn(fact.milestone), who=who, reason=fact.reason)
            case turns.FactsChanged() as fact:
                return self._facts(who, fact)
            case turns.PromiseAgreed() as fact:
                return self._agreed(who, fact)
            case erasing.WordsErased() as fact:
                return fill(_("%(who)s erased what is known of %(person)s"), who=who, person=self._person(fact.person))
            case _:
                return fill(event.fact.kind)

    def speaker(self, event: Recorded) -> str:
        """Who spoke, also where somebody else wrote it down."""
        spoke = getattr(event.fact, "requester", None) or getattr(event.fact, "caller", None)
        by_customer = not isinstance(event.fact, said.Message) or event.fact.side == "customer"
        if spoke is None or spoke == event.actor or not by_customer:
            return self._person(event.actor)
        return _("%(person)s, noted by %(who)s") % {"person": self._person(spoke), "who": self._person(event.actor)}

    def _person(self, key: int | None) -> str:
        if key is None:
            return _("The desk")
        person = self.people.get(key)
        return str(person) if person else _("Somebody")

    def _priority(self, who: str, fact: said.PriorityChanged) -> SafeString:
        if not fact.reason:  # at another desk, whose export gives none
            before, after = (priority_name(self.terms, key) for key in (fact.before, fact.priority))
            return fill(
                _("%(who)s changed the priority from %(before)s to %(after)s"), who=who, before=before, after=after
            )
        return fill(
            _(
                "%(who)s changed the priority from %(before)s to %(after)s "
                "(due before: %(due_before)s; due after: %(due_after)s). Reason: %(reason)s"
            ),
            who=who,
            before=priority_name(self.terms, fact.before),
            after=priority_name(self.terms, fact.priority),
            reason=self._why(fact),
            due_before=self._due(fact.due_before),
            due_after=self._due(fact.due_after),
        )

    def _terms(self, who: str, fact: TermsChanged) -> SafeString:
        return fill(
            _(
                "%(who)s put the ticket under other terms: plan %(plan)s "
                "(due before: %(due_before)s; due after: %(due_after)s). Reason: %(reason)s"
            ),
            who=who,
            plan=self._plan(fact),
            reason=fact.reason,
            due_before=self._due(fact.due_before),
            due_after=self._due(fact.due_after),
        )

    def _plan(self, fact: TermsChanged) -> str:
        """The plan's name in the latest of the ticket's agreements that has it."""
        plan = next((each.plans[fact.plan] for each in self.terms.agreements if fact.plan in each.plans), None)
        return words().text(plan.name) if plan else fact.plan

    def _why(self, fact: said.PriorityChanged) -> str:
        """The agreement's clause in the reader's language, and what was said beside it."""
        text = next(filter(None, (clause(each, fact.clause) for each in self.terms.agreements)), {})
        beside = "" if fact.reason in text.values() else fact.reason
        return " ".join(filter(None, (words().text(text), beside)))

    def _course(
        self,
        who: str,
        fact: courses.LoweringProposed | courses.ProposalDeclined | courses.CustomerReminded | courses.FollowedUp,
    ) -> SafeString:
        """What an agreement's rule over time asked for."""
        match fact:
            case courses.LoweringProposed():
                return fill(
                    _("%(who)s proposes to lower the priority from %(before)s to %(after)s"),
                    who=who,
                    before=priority_name(self.terms, fact.before),
                    after=priority_name(self.terms, fact.priority),
                )
            case courses.ProposalDeclined(reason=""):
                return fill(_("%(who)s declined to lower the priority"), who=who)
            case courses.ProposalDeclined():
                return fill(_("%(who)s declined to lower the priority: %(reason)s"), who=who, reason=fact.reason)
            case courses.CustomerReminded():
                at = brief.instant(fact.closes_at, self.now)
                return fill(
                    _("%(who)s reminded the customer; without an answer the ticket closes %(at)s"), who=who, at=at
                )
            case courses.FollowedUp():
                return self._followed(fact)

    def _followed(self, fact: courses.FollowedUp) -> SafeString:
        """The ticket that this one follows, or is followed by, named to those who may see it."""
        known = self.tickets.get(fact.ticket) or _("another ticket")
        if fact.later:
            return fill(_("What was written too late to reopen this ticket goes on in %(ticket)s"), ticket=known)
        return fill(_("This ticket goes on from %(ticket)s, which was closed"), ticket=known)

    def _tie(self, who: str, fact: said.Fact) -> SafeString:
        """What ties the ticket to another one, which is named to those who may see it."""
        other = next((key for name in ("into", "ticket", "of") if (key := getattr(fact, name, None)) is not None), 0)
        known = self.tickets.get(other)
        return fill(str((TIES if known else TIES_UNSEEN)[type(fact)]), who=who, ticket=known or "")

    def _facts(self, who: str, fact: turns.FactsChanged) -> SafeString:
        told = {fact_name(words(), name, self._known): self._value(name, value) for name, value in fact.facts.items()}
        return fill(
            _(
                "%(who)s changed what is known: %(facts)s (due before: %(due_before)s; due after: %(due_after)s). "
                "Reason: %(reason)s"
            ),
            who=who,
            facts=brief.row(f"{name}: {value}" for name, value in told.items()),
            reason=fact.reason,
            due_before=self._due(fact.due_before),
            due_after=self._due(fact.due_after),
        )

    def _value(self, name: str, value: str) -> str:
        """A value of a fact by the agreement's own name, or as it is usually called."""
        if value and name in self._known:
            return fact_value(words(), name, value, self._known)
        return str(VALUES.get(value, value)) or _("not known")

    @property
    def _known(self) -> Mapping[str, Fact]:
        """The facts that the ticket's agreements give a name, each as the latest of them does."""
        return {name: fact for each in reversed(self.terms.agreements) for name, fact in each.facts.items()}

    def _agreed(self, who: str, fact: turns.PromiseAgreed) -> SafeString:
        return fill(
            _("%(who)s and %(person)s agreed: %(metric)s by %(due)s (before: %(due_before)s). Reason: %(reason)s"),
            who=who,
            person=self._person(fact.agreed_with),
            metric=words().clock(Metric(fact.metric), fact.threshold),
            due=self._due(fact.due),
            due_before=self._due(fact.due_before),
            reason=fact.reason,
        )

    def _due(self, at: datetime | None) -> str:
        return brief.instant(at, self.now) if at else _("no due time")


def teller_of(ticket: Ticket, items: Sequence[Item], now: datetime, tickets: Mapping[int, str] | None = None) -> Teller:
    """Who tells the ticket's events: the people are those in them, the requester, and the one who has it."""
    known = {person.pk: person for item in items if (person := item.author) is not None}
    others = {key for item in items if (key := _named(item.recorded.fact)) is not None} - known.keys()
    known |= Person.objects.in_bulk(others) if others else {}
    known[ticket.requester_id] = ticket.requester
    if ticket.assignee is not None:
        known[ticket.assignee.pk] = ticket.assignee
    return Teller(people=known, terms=queries.terms(ticket), now=now, tickets=tickets or {})


def other_tickets(items: Iterable[Item], reader: Person, address: str) -> dict[int, SafeString]:
    """The other tickets that the events name and the reader may see, each as a link; `address` is the name of the page."""
    seen = queries.references([item.recorded for item in items], reader)
    link = '<a href="{}" dir="ltr">{}</a>'
    return {key: format_html(link, reverse(address, args=[name]), name) for key, name in seen.items()}


def _named(fact: said.Fact) -> int | None:
    """The person, beside who did it, of whom the event tells."""
    names = ("person", "caller", "agreed_with")
    return next((key for name in names if (key := getattr(fact, name, None)) is not None), None)


def too_many_follow(most: int) -> str:
    """What is said where no more may follow a ticket."""
    return _("%(most)s people follow it already, which is as many as may.") % {"most": most}


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


def priority_name(terms: Terms, priority: str) -> str:
    """The agreement's own name for it, in the reader's language."""
    return words().priority(terms.priority(priority))


def _message(fact: said.Message) -> str:
    if not fact.public:
        return _("%(who)s wrote an internal note")
    if fact.side == "automatic":
        return _("An automatic message was sent to the customer")
    return _("%(who)s wrote %(channel)s") if fact.side == "customer" else _("%(who)s answered %(channel)s")


def _call(fact: said.Message) -> str:
    if fact.side == "customer":
        return _("%(who)s noted a call from %(person)s")
    return _("%(who)s noted a call to %(person)s")


def _alarm(fact: said.AlarmFired, terms: Terms) -> SafeString:
    threshold = fact.key.partition(":")[0].partition("/")[2]
    steps = (step for agreement in reversed(terms.agreements) for step in agreement.alarms.steps)
    named = {alarms.NAMED + step.id: words().text(step.name) for step in steps}
    told = fill(
        _("%(metric)s: %(step)s") if fact.step in named else alarmed(fact.step),
        metric=words().clock(Metric(fact.metric), threshold),
        step=named.get(fact.step, ""),
        share=fact.step.removeprefix("warning-"),
    )
    if fact.superseded:
        return format_html("{} {}", told, _("(no longer news: nobody was told)"))
    return told
