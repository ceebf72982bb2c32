"""Publishing agreements, signing contracts, and freezing what a ticket is opened under."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import digests, endings, queries
from parola.desk.agreements.extras import NewExtra
from parola.desk.agreements.models import AgreementVersion, Contract, Extra, PinnedTerms
from parola.desk.agreements.queries import Entitlement
from parola.policy import holidays
from parola.policy.findings import Wrong
from parola.policy.review import vetted
from parola.policy.terms import ContractTerms, regions
from parola.policy.timezones import existing
from parola.sla.agreement import Agreement, Plan, Terms


class PlanInUse(Exception):
    """A contract holds a plan, or an add-on, that the new version does not have; or the brand gives such a plan without a contract."""


class BadContract(ValueError):
    """The contract names what there is not, ends before it begins, has more contacts than its plan allows, or another's number."""


class NotAllowed(Exception):
    """The person may not publish, or sign, for the brand."""


class ReplacedMeanwhile(Exception):
    """Another version came into force since the person looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A contract that is not in the database yet, whom it names, and what it gives beside its plan."""

    contract: Contract
    contacts: Sequence[Person] = ()
    extras: Sequence[NewExtra] = ()


@transaction.atomic
def publish(
    *, brand: Brand, source: str, by: Person | None, now: datetime, replaces: int | None = None
) -> AgreementVersion:
    """Put a version of the brand's agreement in force, for tickets that open from now on.

    The same text as the version in force changes nothing. `by` is None where the desk's own machine does it. `replaces` is
    the number of the version that the person saw in force, 0 for none. Raises policy.findings.BadAgreement for a text with
    errors or a case that fails, PlanInUse, NotAllowed and ReplacedMeanwhile.
    """
    if by is not None and not may(by, Act.PUBLISH, brand):
        raise NotAllowed(brand.slug)
    policy = vetted(source, name=file_of(brand)).agreement
    digest = digests.of_source(source)
    newest = AgreementVersion.objects.select_for_update().filter(brand=brand).order_by("-number").first()
    if newest is not None and newest.digest == digest:
        return newest
    if replaces is not None and replaces != (newest.number if newest else 0):
        raise ReplacedMeanwhile(brand.slug)
    refuse_lost_plans(brand, policy, now)
    return AgreementVersion.objects.create(
        brand=brand,
        agreement_id=policy.id,
        number=newest.number + 1 if newest else 1,
        source=source,
        digest=digest,
        published_at=now,
        published_by=by,
    )


def file_of(brand: Brand) -> str:
    """What the brand's agreement is called in messages."""
    return f"{brand.slug}.yaml"


def refuse_lost_plans(brand: Brand, policy: Agreement, now: datetime) -> None:
    """Raise PlanInUse if a contract that has not ended holds a plan or an add-on that is gone, or the brand gives it without a contract."""
    given = queries.uncovered(brand)
    if given and given not in policy.plans:
        raise PlanInUse(f"{given} (what there is without a contract)")
    for contract in Contract.objects.filter(brand=brand).exclude(last_day__lt=now.date()):
        lost = {contract.plan} - set(policy.plans) | set(contract.addons) - set(policy.addons)
        if lost:
            raise PlanInUse(f"{', '.join(sorted(lost))} (contract {contract.pk})")


@transaction.atomic
def sign(
    *,
    organization: Organization,
    brand: Brand,
    plan: str,
    first_day: date,
    last_day: date | None = None,
    timezone: str,
    country: str = "",
    subdivision: str = "",
    calendar: str = "",
    products: tuple[str, ...] = (),
    trial: bool = False,
    account_manager: Person | None = None,
    own_holidays: tuple[tuple[str, str], ...] = (),
    addons: tuple[str, ...] = (),
    contacts: Sequence[Person] = (),
    tiers: tuple[int, ...] = (),
    number: str = "",
    note: str = "",
    extras: Sequence[NewExtra] = (),
    by: Person | None = None,
    now: datetime,
) -> Contract:
    """A new contract under the brand's agreement in force; open tickets keep their terms.

    `by` is None where the desk's own machine does it. Raises BadContract where the agreement does not offer what it names,
    or there is no such zone or region; NotAllowed.
    """
    contract = Contract(
        organization=organization,
        brand=brand,
        plan=plan,
        products=list(products),
        first_day=first_day,
        last_day=last_day,
        timezone=timezone,
        country=country,
        subdivision=subdivision,
        calendar=calendar,
        trial=trial,
        account_manager=account_manager,
        own_holidays=[list(own) for own in own_holidays],
        addons=list(addons),
        tiers=sorted(set(tiers)),
        number=number,
        note=note,
    )
    sign_all(drafts=[Draft(contract=contract, contacts=contacts, extras=extras)], by=by, now=now)
    return contract


