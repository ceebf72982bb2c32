"""A brand's calendars and holidays of the coming year, and the way to other ones: a changed agreement, published like any."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements import queries as published
from parola.desk.agreements.models import AgreementVersion, Contract
from parola.policy import holidays as library
from parola.policy.read import Document
from parola.web.console.agreements import show_checked
from parola.web.console.settings import holidays, hours
from parola.web.console.settings.choosing import brand_of
from parola.web.console.settings.days import CannotChange, OtherDay, changed
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

AHEAD = timedelta(days=365)
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The holidays that a contract has of its own."""

    key: int
    customer: str
    days: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page says. `release` is that of the library by which the holidays are told, `years` those that tickets keep."""

    version: int
    first: str
    last: str
    calendars: list[hours.Calendar]
    holidays: holidays.Table
    own: list[Own]
    changes: list[hours.Change]
    release: str
    years: tuple[int, int]


@require_safe
def calendars(request: Request, slug: str) -> HttpResponse:
    """The calendars of a brand."""
    return _page(request, brand_of(request, slug), None)


@require_POST
def propose(request: Request, slug: str) -> HttpResponse:
    """Another day for a calendar: the changed agreement, checked, on the page where it can be published. Nothing is in force by this."""
    brand = get_object_or_404(brands_of(request.user), slug=slug)
    if not may(request.user, Act.PUBLISH, brand):
        raise PermissionDenied
    document = published.document(_in_force(brand))
    form = OtherDay(request.POST, document=document)
    if not form.is_valid():
        return _page(request, brand, form, UNPROCESSABLE)
    try:
        source = changed(document, form.cleaned_data, form.names)
    except CannotChange as cannot:
        form.add_error(None, str(cannot))
        return _page(request, brand, form, UNPROCESSABLE)
    return show_checked(request, brand, source)


def _page(request: Request, brand: Brand, form: OtherDay | None, status: int = 200) -> HttpResponse:
    version = published.newest_version(brand)
    may_publish = may(request.user, Act.PUBLISH, brand)
    context: dict[str, object] = {"brand": brand, "place": "settings", "may_publish": may_publish}
    if version is not None:
        today = hours.local_day(request.now, brand.timezone)
        context["page"] = _told(brand, version, today, request)
        if may_publish:
            context["form"] = form or OtherDay(document=published.document(version))
    context["only"] = "differ" if request.GET.get("only") == "differ" else ""
    context["here"] = reverse("console:settings_calendars_of", args=[brand.slug])
    return show(request, "console/settings/calendars.html", context, status)


def _in_force(brand: Brand) -> AgreementVersion:
    return get_object_or_404(AgreementVersion.objects.filter(brand=brand).order_by("-number")[:1])


def _told(brand: Brand, version: AgreementVersion, today: date, request: Request) -> Page:
    document, last = published.document(version), today + AHEAD
    contracts = list(_contracts(brand, today))
    table = holidays.table(document.agreement, contracts, today, last)
    return Page(
        version=version.number,
        first=words().date(today, short=True),
        last=words().date(last, short=True),
        calendars=list(_calendars(document, contracts, today, last)),
        holidays=table,
        own=list(_own(contracts, today, last)),
        changes=[hours.change(zone, request.now) for zone in _zones(brand, document, contracts)],
        release=library.release(),
        years=(library.YEARS[0], library.YEARS[-1]),
    )


def _contracts(brand: Brand, today: date) -> list[Contract]:
    """Those that hold, or will."""
    standing = Contract.objects.filter(brand=brand).exclude(last_day__lt=today)
    return list(standing.select_related("organization").order_by("organization__name", "pk"))


def _calendars(document: Document, contracts: list[Contract], first: date, last: date) -> Iterator[hours.Calendar]:
    agreement = document.agreement
    usual = next(iter(agreement.contract_calendars), "")
    chosen = Counter(contract.calendar or usual for contract in contracts)
    for calendar in agreement.calendars.values():
        line = document.line(f"calendars.{calendar.id}")
        coming = hours.others(calendar, first, last)
        yield hours.told(agreement, calendar, others=coming, contracts=chosen[calendar.id], line=line)


def _own(contracts: list[Contract], first: date, last: date) -> Iterator[Own]:
    for contract in contracts:
        found = sorted((date.fromisoformat(day), name) for day, name in contract.own_holidays)
        coming = [(day, name) for day, name in found if first <= day <= last]
        if coming:
            days = [
                _("%(day)s: %(name)s") % {"day": words().date(day, short=True), "name": name} for day, name in coming
            ]
            yield Own(key=contract.organization_id, customer=contract.organization.name, days=days)


def _zones(brand: Brand, document: Document, contracts: list[Contract]) -> list[str]:
    """The zones in which something of the brand's is counted."""
    templates = document.agreement.calendars.values()
    named = {each.timezone for each in templates if each.timezone}
    windows = {zone for each in templates for window in each.windows for zone in (window.opens_in, window.closes_in)}
    return sorted({brand.timezone, *named, *windows, *(contract.timezone for contract in contracts)})
