"""The queue as a page: what is due first comes first, in groups by how soon that is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.queries import brands_of
from parola.desk.mail import doubts
from parola.desk.tickets import held, proposals, queries
from parola.desk.tickets.models import Ticket
from parola.sla.clock import State
from parola.sla.timeline import Timeline
from parola.web import brief
from parola.web.console.assignees import team_names
from parola.web.due import SOON, Due, next_due
from parola.web.labels import STATUSES
from parola.web.marks import PriorityMark, priority_mark

SHOWN = 100
AT_WORK = tuple(status.value for status in queries.AT_WORK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the queue is narrowed down to; all empty: everything at work."""

    brand: str = ""
    whose: str = ""
    status: str = ""
    text: str = ""

    @property
    def any(self) -> bool:
        """Whether it is narrowed down at all."""
        return bool(self.brand or self.whose or self.status or self.text)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The choices beside the text, as the fields of an address."""
        fields = (("brand", self.brand), ("whose", self.whose), ("status", self.status))
        return [(name, value) for name, value in fields if value]

    @property
    def address(self) -> str:
        """Where the queue is shown so."""
        fields = [*self.kept, *([("text", self.text)] if self.text else [])]
        return reverse("console:queue") + (f"?{urlencode(fields)}" if fields else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A ticket in one line."""

    reference: str
    subject: str
    customer: str
    organization: str
    brand: str
    priority: PriorityMark
    status: str
    assignee: str
    tier: int
    team: str
    """Who holds it; empty where the brand has no teams."""
    language: str
    due: Due
    due_at: str
    """When it is due, at a glance; empty where that is past or unknown."""
    doubted: bool
    """Whether some of it may be from somebody else."""
    proposed: bool
    """Whether a lower priority is proposed, and waits for a decision."""


