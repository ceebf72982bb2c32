"""Tickets as JSON: what happened to them, read into the core's events, and their clocks, told as JSON again.

The form is described in `docs/clocks.md`. What cannot be read is a `Wrong`, which says what and what to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar, get_args

from parola.cli.agreed import NO_METRIC, Agreements, check_priority, unknown
from parola.cli.jsonlines import Json, as_instant, as_list, as_object, as_text, told_instant
from parola.policy.findings import Wrong, gettext_noop
from parola.policy.terms import ContractTerms, OwnHoliday
from parola.sla.agreement import Agreement, Metric, Terms
from parola.sla.alarms import schedule
from parola.sla.clock import Clock
from parola.sla.events import (
    Agreed,
    Closed,
    Escalated,
    Event,
    FactsChanged,
    Message,
    Milestone,
    Opened,
    PriorityChanged,
    Reached,
    Reopened,
    Resolved,
    Resumed,
    Sender,
    TermsChanged,
    Voided,
    Waiting,
    Withdrawn,
)
from parola.sla.priority import initial
from parola.sla.tiers import calendar_of, holdings
from parola.sla.timeline import Timeline, fold

NOT_A_TRUTH = gettext_noop("%(field)s should be true or false, not %(value)s.")
NOT_A_TIER = gettext_noop("%(field)s should be the number of a tier, from 1, not %(value)s.")
NOT_A_DAY = gettext_noop("%(field)s should have a day as in 2026-05-02, and its name, not %(value)s.")
NO_KIND = gettext_noop("There is no kind of event “%(value)s”.")
NO_MILESTONE = gettext_noop("There is no milestone “%(value)s”.")
NO_SENDER = gettext_noop("A message cannot come from “%(value)s”.")
NOT_OPENED = gettext_noop("The ticket has no “opened” event up to “now”.")
OPENED_TWICE = gettext_noop("The ticket is opened more than once.")

SENDERS: Mapping[str, Sender] = {each: each for each in get_args(Sender)}
MILESTONES: Mapping[str, Milestone] = {each: each for each in get_args(Milestone)}
METRICS: Mapping[str, Metric] = {each.value: each for each in Metric}
NO_FACTS = frozenset({"at", "recorded_at", "kind", "priority", "impact", "urgency"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCase:
    """A ticket under its terms, as known at `now`."""

    terms: Terms
    events: tuple[Event, ...]
    now: datetime


def read_ticket(fields: Json, agreements: Agreements) -> TicketCase:
    """The ticket that a JSON object writes. What happens after its `now` is not known yet, and left out."""
    terms = read_terms(fields, agreements)
    now = as_instant(fields.get("now"), "now")
    written = [as_object(event, "events") for event in as_list(fields.get("events"), "events")]
    told = (read_event(event, terms, fields, agreements) for event in written)
    events = tuple(event for event in told if event.known_at <= now)
    openings = sum(isinstance(event, Opened) for event in events)
    if openings != 1:
        raise Wrong(OPENED_TWICE if openings else NOT_OPENED)
    return TicketCase(terms=terms, events=events, now=now)


def read_terms(fields: Json, agreements: Agreements) -> Terms:
    """The terms that `agreement`, `plan`, `contract` and, where nothing is promised, `best_effort` name."""
    contract = read_contract(as_object(fields.get("contract"), "contract"))
    names = (as_text(fields.get(name), name) for name in ("agreement", "plan"))
    return agreements.terms(*names, contract, best_effort=_truth(fields, "best_effort", "best_effort"))


def read_contract(fields: Json) -> ContractTerms:
    """What the contract fixes: `timezone`, and, if any, `country`, `subdivision`, `calendar`, `own_holidays`, `addons`, `tiers`."""
    country, subdivision, calendar = (
        _optional(fields, name, "contract") for name in ("country", "subdivision", "calendar")
    )
    return ContractTerms(
        timezone=as_text(fields.get("timezone"), "contract.timezone"),
        country=country,
        subdivision=subdivision,
        calendar=calendar,
        own_holidays=tuple(map(_holiday, as_list(fields.get("own_holidays", []), "contract.own_holidays"))),
        addons=tuple(as_text(each, "contract.addons") for each in as_list(fields.get("addons", []), "contract.addons")),
        tiers=tuple(_tier(each, "contract.tiers") for each in as_list(fields.get("tiers", []), "contract.tiers")),
    )


def _holiday(written: object) -> OwnHoliday:
    """A day on which nobody works, and its name: `["2026-05-02", "The company's own day"]`."""
    match written:
        case [str(day), str(name)]:
            with suppress(ValueError):
                return OwnHoliday(date.fromisoformat(day), name)
        case _:
            pass
    raise Wrong(NOT_A_DAY, field="contract.own_holidays", value=json.dumps(written))


def read_event(fields: Json, terms: Terms, ticket: Json, agreements: Agreements) -> Event:
    """One event of a ticket that opened under these terms."""
    kind = as_text(fields.get("kind"), "events.kind")
    at = as_instant(fields.get("at"), "events.at")
    if kind == "terms_changed":
        event: Event = TermsChanged(at=at, terms=read_terms({**ticket, **fields}, agreements))
    elif kind in KINDS:
        event = KINDS[kind](fields, at, terms.agreement)
    else:
        raise unknown(NO_KIND, kind, (*KINDS, "terms_changed"))
    if fields.get("recorded_at") is None:
        return event
    return replace(event, recorded_at=as_instant(fields["recorded_at"], "events.recorded_at"))


def _facts(fields: Json) -> dict[str, str]:
    """What else an event names by a text."""
    return {name: value for name, value in fields.items() if name not in NO_FACTS and isinstance(value, str)}


def _opened(fields: Json, at: datetime, agreement: Agreement) -> Opened:
    """An opening; without a priority, that of the matrix or the default. What else it names are the ticket's facts."""
    facts = _facts(fields)
    if fields.get("priority") is not None:
        return Opened(at=at, priority=_priority(fields, agreement), facts=facts)
    impact, urgency = (_optional(fields, name, "events") or "" for name in ("impact", "urgency"))
    return Opened(at=at, priority=initial(agreement, impact=impact, urgency=urgency), facts=facts)


