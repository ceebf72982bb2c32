"""What was handed over with a ticket to the tier that has it, whether that has taken it, and how often it went back and forth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parola.desk.accounts.models import Person
from parola.desk.tickets import escalating, summary
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.passing import Handover, passing
from parola.desk.tickets.vocabulary import Recorded
from parola.web.templatetags.parola import words

LABELS: dict[str, Promise] = {
    "asked": gettext_lazy("What was asked"),
    "tried": gettext_lazy("What was tried"),
    "searched": gettext_lazy("What was looked for, and found"),
    "missing": gettext_lazy("What is missing"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a summary, under its name."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """The last handing over. `state`: `waiting` to be taken, `returned` with a question, or neither.

    `told` says by whom and to which tier; `drafted`: nobody wrote it; `back_and_forth`: how often it came back, in words.
    `takes`, `sends_back`: what the reader may do now, the second where.
    """

    state: str
    told: str
    at: datetime
    drafted: bool
    parts: Sequence[Part]
    back_and_forth: str
    takes: bool
    sends_back: str


def handed(ticket: Ticket, events: Sequence[Recorded], *, replies: bool, moves: bool) -> Handed | None:
    """What there is to know of it; None where no tier ever handed the ticket over."""
    found = passing(events)
    if found.last is None:
        return None
    could = moves and escalating.could_go_back(ticket, events) is not None
    return Handed(
        state=found.state,
        told=_told(found.last),
        at=found.last.at,
        drafted=found.last.fact.drafted,
        parts=_parts(found.last),
        back_and_forth=back_and_forth(ticket.returns),
        takes=replies and found.state == "waiting",
        sends_back=reverse("console:more", args=[ticket.reference, "send-back"]) if could else "",
    )


def back_and_forth(returns: int) -> str:
    """How often a tier had it again, in words; empty: never."""
    if not returns:
        return ""
    text = ngettext("back and forth %(count)s time", "back and forth %(count)s times", returns)
    return text % {"count": words().number(returns)}


def _told(last: Handover) -> str:
    person = Person.objects.filter(pk=last.by).first() if last.by is not None else None
    who = words().isolated(str(person)) if person else _("The desk")
    said = {"who": who, "before": words().number(last.fact.before), "tier": words().number(last.fact.tier)}
    if last.fact.informs:
        return _("%(who)s told tier %(tier)s of it") % said
    return _("%(who)s handed it over from tier %(before)s to tier %(tier)s") % said


def _parts(last: Handover) -> list[Part]:
    body = Body.objects.filter(pk=last.fact.body).first()
    if body is None or body.erased_at is not None:
        return [Part(label=str(LABELS["asked"]), text=_("(erased)"))]
    kept = summary.parts_of(body.text)
    told = {name: getattr(kept, name) for name in summary.PARTS}
    if not told["missing"]:
        told["missing"] = _("Not said: ask whoever had it, or send it back with your question.")
    return [Part(label=str(LABELS[name]), text=text) for name, text in told.items() if text]
