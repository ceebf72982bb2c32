"""What happens to the ticket of a case, as events of the core."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from parola.sla.agreement import Terms
from parola.sla.events import (
    Agreed,
    Closed,
    Escalated,
    Event,
    FactsChanged,
    Message,
    Opened,
    PriorityChanged,
    Reached,
    Reopened,
    Resolved,
    Resumed,
    TermsChanged,
    Voided,
    Waiting,
    Withdrawn,
)
from parola.sla.priority import initial

from . import schema
from .findings import Wrong, gettext_noop
from .notation import in_zone

_NOTHING_AGREED = gettext_noop("`agreed` needs the `metric` and the instant at which it is `due`")

Resolve = Callable[[str | None, str | None], Terms]
"""The contract's terms with another plan and calendar; those that it has in place of None."""


def events(happened: list[schema.Happening], timezone: str, resolve: Resolve) -> tuple[Event, ...]:
    """The events of a case, whose times are local times of the zone. Raises Wrong for one that says too little."""
    terms = resolve(None, None)
    return tuple(_event(each, timezone, terms, resolve) for each in happened)


def _event(each: schema.Happening, timezone: str, terms: Terms, resolve: Resolve) -> Event:
    at = in_zone(each.at, timezone)
    event = _happened(each, at, timezone, terms, resolve)
    return replace(event, recorded_at=in_zone(each.recorded_at, timezone)) if each.recorded_at else event


def _happened(each: schema.Happening, at: dt.datetime, timezone: str, terms: Terms, resolve: Resolve) -> Event:
    match each.kind:
        case "opened":
            return _opened(each, at, terms)
        case "priority_changed":
            return PriorityChanged(at=at, priority=each.priority or terms.agreement.default_priority)
        case "agreed":
            return _agreed(each, at, timezone)
        case "terms_changed":
            return TermsChanged(at=at, terms=resolve(each.plan, each.calendar))
        case _:
            return _PLAIN[each.kind](each, at)


def _opened(each: schema.Happening, at: dt.datetime, terms: Terms) -> Opened:
    if each.priority:
        return Opened(at=at, priority=each.priority, facts=each.facts)
    priority = initial(terms.agreement, impact=each.impact or "", urgency=each.urgency or "")
    return Opened(at=at, priority=priority, facts=each.facts)


def _agreed(each: schema.Happening, at: dt.datetime, timezone: str) -> Agreed:
    if each.metric is None or each.due is None:
        raise Wrong(_NOTHING_AGREED)
    due = in_zone(each.due, timezone)
    return Agreed(at=at, metric=each.metric, due=due, threshold=each.threshold or "", by=each.by or "")


_PLAIN: Mapping[str, Callable[[schema.Happening, dt.datetime], Event]] = {
    "message": lambda each, at: Message(at=at, sender=each.sender, public=each.public),
    "waiting": lambda each, at: Waiting(at=at, reason=each.reason),
    "resumed": lambda _, at: Resumed(at=at),
    "escalated": lambda each, at: Escalated(at=at, tier=each.tier),
    "acknowledged": lambda _, at: Reached(at=at, milestone="acknowledged"),
    "workaround": lambda _, at: Reached(at=at, milestone="workaround"),
    "restored": lambda _, at: Reached(at=at, milestone="restored"),
    "cause_found": lambda _, at: Reached(at=at, milestone="cause_found"),
    "withdrawn": lambda each, at: Withdrawn(at=at, milestone=each.milestone),
    "facts_changed": lambda each, at: FactsChanged(at=at, facts=each.facts),
    "resolved": lambda _, at: Resolved(at=at),
    "reopened": lambda _, at: Reopened(at=at),
    "closed": lambda _, at: Closed(at=at),
    "merged": lambda _, at: Voided(at=at, reason="merged"),
    "duplicate": lambda _, at: Voided(at=at, reason="duplicate"),
    "spam": lambda _, at: Voided(at=at, reason="spam"),
}
