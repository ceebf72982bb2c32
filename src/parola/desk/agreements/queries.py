"""What is asked about agreements and contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Exists, OuterRef, QuerySet

from parola.desk.accounts.models import Brand, Organization
from parola.desk.agreements import rules
from parola.desk.agreements.models import AgreementVersion, Contract, Habits, PinnedTerms
from parola.policy.holidays import HolidayTable
from parola.policy.pinned import under
from parola.policy.read import Document, read
from parola.policy.terms import ContractTerms, bought
from parola.policy.terms import problem_terms as resolve_problems
from parola.sla.agreement import Agreement, Plan, Terms

CACHE = 512  # compiled terms kept in a process; one is a few hundred kilobytes at most

documents: dict[str, Document] = {}
compiled: dict[tuple[str, str, str, bool], Terms] = {}
of_problems: dict[tuple[str, str], Terms] = {}


class NotPublished(LookupError):
    """The brand has no agreement in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """What a new ticket gets, and by which rule.

    `entitled_by`: a contract; else the agreement's default plan (a community's); else none, and all is best effort on the
    agreement's first plan. `clause` is the place in the agreement. `lapsed`: the contract that had ended.
    """

    version: AgreementVersion
    contract: Contract | None
    contract_terms: ContractTerms
    plan: str
    best_effort: bool
    entitled_by: Literal["contract", "default_plan", "none", "decision"]
    clause: str
    lapsed: Contract | None = None


def version_in_force(brand: Brand) -> AgreementVersion:
    """The newest version published for the brand. Raises NotPublished."""
    newest = newest_version(brand)
    if newest is None:
        raise NotPublished(brand.slug)
    return newest


def newest_version(brand: Brand) -> AgreementVersion | None:
    """The newest version published for the brand, if there is one."""
    return AgreementVersion.objects.filter(brand=brand).order_by("-number").first()


def versions(keys: Iterable[int]) -> list[AgreementVersion]:
    """The versions of these keys, each with its text only where that was not read yet."""
    digests = dict(AgreementVersion.objects.filter(pk__in=set(keys)).values_list("pk", "digest"))
    unread = [key for key, digest in digests.items() if digest not in documents]
    known = AgreementVersion.objects.filter(pk__in=digests).exclude(pk__in=unread).defer("source")
    return [*known, *AgreementVersion.objects.filter(pk__in=unread)]


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
        compiled[key] = under(agreement(version), pinned.data, plan, best_effort=best_effort)
    return compiled[key]


def terms_named(version: int, pinned: int, plan: str, best_effort: bool) -> Terms:  # noqa: FBT001  # as a ticket's row names them
    """The same by the keys of the rows."""
    return terms(
        AgreementVersion.objects.defer("source").get(pk=version),
        PinnedTerms.objects.defer("data").get(pk=pinned),
        plan,
        best_effort=best_effort,
    )


def problem_terms(version: AgreementVersion, pinned: PinnedTerms) -> Terms:
    """What is in force for a problem, compiled once in a process."""
    key = (version.digest, pinned.digest)
    if key not in of_problems:
        if len(of_problems) >= CACHE:
            of_problems.clear()
        contract = ContractTerms.from_dict(pinned.data["contract"])
        holidays = HolidayTable.from_dict(pinned.data["holidays"])
        of_problems[key] = resolve_problems(agreement(version), contract, holidays)
    return of_problems[key]


def pinned_contract(pinned: int) -> ContractTerms:
    """What the contract said when the terms were pinned; the holidays, which are many, stay where they are."""
    return ContractTerms.from_dict(PinnedTerms.objects.values_list("data__contract", flat=True).get(pk=pinned))


def entitlement(
    *,
    brand: Brand,
    organization: Organization | None,
    facts: Mapping[str, str],
    at: datetime,
    version: AgreementVersion | None = None,
) -> Entitlement:
    """What a ticket with these facts gets that opens at `at`, by the rules (`rules.decide`). Raises NotPublished.

    `version`: under that one, in place of the one in force.
    """
    version = version or version_in_force(brand)
    contracts = contracts_of_brand(brand, organization) if organization else []
    timezone = organization.timezone if organization else brand.timezone
    mine = [held(contract) for contract in contracts]
    ruling = rules.decide(agreement(version), mine, facts, at, timezone, uncovered=uncovered(brand))
    return ruled(version, ruling, {contract.pk: contract for contract in contracts}, timezone)


