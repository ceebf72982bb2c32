"""An organization on a page: its contracts, its people, its tickets, and how its promises of this month were kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.accounts.spelling import looks_like_another
from parola.desk.agreements.models import Contract
from parola.desk.mail.models import Sent
from parola.desk.mail.returns import undeliverable
from parola.desk.reports import queries as reports
from parola.desk.reports.which import Dimension, Which
from parola.desk.tickets import customers, queries
from parola.desk.tickets.models import Ticket
from parola.sla import attainment
from parola.sla.agreement import Metric
from parola.sla.attainment import share
from parola.web.console import rows
from parola.web.console.customers.contracts import Shown, cards
from parola.web.console.reporting.aims import share_told
from parola.web.console.reporting.opinions import Line, of_organization
from parola.web.console.reporting.periods import Month
from parola.web.console.rows import Row
from parola.web.templatetags.parola import words

DONE = (Ticket.Status.RESOLVED, Ticket.Status.CLOSED)
AT_WORK_SHOWN, DONE_SHOWN = 50, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the organization."""

    key: int
    name: str
    email: str
    odd: bool
    """Letters of the address look like others."""
    manager: bool
    active: bool
    invitable: bool
    """Has no password yet, and can be asked to choose one."""
    unreachable: Sent | None
    """The last mail to their address, where it did not arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How one promise fared."""

    what: str
    kept: str
    """How many were kept, of how many."""
    share: str
    month: str
    """The same of this month; empty where nothing was due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """A brand's promises to the organization in twelve months, the present one the last."""

    brand: str
    lines: list[Kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All of it, as far as it concerns the brands that the reader works for."""

    key: int
    name: str
    language: str
    timezone: str
    present: list[Shown]
    ended: list[Shown]
    members: list[Member]
    at_work: list[Row]
    done: list[Row]
    months: str
    """The first and the last of the months that are counted."""
    attainments: list[Attainment]
    satisfaction: list[Line]
    """What its people said of the help in these months, by brand."""
    signs_for: list[Brand]
    """The brands for which the reader can sign a contract with it."""
    changes_people: bool
    sees_report: bool


def page(organization: Organization, reader: Person, now: datetime) -> Page:
    """The page for a reader who may know of the organization."""
    brands, signs_for = list(brands_of(reader)), list(brands_of(reader, Act.SIGN))
    contracts = list(cards(_contracts(organization, brands), now, signs_for))
    last = Month(now.year, now.month)
    first = Month(last.year - 1, last.month).next
    return Page(
        key=organization.pk,
        name=organization.name,
        language=str(dict(settings.LANGUAGES).get(organization.language, organization.language)),
        timezone=organization.timezone,
        present=sorted((each for each in contracts if not each.standing.ended), key=lambda one: one.standing.place),
        ended=[each for each in contracts if each.standing.ended],
        members=members(organization),
        at_work=_rows(_tickets(organization, reader), AT_WORK_SHOWN, now),
        done=_rows(_tickets(organization, reader, DONE).order_by("-opened_at", "-pk"), DONE_SHOWN, now),
        months=_("%(start)s to %(end)s") % {"start": first.name, "end": last.name},
        attainments=[each for each in _attainments(organization, reader, brands, (first, last), now) if each.lines],
        satisfaction=of_organization(organization.pk, reader, brands, (first.bounds("UTC")[0], last.bounds("UTC")[1])),
        signs_for=[brand for brand in signs_for if brand.versions.exists()],
        changes_people=customers.answers_for(reader, organization),
        sees_report=brands_of(reader, Act.REPORT).exists(),
    )


def members(organization: Organization) -> list[Member]:
    """The people of the organization, managers first."""
    found = list(organization.memberships.select_related("person").order_by("-manager", "person__name", "pk"))
    failing = undeliverable([each.person for each in found])
    return [
        Member(
            key=each.person.pk,
            name=str(each.person),
            email=each.person.email,
            odd=looks_like_another(each.person.email),
            manager=each.manager,
            active=each.person.is_active,
            invitable=each.person.is_active and not each.person.has_usable_password(),
            unreachable=failing.get(each.person_id),
        )
        for each in found
    ]


def _contracts(organization: Organization, brands: list[Brand]) -> list[Contract]:
    """Its contracts with the brands, the latest first."""
    found = Contract.objects.filter(organization=organization, brand__in=brands)
    related = found.select_related("brand", "account_manager").prefetch_related("contacts")
    return list(related.order_by("-first_day", "-pk"))


def _tickets(organization: Organization, reader: Person, statuses: Iterable[str] = queries.AT_WORK) -> QuerySet[Ticket]:
    return queries.queue(reader, statuses=[*statuses]).filter(organization=organization)


def _rows(tickets: QuerySet[Ticket], count: int, now: datetime) -> list[Row]:
    found = queries.first_of(tickets, count)
    timelines = queries.timelines_of(found)
    return [rows.row(ticket, timelines[ticket.pk], now) for ticket in found]


def _attainments(
    organization: Organization, reader: Person, brands: Iterable[Brand], months: tuple[Month, Month], now: datetime
) -> Iterator[Attainment]:
    """What was promised to the organization and ended in these months, brand by brand, as the report counts it."""
    for brand in brands:
        first, _second = months[0].bounds(brand.timezone)
        _present, last = months[1].bounds(brand.timezone)
        which = Which(customer=organization.pk, goal=False)
        found = reports.table(
            person=reader, brand=brand, first=first, last=last, now=now, by=Dimension.MONTH, which=which
        )
        of_month = _sums(tally.row for tally in found if tally.key == months[1].key)
        yield Attainment(brand=brand.name, lines=list(_lines(_sums(tally.row for tally in found), of_month)))


def _sums(rows: Iterable[attainment.Row]) -> dict[tuple[Metric, str], tuple[int, int]]:
    """Kept and missed by metric and threshold; what has no due time is left out."""
    sums: dict[tuple[Metric, str], tuple[int, int]] = {}
    for row in rows:
        if row.met + row.missed:
            kind = (row.promised.metric, row.promised.threshold)
            met, missed = sums.get(kind, (0, 0))
            sums[kind] = (met + row.met, missed + row.missed)
    return sums


def _lines(
    sums: Mapping[tuple[Metric, str], tuple[int, int]], of_month: Mapping[tuple[Metric, str], tuple[int, int]]
) -> Iterator[Kept]:
    for (metric, threshold), (met, missed) in sorted(
        sums.items(), key=lambda each: (list(Metric).index(each[0][0]), each[0][1])
    ):
        kept, lost = of_month.get((metric, threshold), (0, 0))
        yield Kept(
            what=words().clock(metric, threshold),
            kept=_of(met, missed),
            share=share_told(share(met, missed)),
            month=_of(kept, lost) if kept + lost else "",
        )


def _of(kept: int, missed: int) -> str:
    return _("%(used)s of %(of)s") % {"used": words().number(kept), "of": words().number(kept + missed)}
