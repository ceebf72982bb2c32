"""Those who work here, as a reader is shown them: in a list, and one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Max

from parola.desk.accounts import second_factor, staff
from parola.desk.accounts.models import Person, Post
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.accounts.spelling import looks_like_another
from parola.desk.tickets import customers
from parola.desk.tickets.queries import AT_WORK, worked_on_by
from parola.web.console.settings import people_forms as forms

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A person in short. `roles`: by the name of the brand; `odd`: letters of the address look like others."""

    key: int
    name: str
    email: str
    odd: bool
    roles: list[tuple[str, list[str]]]
    administrator: bool
    active: bool
    second_factor: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address of a person."""

    email: str
    odd: bool
    verified: bool
    primary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One person."""

    row: Row
    language: str
    timezone: str
    addresses: list[Address]
    memberships: list[tuple[int, str, bool]]
    """The key and name of each organization, and whether they manage it there."""
    has_tickets: int
    """Tickets at work that are theirs to work on, of the brands that the reader works for."""
    erasure_asked_at: datetime | None


def rows(people: Iterable[Person], reader: Person) -> list[Row]:
    """The people in short, with their roles at the brands that the reader configures."""
    found = list(people)
    keys = [person.pk for person in found]
    posts: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    brands = brands_of(reader, Act.CONFIGURE).order_by().values("pk")
    for post in Post.objects.filter(person__in=keys, brand__in=brands).select_related("brand").order_by("brand__name"):
        posts[post.person_id][post.brand.name].append(str(Post.Role(post.role).label))
    seconds = Authenticator.objects.filter(user__in=keys, type__in=second_factor.FACTORS)
    factors = set(seconds.values_list("user_id", flat=True))
    seen = dict(UserSession.objects.filter(user__in=keys).values_list("user").annotate(Max("last_seen_at")))
    return [
        Row(
            key=person.pk,
            name=str(person),
            email=person.email,
            odd=looks_like_another(person.email),
            roles=list(posts[person.pk].items()),
            administrator=person.is_superuser,
            active=person.is_active,
            second_factor=person.pk in factors,
            seen_at=max(filter(None, (person.last_login, seen.get(person.pk))), default=None),
        )
        for person in found
    ]


def page(person: Person, reader: Person) -> Page:
    """All that the reader is shown of the person."""
    addresses = person.emailaddress_set.order_by("-primary", "email")
    theirs = person.memberships.filter(organization__in=customers.known_to(reader).order_by().values("pk"))
    members = theirs.select_related("organization").order_by("organization__name")
    return Page(
        row=rows([person], reader)[0],
        language=str(dict(settings.LANGUAGES).get(person.language, person.language)),
        timezone=person.timezone,
        addresses=[
            Address(email=each.email, odd=looks_like_another(each.email), verified=each.verified, primary=each.primary)
            for each in addresses
        ],
        memberships=[(each.organization_id, each.organization.name, each.manager) for each in members],
        has_tickets=worked_on_by(reader).filter(assignee=person, status__in=AT_WORK).count(),
        erasure_asked_at=person.erasure_asked_at,
    )


def posts(person: Person, reader: Person, filled: forms.Posts | None = None) -> Sequence[forms.Posts]:
    """A form for each brand where the reader may change the person's roles."""
    if not staff.may_change_posts(reader, person):
        return []
    brands = brands_of(reader, Act.CONFIGURE)
    return [
        filled if filled and filled.brand == brand else forms.Posts(brand=brand, person=person, by=reader)
        for brand in brands
    ]
