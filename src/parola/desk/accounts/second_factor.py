"""Who must have a second factor (an authenticator app or a passkey): the administrator names the roles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parola.desk.accounts import audit
from parola.desk.accounts.models import Person, Post, SecondFactorRole
from parola.desk.accounts.permissions import administers

ADMINISTRATOR, CUSTOMER = "administrator", "customer"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class NotAllowed(Exception):
    """Only the desk's administrator names them."""


def choices() -> list[tuple[str, str | Promise]]:
    """The roles that can be named: the administrator, those of a post, and whoever has none of these."""
    return [(ADMINISTRATOR, _("Administrator")), *Post.Role.choices, (CUSTOMER, _("Customer"))]


def named() -> set[str]:
    """The roles that must have one."""
    return set(SecondFactorRole.objects.values_list("role", flat=True))


@transaction.atomic
def name(*, roles: Collection[str], by: Person, now: datetime) -> None:
    """From now on these roles, and no others, must have one. Raises NotAllowed."""
    if not administers(by):
        raise NotAllowed
    before = named()
    SecondFactorRole.objects.exclude(role__in=roles).delete()
    SecondFactorRole.objects.bulk_create(SecondFactorRole(role=role) for role in sorted(set(roles) - before))
    audit.record(
        by=by,
        brand=None,
        matter="sign_in",
        key="second_factor",
        before={"roles": sorted(before)},
        after={"roles": sorted(named())},
        now=now,
    )


def lacks(person: Person) -> bool:
    """Must the person have a second factor, and has none?"""
    roles = named()
    return bool(roles) and not roles.isdisjoint(roles_of(person)) and not has_one(person)


def roles_of(person: Person) -> set[str]:
    """All that the person is, by the names above."""
    held = set(person.posts.values_list("role", flat=True))
    return held | ({ADMINISTRATOR} if person.is_superuser else set()) or {CUSTOMER}


def has_one(person: Person) -> bool:
    """Whether the person has set one up. Codes for the drawer alone are none."""
    return Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists()