@transaction.atomic
def sign_all(*, drafts: Sequence[Draft], by: Person | None, now: datetime) -> None:
    """Many at once, all or none. Raises what `sign` raises."""
    brands = {draft.contract.brand for draft in drafts}
    for brand in brands:
        require(by, brand)
    policies = {brand: queries.agreement(queries.version_in_force(brand)) for brand in brands}
    for draft in drafts:
        refuse_unsound(policies[draft.contract.brand], draft.contract, draft.contacts)
        draft.contract.warn_at = endings.first_look(draft.contract, now)
    Contract.objects.bulk_create(draft.contract for draft in drafts)
    link = Contract.contacts.through
    link.objects.bulk_create(
        link(contract_id=draft.contract.pk, person_id=person.pk) for draft in drafts for person in draft.contacts
    )
    Extra.objects.bulk_create(
        Extra(contract=draft.contract, **asdict(extra)) for draft in drafts for extra in draft.extras
    )
    for draft in drafts:
        after = fields(draft.contract, draft.contacts)
        key, brand = draft.contract.pk, draft.contract.brand
        audit.record(by=by, brand=brand, matter="contract", key=key, before=None, after=after, now=now)


@transaction.atomic
def name_contacts(*, contract: Contract, contacts: Sequence[Person], by: Person | None = None, now: datetime) -> None:
    """Who may ask for support under the contract from now on; nobody: everybody.

    Raises BadContract for more than its plan allows, or where that is gone; NotAllowed.
    """
    require(by, contract.brand)
    policy = queries.agreement(queries.version_in_force(contract.brand))
    refuse_unknown(contract.plan, policy.plans, "plan")
    refuse_too_many(policy.plans[contract.plan], contacts)
    before = fields(contract)
    contract.contacts.set(contacts)
    tell(contract, by, before, now)


@transaction.atomic
def end(*, contract: Contract, last_day: date | None, by: Person | None = None, now: datetime) -> None:
    """The contract holds until the end of that local day; None: without end. Open tickets keep theirs. Raises BadContract, NotAllowed."""
    require(by, contract.brand)
    refuse_backwards(contract.first_day, last_day)
    before = fields(contract)
    contract.last_day = last_day
    contract.warn_at = endings.first_look(contract, now)
    contract.save(update_fields=["last_day", "warn_at"])
    tell(contract, by, before, now)


@transaction.atomic
def describe(
    *,
    contract: Contract,
    account_manager: Person | None,
    number: str,
    note: str,
    by: Person | None = None,
    now: datetime,
) -> None:
    """What binds nobody: who looks after it, what it is called elsewhere, a note. Raises BadContract, NotAllowed."""
    require(by, contract.brand)
    before = fields(contract)
    former, contract.account_manager = contract.account_manager_id, account_manager
    contract.number, contract.note = number, note
    if contract.account_manager_id != former:
        refuse_stranger(contract)
    refuse_double(contract)
    contract.save(update_fields=["account_manager", "number", "note"])
    tell(contract, by, before, now)


def fields(contract: Contract, contacts: Sequence[Person] | None = None) -> dict[str, audit.Plain]:
    """The contract as the audit log has it: persons by their keys; of the note only its length, since it may name somebody."""
    return {
        "organization": contract.organization_id,
        "plan": contract.plan,
        "products": contract.products,
        "first_day": contract.first_day.isoformat(),
        "last_day": contract.last_day.isoformat() if contract.last_day else None,
        "timezone": contract.timezone,
        "country": contract.country,
        "subdivision": contract.subdivision,
        "calendar": contract.calendar,
        "own_holidays": [" ".join(own) for own in contract.own_holidays],
        "trial": contract.trial,
        "tiers": contract.tiers,
        "addons": contract.addons,
        "account_manager": contract.account_manager_id,
        "number": contract.number,
        "note_length": len(contract.note),
        "contacts": sorted(each.pk for each in (contract.contacts.all() if contacts is None else contacts)),
    }


def tell(contract: Contract, by: Person | None, before: dict[str, audit.Plain], now: datetime) -> None:
    """Note in the audit log how the contract is now."""
    after = fields(contract)
    audit.record(by=by, brand=contract.brand, matter="contract", key=contract.pk, before=before, after=after, now=now)