def _message(fields: Json, at: datetime, _: Agreement) -> Message:
    sender = _named(fields, "from", SENDERS, NO_SENDER)
    return Message(at=at, sender=sender, public=_truth(fields, "public", "events.public", usual=True))


def _priority_changed(fields: Json, at: datetime, agreement: Agreement) -> PriorityChanged:
    by, reason = (_optional(fields, name, "events") or "" for name in ("by", "reason"))
    return PriorityChanged(at=at, priority=_priority(fields, agreement), by=by, reason=reason)


def _waiting(fields: Json, at: datetime, _: Agreement) -> Waiting:
    return Waiting(at=at, reason=as_text(fields.get("for"), "events.for"))


def _escalated(fields: Json, at: datetime, _: Agreement) -> Escalated:
    return Escalated(at=at, tier=_tier(fields.get("tier"), "events.tier"))


def _withdrawn(fields: Json, at: datetime, _: Agreement) -> Withdrawn:
    return Withdrawn(at=at, milestone=_named(fields, "milestone", MILESTONES, NO_MILESTONE))


def _facts_changed(fields: Json, at: datetime, _: Agreement) -> FactsChanged:
    """Whatever text it has beside its own fields is a fact; an empty one takes it away."""
    return FactsChanged(at=at, facts=_facts(fields))


def _agreed(fields: Json, at: datetime, _: Agreement) -> Agreed:
    metric = _named(fields, "metric", METRICS, NO_METRIC)
    threshold, by = (_optional(fields, name, "events") or "" for name in ("threshold", "by"))
    due = as_instant(fields.get("due"), "events.due")
    return Agreed(at=at, metric=metric, due=due, threshold=threshold, by=by)


