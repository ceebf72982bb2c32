"""How a ticket came this far: how long each tier held it, what was done before it was escalated, and a draft of the next update."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from parola.desk.accounts.models import Person
from parola.desk.tickets import drafting, vocabulary
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Recorded
from parola.sla.agreement import Terms
from parola.sla.tiers import calendar_of, holdings
from parola.sla.timeline import Timeline
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a tier held, in words: real time, and working time where that is another."""

    tier: int
    name: str
    plain: str
    worked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """The tiers that held the ticket, their total, and what was done before the last escalation."""

    held: list[Held]
    total: Held
    tried: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An update drafted from what happened, in the customer's language; `use` leads to the page with it in the composer."""

    text: str
    language: str
    use: str


def tiers(events: Sequence[Recorded], terms: Terms, timeline: Timeline, person: Person, now: datetime) -> Tiers | None:
    """Each tier's time; nothing where the ticket never left its first tier."""
    arrivals = [event for event in events if isinstance(event.fact, vocabulary.Escalated)]
    if not arrivals:
        return None
    found = holdings(vocabulary.for_clocks(events), terms, calendar_of(timeline, terms), now)
    names = {tier.level: words().text(tier.name) for tier in terms.agreement.tiers}
    sums = [sum((getattr(each, kind) for each in found), timedelta()) for kind in ("plain", "worked")]
    return Tiers(
        held=[_held(each.tier, names.get(each.tier, ""), each.plain, each.worked) for each in found],
        total=_held(0, "", *sums),
        tried=_tried(events[: arrivals[-1].seq - 1], terms, person),
    )


def _held(tier: int, name: str, plain: timedelta, worked: timedelta) -> Held:
    apart = words().duration(_minutes(worked), days=True) if _minutes(worked) != _minutes(plain) else ""
    return Held(tier=tier, name=name, plain=words().duration(_minutes(plain), days=True), worked=apart)


def _minutes(length: timedelta) -> timedelta:
    """Whole minutes: nobody reads the seconds of an afternoon."""
    return length - length % timedelta(minutes=1) if length >= timedelta(minutes=1) else length


def _tried(before: Sequence[Recorded], terms: Terms, person: Person) -> list[str]:
    people = Person.objects.in_bulk({event.actor for event in before if event.actor is not None})
    names = {key: str(each) for key, each in people.items()}
    return list(drafting.tried(before, terms, names, words(), person.timezone))


def draft(ticket: Ticket, events: Sequence[Recorded], terms: Terms, timeline: Timeline, now: datetime) -> Draft | None:
    """What could be written to the customer now; nothing where no update is promised."""
    if not drafting.is_update_promised(timeline):
        return None
    return Draft(
        text=drafting.update(ticket, events, terms, now),
        language=ticket.requester.language,
        use=f"{reverse('console:ticket', args=[ticket.reference])}?draft=1#composer",
    )
