"""The filter line as a question to the database: which tickets of a reader's it asks for, and what of it names nothing on the desk.

Only what the reader works on is asked for (`queries.worked_on_by`). What the names of a line mean is looked up at most once for any
number of lines (`Directory`), so that counting views costs no query for each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property, reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, roles_that_may
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.models import AgreementVersion
from parola.desk.agreements.queries import agreement, versions
from parola.desk.teams.queries import memberships_of, teams_in
from parola.desk.teams.rota import Team
from parola.desk.tickets import held, queries
from parola.desk.tickets.filter_words import Field, spelt
from parola.desk.tickets.filters import Fault, Line, Read, Term, Wrong
from parola.desk.tickets.kinds.problems import ProblemLinked
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.sla.hours import Text

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LOOKUPS = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
TURNED = {"<": "gt", "<=": "gte", ">": "lt", ">=": "lte"}
"""Younger than two days is opened later than two days ago."""
COLUMNS = {Field.DUE: "due_at", Field.OPENED: "opened_at", Field.UPDATED: "updated_at"}
PROBLEM = re.compile(r"[^\W_]+-PRB-\d+")
"""How a problem is named, whether there is one or not."""
CHOICES = 50
STATES = {status.value for status in Ticket.Status}


class Unknown(LookupError):
    """Nothing on the desk that the reader may see is called so. `choices`: what is there instead, where that is little."""

    def __init__(self, choices: Iterable[str] = ()) -> None:
        super().__init__()
        self.choices = tuple(choices)


@dataclass(frozen=True)
class Directory:
    """What the names in a reader's lines can mean, and when it is. Each list is fetched when the first line asks for it."""

    person: Person
    now: datetime
    zone: tzinfo

    @cached_property
    def brands(self) -> list[Brand]:
        """Those that the reader works for."""
        return list(brands_of(self.person))

    @cached_property
    def colleagues(self) -> list[Person]:
        """Who can have a ticket of theirs."""
        keys, roles = [brand.pk for brand in self.brands], roles_that_may(Act.REPLY)
        working = Person.objects.filter(is_active=True, posts__brand__in=keys, posts__role__in=roles)
        return list(working.distinct().order_by("name", "pk"))

    @cached_property
    def priorities(self) -> Mapping[str, tuple[Text, ...]]:
        """The priorities of the brands' agreements, the most severe first, each with its names."""
        latest = AgreementVersion.objects.filter(brand__in=[brand.pk for brand in self.brands])
        keys = latest.order_by("brand_id", "number").values_list("brand_id", "pk")
        found: dict[str, tuple[Text, ...]] = {}
        for version in versions(dict(keys).values()):
            for priority in agreement(version).priorities:
                found[priority.id] = (*found.get(priority.id, ()), priority.name)
        return found

    @cached_property
    def unclosing(self) -> list[int]:
        """The brands' versions of their agreements by which a resolved ticket never closes by itself."""
        keys = AgreementVersion.objects.filter(brand__in=[brand.pk for brand in self.brands]).values_list(
            "pk", flat=True
        )
        return [each.pk for each in versions(keys) if agreement(each).resolved_closes_after is None]

    @cached_property
    def teams(self) -> Mapping[int, tuple[Team, ...]]:
        """The brands' teams, by the brand's key."""
        return teams_in(brand.pk for brand in self.brands)

    @property
    def team_names(self) -> list[str]:
        """What the teams are called."""
        return sorted({team.name for teams in self.teams.values() for team in teams})

    @cached_property
    def own_teams(self) -> frozenset[int]:
        """The keys of the reader's own."""
        return memberships_of(self.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a line asks for; with a fault, nothing."""

    read: Read
    condition: Q
    faults: tuple[Fault, ...]

    @property
    def at_work(self) -> bool:
        """Whether all of it is at work: what is due next comes first."""
        return all(state in {"work", "open", "waiting"} for state in self.read.line.named(Field.STATE))

    @property
    def looks_for_words(self) -> bool:
        """Whether texts are looked through."""
        return bool(self.read.line.of(Field.WORDS))


def narrow(read: Read, directory: Directory) -> Narrowed:
    """The line as a condition on tickets; what names nothing is told by its place."""
    faults = [*read.faults, *_unknown(read, directory)]
    if faults:
        return Narrowed(read=read, condition=Q(pk__in=()), faults=tuple(faults))
    condition = _default(read.line)
    for term in read.line.terms:
        condition &= of_term(term, directory)
    return Narrowed(read=read, condition=condition, faults=())


def _unknown(read: Read, directory: Directory) -> Iterator[Fault]:
    for term, start, end in read.places:
        try:
            of_term(term, directory)
        except Unknown as unknown:
            said = ", ".join(term.values)
            yield Fault(wrong=Wrong.NAME, start=start, end=end, said=said, field=term.field, choices=unknown.choices)


def found(
    narrowed: Narrowed, directory: Directory, written: Callable[[str], Q] = lambda _text: Q()
) -> QuerySet[Ticket]:
    """The tickets that the reader asks for, in no order. `written`: the tickets that have a text in their words, by an index."""
    if narrowed.faults:
        return Ticket.objects.none()
    tickets = queries.worked_on_by(directory.person).filter(narrowed.condition)
    all_of_them = tickets  # each word is looked for in these: one within the other, the question would double with each
    for term in narrowed.read.line.of(Field.WORDS):
        text = term.values[0]
        having = Q(pk__in=queries.matching(all_of_them, text).order_by().values("pk")) | written(text)
        tickets = tickets.exclude(having) if term.without else tickets.filter(having)
    return tickets


def of_term(term: Term, directory: Directory) -> Q:
    """One filter. Raises Unknown."""
    if term.field is Field.WORDS:
        return Q()
    if term.op != ":":
        condition = _compared(term, directory)
    else:
        condition = reduce(or_, (MEANT[term.field](value, directory) for value in term.values))
    return ~condition if term.without else condition


def _default(line: Line) -> Q:
    """Who does not say in which state asks for what is at work."""
    return Q() if line.named(Field.STATE) else Q(status__in=queries.AT_WORK)


def _state(value: str, directory: Directory) -> Q:
    if value in STATES:
        return Q(status=value)
    if value == "work":
        return Q(status__in=queries.AT_WORK)
    if value == "unclosed":
        return Q(status=Ticket.Status.RESOLVED, version__in=directory.unclosing)
    return ~Q(pk__in=()) if value == "any" else Q(void=value)


def _priority(value: str, directory: Directory) -> Q:
    sought = spelt(value)
    keys = [
        key
        for key, names in directory.priorities.items()
        if sought == spelt(key) or any(sought == spelt(text) for name in names for text in name.values())
    ]
    if not keys:
        raise Unknown(directory.priorities)
    return Q(priority__in=keys)


def _assignee(value: str, directory: Directory) -> Q:
    if value == "nobody":
        return Q(assignee=None)
    if value == "me":
        return Q(assignee=directory.person.pk)
    people = [person.pk for person in directory.colleagues if _is_called(person, value)]
    if not people:
        raise Unknown
    return Q(assignee__in=people)


def _is_called(person: Person, said: str) -> bool:
    """By their address, or by any words of their name."""
    sought = set(spelt(said).split())
    return person.email == said.lower() or (bool(sought) and sought <= set(spelt(person.name).split()))


def _team(value: str, directory: Directory) -> Q:
    if value == "mine":
        return held.held_by(directory.own_teams, directory.teams)
    every = [team for teams in directory.teams.values() for team in teams]
    named = {team.key for team in every if spelt(team.name) == spelt(value)}
    if not named:
        raise Unknown(directory.team_names)
    return held.held_by(named, directory.teams)


def _brand(value: str, directory: Directory) -> Q:
    sought = spelt(value)
    keys = [brand.pk for brand in directory.brands if sought in map(spelt, (brand.slug, brand.key, brand.name))]
    if not keys:
        raise Unknown(brand.slug for brand in directory.brands)
    return Q(brand__in=keys)


def _customer(value: str, _directory: Directory) -> Q:
    named = Organization.objects.filter(queries.holds("name", value))
    alone = Q(organization=None, requester__in=Person.objects.filter(queries.holds("name", value)).values("pk"))
    return Q(organization__in=named.values("pk")) | alone


def _requester(value: str, _directory: Directory) -> Q:
    people = Person.objects.filter(queries.holds("name", value) | queries.holds("email", value))
    return Q(requester__in=people.values("pk"))


def _problem(value: str, directory: Directory) -> Q:
    """Of any problem, of none, or of the one with that reference, which its incidents' own events know."""
    if value in {"yes", "no"}:
        return Q(problem__isnull=value == "no")
    linked = TicketEvent.objects.filter(ticket__problem__isnull=False, kind=ProblemLinked.kind)
    keys = set(linked.filter(data__reference=value.upper()).values_list("data__problem", flat=True))
    if not keys and not PROBLEM.fullmatch(value.upper()):
        own = linked.filter(ticket__brand__in=[brand.pk for brand in directory.brands])
        raise Unknown(sorted(set(own.values_list("data__reference", flat=True)[:CHOICES])))
    return Q(problem__in=keys)


def _due(value: str, directory: Directory) -> Q:
    if value == "missed":
        return Q(due_at__lt=directory.now)
    return Q(due_at=None) if value == "none" else _on_day("due_at", value, directory)


def _missed(value: str, directory: Directory) -> Q:
    missed = Q(missed__gt=0) | Q(due_at__lt=directory.now)
    return missed if value == "yes" else ~missed


def _day(field: str) -> Callable[[str, Directory], Q]:
    return lambda value, directory: _on_day(field, value, directory)


def _on_day(column: str, value: str, directory: Directory) -> Q:
    today = directory.now.astimezone(directory.zone).date()
    near = {"today": 0, "tomorrow": 1, "yesterday": -1}
    day = today + timedelta(days=near[value]) if value in near else date.fromisoformat(value)
    return Q(**{f"{column}__gte": midnight(day, directory), f"{column}__lt": midnight(day, directory, later=1)})


def midnight(day: date, directory: Directory, later: int = 0) -> datetime:
    """When the day begins where the reader is; the last days of the calendar have no later one."""
    try:
        day += timedelta(days=later)
        return datetime.combine(day, time.min, directory.zone)
    except OverflowError:
        return datetime.combine(date.max, time.min, directory.zone)


def _compared(term: Term, directory: Directory) -> Q:
    value = term.values[0]
    if term.field is Field.TIER:
        return Q(**{f"holder__{LOOKUPS[term.op]}": int(value)})
    column = COLUMNS[term.field]
    if value[-1] in UNITS:
        span = int(value[:-1]) * UNITS[value[-1]]
        if term.field is Field.DUE:
            return Q(**{f"{column}__{LOOKUPS[term.op]}": directory.now + span})
        return Q(**{f"{column}__{TURNED[term.op]}": directory.now - span})
    later = 1 if term.op in {">", "<="} else 0
    lookup = "gte" if term.op.startswith(">") else "lt"
    return Q(**{f"{column}__{lookup}": midnight(date.fromisoformat(value), directory, later)})


MEANT: Mapping[Field, Callable[[str, Directory], Q]] = {
    Field.STATE: _state,
    Field.PRIORITY: _priority,
    Field.DUE: _due,
    Field.MISSED: _missed,
    Field.ASSIGNEE: _assignee,
    Field.TEAM: _team,
    Field.TIER: lambda value, _directory: Q(holder=int(value)),
    Field.WAITING: lambda value, _directory: Q(waiting_for__iexact=value),
    Field.HANDOVER: lambda value, _directory: Q(returns__gt=0) if value == "bounced" else Q(handover=value),
    Field.BRAND: _brand,
    Field.CUSTOMER: _customer,
    Field.REQUESTER: _requester,
    Field.PRODUCT: lambda value, _directory: queries.holds("product", value),
    Field.PROBLEM: _problem,
    Field.CHANNEL: lambda value, _directory: Q(channel=value),
    Field.LANGUAGE: lambda value, _directory: Q(language=value),
    Field.SOLUTION: lambda value, _directory: Q(solution=value),
    Field.OPENED: _day("opened_at"),
    Field.UPDATED: _day("updated_at"),
}
"""What one value of each field means."""


def counts(lines: Mapping[str, Narrowed], directory: Directory) -> dict[str, int]:
    """How many tickets each of the lines asks for, from one query; of those that look through texts or at what is done, none is told."""
    cheap = {key: line for key, line in lines.items() if line.at_work and not line.looks_for_words and not line.faults}
    wanted = {f"n{place}": Count("pk", filter=line.condition) for place, line in enumerate(cheap.values())}
    if not wanted:
        return {}
    at_work = queries.worked_on_by(directory.person).filter(status__in=queries.AT_WORK)
    told = at_work.order_by().aggregate(**wanted)
    return dict(zip(cheap, (told[name] for name in wanted), strict=True))
