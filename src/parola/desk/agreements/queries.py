"""What is asked about agreements and contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Literal

from django.db.models import QuerySet

from parola.desk.accounts.models import Brand, Organization
from parola.desk.agreements.models import AgreementVersion, Contract, PinnedTerms
from parola.policy.holidays import HolidayTable
from parola.policy.read import Document, read
from parola.policy.terms import ContractTerms, resolve
from parola.sla.agreement import Agreement, Plan, Terms
from parola.sla.zones import zone_of

CACHE = 512  # compiled terms kept in a process; one is a few hundred kilobytes at most

documents: dict[str, Document] = {}
compiled: dict[tuple[str, str, str, bool], Terms] = {}


class NotPublished(LookupError):
    """The brand has no agreement in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """What a new ticket gets, and by which rule.

    `entitled_by`: a contract; else the agreement's default plan (a community's); else none, and all is best effort on the
    agreement's first plan. `clause` is the place in the agreement.
    """

    version: AgreementVersion
    contract: Contract | None
    contract_terms: ContractTerms
    plan: str
    best_effort: bool
    entitled_by: Literal["contract", "default_plan", "none"]
    clause: str


def version_in_force(brand: Brand) -> AgreementVersion:
    """The newest version published for the brand. Raises NotPublished."""
    newest = AgreementVersion.objects.filter(brand=brand).order_by("-number").first()
    if newest is None:
        raise NotPublished(brand.slug)
    return newest


def version_at(brand: Brand, at: datetime) -> AgreementVersion:
    """The version that was in force just before that instant; the first, where that came later. Raises NotPublished."""
    published = AgreementVersion.objects.filter(brand=brand)
    found = published.filter(published_at__lt=at).order_by("-number").first() or published.order_by("number").first()
    if found is None:
        raise NotPublished(brand.slug)
    return found


def document(version: AgreementVersion) -> Document:
    """The version as read; once in a process."""
    if version.digest not in documents:
        documents[version.digest] = read(version.source, name=f"{version.agreement_id}.yaml")
    return documents[version.digest]


def agreement(version: AgreementVersion) -> Agreement:
    """The version as the core knows it."""
    return document(version).agreement


def terms(version: AgreementVersion, pinned: PinnedTerms, plan: str, *, best_effort: bool = False) -> Terms:
    """What is in force for a ticket, compiled once in a process. `best_effort`: every target is measured and never due."""
    key = (version.digest, pinned.digest, plan, best_effort)
    if key not in compiled:
        if len(compiled) >= CACHE:
            compiled.clear()
        compiled[key] = compile_terms(agreement(version), pinned.data, plan, best_effort=best_effort)
    return compiled[key]


def compile_terms(policy: Agreement, data: dict[str, Any], plan: str, *, best_effort: bool) -> Terms:
    """The terms of a plan under pinned data."""
    contract = ContractTerms.from_dict(data["contract"])
    resolved = resolve(policy, plan, contract, HolidayTable.from_dict(data["holidays"]))
    return replace(resolved, plan=without_promises(resolved.plan)) if best_effort else resolved


def without_promises(plan: Plan) -> Plan:
    """The plan with all its targets at best effort."""
    return replace(plan, targets=tuple(replace(target, promise=None) for target in plan.targets))


def entitlement(*, brand: Brand, organization: Organization | None, product: str, at: datetime) -> Entitlement:
    """What a ticket that opens at `at` gets.

    Of the organization's contracts for the brand that cover the day (the contract's own local date) and the product: one
    that names the product before one for all; a paid one before a trial; the latest first day; the first signed. A ticket
    that tells no product (a mail) may fall under each of them, one for all products before one that names some.
    """
    version = version_in_force(brand)
    policy = agreement(version)
    contract = choose(contracts_at(brand, organization, at), product) if organization else None
    if contract is not None:
        return entitled_by_contract(version, policy, contract)
    plan = policy.default_plan or next(iter(policy.plans))
    return Entitlement(
        version=version,
        contract=None,
        contract_terms=ContractTerms(timezone=organization.timezone if organization else brand.timezone),
        plan=plan,
        best_effort=policy.default_plan is None,
        entitled_by="default_plan" if policy.default_plan else "none",
        clause="default_plan" if policy.default_plan else "plans",
    )


def entitled_by_contract(version: AgreementVersion, policy: Agreement, contract: Contract) -> Entitlement:
    """What the contract gives; best effort, in the open, where its plan has left the agreement."""
    known = contract.plan in policy.plans
    return Entitlement(
        version=version,
        contract=contract,
        contract_terms=contract_terms(contract),
        plan=contract.plan if known else next(iter(policy.plans)),
        best_effort=not known,
        entitled_by="contract",
        clause=f"plans.{contract.plan}",
    )


def entitled_by(contract: Contract) -> Entitlement:
    """What the contract gives today, under the agreement in force."""
    version = version_in_force(contract.brand)
    return entitled_by_contract(version, agreement(version), contract)


def brands_with_agreement() -> QuerySet[Brand]:
    """The brands that have published what they promise."""
    return Brand.objects.filter(versions__isnull=False).distinct()


def contracts_at(brand: Brand, organization: Organization, at: datetime) -> list[Contract]:
    """The organization's contracts for the brand that are in force at that instant."""
    signed = Contract.objects.filter(brand=brand, organization=organization).order_by("pk")
    return [contract for contract in signed if covers_instant(contract, at)]


def contracts_of(organizations: Iterable[Organization], at: datetime) -> list[Contract]:
    """Everything that the organizations hold at that instant, with any brand, first signed first."""
    signed = Contract.objects.filter(organization__in=list(organizations)).order_by("pk")
    related = signed.select_related("brand", "organization", "account_manager")
    return [contract for contract in related if covers_instant(contract, at)]


def covers_instant(contract: Contract, at: datetime) -> bool:
    """Whether the contract is in force at that instant: on the local date that it has there."""
    return covers(contract, at.astimezone(zone_of(contract.timezone)).date())


def covers(contract: Contract, day: date) -> bool:
    """Whether the contract is in force on that local date."""
    return contract.first_day <= day and (contract.last_day is None or day <= contract.last_day)


def choose(contracts: Sequence[Contract], product: str) -> Contract | None:
    """The contract that a ticket about `product` falls under, by the order that `entitlement` states."""
    fitting = [c for c in contracts if not product or not c.products or product in c.products]
    return min(fitting, key=partial(rank, product=product), default=None)


def rank(contract: Contract, product: str) -> tuple[bool, bool, int, int]:
    """The lower, the sooner it is chosen."""
    as_precise = bool(contract.products) == bool(product)
    return (not as_precise, contract.trial, -contract.first_day.toordinal(), contract.pk)


def contract_terms(contract: Contract) -> ContractTerms:
    """What the contract says about time."""
    return ContractTerms.from_dict(
        {
            "timezone": contract.timezone,
            "country": contract.country,
            "subdivision": contract.subdivision,
            "calendar": contract.calendar,
            "own_holidays": contract.own_holidays,
        }
    )