def ruled(
    version: AgreementVersion, ruling: rules.Ruling, contracts: Mapping[int | None, Contract], timezone: str
) -> Entitlement:
    """The ruling with the rows that it names."""
    contract = contracts.get(ruling.contract)
    policy = agreement(version)
    return Entitlement(
        version=version,
        contract=contract,
        contract_terms=contract_terms(contract, policy) if contract else ContractTerms(timezone=timezone),
        plan=ruling.plan,
        best_effort=ruling.best_effort,
        entitled_by=ruling.entitled_by,
        clause=ruling.clause,
        lapsed=contracts.get(ruling.lapsed),
    )


def entitled_by(contract: Contract) -> Entitlement:
    """What the contract gives today, under the agreement in force."""
    return entitled_under(version_in_force(contract.brand), contract)


def entitled_under(version: AgreementVersion, contract: Contract) -> Entitlement:
    """What the contract gives under that version."""
    ruling = rules.by_contract(agreement(version), held(contract))
    return ruled(version, ruling, {contract.pk: contract}, contract.timezone)


def without_contract(version: AgreementVersion, timezone: str) -> Entitlement:
    """What the version gives to whoever has no contract."""
    return ruled(version, rules.without(agreement(version), uncovered(version.brand)), {}, timezone)


def uncovered(brand: Brand) -> str | None:
    """What the brand says of those without a contract: a plan, or empty for best effort; None: as the agreement says."""
    return Habits.objects.filter(brand=brand).values_list("uncovered", flat=True).first()


def versions_of(brand: Brand) -> list[AgreementVersion]:
    """Everything that the brand published, the newest first."""
    return list(AgreementVersion.objects.defer("source").filter(brand=brand).order_by("-number"))


def plan_of(entitlement: Entitlement) -> Plan:
    """The plan, with what the contract adds to it."""
    return bought(agreement(entitlement.version), entitlement.plan, entitlement.contract_terms)


def brands_with_agreement() -> QuerySet[Brand]:
    """The brands that have published what they promise."""
    return Brand.objects.filter(Exists(AgreementVersion.objects.filter(brand=OuterRef("pk"))))


def taking_tickets(brands: QuerySet[Brand]) -> QuerySet[Brand]:
    """Those of the brands that take new tickets: they have an agreement, and are in use."""
    return brands.filter(pk__in=brands_with_agreement().filter(in_use=True).values("pk"))


def contracts_of_brand(brand: Brand, organization: Organization) -> list[Contract]:
    """All that the organization ever signed with the brand, first signed first."""
    return list(Contract.objects.filter(brand=brand, organization=organization).order_by("pk"))


def covers_request(brand: Brand, organization: Organization, product: str, at: datetime) -> bool:
    """Whether a contract of the organization with the brand covers such a request."""
    contracts = map(held, contracts_of_brand(brand, organization))
    return rules.choose((each for each in contracts if each.covers(at)), product) is not None


def contracts_of(organizations: Iterable[Organization], at: datetime) -> list[Contract]:
    """Everything that the organizations hold at that instant, with any brand, first signed first."""
    signed = Contract.objects.filter(organization__in=list(organizations)).order_by("pk")
    related = signed.select_related("brand", "organization", "account_manager")
    return [contract for contract in related if held(contract).covers(at)]


def held(contract: Contract) -> rules.Held:
    """The contract as the rules read it."""
    return rules.Held(
        key=contract.pk,
        plan=contract.plan,
        first_day=contract.first_day,
        last_day=contract.last_day,
        timezone=contract.timezone,
        products=tuple(contract.products),
        trial=contract.trial,
    )


def contract_terms(contract: Contract, policy: Agreement) -> ContractTerms:
    """What the contract says about time, which tiers it reaches, and those of its add-ons that the agreement has."""
    return ContractTerms.from_dict(
        {
            "timezone": contract.timezone,
            "country": contract.country,
            "subdivision": contract.subdivision,
            "calendar": contract.calendar,
            "own_holidays": contract.own_holidays,
            "addons": [name for name in contract.addons if name in policy.addons],
            "tiers": contract.tiers,
        }
    )
