"""How a ticket begins: what it is entitled to, which priority it has, and the event that says so for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.queries import organizations_of
from parola.desk.agreements import operations as agreement_operations
from parola.desk.agreements import queries as agreement_queries
from parola.desk.agreements.models import PinnedTerms
from parola.desk.agreements.queries import Entitlement
from parola.desk.tickets import quotas
from parola.desk.tickets.kinds.under import QuotaUse
from parola.desk.tickets.models import Body
from parola.desk.tickets.vocabulary import Opened
from parola.sla import events as sla
from parola.sla import priority as priorities
from parola.sla.agreement import Agreement, Channel, Terms
from parola.sla.hours import Text
from parola.sla.timeline import Timeline, fold

Source = Literal["chosen", "matrix", "default"]
"""Where a first priority comes from."""


class PriorityRefused(Exception):
    """The agreement does not let this request have that priority; `text` says why, in the agreement's languages."""

    def __init__(self, priority: str, text: Text, clause: str) -> None:
        super().__init__(f"{priority} refused: {clause}")
        self.priority = priority
        self.text = text
        self.clause = clause


class OutOfUse(Exception):
    """The brand takes no new tickets."""


class UnknownPriority(ValueError):
    """The agreement has no such priority, or the plan does not offer it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """All that is decided about a ticket before it is written."""

    brand: Brand
    requester: Person
    organization: Organization | None
    entitlement: Entitlement
    pinned: PinnedTerms
    priority: str
    priority_from: Source
    channel: str
    facts: Mapping[str, str]
    quota: QuotaUse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a request would get, with the clocks that it would start, and what its sender is to know."""

    entitlement: Entitlement
    terms: Terms
    priority: str
    timeline: Timeline
    quota: QuotaUse | None
    outside_channels: bool
    not_named: bool


def decide(
    *,
    brand: Brand,
    requester: Person,
    organization: Organization | None,
    channel: str,
    priority: str | None,
    facts: Mapping[str, str],
    at: datetime,
) -> Start:
    """What a request gets that reached the desk at `at`. Raises NotPublished, UnknownPriority, PriorityRefused."""
    organization = organization or organization_for(brand, requester, facts, at)
    entitlement = agreement_queries.entitlement(brand=brand, organization=organization, facts=facts, at=at)
    given, source = offered_priority(entitlement, priority, {**facts, "channel": channel})
    return Start(
        brand=brand,
        requester=requester,
        organization=organization,
        entitlement=entitlement,
        pinned=agreement_operations.pin(version=entitlement.version, contract_terms=entitlement.contract_terms),
        priority=given,
        priority_from=source,
        channel=channel,
        facts=facts,
    )


def foresee(
    *,
    brand: Brand,
    requester: Person | None,
    channel: str,
    priority: str | None,
    facts: Mapping[str, str],
    at: datetime,
) -> Prospect:
    """What a request would get that reached the desk at `at`; nothing is written. `requester=None`: somebody unknown.

    Raises what `decide` raises.
    """
    organization = organization_for(brand, requester, facts, at) if requester else None
    entitlement = agreement_queries.entitlement(brand=brand, organization=organization, facts=facts, at=at)
    told = {**facts, "channel": channel}
    given, _source = offered_priority(entitlement, priority, told)
    entitlement, quota = within_quota(entitlement, given, at)
    terms = agreement_operations.terms_from(entitlement)
    return Prospect(
        entitlement=entitlement,
        terms=terms,
        priority=given,
        timeline=fold([sla.Opened(at=at, priority=given, facts=told)], terms),
        quota=quota,
        outside_channels=is_outside(entitlement, channel),
        not_named=requester is not None and is_not_named(entitlement, requester),
    )


def counted(start: Start, at: datetime) -> Start:
    """The start with its place in the contract's quota; call it within the writer's turn."""
    entitlement, quota = within_quota(start.entitlement, start.priority, at)
    return replace(start, entitlement=entitlement, quota=quota)


