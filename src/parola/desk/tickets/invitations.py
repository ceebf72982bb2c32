"""Invitations and sign-ups: a link by mail that is used once, and gives what it gives when it is accepted (decision 0157).

The key of a link is made when its mail is written and kept as a digest alone. What whoever invited may no more give, the link does not
give either. A sign-up does the same for an address that is known as for one that is not: all that tells them apart is in the mailbox.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import QuerySet

from parola.desk.accounts import audit, staff
from parola.desk.accounts.models import Brand, Invitation, Organization, Person, Post, normalise
from parola.desk.accounts.operations import find_or_create_person, prove_address
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of, open_to_sign_up, person_by_address
from parola.desk.accounts.sessions import end_sessions
from parola.desk.accounts.spelling import clean_name
from parola.desk.outbox.operations import enqueue
from parola.desk.tickets import belonging, customers
from parola.desk.tickets.memberships import belongs

LASTING = timedelta(days=7)
OWN_LASTING = timedelta(days=1)
"""How long the link of a sign-up holds."""
KIND = "invitation"
"""The outbox rows that carry the links."""
MOST_KEYS = 10
"""Mails of one invitation whose links hold: those of the last tries."""
MOST_OPEN = 20
"""Invitations of a customer's manager that are open at a time."""


class NotAllowed(Exception):
    """The person may not invite to that."""


class TooMany(Exception):
    """So many are open that one has to be accepted or withdrawn first."""


class Gone(Exception):
    """There is no such link any more: it was used, withdrawn or replaced, its time is over, or it never was."""


@transaction.atomic
def invite_to_work(
    *, email: str, name: str, language: str, roles: Mapping[Brand, Collection[str]], by: Person, now: datetime
) -> Invitation:
    """Ask somebody to work here, in these roles. Raises NotAllowed."""
    posts = [[brand.pk, role] for brand, given in roles.items() for role in sorted(given)]
    invitation = _new(email=email, name=name, language=language, brand=next(iter(roles)), posts=posts, by=by, now=now)
    return _open(invitation, now)


@transaction.atomic
def invite_customer(
    *, email: str, name: str, language: str, organization: Organization, manager: bool, brand: Brand, by: Person, now: datetime
) -> Invitation:  # fmt: skip
    """Ask somebody of a customer to take an account, in the brand's name. Raises NotAllowed, TooMany."""
    if not customers.answers_for(by, organization):
        waiting = Invitation.objects.filter(organization=organization, by=by, accepted_at=None, expires_at__gt=now)
        if waiting.count() >= MOST_OPEN:
            raise TooMany(organization.name)
    invitation = _new(
        email=email, name=name, language=language, brand=brand, organization=organization, manager=manager, by=by, now=now
    )  # fmt: skip
    return _open(invitation, now)


@transaction.atomic
def sign_up(*, email: str, name: str, company: str, language: str, brand: Brand, now: datetime) -> Invitation:
    """Somebody asks for an account for themselves. Whether the address is known is not looked at here."""
    invitation = _new(
        email=email, name=name, language=language, brand=brand, company=clean_name(company)[:200], by=None, now=now
    )
    return _open(invitation, now)


@transaction.atomic
def send_again(*, invitation: Invitation, by: Person, now: datetime) -> None:
    """Another mail with another link, and all its time again; the links before hold no more. Raises NotAllowed, Gone."""
    if not may_take_back(by, invitation):
        raise NotAllowed
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None)
    if not waiting.update(keys=[], expires_at=now + LASTING):
        raise Gone
    _send(invitation, now)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Person, now: datetime) -> None:
    """The link holds no more. Raises NotAllowed, Gone."""
    if not may_take_back(by, invitation):
        raise NotAllowed
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()[0]:
        raise Gone
    _note(invitation, by, {"open": True}, {"open": False}, now)


def open_to_work(reader: Person, now: datetime) -> QuerySet[Invitation]:
    """The open invitations to work here that the reader can take back."""
    waiting = Invitation.objects.filter(accepted_at=None, expires_at__gt=now).exclude(posts=[])
    mine = [each.pk for each in waiting if may_take_back(reader, each)]
    return waiting.filter(pk__in=mine).select_related("brand", "by").order_by("-created_at")


def open_of(organization: Organization, now: datetime) -> QuerySet[Invitation]:
    """The open invitations to the organization, newest first."""
    waiting = organization.invitations.filter(accepted_at=None, expires_at__gt=now)
    return waiting.select_related("brand", "by").order_by("-created_at")


def may_take_back(person: Person, invitation: Invitation) -> bool:
    """Whoever could have sent it, and whoever did."""
    return invitation.by is not None and (invitation.by == person or _may(person, invitation))


def invites_colleagues(person: Person, organization: Organization) -> Brand | None:
    """In whose name a customer's manager may invite colleagues, where every brand with that customer allows it; None: they may not."""
    if not person.is_active or not person.memberships.filter(organization=organization, manager=True).exists():
        return None
    brands = list(customers.brands_with(organization))
    return brands[0] if brands and all(brand.managers_invite for brand in brands) else None


def new_key(invitation: Invitation) -> str:
    """A key for a link of the invitation, kept as a digest: of each mail another, since nobody knows which one arrives."""
    key = secrets.token_urlsafe(32)
    invitation.keys = [*invitation.keys, digest(key)][-MOST_KEYS:]
    Invitation.objects.filter(pk=invitation.pk).update(keys=invitation.keys)
    return key


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def opened(*, identifier: UUID, key: str, now: datetime) -> Invitation:
    """The invitation that the link opens; looking changes nothing. Raises Gone."""
    found = Invitation.objects.filter(pk=identifier, accepted_at=None, expires_at__gt=now)
    invitation = found.select_related("brand", "organization", "by").first()
    if invitation is None or not any(compare_digest(kept, digest(key)) for kept in invitation.keys):
        raise Gone
    known = person_by_address(invitation.email)
    if (known is not None and not known.is_active) or not holds(invitation):
        raise Gone
    return invitation