@dataclass(slots=True, kw_only=True)
class Group:
    """Rows that are due alike."""

    key: str
    title: str
    tone: str
    icon: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to narrow the queue down, with how many tickets it leaves (None: not counted)."""

    label: str
    address: str
    chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Choices of which one holds."""

    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The page."""

    chosen: Chosen
    groups: list[Group]
    filters: list[Filter]
    shown: int
    more: bool


def chosen(query: QueryDict) -> Chosen:
    """What an address asks for; what is unknown is as if it were not there."""
    status = query.get("status", "")
    whose = query.get("whose", "")
    return Chosen(
        brand=query.get("brand", ""),
        whose=whose if whose in ("mine", "team", "nobody") else "",
        status=status if status in STATUSES else "",
        text=query.get("text", "").replace("\x00", "").strip()[:200],
    )


def queue(person: Person, narrowed: Chosen, now: datetime) -> Queue:
    """The queue of `person`, narrowed down. The number of queries does not depend on the number of tickets."""
    brands = list(brands_of(person))
    tickets = _tickets(person, narrowed, brands)
    timelines = queries.timelines_of(tickets[:SHOWN])
    proposed = proposals.awaiting_decision(tickets[:SHOWN])
    teams = held.teams_of(tickets[:SHOWN])
    doubted = doubts.doubted(tickets[:SHOWN])
    rows = [
        (
            ticket,
            row(
                ticket,
                timelines[ticket.pk],
                now,
                team=team_names(teams[ticket.pk]),
                proposed=ticket.pk in proposed,
                doubted=ticket.pk in doubted,
            ),
        )
        for ticket in tickets[:SHOWN]
    ]
    return Queue(
        chosen=narrowed,
        groups=_grouped(rows, now),
        filters=list(_filters(person, narrowed, brands)),
        shown=len(rows),
        more=len(tickets) > SHOWN,
    )


def _tickets(person: Person, narrowed: Chosen, brands: Sequence[Brand]) -> list[Ticket]:
    found = queries.queue(
        person,
        brand=next((brand for brand in brands if brand.slug == narrowed.brand), None),
        statuses=[narrowed.status] if narrowed.status else AT_WORK,
        assignee=person if narrowed.whose == "mine" else None,
        unassigned=narrowed.whose == "nobody",
    )
    if narrowed.whose == "team":
        statuses = [narrowed.status] if narrowed.status else AT_WORK
        found = held.only(found, held.groups_of(person, statuses) or ())
    if narrowed.text:
        found = queries.matching(found, narrowed.text)
    return queries.first_of(found, SHOWN + 1)


def row(
    ticket: Ticket, timeline: Timeline, now: datetime, *, team: str = "", proposed: bool = False, doubted: bool = False
) -> Row:
    """The ticket in one line, at `now`. `team`: the names of those who hold it."""
    due, terms = next_due(timeline, now), queries.terms(ticket)
    return Row(
        reference=ticket.reference,
        subject=ticket.subject or _("(no subject)"),
        customer=str(ticket.requester),
        organization=str(ticket.organization or ""),
        brand=ticket.brand.name,
        priority=priority_mark(terms, ticket.priority),
        status=str(STATUSES[ticket.status]),
        assignee=str(ticket.assignee or ""),
        tier=ticket.holder,
        team=team,
        language=ticket.language,
        due=due,
        due_at=brief.near(due.at, now) if due.at and due.state is State.RUNNING else "",
        proposed=proposed,
        doubted=doubted,
    )


def _grouped(rows: Iterable[tuple[Ticket, Row]], now: datetime) -> list[Group]:
    groups = {
        "missed": Group(key="missed", title=_("Missed"), tone="missed", icon="triangle-alert"),
        "soon": Group(key="soon", title=_("Due within the hour"), tone="soon", icon="timer"),
        "today": Group(key="today", title=_("Due today"), tone="calm", icon="clock"),
        "later": Group(key="later", title=_("Due later"), tone="calm", icon="hourglass"),
        "none": Group(key="none", title=_("Nothing due"), tone="calm", icon="circle-check"),
        "best-effort": Group(key="best-effort", title=_("Best effort"), tone="calm", icon="circle-dashed"),
        "waiting": Group(key="waiting", title=_("Waiting"), tone="still", icon="pause"),
    }
    for ticket, row in rows:
        groups[_group(ticket, row.due, now)].rows.append(row)
    return [group for group in groups.values() if group.rows]


def _group(ticket: Ticket, due: Due, now: datetime) -> str:
    """Which group: a promise that can still be broken comes before what the ticket waits for."""
    if due.pending and due.state is State.MISSED:
        return "missed"
    if due.pending and due.state is State.RUNNING and due.at is not None:
        return _by_time(due.at, now)
    if ticket.status == Ticket.Status.WAITING:
        return "waiting"
    return "best-effort" if due.pending and due.state is State.BEST_EFFORT else "none"


def _by_time(at: datetime, now: datetime) -> str:
    if at - now <= SOON:
        return "soon"
    return "today" if timezone.localdate(at) == timezone.localdate(now) else "later"


def _filters(person: Person, narrowed: Chosen, brands: Sequence[Brand]) -> Iterator[Filter]:
    counts = queries.queue_counts(person, AT_WORK)
    everything = sum(count for *_rest, count in counts)
    mine = sum(count for _brand, _status, assignee, count in counts if assignee == person.pk)
    nobodys = sum(count for _brand, _status, assignee, count in counts if assignee is None)
    groups = held.groups_of(person, AT_WORK)
    of_team = [("team", _("My team"), sum(group.tickets for group in groups))] if groups is not None else []
    whose = [("", _("All"), everything), ("mine", _("Mine"), mine), *of_team, ("nobody", _("Unassigned"), nobodys)]
    yield _filter(_("Whose"), "whose", narrowed, whose)
    by_status = {status: sum(count for _brand, of, _assignee, count in counts if of == status) for status in AT_WORK}
    statuses = [(status, str(label), by_status.get(status)) for status, label in STATUSES.items()]
    yield _filter(_("State"), "status", narrowed, [("", _("At work"), everything), *statuses])
    if len(brands) > 1:
        by_brand = [(brand.slug, brand.name, _of_brand(counts, brand)) for brand in brands]
        yield _filter(_("Brand"), "brand", narrowed, [("", _("All"), everything), *by_brand])


def _of_brand(counts: Iterable[tuple[int, str, int | None, int]], brand: Brand) -> int:
    return sum(count for of, _status, _assignee, count in counts if of == brand.pk)


def _filter(label: str, name: str, narrowed: Chosen, values: Sequence[tuple[str, str, int | None]]) -> Filter:
    present = getattr(narrowed, name)
    choices = [
        Choice(label=text, address=replace(narrowed, **{name: value}).address, chosen=present == value, count=count)
        for value, text, count in values
    ]
    return Filter(label=label, choices=choices)
