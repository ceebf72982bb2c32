"""How a ticket came this far: how long each tier held it, what was done before it was escalated, and a draft of the next update."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from django.urls import reverse

from parola.desk.accounts.models import Person
from parola.desk.tickets import drafting, vocabulary
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Recorded
from parola.sla.agreement import Terms
from parola.sla.tiers import calendar_of, holdings
from parola.sla.timeline import Timeline
from parola.web.templatetags.parola import words

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


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
    plain, worked = _adding_up([each.plain for each in found]), _adding_up([each.worked for each in found])
    held = [
        _held(each.tier, names.get(each.tier, ""), *lengths)
        for each, *lengths in zip(found, plain, worked, strict=True)
    ]
    total = _held(0, "", sum(plain, timedelta()), sum(worked, timedelta()))
    return Tiers(held=held, total=total, tried=_tried(events[: arrivals[-1].seq - 1], terms, person))


def _held(tier: int, name: str, plain: timedelta, worked: timedelta) -> Held:
    apart = words().duration(worked, days=True) if worked != plain else ""
    return Held(tier=tier, name=name, plain=words().duration(plain, days=True), worked=apart)


def _adding_up(lengths: Sequence[timedelta]) -> list[timedelta]:
    """The lengths to the minute (of less than an hour in all, to the second), so that what is shown adds up to its total."""
    sums = list(accumulate(lengths, initial=timedelta()))
    unit = MINUTE if sums[-1] >= HOUR else SECOND
    shown = [each - each % unit for each in sums]
    return [after - before for before, after in pairwise(shown)]


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