def refuse_unsound(policy: Agreement, contract: Contract, contacts: Sequence[Person]) -> None:
    """Raise BadContract for a contract that is not in the database yet and cannot be."""
    refuse_unknown(contract.plan, policy.plans, "plan")
    for addon in contract.addons:
        refuse_unknown(addon, policy.addons, "add-on")
    if contract.calendar:
        refuse_unknown(contract.calendar, policy.contract_calendars, "calendar")
    refuse_out_of_reach(policy, contract)
    refuse_too_many(policy.plans[contract.plan], contacts)
    refuse_nowhere(contract.timezone, contract.country, contract.subdivision)
    refuse_backwards(contract.first_day, contract.last_day)
    refuse_stranger(contract)
    refuse_double(contract)


def refuse_out_of_reach(policy: Agreement, contract: Contract) -> None:
    """Raise BadContract for a tier that the plan, with its add-ons, does not include."""
    included = set(policy.plans[contract.plan].tiers).union(*(policy.addons[name].tiers for name in contract.addons))
    if lost := set(contract.tiers) - included:
        raise BadContract(f"the plan does not reach the tiers {sorted(lost)}")


def refuse_stranger(contract: Contract) -> None:
    """Raise BadContract for an account manager who does not work for the brand."""
    manager = contract.account_manager
    if manager is not None and not manager.posts.filter(brand=contract.brand).exists():
        raise BadContract("the account manager does not work for the brand")


def refuse_double(contract: Contract) -> None:
    """Raise BadContract for a number that another contract of the brand has."""
    others = Contract.objects.filter(brand=contract.brand, number=contract.number).exclude(pk=contract.pk)
    if contract.number and others.exists():
        raise BadContract(f"another contract has the number {contract.number!r}")


def require(by: Person | None, brand: Brand) -> None:
    """Raise NotAllowed where a person may not sign for the brand."""
    if by is not None and not may(by, Act.SIGN, brand):
        raise NotAllowed(brand.slug)


def refuse_nowhere(timezone: str, country: str, subdivision: str) -> None:
    """Raise BadContract for a time zone, or a region of holidays, that there is not."""
    try:
        existing(timezone)
    except Wrong as wrong:
        raise BadContract(str(wrong)) from None
    known = holidays.subdivisions(country) if country else ()
    if known is None or (subdivision and subdivision not in known):
        raise BadContract(f"no holidays are known for {country}-{subdivision}")


def refuse_backwards(first_day: date, last_day: date | None) -> None:
    """Raise BadContract for an end before the beginning."""
    if last_day is not None and last_day < first_day:
        raise BadContract(f"it would end on {last_day}, before {first_day}")


def refuse_unknown(name: str, known: Iterable[str], what: str) -> None:
    """Raise BadContract for a name that the agreement does not have."""
    if name not in known:
        raise BadContract(f"no {what} {name!r}; there are {', '.join(known)}")


def refuse_too_many(plan: Plan, contacts: Sequence[Person]) -> None:
    """Raise BadContract for more contacts than the plan allows."""
    if plan.contacts is not None and len(contacts) > plan.contacts:
        raise BadContract(f"{len(contacts)} contacts; the plan {plan.id} has {plan.contacts}")


def pin(*, version: AgreementVersion, contract_terms: ContractTerms) -> PinnedTerms:
    """The row that freezes these terms with the holidays known today; the one that is there, if they were frozen before.

    Raises policy.holidays.UnknownRegion.
    """
    digest, canonical = frozen(regions(queries.agreement(version), contract_terms), contract_terms)
    known = PinnedTerms.objects.defer("data").filter(digest=digest).first()
    return known or PinnedTerms.objects.get_or_create(digest=digest, defaults={"data": json.loads(canonical)})[0]


def terms_from(entitlement: Entitlement) -> Terms:
    """What would be in force for a ticket that opened with that entitlement now; nothing is written. Raises UnknownRegion."""
    version, contract_terms = entitlement.version, entitlement.contract_terms
    digest, canonical = frozen(regions(queries.agreement(version), contract_terms), contract_terms)
    pinned = PinnedTerms(digest=digest, data=json.loads(canonical))
    return queries.terms(version, pinned, entitlement.plan, best_effort=entitlement.best_effort)


@lru_cache(maxsize=512)
def frozen(wanted: frozenset[str], contract_terms: ContractTerms) -> tuple[str, str]:
    """The digest and the canonical JSON of pinned terms; made once in a process, since holidays take their time."""
    data = {"contract": contract_terms.as_dict(), "holidays": holidays.table(wanted).as_dict()}
    canonical = digests.canonical(data)
    return digests.of_source(canonical), canonical
