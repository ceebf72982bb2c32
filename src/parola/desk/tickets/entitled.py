"""What a ticket is entitled to, from its record: by which rule, what its sender was told, and why nothing is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from parola.desk.agreements.models import Contract
from parola.desk.tickets import projection
from parola.desk.tickets.kinds.under import QuotaUse
from parola.desk.tickets.opening import Prospect
from parola.desk.tickets.vocabulary import Opened, Recorded
from parola.policy import entitled
from parola.policy.words import Words
from parola.sla.agreement import Plan, Terms
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


def told(words: Words, opened: Opened, terms: Terms) -> Iterator[str]:
    """What its sender is to know beside the promise, in kind sentences: who asks may be told the same on the phone.

    `terms` are those of the opening.
    """
    yield from _told(
        words,
        terms.plan,
        contract=Contract.objects.filter(pk=opened.contract).first() if opened.not_named and opened.contract else None,
        lapsed=Contract.objects.filter(pk=opened.lapsed).first() if opened.lapsed else None,
        outside_channels=opened.outside_channels,
        quota=opened.quota,
        best_effort=opened.best_effort,
    )


def foretold(words: Words, prospect: Prospect) -> Iterator[str]:
    """What the sender of a request that is not sent yet is to know."""
    entitlement = prospect.entitlement
    yield from _told(
        words,
        prospect.terms.plan,
        contract=entitlement.contract if prospect.not_named else None,
        lapsed=entitlement.lapsed,
        outside_channels=prospect.outside_channels,
        quota=prospect.quota,
        best_effort=entitlement.best_effort,
    )


def _told(
    words: Words,
    plan: Plan,
    *,
    contract: Contract | None,
    lapsed: Contract | None,
    outside_channels: bool,
    quota: QuotaUse | None,
    best_effort: bool,
) -> Iterator[str]:
    """`contract`: the one that names others who ask; `lapsed`: the one that had ended."""
    if lapsed is not None and lapsed.last_day is not None:
        yield entitled.contract_ended(words, lapsed.last_day, trial=lapsed.trial)
    if outside_channels:
        yield entitled.outside_channels(words, plan)
    if contract is not None:
        yield entitled.not_named(words, map(str, contract.contacts.order_by("name", "pk")))
    if quota is not None:
        yield entitled.quota_used(words, quota.used, quota.of, quota.per)
    if quota is not None and quota.used_up:
        yield entitled.beyond_quota(words, plan, best_effort=best_effort)
