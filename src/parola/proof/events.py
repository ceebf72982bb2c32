"""From events as the chain has them to what they are to the clocks. Read here for itself, and not by the desk's own classes.

The data are those of `docs/ledger.md`. Whatever cannot be read raises BadEvent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, get_args

from parola.policy.findings import Wrong, gettext_noop
from parola.proof.form import EventSaid
from parola.sla import events as sla
from parola.sla.agreement import Metric, Terms

NO_KIND = gettext_noop("This release does not know events of the kind “%(value)s”.")
BAD_DATA = gettext_noop("The data of the event are not those of its kind: %(error)s.")

UNDER_TERMS = frozenset({"opened", "terms_changed"})
PART = {"side", "public"}
"""All that is told of a message of which a word is left out."""
Of = Callable[[EventSaid], Terms]
"""The terms that an event put in force."""


class BadEvent(Wrong):
    """An event that cannot be read."""


def counts(kind: str, data: Mapping[str, Any]) -> bool:
    """Whether an event is anything to the clocks: what is written among colleagues is nothing."""
    if kind == "message":
        return data.get("side") == "customer" or data.get("public") is True
    return kind in KINDS or kind == "terms_changed"


def for_clocks(events: Iterable[EventSaid], terms: Of) -> list[sla.Event]:
    """The events of a ticket, in the order of the record. Raises BadEvent."""
    told = list(events)
    came = taken_over(told)
    return [_read(event, terms, came) for event in told]


def taken_over(events: Sequence[EventSaid]) -> str:
    """When the ticket was taken over from another desk, where all that was recorded then was known at its time; empty: it was not."""
    first = events[0] if events else None
    return first.recorded_at if first and first.kind == "opened" and first.data.get("imported") else ""


def _read(event: EventSaid, terms: Of, came: str) -> sla.Event:
    known = event.at if event.recorded_at == came else event.recorded_at
    times: Times = {"at": _instant(event.at), "recorded_at": _instant(known)}
    try:
        if event.kind == "terms_changed":
            return sla.TermsChanged(terms=terms(event), **times)
        if event.kind not in KINDS or event.version != 1:
            raise BadEvent(NO_KIND, value=f"{event.kind} {event.version}")
        return KINDS[event.kind](event.data, times)
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, Wrong):
            raise
        raise BadEvent(BAD_DATA, error=repr(error)[:200]) from error


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise BadEvent(BAD_DATA, error=str(error)) from error


Data = Mapping[str, Any]


class Times(TypedDict):
    """When it happened, and when it was written down."""

    at: datetime
    recorded_at: datetime


def text(data: Data, name: str) -> str:
    """The text of that name. Raises KeyError, TypeError."""
    if not isinstance(data[name], str):
        raise TypeError(name)
    return str(data[name])


def _facts(data: Data) -> dict[str, str]:
    return {name: text(data["facts"], name) for name in data["facts"]}


def _opened(data: Data, times: Times) -> sla.Event:
    facts = {**_facts(data), "channel": text(data, "channel")}
    return sla.Opened(priority=text(data, "priority"), facts=facts, **times)


def _message(data: Data, times: Times) -> sla.Event:
    sender = next(each for each in get_args(sla.Sender) if each == text(data, "side"))
    return sla.Message(sender=sender, public=data["public"] is True, **times)


def _escalated(data: Data, times: Times) -> sla.Event:
    if type(data["tier"]) is not int:
        raise TypeError("tier")
    return sla.Escalated(tier=data["tier"], **times)


def _withdrawn(data: Data, times: Times) -> sla.Event:
    milestone = {each: each for each in get_args(sla.Milestone)}[text(data, "milestone")]
    return sla.Withdrawn(milestone=milestone, **times)


def _agreed(data: Data, times: Times) -> sla.Event:
    due = datetime.fromisoformat(text(data, "due"))
    if due.tzinfo is None:
        raise ValueError(data["due"])
    return sla.Agreed(metric=Metric(text(data, "metric")), due=due, threshold=text(data, "threshold"), **times)


KINDS: Mapping[str, Callable[[Data, Times], sla.Event]] = {
    "opened": _opened,
    "message": _message,
    "priority_changed": lambda data, times: sla.PriorityChanged(priority=text(data, "priority"), **times),
    "waiting": lambda data, times: sla.Waiting(reason=text(data, "reason"), **times),
    "resumed": lambda _, times: sla.Resumed(**times),
    "escalated": _escalated,
    "sent_back": _escalated,
    "resolved": lambda _, times: sla.Resolved(**times),
    "reopened": lambda _, times: sla.Reopened(**times),
    "closed": lambda _, times: sla.Closed(**times),
    "merged": lambda _, times: sla.Voided(reason="merged", **times),
    "duplicate": lambda _, times: sla.Voided(reason="duplicate", **times),
    "spam": lambda _, times: sla.Voided(reason="spam", **times),
    "acknowledged": lambda _, times: sla.Reached(milestone="acknowledged", **times),
    "workaround_given": lambda _, times: sla.Reached(milestone="workaround", **times),
    "restored": lambda _, times: sla.Reached(milestone="restored", **times),
    "cause_found": lambda _, times: sla.Reached(milestone="cause_found", **times),
    "milestone_withdrawn": _withdrawn,
    "facts_changed": lambda data, times: sla.FactsChanged(facts=_facts(data), **times),
    "promise_agreed": _agreed,
}
