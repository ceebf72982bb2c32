"""Companies' own sign-in: who is meant by what an identity provider says, and what administrators do with the providers.

An identity is the provider's word for somebody (issuer and subject), never an address. By an address somebody is found once, the
first time, and only where the provider says that it is verified and an administrator lets it speak for the address's domain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.maildomains import is_anybodys
from parola.desk.accounts.models import IsMailbox, Membership, Organization, Person, normalise
from parola.desk.accounts.permissions import administers
from parola.desk.accounts.providers import IdentityProvider
from parola.desk.accounts.secrets import Secret, Unreadable
from parola.desk.accounts.sessions import end_sessions
from parola.desk.accounts.spelling import clean_name, domain_of

MATTER = "identity_provider"


class NotAllowed(Exception):
    """Only the desk's administrator sets up sign-in."""


class Anybodys(Exception):
    """Anybody gets a mailbox in the domain: no company speaks for it."""


class Spoken(Exception):
    """Another provider speaks for the domain already."""


class Why(StrEnum):
    """Why somebody does not come in, although the provider says who they are."""

    OFF = "off"
    """The provider is not in use."""
    NO_ADDRESS = "no_address"
    UNVERIFIED = "unverified"
    FOREIGN = "foreign"
    """It says something of an address for whose domain it may not speak."""
    UNKNOWN = "unknown"
    """Nobody has the address, and the provider lets in those alone who are known."""
    CLOSED = "closed"
    """The account was closed."""
    SUPPORT = "support"
    """Somebody who works here, by the sign-in of a customer."""


class NotLetIn(Exception):
    """The provider's word is not enough."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a provider says of who signs in. `verified`: of the address; None where it does not say."""

    subject: str
    email: str
    name: str
    verified: bool | None


def identity_of(provider: IdentityProvider, subject: str) -> str:
    """The one key of an identity: of issuer and subject, as long as any other."""
    return hashlib.sha256(f"{provider.issuer}\n{subject}".encode()).hexdigest()


@transaction.atomic
def arrive(*, provider: IdentityProvider, said: Said, now: datetime) -> Person:
    """Who that is; the first time, who they become. Raises NotLetIn."""
    if not provider.active:
        raise NotLetIn(Why.OFF)
    identity = identity_of(provider, said.subject)
    known = SocialAccount.objects.filter(provider=provider.slug, uid=identity).select_related("user").first()
    person = known.user if known else _by_address(provider, said, now)
    if not person.is_active:
        raise NotLetIn(Why.CLOSED)
    if provider.organization_id is not None and person.is_support:
        raise NotLetIn(Why.SUPPORT)
    if known is None:
        _join(provider, person, said, identity, now)
    return person


def _by_address(provider: IdentityProvider, said: Said, now: datetime) -> Person:
    """The person of the address, if the provider may speak for it; a new one, if it may let them in."""
    email = normalise(said.email)
    try:
        validate_email(email)
        domain = domain_of(email)
    except (ValidationError, ValueError):
        raise NotLetIn(Why.NO_ADDRESS) from None
    if not (provider.vouches if said.verified is None else said.verified):
        raise NotLetIn(Why.UNVERIFIED)
    if domain not in provider.domains:
        raise NotLetIn(Why.FOREIGN)
    found = Person.objects.by_address(email)
    if found is not None:
        return found
    if not provider.admits:
        raise NotLetIn(Why.UNKNOWN)
    organization = provider.organization
    like = {"language": organization.language, "timezone": organization.timezone} if organization else {}
    try:
        made = Person.objects.create_user(email, name=clean_name(said.name)[:200], **like)
    except IsMailbox:
        raise NotLetIn(Why.UNKNOWN) from None
    audit.record(
        by=None, brand=None, matter="person", key=made.pk, before=None, after={"came_by": provider.slug}, now=now
    )
    return made


def _join(provider: IdentityProvider, person: Person, said: Said, identity: str, now: datetime) -> None:
    """From now on that identity is the person. What somebody else may have set up under an unproved address is worth nothing."""
    email = normalise(said.email)
    address, _made = EmailAddress.objects.get_or_create(user=person, email=email)
    if not address.verified:
        _forget_credentials(person)
        EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    SocialAccount.objects.get_or_create(provider=provider.slug, uid=identity, defaults={"user": person})
    if provider.organization is not None and provider.admits:
        _member, new = Membership.objects.get_or_create(person=person, organization=provider.organization)
        if new:
            key = f"{provider.organization.pk}:{person.pk}"
            told: dict[str, audit.Plain] = {"organization": provider.organization.pk, "came_by": provider.slug}
            audit.record(by=None, brand=None, matter="membership", key=key, before=None, after=told, now=now)