def holds(invitation: Invitation) -> bool:
    """Whether what it gives may still be given: by who invited, or, where that is oneself, by the brand."""
    if invitation.by is None:
        return open_to_sign_up().filter(pk=invitation.brand_id).exists()
    return invitation.by.is_active and _may(invitation.by, invitation)


def has_account(invitation: Invitation) -> bool:
    """Whether who is invited can sign in already: then the link sets no password."""
    known = person_by_address(invitation.email)
    if known is None or not known.emailaddress_set.filter(email=invitation.email, verified=True).exists():
        return False
    return (
        known.has_usable_password()
        or Authenticator.objects.filter(user=known).exists()
        or SocialAccount.objects.filter(user=known).exists()
    )


@transaction.atomic
def accept(
    *, identifier: UUID, key: str, name: str, password: str, language: str, timezone: str, now: datetime
) -> Person:
    """Take what is offered, once: the account, its roles, its organization. The address is proved by the link.

    Who has an account keeps its name and password. Raises Gone.
    """
    invitation = opened(identifier=identifier, key=key, now=now)
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=now, keys=[]):
        raise Gone
    account = has_account(invitation)
    person = find_or_create_person(email=invitation.email, language=language, timezone=timezone)
    prove_address(person, invitation.email)
    if not account:
        person.name, person.language, person.timezone = clean_name(name), language, timezone
        person.set_password(password)
        person.save(update_fields=["name", "language", "timezone", "password"])
        end_sessions(person)
    try:
        _give(invitation, person, now)
    except staff.NotAllowed as error:
        raise Gone from error
    Invitation.objects.filter(email=invitation.email, by=None).exclude(pk=invitation.pk).delete()
    return person


def forget_old(*, now: datetime) -> int:
    """Remove those whose time is over, and those accepted long ago; returns how many."""
    over = Invitation.objects.filter(expires_at__lte=now - LASTING)
    return over.delete()[0]


def _new(
    *, email: str, name: str, language: str, brand: Brand, by: Person | None, now: datetime, **what: object
) -> Invitation:
    lasting = LASTING if by else OWN_LASTING
    return Invitation(
        email=normalise(email), name=clean_name(name)[:200], language=language, brand=brand, by=by,
        created_at=now, expires_at=now + lasting, **what,
    )  # fmt: skip


def _open(invitation: Invitation, now: datetime) -> Invitation:
    """Keep and send it, in place of an open one to the same."""
    if invitation.by is not None and not _may(invitation.by, invitation):
        raise NotAllowed
    same = {"email": invitation.email, "brand": invitation.brand, "accepted_at": None}
    Invitation.objects.filter(**same, organization=invitation.organization, by__isnull=invitation.by is None).delete()
    invitation.save(force_insert=True)
    if invitation.by is not None:
        _note(
            invitation,
            invitation.by,
            None,
            {"open": True, "posts": _told(invitation)},
            now,
        )
    _send(invitation, now)
    return invitation


def _told(invitation: Invitation) -> list[str]:
    """The roles that it gives, by the brand's name in addresses, for the audit log."""
    slugs = dict(Brand.objects.filter(pk__in=[key for key, _role in invitation.posts]).values_list("pk", "slug"))
    return [f"{slugs[key]}: {role}" for key, role in invitation.posts]


def _send(invitation: Invitation, now: datetime) -> None:
    enqueue(
        key=f"invitation:{invitation.pk}:{now.isoformat()}",
        kind=KIND,
        payload={"invitation": str(invitation.pk)},
        domain=invitation.brand.domain,
        now=now,
    )


def _may(person: Person, invitation: Invitation) -> bool:
    """Whether the person may give all that the invitation gives."""
    if invitation.organization is not None:
        if customers.answers_for(person, invitation.organization):
            return invitation.brand in brands_of(person, Act.SIGN)
        return not invitation.manager and invites_colleagues(person, invitation.organization) == invitation.brand
    return bool(invitation.posts) and all(
        (brand := Brand.objects.filter(pk=key).first()) and role in staff.grantable(person, brand)
        for key, role in invitation.posts
    )


def _give(invitation: Invitation, person: Person, now: datetime) -> None:
    for key, role in invitation.posts:
        held = set(Post.objects.filter(person=person, brand=key).values_list("role", flat=True))
        staff.set_roles(
            person=person, brand=Brand.objects.get(pk=key), roles={*held, role}, by=_inviter(invitation), now=now
        )
    if invitation.organization is not None:
        belongs(person, invitation.organization, manager=invitation.manager, by=invitation.by, now=now)
    joined = belonging.join_by_domain(person=person, now=now)
    if invitation.company and not joined and not person.memberships.exists():
        belonging.ask(person=person, brand=invitation.brand, company=invitation.company, now=now)


def _inviter(invitation: Invitation) -> Person:
    if invitation.by is None:
        raise NotAllowed
    return invitation.by


def _note(
    invitation: Invitation, by: Person, before: audit.Fields | None, after: audit.Fields | None, now: datetime
) -> None:
    audit.record(
        by=by, brand=invitation.brand, matter="invitation", key=invitation.pk, before=before, after=after, now=now
    )
