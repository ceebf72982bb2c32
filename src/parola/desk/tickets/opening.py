"""How a ticket begins: what it is entitled to, which priority it has, and the event that says so for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.queries import organizations_of
from parola.desk.agreements import operations as agreement_operations
from parola.desk.agreements import queries as agreement_queries
from parola.desk.agreements.models import PinnedTerms
from parola.desk.agreements.queries import Entitlement
from parola.desk.tickets.models import Body
from parola.desk.tickets.vocabulary import Opened
from parola.sla import events as sla
from parola.sla import priority as priorities
from parola.sla.agreement import Agreement, Terms
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a request would get, with the clocks that it would start."""

    entitlement: Entitlement
    terms: Terms
    priority: str
    timeline: Timeline


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
    entitlement = entitled(brand, organization, facts, at)
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
    *, brand: Brand, requester: Person, channel: str, priority: str | None, facts: Mapping[str, str], at: datetime
) -> Prospect:
    """What a request would get that reached the desk at `at`; nothing is written. Raises what `decide` raises."""
    entitlement = entitled(brand, organization_for(brand, requester, facts, at), facts, at)
    told = {**facts, "channel": channel}
    given, _source = offered_priority(entitlement, priority, told)
    terms = agreement_operations.terms_from(entitlement)
    timeline = fold([sla.Opened(at=at, priority=given, facts=told)], terms)
    return Prospect(entitlement=entitlement, terms=terms, priority=given, timeline=timeline)


def entitled(brand: Brand, organization: Organization | None, facts: Mapping[str, str], at: datetime) -> Entitlement:
    """What the organization's request is entitled to. Raises NotPublished."""
    product = facts.get("product", "")
    return agreement_queries.entitlement(brand=brand, organization=organization, product=product, at=at)


def offered_priority(entitlement: Entitlement, priority: str | None, facts: Mapping[str, str]) -> tuple[str, Source]:
    """The first priority, of those that the plan has. Raises UnknownPriority, PriorityRefused."""
    policy = agreement_queries.agreement(entitlement.version)
    if priority in policy.plans[entitlement.plan].not_offered:
        raise UnknownPriority(priority)
    return first_priority(policy, priority, facts)


def organization_for(brand: Brand, requester: Person, facts: Mapping[str, str], at: datetime) -> Organization | None:
    """For which of the requester's organizations: the first with a contract that covers the request, else the first."""
    organizations = list(organizations_of(requester))
    for organization in organizations:
        contracts = agreement_queries.contracts_at(brand, organization, at)
        if agreement_queries.choose(contracts, facts.get("product", "")):
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


def opened(start: Start, *, number: int, body: Body) -> Opened:
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
    )
