"""What was taken over from other desks, apart from the brand's own numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand
from parola.desk.agreements import queries as agreements
from parola.desk.reports import imported
from parola.desk.reports.imported import Source
from parola.sla.attainment import Row
from parola.web.console.reporting.aims import priority_told
from parola.web.console.reporting.asking import brands_told
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A metric at a priority, in words, and what became of its promises."""

    name: str
    priority: str
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came from one other desk."""

    source: Source
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a brand took over."""

    brand: Brand
    told: list[Told]


@require_safe
def page(request: Request) -> HttpResponse:
    """Every brand whose reports the reader may see."""
    found = [taken for brand in brands_told(request) if (taken := _taken(request, brand)).told]
    return show(request, "console/reporting/imported.html", {"found": found, "place": "report"})


def _taken(request: Request, brand: Brand) -> Taken:
    sources = imported.sources(request.user, brand)
    told = [Told(source=each, lines=_lines(brand, imported.kept(request.user, brand, each.name))) for each in sources]
    return Taken(brand=brand, told=told)


def _lines(brand: Brand, rows: list[Row]) -> list[Line]:
    agreement = agreements.agreement(agreements.version_in_force(brand))
    return [
        Line(
            name=words().clock(row.promised.metric, row.promised.threshold),
            priority=priority_told(agreement, row.promised.priority),
            row=row,
        )
        for row in rows
    ]
