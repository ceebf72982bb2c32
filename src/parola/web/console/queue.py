"""The queue as a page: what is due first comes first, in groups by how soon that is; narrowed down by a line that can be typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from parola.desk.search.tickets import written
from parola.desk.tickets import filters, narrowing, paging, queries, saved
from parola.desk.tickets.filters import Line
from parola.desk.tickets.models import Ticket, View
from parola.desk.tickets.narrowing import Directory, Narrowed
from parola.desk.tickets.paging import Bounds
from parola.sla.clock import State
from parola.web.console import filtering
from parola.web.console.filtering import Choice, Filter, Told
from parola.web.console.rows import Row, rows
from parola.web.due import SOON

SHOWN = 100


@dataclass(slots=True, kw_only=True)
class Group:
    """Rows that are due alike. `count`: how many there are in the whole list; None: not told."""

    key: str
    title: str
    tone: str
    icon: str
    count: int | None = None
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many tickets a line leaves; `more`: at least so many."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The page. `line`: as it was typed; `canonical`: by its English words, as it is kept and shared."""

    line: str
    canonical: str
    title: str
    faults: list[Told]
    views: list[Choice]
    filters: list[Filter]
    groups: list[Group]
    total: Count
    more: str
    """Where the next page is; empty: this is the last."""
    first: str
    """Where the first page is; empty: this is it."""
    changes_at: datetime | None
    """The next instant at which time alone changes something here."""

    @property
    def saved(self) -> bool:
        """Whether it is one of the views."""
        return any(view.chosen for view in self.views)

    @property
    def narrowed(self) -> bool:
        """Whether it is narrowed down at all."""
        return bool(self.canonical)


def queue(directory: Directory, text: str | None, after: str = "") -> Queue:
    """The reader's queue, narrowed down by the line (None: by that of their first view), from the place `after`.

    As many queries, however many tickets and views there are.
    """
    now, offered = directory.now, list(saved.of(directory.person))
    if text is None:
        text = filtering.first_line(directory.person, offered)
    narrowed = narrowing.narrow(filters.read(text), directory)
    line, canonical = narrowed.read.line, narrowed.read.line.spelt()
    found, last = narrowing.found(narrowed, directory, written), paging.place(after, at_work=narrowed.at_work)
    tickets = _page(found, last, narrowed)
    shown, bounds = tickets[:SHOWN], _bounds(directory)
    views, choices = _choices(line, directory, offered)
    counted = bounds.counts(found) if narrowed.at_work else {}
    here = next((view for view in views if view.chosen), None)
    return Queue(
        line=narrowed.read.text if narrowed.faults else line.spelt(translation.get_language() or "en"),
        canonical=canonical,
        title=here.label if here and canonical else _("Queue"),
        faults=filtering.faults_told(narrowed.read, narrowed.faults),
        views=views,
        filters=choices,
        groups=_grouped(
            shown, rows(shown, directory.person, now), bounds, counted, alone=not last and len(tickets) <= SHOWN
        ),
        total=_total(found, counted, narrowed),
        more=filtering.address(canonical, after=paging.Place.of(shown[-1]).told(at_work=narrowed.at_work))
        if len(tickets) > SHOWN
        else "",
        first=filtering.address(canonical) if last else "",
        changes_at=_changes_at(shown, now),
    )


def _page(found: QuerySet[Ticket], last: paging.Place | None, narrowed: Narrowed) -> list[Ticket]:
    tickets = paging.ordered(found, at_work=narrowed.at_work)
    if last:
        tickets = paging.after(tickets, last, at_work=narrowed.at_work)
    return queries.first_of(tickets, SHOWN + 1)


def _total(found: QuerySet[Ticket], counted: dict[str, int], narrowed: Narrowed) -> Count:
    if narrowed.at_work:
        return Count(number=sum(counted.values()))
    number = paging.count(found)
    return Count(number=min(number, paging.MOST), more=number > paging.MOST)


def _bounds(directory: Directory) -> Bounds:
    today = directory.now.astimezone(directory.zone).date()
    return Bounds(now=directory.now, soon=directory.now + SOON, midnight=narrowing.midnight(today, directory, later=1))


def _choices(line: Line, directory: Directory, offered: Sequence[View]) -> tuple[list[Choice], list[Filter]]:
    """The views and what else can be chosen, counted together: of the whole queue, as if nothing else were chosen."""
    views, chips = filtering.views(line, directory, offered), list(filtering.chips(line, directory))
    every = {each.alone.spelt() for each in (*views, *(choice for chip in chips for choice in chip.choices))}
    counts = narrowing.counts({each: narrowing.narrow(filters.read(each), directory) for each in every}, directory)
    return _counted(views, counts), [replace(chip, choices=_counted(chip.choices, counts)) for chip in chips]


def _counted(choices: Sequence[Choice], counts: Mapping[str, int]) -> list[Choice]:
    return [replace(choice, count=counts.get(choice.alone.spelt())) for choice in choices]


def _grouped(
    tickets: Sequence[Ticket], shown: Sequence[Row], bounds: Bounds, counted: dict[str, int], *, alone: bool
) -> list[Group]:
    """The rows under how soon they are due. What is open and never due falls apart by its clocks, so it is counted where all is shown."""
    groups = {
        "missed": Group(key="missed", title=_("Missed"), tone="missed", icon="triangle-alert"),
        "soon": Group(key="soon", title=_("Due within the hour"), tone="soon", icon="timer"),
        "today": Group(key="today", title=_("Due today"), tone="calm", icon="clock"),
        "later": Group(key="later", title=_("Due later"), tone="calm", icon="hourglass"),
        "none": Group(key="none", title=_("Nothing due"), tone="calm", icon="circle-check"),
        "best-effort": Group(key="best-effort", title=_("Best effort"), tone="calm", icon="circle-dashed"),
        "waiting": Group(key="waiting", title=_("Waiting"), tone="still", icon="pause"),
        "found": Group(key="found", title=_("Changed last"), tone="calm", icon="clock"),
    }
    for ticket, row in zip(tickets, shown, strict=True):
        groups[_group(ticket, row, bounds) if counted else "found"].rows.append(row)
    for key, group in groups.items():
        group.count = counted.get(key, len(group.rows) if alone else None)
    return [group for group in groups.values() if group.rows]


def _group(ticket: Ticket, row: Row, bounds: Bounds) -> str:
    group = bounds.group(ticket)
    if group != "open":
        return group
    return "best-effort" if row.due.pending and row.due.state is State.BEST_EFFORT else "none"


def _changes_at(tickets: Sequence[Ticket], now: datetime) -> datetime | None:
    dues = [ticket.due_at for ticket in tickets if ticket.due_at]
    second = timedelta(seconds=1)
    coming = [at for due in dues for at in (due - SOON + second, due + second) if at > now]
    return min(coming, default=None)
