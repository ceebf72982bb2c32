"""Who belongs to a customer by a mail domain, and who asks to. An address counts once it is proved, a domain once it is allowed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from parola.desk.accounts import audit
from parola.desk.accounts.maildomains import is_anybodys
from parola.desk.accounts.models import BelongingAsked, Brand, Organization, OrganizationDomain, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.accounts.spelling import ascii_domain, clean_name, domain_of
from parola.desk.outbox.operations import enqueue
from parola.desk.tickets import customers
from parola.desk.tickets.memberships import NotAllowed, belongs, require

KIND = "belonging"
"""The outbox rows that tell how it was decided."""


class AnybodysDomain(ValueError):
    """Anybody gets an address in that domain, so that it tells of nobody to whom they belong."""


class DomainTaken(ValueError):
    """The domain is another organization's already."""


@transaction.atomic
def allow_domain(*, organization: Organization, domain: str, by: Person, now: datetime) -> OrganizationDomain:
    """Whoever proves an address there belongs to the organization from now on; so do those who ask to and have proved one.

    Raises NotAllowed, ValueError (no domain), AnybodysDomain, DomainTaken.
    """
    require(by, organization)
    spelt = ascii_domain(domain)
    if is_anybodys(spelt):
        raise AnybodysDomain(spelt)
    told = {"organization": organization, "allowed_by": by, "allowed_at": now}
    allowed, new = OrganizationDomain.objects.get_or_create(domain=spelt, defaults=told)
    if not new:
        raise DomainTaken(spelt)
    _note(allowed, by, now, gone=False)
    for asked in BelongingAsked.objects.select_related("person", "brand"):
        if spelt in proved_domains(asked.person):
            _let_in(asked, organization, by, now)
    return allowed


@transaction.atomic
def withdraw_domain(*, allowed: OrganizationDomain, by: Person, now: datetime) -> None:
    """It lets nobody in any more; who belongs goes on to. Raises NotAllowed."""
    require(by, allowed.organization)
    _note(allowed, by, now, gone=True)
    allowed.delete()


def proved_domains(person: Person) -> set[str]:
    """The domains in which the person has proved an address. What is only claimed, or written from, counts for nothing."""
    proved = person.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    return {domain_of(address) for address in proved if _is_domain(address)}


@transaction.atomic
def join_by_domain(*, person: Person, now: datetime) -> list[Organization]:
    """Make the person a member where a proved address of theirs lets them in; gives those that are new."""
    if not person.is_active:
        return []
    allowed = OrganizationDomain.objects.filter(domain__in=proved_domains(person)).select_related("organization")
    joined = [each.organization for each in allowed if not is_anybodys(each.domain)]
    return [each for each in joined if belongs(person, each, manager=False, by=None, now=now)]


def ask(*, person: Person, brand: Brand, company: str, now: datetime) -> None:
    """The person says to belong to a customer of the brand, which somebody will decide."""
    told = {"brand": brand, "company": clean_name(company)[:200], "asked_at": now}
    BelongingAsked.objects.update_or_create(person=person, defaults=told)


def asked_of(reader: Person) -> QuerySet[BelongingAsked]:
    """The questions that the reader can decide: those put to a brand that they sign for, oldest first."""
    brands = brands_of(reader, Act.SIGN).values("pk")
    return BelongingAsked.objects.filter(brand__in=brands).select_related("person", "brand").order_by("asked_at", "pk")


def suggestions(asked: BelongingAsked, reader: Person) -> list[Organization]:
    """The customers whose people have proved addresses in the same domain, of those for which the reader answers."""
    domains = {domain for domain in proved_domains(asked.person) if not is_anybodys(domain)}
    near = customers.answered_for(reader)
    found: dict[int, Organization] = {}
    for domain in domains:
        members = near.filter(
            memberships__person__emailaddress__email__endswith=f"@{domain}", memberships__person__emailaddress__verified=True
        )  # fmt: skip
        found |= {each.pk: each for each in members.distinct()}
    return list(found.values())


@transaction.atomic
def let_in(*, asked: BelongingAsked, organization: Organization, by: Person, now: datetime) -> None:
    """The person belongs to the organization from now on, and is told so. Raises NotAllowed."""
    refuse_others(by, asked)
    require(by, organization)
    _let_in(asked, organization, by, now)


@transaction.atomic
def decline(*, asked: BelongingAsked, by: Person, now: datetime) -> None:
    """The person does not belong to a customer, and is told so kindly; they can ask for support all the same. Raises NotAllowed."""
    refuse_others(by, asked)
    tell(asked, None, now)
    audit.record(
        by=by, brand=asked.brand, matter="membership", key=asked.person_id, before={"asks": True}, after={"asks": False}, now=now
    )  # fmt: skip
    asked.delete()


def refuse_others(by: Person, asked: BelongingAsked) -> None:
    """Raise NotAllowed where it is not the person's to decide, or somebody has decided it."""
    if not asked_of(by).select_for_update(of=("self",)).filter(pk=asked.pk):
        raise NotAllowed(str(asked.pk))


def tell(asked: BelongingAsked, organization: Organization | None, now: datetime) -> None:
    """A mail to the person that says how it was decided."""
    enqueue(
        key=f"belonging:{asked.pk}:{asked.asked_at.isoformat()}",
        kind=KIND,
        payload={
            "to": asked.person_id,
            "brand": asked.brand_id,
            "organization": organization.pk if organization else None,
        },
        domain=asked.brand.domain,
        now=now,
    )


def _let_in(asked: BelongingAsked, organization: Organization, by: Person, now: datetime) -> None:
    belongs(asked.person, organization, manager=False, by=by, now=now)
    tell(asked, organization, now)
    asked.delete()


def _note(allowed: OrganizationDomain, by: Person, now: datetime, *, gone: bool) -> None:
    told = {"domain": allowed.domain}
    before, after = (told, None) if gone else (None, told)
    key = allowed.organization_id
    audit.record(by=by, brand=None, matter="organization_domain", key=key, before=before, after=after, now=now)


def _is_domain(address: str) -> bool:
    try:
        domain_of(address)
    except ValueError:
        return False
    return True
