"""Views: lines of the filter under a name. Whose own they are, or with whose support they are shared; and with which the queue begins."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.accounts.spelling import clean_name
from parola.desk.tickets import filters
from parola.desk.tickets.models import FirstView, View

LONGEST_NAME = 60
MOST = 50
"""Of a person's own, and of a brand's."""
KEPT = timedelta(days=1)
"""How long one that was removed can come back."""


class NotAllowed(Exception):
    """It is somebody else's, or shared by who may do that."""


class NoSuchView(LookupError):
    """There is none, or it is not to be seen."""


class Unusable(ValueError):
    """It has no name, its line cannot be read, or there are MOST already."""


def of(person: Person) -> QuerySet[View]:
    """Those that the person is offered: their own, then those shared with them, each in their order."""
    seen = Q(owner=person) | Q(brand__in=brands_of(person).values("pk"))
    views = View.objects.filter(seen, removed_at=None).select_related("brand")
    return views.order_by(F("brand__name").asc(nulls_first=True), "place", "pk")


def one_of(person: Person, key: int, *, removed: bool = False) -> View:
    """A view that the person may change. Raises NoSuchView, NotAllowed."""
    seen = Q(owner=person) | Q(brand__in=brands_of(person).values("pk"))
    found = View.objects.filter(seen, pk=key, removed_at__isnull=not removed).select_related("brand").first()
    if found is None:
        raise NoSuchView(key)
    if found.brand is not None and not may(person, Act.SHARE_VIEWS, found.brand):
        raise NotAllowed
    return found


@transaction.atomic
def save(*, name: str, line: str, by: Person, brand: Brand | None = None) -> View:
    """A new view, after the others: one's own, or shared with the brand's support. Raises NotAllowed, Unusable."""
    if brand is not None and not may(by, Act.SHARE_VIEWS, brand):
        raise NotAllowed
    owner = by if brand is None else None
    others = View.objects.filter(owner=owner, brand=brand, removed_at=None)
    read = filters.read(line)
    if read.faults or others.count() >= MOST:
        raise Unusable
    last = others.aggregate(last=Max("place", default=0))["last"]
    return View.objects.create(name=_named(name), line=read.line.spelt(), owner=owner, brand=brand, place=last + 1)


def rename(*, view: View, name: str) -> None:
    """Another name. Raises Unusable."""
    view.name = _named(name)
    view.save(update_fields=["name"])


def remove(*, view: View, now: datetime) -> None:
    """It is offered no more; for a while it can come back."""
    View.objects.filter(removed_at__lt=now - KEPT).delete()
    view.removed_at = now
    view.save(update_fields=["removed_at"])


def restore(*, view: View) -> None:
    """It is offered again."""
    view.removed_at = None
    view.save(update_fields=["removed_at"])


@transaction.atomic
def move_up(*, view: View) -> None:
    """It changes places with the one before it."""
    others = View.objects.filter(owner=view.owner_id, brand=view.brand_id, removed_at=None, place__lt=view.place)
    before = others.order_by("-place").first()
    if before is not None:
        before.place, view.place = view.place, before.place
        before.save(update_fields=["place"])
        view.save(update_fields=["place"])


def begin_with(*, key: str, by: Person) -> None:
    """With which view the queue begins for the person; empty: with everything at work."""
    if key:
        FirstView.objects.update_or_create(person=by, defaults={"key": key})
    else:
        FirstView.objects.filter(person=by).delete()


def first_of(person: Person) -> str:
    """The key of the view with which the queue begins; empty: none was chosen."""
    return FirstView.objects.filter(person=person).values_list("key", flat=True).first() or ""


def _named(name: str) -> str:
    clean = clean_name(name)[:LONGEST_NAME]
    if not clean:
        raise Unusable
    return clean
