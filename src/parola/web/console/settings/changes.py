"""The audit log of settings as a page: who changed what, when, from what to what."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand, Change, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.transfer.cells import guarded
from parola.web.console.settings import change_words
from parola.web.console.settings.change_words import Names
from parola.web.console.showing import show
from parola.web.middleware import Request

SHOWN = 50
MOST = 10_000
"""In one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A field that changed; empty where there is nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A change. `kind`: made, changed or gone."""

    at: datetime
    by: str
    brand: str
    matter: str
    which: str
    kind: str
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to filter by."""

    key: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page. `older`: the query of the next one; empty where there is none."""

    rows: list[Row]
    brands: list[Choice]
    matters: list[Choice]
    people: list[Choice]
    older: str
    chosen: str


@require_safe
def overview(request: Request) -> HttpResponse:
    """The changes that the reader may read, newest first; the number of queries does not depend on how many they are."""
    readable = _readable(request.user)
    chosen = _chosen(request)
    found = list(_older(_filtered(readable, chosen), request.GET.get("before", ""))[: SHOWN + 1])
    shown = found[:SHOWN]
    query = {name: value for name, value in chosen.items() if value}
    page = Page(
        rows=rows(shown),
        brands=[
            Choice(key=each.slug, name=each.name, chosen=each.slug == chosen["brand"]) for each in _brands(request.user)
        ],
        matters=sorted(_matters(readable, chosen["matter"]), key=lambda each: each.name),
        people=list(_people(readable, chosen["by"])),
        older=urlencode({**query, "before": shown[-1].pk}) if len(found) > SHOWN else "",
        chosen=urlencode(query),
    )
    return show(request, "console/settings/changes.html", {"page": page, "place": "settings"})


@require_safe
def as_csv(request: Request) -> HttpResponse:
    """The same as a file: a line for each field that changed, the latest first."""
    chosen = _chosen(request)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="changes.csv"'
    answer.write("\ufeff")
    out = csv.writer(answer)
    out.writerow([_("When"), _("Who"), _("Brand"), _("What"), _("Which"), _("Field"), _("Before"), _("After")])
    for row in rows(list(_filtered(_readable(request.user), chosen)[:MOST])):
        for line in row.lines:
            told = [row.by, row.brand, row.matter, row.which, line.field, line.before, line.after]
            out.writerow([row.at.isoformat(), *map(guarded, told)])
    return answer


def _chosen(request: Request) -> dict[str, str]:
    """What is filtered by; the database of some desks takes no NUL."""
    return {name: request.GET.get(name, "").replace("\x00", "") for name in ("brand", "matter", "by")}


def rows(changes: list[Change]) -> list[Row]:
    """The changes, told in the reader's language."""
    names = change_words.names_in(side for each in changes for side in (each.before or {}, each.after or {}))
    return [_row(each, names) for each in changes]


def _row(change: Change, names: Names) -> Row:
    before, after = change.before or {}, change.after or {}
    kind = "made" if change.before is None else "gone" if change.after is None else "changed"
    lines = (
        Line(
            field=change_words.field(name),
            before=change_words.value(name, before.get(name), names),
            after=change_words.value(name, after.get(name), names),
        )
        for name in dict.fromkeys([*before, *after])
    )
    return Row(
        at=change.at,
        by=str(change.by or _("The desk itself")),
        brand=change.brand.name if change.brand else _("The whole desk"),
        matter=change_words.matter(change.matter),
        which=_which(change),
        kind=kind,
        lines=[line for line in lines if line.before or line.after],
    )


def _which(change: Change) -> str:
    """The thing, by its name, where the change tells it."""
    told = {**(change.before or {}), **(change.after or {})}
    named = told.get("name") or told.get("title")
    return str(named) if named and change.matter != "person" else change.key


def _readable(person: Person) -> QuerySet[Change]:
    """What of the log is for that person: their brands'; what concerns the whole desk is the administrator's."""
    found = Change.objects.select_related("by", "brand").order_by("-pk")
    if person.is_superuser:
        return found
    brands = brands_of(person, Act.AUDIT)
    if not brands.exists():
        raise Http404
    return found.filter(brand__in=brands.order_by().values("pk"))


def _filtered(changes: QuerySet[Change], chosen: Mapping[str, str]) -> QuerySet[Change]:
    wanted = Q()
    if chosen["brand"]:
        wanted &= Q(brand__slug=chosen["brand"][:50])
    if chosen["matter"]:
        wanted &= Q(matter=chosen["matter"][:32])
    if chosen["by"]:
        wanted &= Q(by=int(chosen["by"][:18])) if chosen["by"].isdecimal() else Q(by=None)
    return changes.filter(wanted)


def _older(changes: QuerySet[Change], before: str) -> QuerySet[Change]:
    return changes.filter(pk__lt=int(before[:18])) if before.isdecimal() else changes


def _brands(person: Person) -> QuerySet[Brand]:
    return brands_of(person, Act.AUDIT)


def _matters(changes: QuerySet[Change], chosen: str) -> Iterator[Choice]:
    for name in changes.order_by().values_list("matter", flat=True).distinct():
        yield Choice(key=name, name=change_words.matter(name), chosen=name == chosen)


def _people(changes: QuerySet[Change], chosen: str) -> Iterator[Choice]:
    found = Person.objects.filter(pk__in=changes.order_by().values("by")).order_by("name", "pk")
    for each in found:
        yield Choice(key=str(each.pk), name=str(each), chosen=str(each.pk) == chosen)
