"""A problem as a page, and as a line of the list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from parola.desk.accounts.models import Organization, Person
from parola.desk.knowledge import queries as articles
from parola.desk.knowledge.models import Translation
from parola.desk.problems import projection, queries, refusals
from parola.desk.problems.models import Problem
from parola.desk.tickets import queries as of_tickets
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import AT_WORK, worked_on_by
from parola.sla.clock import Clock
from parola.sla.timeline import Timeline
from parola.web.console.problems.deeds import Deed, offers
from parola.web.console.problems.story import Told, story
from parola.web.due import Due, all_due, next_due
from parola.web.labels import STATUSES
from parola.web.marks import PriorityMark, priority_mark
from parola.web.templatetags.parola import language_name

TONES: Mapping[str, str] = {"open": "soon", "known_error": "calm", "solved": "kept", "closed": "calm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A problem in one line. `tickets`, `open`: its incidents that the reader sees, and those at work; `no`: whose customers said no."""

    problem: Problem
    tone: str
    priority: PriorityMark
    tickets: int
    open: int
    no: int
    due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text in a language."""

    code: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One of its tickets, in a line."""

    ticket: Ticket
    priority: PriorityMark
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCard:
    """One of its own objectives, and where its explanation is."""

    due: Due
    at: datetime | None
    ended: datetime | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page says."""

    problem: Problem
    tone: str
    priority: PriorityMark
    due: Due | None
    workaround: list[Said]
    solution: list[Said]
    article: Translation | None
    """What readers are told, in the reader's language if it is there; None also where the reader may not read it."""
    incidents: list[Incident]
    open: int
    organizations: tuple[Organization, ...]
    clocks: list[ClockCard]
    deeds: list[Deed]
    story: list[Told]


def rows(problems: Sequence[Problem], reader: Person, now: datetime) -> list[Row]:
    """The problems, each in a line. As many queries, however many there are, but for those that have objectives."""
    counted, no = counts(problems, reader), refusals.said_no([each.pk for each in problems])
    return [_row(each, counted.get(each.pk, (0, 0)), len(no.get(each.pk, ())), now) for each in problems]


def counts(problems: Iterable[Problem], reader: Person) -> dict[int, tuple[int, int]]:
    """How many incidents each has that the reader sees, and how many of them are at work."""
    own = worked_on_by(reader).filter(problem__in=[each.pk for each in problems], void="").order_by()
    found = own.values_list("problem").annotate(all=Count("pk"), open=Count("pk", filter=Q(status__in=AT_WORK)))
    return {key: (number, at_work) for key, number, at_work in found}


def _row(problem: Problem, counted: tuple[int, int], no: int, now: datetime) -> Row:
    terms, (tickets, at_work) = queries.terms(problem), counted
    return Row(
        problem=problem,
        tone=TONES[problem.state],
        priority=priority_mark(terms, problem.priority),
        tickets=tickets,
        open=at_work,
        no=no,
        due=next_due(queries.timeline(problem), now) if problem.due_at else NOTHING,
    )


NOTHING = Due(what="", text="", tone="calm", icon="", state=None)
"""Where the agreement sets no objective for it, or all have ended."""


def page(problem: Problem, reader: Person, language: str, now: datetime) -> Page:
    """The page of a problem that the gate let through."""
    history, terms = queries.history(problem), queries.terms(problem)
    timeline = projection.timeline(history, terms).at(now)
    incidents = list(queries.incidents_seen_by(reader, problem))
    concerned = queries.concerned(reader, problem)
    return Page(
        problem=problem,
        tone=TONES[problem.state],
        priority=priority_mark(terms, problem.priority),
        due=next_due(timeline, now) if problem.due_at else None,
        workaround=said(problem.workaround),
        solution=said(problem.solution),
        article=known_error(problem, reader, language),
        incidents=[_incident(each) for each in incidents],
        open=concerned.open,
        organizations=concerned.organizations,
        clocks=[_card(problem, clock, due) for clock, due in all_due(timeline.clocks, now)],
        deeds=list(offers(problem, reader)),
        story=story(history, terms),
    )


def said(texts: Mapping[str, str]) -> list[Said]:
    """The text in each language that has it."""
    return [Said(code=code, language=language_name(code), text=text) for code, text in texts.items()]


def known_error(problem: Problem, reader: Person, language: str) -> Translation | None:
    """The article that it became, as the reader may read it."""
    if problem.article_id is None:
        return None
    try:
        return articles.access(reader, problem.article_id, language, inside=True)
    except articles.NoSuchArticle:
        return None


def _incident(ticket: Ticket) -> Incident:
    return Incident(
        ticket=ticket,
        priority=priority_mark(of_tickets.terms(ticket), ticket.priority),
        status=str(STATUSES[ticket.status]),
    )


def clock_of(timeline: Timeline, metric: str, cycle: int) -> Clock | None:
    """The clock of that metric and cycle, if it has it."""
    return next((each for each in timeline.clocks if each.metric == metric and each.cycle == cycle), None)


def _card(problem: Problem, clock: Clock, due: Due) -> ClockCard:
    why = reverse("console:problem_why", args=[problem.reference, clock.metric.value, clock.cycle])
    return ClockCard(due=due, at=clock.due, ended=clock.done, why=why)
