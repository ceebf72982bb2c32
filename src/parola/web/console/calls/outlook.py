"""What a call would be entitled to, told while it is typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.tickets import opening
from parola.desk.tickets.entitled import foretold
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.opening import PriorityRefused, Prospect, UnknownPriority
from parola.sla.agreement import Terms
from parola.web.console.calls.forms import BY_VOICE, Call
from parola.web.due import Due, of_clock
from parola.web.marks import PriorityMark, priority_mark
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True)
class Caller:
    """Who called, and for which brand; `person=None`: somebody new."""

    brand: Brand
    person: Person | None

    @property
    def timezone(self) -> str:
        """The zone of whoever calls, as far as it is known."""
        return self.person.timezone if self.person else self.brand.timezone


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The plan, what the caller may be told, what follows. `problem`: why it cannot be so; `joins`: the ticket it goes on with."""

    plan: str = ""
    told: Sequence[str] = ()
    priority: PriorityMark | None = None
    promises: Sequence[Due] = ()
    problem: str = ""
    joins: Ticket | None = None


def outlook_of(caller: Caller, form: Call, now: datetime) -> Outlook:
    """What the call would be entitled to, as far as it is filled in."""
    said = form.cleaned_data if form.is_bound else {}
    if form.joined is not None:
        return Outlook(joins=form.joined)
    try:
        prospect = opening.foresee(
            brand=caller.brand,
            requester=caller.person,
            channel=said.get("channel") or BY_VOICE[0],
            priority=said.get("priority") or None,
            facts=form.facts if form.is_bound else {},
            at=min(said.get("at") or now, now),
        )
    except PriorityRefused as refused:
        return Outlook(problem=words().text(refused.text))
    except UnknownPriority:
        return Outlook(problem=_("The plan does not have this priority."))
    return Outlook(
        plan=_plan(prospect),
        told=list(foretold(words(), prospect)),
        priority=priority_mark(prospect.terms, prospect.priority),
        promises=[of_clock(clock, now) for clock in prospect.timeline.clocks],
    )


def terms_for(caller: Caller, facts: Mapping[str, str], now: datetime) -> Terms:
    """The terms under which a call about that product would be opened."""
    prospect = opening.foresee(
        brand=caller.brand, requester=caller.person, channel=BY_VOICE[0], priority=None, facts=facts, at=now
    )
    return prospect.terms


def _plan(prospect: Prospect) -> str:
    """The plan; where nothing is promised, that."""
    if prospect.entitlement.entitled_by == "none":
        return _("none: it is answered as soon as possible")
    return words().text(prospect.terms.plan.name)
