"""Those who work here: their roles, the administrators, who is in use. Each change is in the audit log, under the person's number."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Person, Post
from parola.desk.accounts.permissions import Act, acts_in, acts_of, administers, may
from parola.desk.accounts.queries import brands_of
from parola.desk.accounts.sessions import end_sessions
from parola.desk.accounts.spelling import clean_name

MATTER = "person"


class NotAllowed(Exception):
    """The person may not change this of that person."""


class LastAdministrator(Exception):
    """Nobody would administer the desk any more."""


def working() -> QuerySet[Person]:
    """Those who work here, or did and still have their posts, by name."""
    posts = Post.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(Q(is_superuser=True) | Exists(posts), erased_at=None).order_by("name", "email")


def known_to(reader: Person) -> QuerySet[Person]:
    """Those whose posts the reader may see: the administrator everybody, who configures a brand those who work for it."""
    if administers(reader):
        return working()
    posts = Post.objects.filter(person=OuterRef("pk"), brand__in=brands_of(reader, Act.CONFIGURE).values("pk"))
    return working().filter(Exists(posts))


def matching(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those whose name or address holds the text."""
    return people.filter(Q(name__icontains=text) | Q(email__icontains=text))


def grantable(by: Person, brand: Brand) -> list[Post.Role]:
    """The roles that the person may give and take at the brand: none that may do more than they themselves."""
    if not may(by, Act.CONFIGURE, brand):
        return []
    own = acts_of(by, brand)
    return [role for role in Post.Role if acts_in([role]) <= own]


def may_change_posts(by: Person, person: Person) -> bool:
    """Whether `by` changes that person's posts at all: nobody their own, and an administrator's an administrator alone."""
    if by.is_superuser:
        return True
    return by != person and not person.is_superuser


@transaction.atomic
def set_roles(*, person: Person, brand: Brand, roles: Collection[str], by: Person, now: datetime) -> None:
    """What the person is at the brand from now on. Who loses a role is signed out everywhere. Raises NotAllowed."""
    held = set(Post.objects.filter(person=person, brand=brand).values_list("role", flat=True))
    changed = held ^ set(roles)
    if not changed:
        return
    if not may_change_posts(by, person) or not changed <= set(grantable(by, brand)):
        raise NotAllowed(str(person.pk))
    Post.objects.filter(person=person, brand=brand).exclude(role__in=roles).delete()
    for role in sorted(set(roles) - held):
        Post.objects.create(person=person, brand=brand, role=role)
    before, after = ({"roles": sorted(each)} for each in (held, set(roles)))
    audit.record(by=by, brand=brand, matter="post", key=person.pk, before=before, after=after, now=now)
    if held - set(roles) and person != by:
        end_sessions(person)


@transaction.atomic
def set_active(*, person: Person, active: bool, by: Person, now: datetime) -> None:
    """Whether the person can sign in. Whoever is deactivated is signed out at once. Raises NotAllowed, LastAdministrator."""
    present = _changing(person, by)
    if present == by or present.is_active == active:
        raise NotAllowed(str(person.pk))
    if not active:
        keep_an_administrator(present)
        end_sessions(present)
    Person.objects.filter(pk=person.pk).update(is_active=active)
    _note(present, {"in_use": present.is_active}, {"in_use": active}, by, now)


@transaction.atomic
def set_administrator(*, person: Person, administrator: bool, by: Person, now: datetime) -> None:
    """Whether the person administers the desk; they sign in anew. Raises NotAllowed, LastAdministrator."""
    present = _changing(person, by)
    if present.is_superuser == administrator:
        return
    if not administrator:
        keep_an_administrator(present)
    Person.objects.filter(pk=person.pk).update(is_superuser=administrator)
    _note(present, {"administrator": present.is_superuser}, {"administrator": administrator}, by, now)
    if present != by:
        end_sessions(present)


@transaction.atomic
def remove_second_factors(*, person: Person, by: Person, now: datetime) -> None:
    """Whoever lost phone and codes begins anew: they sign in without, and are signed out everywhere. Raises NotAllowed."""
    present = _changing(person, by)
    removed, _ = Authenticator.objects.filter(user_id=present.pk).delete()
    if removed:
        _note(present, {"second_factors": True}, {"second_factors": False}, by, now)
        end_sessions(present)


@transaction.atomic
def describe(*, person: Person, name: str, language: str, timezone: str, by: Person, now: datetime) -> None:
    """The person's name, language and time zone from now on. Raises NotAllowed."""
    present = _changing(person, by)
    name = clean_name(name)
    Person.objects.filter(pk=person.pk).update(name=name, language=language, timezone=timezone)
    before = {"language": present.language, "timezone": present.timezone, "name": ""}
    renamed = audit.SECRET if name != present.name else ""
    _note(present, before, {"language": language, "timezone": timezone, "name": renamed}, by, now)


def _changing(person: Person, by: Person) -> Person:
    """The person as they are now, for an administrator to change."""
    if not administers(by) or person.erased_at is not None:
        raise NotAllowed(str(person.pk))
    return _held(person)


def keep_an_administrator(person: Person) -> None:
    """Raise LastAdministrator where nobody else in use is one. For the transaction that takes the person's rights."""
    present = _held(person)
    others = Person.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if administers(present) and not others.exists():
        raise LastAdministrator(str(person.pk))


def _held(person: Person) -> Person:
    """The person as they are now, held with all administrators, always in one order: so no two changes wait for each other."""
    rows = Person.objects.select_for_update().filter(Q(pk=person.pk) | Q(is_superuser=True)).order_by("pk")
    return next(row for row in rows if row.pk == person.pk)


def _note(person: Person, before: audit.Fields, after: audit.Fields, by: Person, now: datetime) -> None:
    audit.record(by=by, brand=None, matter=MATTER, key=person.pk, before=before, after=after, now=now)
