"""What a ticket is entitled to, from its record: by which rule, what its sender was told, and why nothing is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from parola.desk.agreements.models import Contract
from parola.desk.tickets import projection
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Opened, Recorded
from parola.policy import entitled
from parola.policy.words import Words
from parola.sla.agreement import Terms
from parola.sla.timeline import Timeline
from parola.sla.undue import Cause, undue


def cause(history: Sequence[Recorded]) -> Cause | None:
    """Why all of the ticket is best effort, where not its plan says so."""
    opened, present = projection.opening(history), projection.under_terms(history)[-1]
    if not present.best_effort:
        return None
    if present is opened and opened.quota is not None and opened.quota.used_up:
        return "quota"
    if present.entitled_by == "contract":
        return "plan_gone"
    return "ended" if present is opened and opened.lapsed is not None else "no_contract"


def why_undue(words: Words, history: Sequence[Recorded], timeline: Timeline, terms: Terms, now: datetime) -> str:
    """Why the ticket has no due time at `now`; empty where it has one."""
    why = undue(timeline, terms, now, cause=cause(history))
    return entitled.why_undue(words, why, timeline, terms) if why else ""


def told(words: Words, ticket: Ticket, opened: Opened, terms: Terms) -> Iterator[str]:
    """What its sender is to know beside the promise, in kind sentences: who asks may be told the same on the phone.

    `terms` are those of the opening.
    """
    if opened.lapsed is not None:
        lapsed = Contract.objects.get(pk=opened.lapsed)
        if lapsed.last_day is not None:
            yield entitled.contract_ended(words, lapsed.last_day, trial=lapsed.trial)
    if opened.outside_channels:
        yield entitled.outside_channels(words, terms.plan)
    if opened.not_named and opened.contract is not None:
        contacts = Contract.objects.get(pk=opened.contract).contacts.order_by("name", "pk")
        yield entitled.not_named(words, map(str, contacts))
    if (quota := opened.quota) is not None:
        yield entitled.quota_used(words, quota.used, quota.of, quota.per)
        if quota.used_up:
            yield entitled.beyond_quota(words, terms.plan, best_effort=ticket.best_effort)