def within_quota(entitlement: Entitlement, priority: str, at: datetime) -> tuple[Entitlement, QuotaUse | None]:
    """What is left of the entitlement when the plan's quota is used up, and which of the requests this one is."""
    quota = agreement_queries.plan_of(entitlement).quota
    if entitlement.contract is None or entitlement.best_effort or quota is None or not quota.counts(priority):
        return entitlement, None
    used = quotas.use(entitlement.contract, quota, at)
    if not used.used_up:
        return entitlement, used
    plan = quota.beyond or entitlement.plan
    return replace(entitlement, plan=plan, best_effort=quota.beyond is None, clause=quota.clause), used


def is_outside(entitlement: Entitlement, channel: str) -> bool:
    """Whether the plan does not include the way by which the request came. Where there is no plan there is nothing to tell."""
    known = channel in set(Channel)
    return (
        known and entitlement.entitled_by != "none" and channel not in agreement_queries.plan_of(entitlement).channels
    )


def is_not_named(entitlement: Entitlement, requester: Person) -> bool:
    """Whether the contract names who asks for support, and not this requester."""
    if entitlement.contract is None or agreement_queries.plan_of(entitlement).contacts is None:
        return False
    named = set(entitlement.contract.contacts.values_list("pk", flat=True))
    return bool(named) and requester.pk not in named


def offered_priority(entitlement: Entitlement, priority: str | None, facts: Mapping[str, str]) -> tuple[str, Source]:
    """The first priority, of those that the plan has. Raises UnknownPriority, PriorityRefused."""
    if priority in agreement_queries.plan_of(entitlement).not_offered:
        raise UnknownPriority(priority)
    return first_priority(agreement_queries.agreement(entitlement.version), priority, facts)


def organization_for(brand: Brand, requester: Person, facts: Mapping[str, str], at: datetime) -> Organization | None:
    """For which of the requester's organizations: the first with a contract that covers the request, else the first."""
    organizations = list(organizations_of(requester))
    for organization in organizations:
        if agreement_queries.covers_request(brand, organization, facts.get("product", ""), at):
            return organization
    return organizations[0] if organizations else None


def first_priority(policy: Agreement, chosen: str | None, facts: Mapping[str, str]) -> tuple[str, Source]:
    """The priority and where it comes from. What the matrix gives and a guard forbids falls back to the default."""
    impact, urgency = facts.get("impact", ""), facts.get("urgency", "")
    try:
        given = priorities.initial(policy, chosen=chosen, impact=impact, urgency=urgency)
    except KeyError as unknown:
        raise UnknownPriority(str(chosen)) from unknown
    guard = priorities.refusing(policy, given, facts)
    if chosen is not None and policy.customer_chooses:
        if guard is not None:
            raise PriorityRefused(given, guard.text, guard.clause)
        return given, "chosen"
    if guard is not None or priorities.by_matrix(policy, impact, urgency) is None:
        return policy.default_priority, "default"
    return given, "matrix"


def opened(start: Start, *, number: int, body: Body, undertook: bool = False) -> Opened:
    """The event of the opening."""
    entitlement = start.entitlement
    return Opened(
        reference=f"{start.brand.key}-{number}",
        number=number,
        brand=start.brand.pk,
        organization=start.organization.pk if start.organization else None,
        requester=start.requester.pk,
        agreement_version=entitlement.version.pk,
        agreement_digest=entitlement.version.digest,
        pinned_terms=start.pinned.pk,
        pinned_digest=start.pinned.digest,
        contract=entitlement.contract.pk if entitlement.contract else None,
        plan=entitlement.plan,
        best_effort=entitlement.best_effort,
        entitled_by=entitlement.entitled_by,
        clause=entitlement.clause,
        priority=start.priority,
        priority_from=start.priority_from,
        channel=start.channel,
        facts=dict(start.facts),
        language=start.requester.language,
        body=str(body.pk),
        digest=body.digest,
        lapsed=entitlement.lapsed.pk if entitlement.lapsed else None,
        outside_channels=is_outside(entitlement, start.channel),
        not_named=is_not_named(entitlement, start.requester),
        quota=start.quota,
        undertook=undertook,
    )