def _forget_credentials(person: Person) -> None:
    """Whoever wrote from the address, or claimed it, and set a password: the company's word is the first proof of whose it is."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    person.refresh_from_db()


def must_sign_in_by(person: Person) -> IdentityProvider | None:
    """The one provider by which the person may sign in, if there is such a one. Administrators keep their other ways."""
    if person.is_superuser:
        return None
    for email in _proved(person):
        provider = provider_for(email)
        if provider is not None and provider.only and not (provider.organization_id and person.is_support):
            return provider
    return None


def _proved(person: Person) -> Iterable[str]:
    return [person.email, *EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)]


def provider_for(email: str) -> IdentityProvider | None:
    """By which provider people with such an address sign in. None too for what is no address."""
    try:
        domain = domain_of(email)
    except ValueError:
        return None
    offered = IdentityProvider.objects.filter(active=True).order_by("pk")  # few, and no domain stands in two
    return next((provider for provider in offered if domain in provider.domains), None)


@transaction.atomic
def add(
    *, kind: str, name: str, organization: Organization | None, domains: list[str], by: Person, now: datetime
) -> IdentityProvider:
    """A new provider, not in use yet: first it must know us, and we it. Raises NotAllowed, Anybodys, Spoken."""
    _require(by)
    _refuse_domains(domains, None)
    made = IdentityProvider.objects.create(
        kind=kind, name=name, organization=organization, domains=domains, active=False
    )
    audit.record(by=by, brand=None, matter=MATTER, key=made.slug, before=None, after=_told(made), now=now)
    return made


@transaction.atomic
def change(
    *, provider: IdentityProvider, by: Person, now: datetime, secret: Secret | None = None, **fields: Any
) -> IdentityProvider:
    """The provider with other fields; whom it is for, and how it speaks, stays. Raises NotAllowed, Anybodys, Spoken.

    No new secret leaves the one there is, unless the issuer is another: no secret goes to an address for which it was not given
    (CVE-2025-53008 and its kin).
    """
    _require(by)
    changed = IdentityProvider.objects.select_for_update().get(pk=provider.pk)
    before = _told(changed)
    if fields.get("active", changed.active):
        _refuse_domains(fields.get("domains", changed.domains), changed)
    if secret is not None:
        changed.secret = secret
    elif fields.get("issuer", changed.issuer) != changed.issuer:
        changed.secret = None
    for name, value in fields.items():
        setattr(changed, name, value)
    changed.save(update_fields=[*fields, "secret"])
    if not changed.active:
        _end_sessions(changed)
    audit.record(by=by, brand=None, matter=MATTER, key=changed.slug, before=before, after=_told(changed), now=now)
    return changed


@transaction.atomic
def remove(*, provider: IdentityProvider, by: Person, now: datetime) -> None:
    """It is gone, with every identity that it vouched for; the people stay. Raises NotAllowed."""
    _require(by)
    _end_sessions(provider)
    SocialAccount.objects.filter(provider=provider.slug).delete()
    before = _told(provider)
    IdentityProvider.objects.filter(pk=provider.pk).delete()
    audit.record(by=by, brand=None, matter=MATTER, key=provider.slug, before=before, after=None, now=now)


def _end_sessions(provider: IdentityProvider) -> None:
    """Whoever came in by it comes in anew, another way."""
    for person in Person.objects.filter(socialaccount__provider=provider.slug):
        end_sessions(person)


def _require(by: Person) -> None:
    if not administers(by):
        raise NotAllowed


def _refuse_domains(domains: list[str], own: IdentityProvider | None) -> None:
    """One provider for a domain, so that a typed address leads to the right one."""
    for domain in domains:
        if is_anybodys(domain):
            raise Anybodys(domain)
    for other in IdentityProvider.objects.filter(active=True):
        for domain in set(domains).intersection(other.domains if other != own else ()):
            raise Spoken(domain)


def _told(provider: IdentityProvider) -> dict[str, audit.Plain]:
    """As the audit log knows it: all but what is secret, and of that since when it is set."""
    fields: dict[str, audit.Plain] = {
        name: getattr(provider, name)
        for name in ("kind", "name", "issuer", "client_id", "active", "admits", "vouches", "only", "second_factor")
    }
    fields |= {f"attribute_{name}": attribute for name, attribute in sorted(provider.attributes.items())}
    fields |= {"organization": provider.organization_id, "domains": sorted(provider.domains)}
    if provider.metadata:
        fields["metadata_sha256"] = hashlib.sha256(provider.metadata.encode()).hexdigest()
    if provider.secret is not None:
        fields |= {"secret": audit.SECRET, "secret_since": _since(provider.secret)}
    return fields


def _since(secret: Secret) -> str:
    try:
        return secret.since.isoformat()
    except Unreadable:  # it must be given anew, which must not fail for that very reason
        return ""
