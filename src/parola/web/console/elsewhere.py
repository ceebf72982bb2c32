"""Of a ticket that was taken over from another desk: where it lived, and what that desk said beside what ours says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.tickets import projection
from parola.desk.tickets.vocabulary import Recorded
from parola.desk.transfer.past import telling
from parola.desk.transfer.past.compare import Difference, compare
from parola.desk.transfer.past.ticket import Past, Said, Who
from parola.policy.words import Words
from parola.sla.agreement import Metric, Terms
from parola.sla.timeline import Timeline
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """One thing of which the two desks say otherwise, in words."""

    metric: str
    ours: str
    theirs: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """Where it lived, and since when it is here. `agreed`: of how many things both desks say the same."""

    source: str
    ticket: str
    since: datetime
    files_left: int
    agreed: int
    differing: list[Differing]


def lived(events: Sequence[Recorded], timeline: Timeline, terms: Terms, now: datetime) -> Lived | None:
    """None for a ticket that began here."""
    came = projection.opening(events).imported
    if came is None:
        return None
    said = tuple(Said(metric=Metric(each.metric), due=each.due, met=each.met) for each in came.said)
    past = Past(line=0, id=came.ticket, opened=timeline.opened, requester=Who(), said=said)
    judged = list(compare(past, timeline, terms, now))
    speaking = words()
    return Lived(
        source=came.source,
        ticket=came.ticket,
        since=events[0].recorded_at,
        files_left=came.files_left,
        agreed=sum(each.difference is None for each in judged),
        differing=[_told(each.difference, terms, speaking) for each in judged if each.difference is not None],
    )


def _told(difference: Difference, terms: Terms, speaking: Words) -> Differing:
    return Differing(
        metric=telling.metric(difference, speaking),
        ours=telling.said(difference.ours, speaking, terms.timezone),
        theirs=telling.said(difference.theirs, speaking, terms.timezone),
        why=telling.why(difference.why, speaking, terms.timezone),
    )
