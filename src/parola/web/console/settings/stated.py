"""What a brand's agreement says, for a person who does not read YAML: kinds of requests, products, objectives, and then all of it in words.

The file is the one place where any of this is kept. Each thing has its line in it, which leads to the page where a new version begins.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import queries as published
from parola.desk.agreements.models import Contract
from parola.desk.teams.models import Team
from parola.policy.lines import Line, lines
from parola.policy.objectives import details
from parola.policy.read import Document
from parola.web.console.reporting import month as months
from parola.web.console.reporting.aims import Aim
from parola.web.console.reporting.counts import Asked
from parola.web.console.reporting.periods import month_of
from parola.web.console.settings import facts
from parola.web.console.settings.choosing import brand_of
from parola.web.console.settings.hours import local_day
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import language_name, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Something that the agreement says: about what, in the reader's language, and in which of the desk's it lacks (a list in words)."""

    about: str
    said: str
    others: list[facts.Said]
    lacking: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the agreement: all that it says of priorities, of plans..."""

    name: str
    stated: list[Stated]


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product, and who has to do with it."""

    name: str
    customers: list[str]
    teams: list[str]
    named: bool
    """Whether the agreement names it; else contracts or teams alone do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """A share that the vendor undertakes to keep; `aim` is how it stands this month, for whoever may see reports."""

    text: str
    details: list[str]
    line: int | None
    aim: Aim | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page says."""

    version: int
    kinds: facts.Fact
    product: facts.Fact
    products: list[Product]
    all_products: list[str]
    """Customers whose contracts name no product, and so cover all."""
    others: list[facts.Fact]
    objectives: list[Objective]
    parts: list[Part]
    untranslated: str
    """The desk's languages that the agreement does not speak, in words; empty: none."""


@require_safe
def stated(request: Request, slug: str) -> HttpResponse:
    """What the agreement in force says."""
    brand = brand_of(request, slug)
    version = published.newest_version(brand)
    context: dict[str, object] = {
        "brand": brand,
        "place": "settings",
        "may_publish": may(request.user, Act.PUBLISH, brand),
    }
    context["may_report"] = may(request.user, Act.REPORT, brand)
    context["report"] = reverse("console:report")
    if version is not None:
        context["page"] = _page(request, brand, version.number, published.document(version))
    return show(request, "console/settings/stated.html", context)


def _page(request: Request, brand: Brand, number: int, document: Document) -> Page:
    contracts = _contracts(request, brand)
    product = facts.fact(document, "product")
    lacking = [code for code, _name in settings.LANGUAGES if code not in document.agreement.languages]
    return Page(
        version=number,
        kinds=facts.fact(document, "type"),
        product=product,
        products=list(_products(brand, product, contracts)),
        all_products=_customers(contract for contract in contracts if not contract.products),
        others=[facts.fact(document, name) for name in facts.others(document)],
        objectives=list(_objectives(request, brand, document)),
        parts=list(_parts(document)),
        untranslated=_listed(lacking),
    )


def _contracts(request: Request, brand: Brand) -> list[Contract]:
    """Those that hold, or will."""
    today = local_day(request.now, brand.timezone)
    standing = Contract.objects.filter(brand=brand).exclude(last_day__lt=today)
    return list(standing.select_related("organization").order_by("organization__name", "pk"))


def _products(brand: Brand, fact: facts.Fact, contracts: list[Contract]) -> Iterator[Product]:
    """Every product that the agreement, a contract or a team names."""
    teams = list(Team.objects.filter(brand=brand).order_by("name"))
    named = [value.id for value in fact.values]
    by_contracts = {name for contract in contracts for name in contract.products}
    by_teams = {name for team in teams for name in team.products}
    for name in dict.fromkeys([*named, *sorted(by_contracts | by_teams)]):
        yield Product(
            name=name,
            customers=_customers(contract for contract in contracts if name in contract.products),
            teams=[team.name for team in teams if name in team.products],
            named=name in named,
        )


def _customers(contracts: Iterable[Contract]) -> list[str]:
    return list(dict.fromkeys(contract.organization.name for contract in contracts))


def _objectives(request: Request, brand: Brand, document: Document) -> Iterator[Objective]:
    agreement, aims = document.agreement, list[Aim]()
    if agreement.objectives and may(request.user, Act.REPORT, brand):
        asked = Asked(month=month_of("", request.now))
        aims = months.report(request.user, brand, asked, request.now).aims
    for place, objective in enumerate(agreement.objectives):
        yield Objective(
            text=words().text(objective.text),
            details=details(objective, words()),
            line=document.line(f"objectives.{objective.id}"),
            aim=aims[place] if len(aims) == len(agreement.objectives) else None,
        )


def _parts(document: Document) -> Iterator[Part]:
    """All that it says, in the order of the file's parts, what belongs together under one heading."""
    found: dict[str, list[Line]] = {}
    for line in lines(document.agreement, words()):
        head, _dot, below = line.place.partition(".")
        found.setdefault(head if below else "", []).append(line)
    for name, told in found.items():
        yield Part(name=told[0].about[0] if name else _("In general"), stated=list(_stated(document, told)))


def _stated(document: Document, told: list[Line]) -> Iterator[Stated]:
    """The lines, those that say one thing in several languages as one."""
    for _key, same in groupby(told, key=_without_language):
        each = list(same)
        if "/" not in each[0].key:
            yield from (_one(document, line, {}) for line in each)
        else:
            yield _one(document, each[0], {line.about[-1]: line.said for line in each})


def _one(document: Document, line: Line, text: Mapping[str, str]) -> Stated:
    about = line.about[:-1] if text else line.about
    shown = words().text(text) if text else line.said
    lacking = [code for code, _name in settings.LANGUAGES if code not in text] if text else []
    return Stated(
        about=" · ".join(about[1:] or about),
        said=shown,
        others=[facts.Said(language=language_name(code), text=said) for code, said in text.items() if said != shown],
        lacking=_listed(lacking),
        line=document.line(line.place),
    )


def _without_language(line: Line) -> str:
    return line.key.partition("/")[0] + "/" if "/" in line.key else line.key


def _listed(codes: Iterable[str]) -> str:
    """Languages as a list in words; empty where there are none."""
    names = [language_name(code) for code in codes]
    return words().listed(names) if names else ""
