"""Who is there: a week of a brand's shifts and absences, and where nobody covers what the agreement promises."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from babel.dates import format_interval
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.teams import coverage, reach
from parola.desk.teams.coverage import Cover
from parola.desk.teams.queries import Crew, crew_of
from parola.desk.teams.rota import Team, instant_of, presence_in
from parola.policy.timezones import zone_name
from parola.sla.spans import Span, intersect
from parola.web import brief
from parola.web.console.showing import show
from parola.web.console.teams import telling
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
FURTHEST = timedelta(days=1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Who is there in the same hours of a day."""

    hours: str
    names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A team on a day; `away` are those of it who are absent on all or a part of it."""

    name: str
    lines: list[Line]
    away: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the week."""

    name: str
    today: bool
    teams: list[Present]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The page. `gaps` are sentences; `teams`: whether the brand has any."""

    brand: Brand
    title: str
    zone: str
    days: list[Day]
    gaps: list[str]
    teams: bool
    configures: bool
    before: str
    after: str


@require_safe
def there(request: Request) -> HttpResponse:
    """A brand's week: the one that `brand` and `week` ask for, else the reader's first brand and this week."""
    brands = list(brands_of(request.user, Act.READ))
    asked = request.GET.get("brand", "")
    brand = next((each for each in brands if each.slug == asked or not asked), None)
    if brand is None:
        raise Http404
    monday = _monday(request.GET.get("week", ""), timezone.localdate(request.now))
    context = {
        "week": week(brand, request.user, monday, request.now),
        "choices": [(each.name, _address(each, monday), each == brand) for each in brands],
        "place": "there",
    }
    return show(request, "console/teams/there.html", context)


def week(brand: Brand, reader: Person, monday: date, now: datetime) -> Week:
    """The week that begins on that day, by the reader's clock."""
    zone = timezone.get_current_timezone_name()
    days = [monday + count * ONE_DAY for count in range(8)]
    midnights = [instant_of(day, time(), zone) for day in days]
    crew = crew_of(brand, midnights[0])
    teams = crew.roster.teams or reach.holders(crew.roster, 1, "")
    spans = [Span(start, end) for start, end in pairwise(midnights)]
    today = timezone.localdate(now)
    return Week(
        brand=brand,
        title=words().digits(format_interval(days[0], days[6], "yMMMd", locale=words().locale)),
        zone=zone_name(zone),
        days=[
            Day(name=_named(day), today=day == today, teams=[_present(crew, team, span) for team in teams])
            for day, span in zip(days, spans, strict=False)
        ],
        gaps=list(_gaps(brand, coverage.covers(brand, crew.roster, midnights[0], midnights[7]), spans)),
        teams=bool(crew.roster.teams),
        configures=may(reader, Act.CONFIGURE, brand),
        before=_address(brand, monday - ONE_WEEK),
        after=_address(brand, monday + ONE_WEEK),
    )


def _present(crew: Crew, team: Team, day: Span) -> Present:
    hours: dict[str, list[str]] = {}
    starts: dict[str, datetime] = {}
    for member in team.members:
        spans = presence_in(crew.roster, team, member, day.start, day.end)
        if spans:
            told = brief.row(telling.span_told(span, day) for span in spans)
            hours.setdefault(told, []).append(_name(crew, member))
            starts.setdefault(told, spans[0].start)
    lines = [
        Line(hours=told, names=words().listed(hours[told])) for told in sorted(hours, key=lambda told: starts[told])
    ]
    away = [_name(crew, member) for member in team.members if _is_away(crew, member, day)]
    return Present(name=team.name, lines=lines, away=words().listed(away) if away else "")


def _is_away(crew: Crew, person: int, day: Span) -> bool:
    absences = crew.roster.absences.get(person, ())
    return bool(intersect([day], (Span(each.start, each.end) for each in absences)))


def _name(crew: Crew, person: int) -> str:
    return words().isolated(str(crew.people[person]))


def _gaps(brand: Brand, covers: Iterable[Cover], days: Sequence[Span]) -> Iterator[str]:
    """In plain words, where nobody covers the hours of support."""
    names = dict(telling.tier_names(brand))
    for cover in covers:
        tier = names[cover.level]
        if not cover.held:
            yield _("No team holds it: %(tier)s.") % {"tier": tier}
            continue
        for gap in cover.gaps:
            yield _gap(tier, gap, days)


def _gap(tier: str, gap: Span, days: Sequence[Span]) -> str:
    if (gap.start, gap.end) == (days[0].start, days[-1].end):
        return _("%(tier)s: nobody is there in this week.") % {"tier": tier}
    return telling.gap_told(tier, gap)


def _named(day: date) -> str:
    return words().by_skeleton("MMMEd", day)


def _monday(asked: str, today: date) -> date:
    """The first day of the week that is asked for; of this one, where none is or one too far away."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today
    day = day if abs(day - today) <= FURTHEST else today
    return day - day.weekday() * ONE_DAY


def _address(brand: Brand, monday: date) -> str:
    return f"{reverse('console:there')}?brand={brand.slug}&week={monday.isoformat()}"