def _tier(value: object, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Wrong(NOT_A_TIER, field=field, value=json.dumps(value))
    return value


def _truth(fields: Json, name: str, field: str, *, usual: bool = False) -> bool:
    """A field that is true or false, or left out."""
    value = usual if fields.get(name) is None else fields[name]
    if not isinstance(value, bool):
        raise Wrong(NOT_A_TRUTH, field=field, value=json.dumps(value))
    return value


Named = TypeVar("Named")


def _named(fields: Json, name: str, known: Mapping[str, Named], message: str) -> Named:
    value = as_text(fields.get(name), f"events.{name}")
    if value not in known:
        raise unknown(message, value, known)
    return known[value]


KINDS: Mapping[str, Callable[[Json, datetime, Agreement], Event]] = {
    "opened": _opened,
    "message": _message,
    "priority_changed": _priority_changed,
    "waiting": _waiting,
    "resumed": lambda _fields, at, _agreement: Resumed(at=at),
    "escalated": _escalated,
    "withdrawn": _withdrawn,
    "facts_changed": _facts_changed,
    "agreed": _agreed,
    "acknowledged": lambda _fields, at, _agreement: Reached(at=at, milestone="acknowledged"),
    "workaround": lambda _fields, at, _agreement: Reached(at=at, milestone="workaround"),
    "restored": lambda _fields, at, _agreement: Reached(at=at, milestone="restored"),
    "cause_found": lambda _fields, at, _agreement: Reached(at=at, milestone="cause_found"),
    "resolved": lambda _fields, at, _agreement: Resolved(at=at),
    "reopened": lambda _fields, at, _agreement: Reopened(at=at),
    "closed": lambda _fields, at, _agreement: Closed(at=at),
    "merged": lambda _fields, at, _agreement: Voided(at=at, reason="merged"),
    "duplicate": lambda _fields, at, _agreement: Voided(at=at, reason="duplicate"),
    "spam": lambda _fields, at, _agreement: Voided(at=at, reason="spam"),
}


def answer(case: TicketCase) -> dict[str, object]:
    """The ticket's clocks at its `now`, and the next alarm after it, null where none will come."""
    timeline = fold(case.events, case.terms).at(case.now)
    alarms = (alarm.at for alarm in schedule(timeline) if alarm.at > case.now)
    return {
        "clocks": [_clock(clock, case.now) for clock in timeline.clocks],
        "next_alarm": told_instant(next(alarms, None)),
        **_tiers(case, timeline),
    }


def _tiers(case: TicketCase, timeline: Timeline) -> dict[str, object]:
    """How long each tier held a ticket that was escalated."""
    if not any(isinstance(event, Escalated) for event in case.events):
        return {}
    found = holdings(case.events, case.terms, calendar_of(timeline, case.terms), case.now)
    return {
        "tiers": [
            {
                "tier": each.tier,
                "plain_seconds": told_seconds(each.plain.total_seconds()),
                "worked_seconds": told_seconds(each.worked.total_seconds()),
            }
            for each in found
        ]
    }


def told_seconds(seconds: float) -> float:
    """Seconds, whole where they are."""
    return int(seconds) if seconds.is_integer() else seconds


def _clock(clock: Clock, now: datetime) -> dict[str, object]:
    beside = {"threshold": clock.threshold, "goal": clock.goal} if clock.threshold else {}
    return {
        "metric": clock.metric,
        **beside,
        "cycle": clock.cycle,
        "priority": clock.priority,
        "state": clock.state(now),
        "started": told_instant(clock.started),
        "due": told_instant(clock.due),
        "ended": told_instant(clock.ended),
        "elapsed_seconds": told_seconds(clock.elapsed(now).total_seconds()),
    }


def _priority(fields: Json, agreement: Agreement) -> str:
    return check_priority(agreement, as_text(fields.get("priority"), "events.priority"))


def _optional(fields: Json, name: str, where: str) -> str | None:
    """The text of a field that may be left out, null or empty."""
    value = fields.get(name)
    return as_text(value, f"{where}.{name}") or None if value is not None else None
