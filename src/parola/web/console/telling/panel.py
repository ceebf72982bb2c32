"""What a problem's page says of telling its customers: what was told to whom, who is still to be told, who said no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from parola.desk.accounts.models import Person
from parola.desk.problems import majors, refusals, telling
from parola.desk.problems.models import Addressee, MajorIncident, Problem, Telling
from parola.desk.tickets.models import Ticket

State, What = Addressee.State, Telling.What
KINDS = (What.WORKAROUND, What.SOLUTION, What.UPDATE)
OFFERS: Mapping[str, Promise] = {
    What.WORKAROUND: gettext_lazy("Tell the customers of the workaround"),
    What.SOLUTION: gettext_lazy("Tell the customers of the solution"),
    What.UPDATE: gettext_lazy("Tell the customers how it stands"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was told last of a kind, and how many incidents it has come to. `untold`: linked since."""

    told: Telling
    count: int
    waiting: int
    held: int
    passed: int
    failed: int
    untold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The part of the page. `offers`: what the reader can have told now, by kind."""

    lines: Sequence[Line]
    offers: Sequence[tuple[str, Promise]]
    no: Sequence[Ticket]
    major: MajorIncident | None
    may_tell: bool
    may_lead: bool


def panel(problem: Problem, reader: Person) -> Panel:
    """What that reader sees of it."""
    lines = [line(told) for what in KINDS if (told := telling.latest(problem, what)) is not None]
    may_tell = telling.may_tell(reader, problem)
    return Panel(
        lines=lines,
        offers=list(_offers(problem, lines)) if may_tell else [],
        no=refusals.said_no([problem.pk]).get(problem.pk, []),
        major=majors.current(problem),
        may_tell=may_tell,
        may_lead=majors.may_lead(reader, problem),
    )


def line(told: Telling) -> Line:
    """How far something that was told has come."""
    states = Counter(Addressee.objects.filter(telling=told).values_list("state", flat=True))
    return Line(
        told=told,
        count=states[State.TOLD],
        waiting=states[State.WAITING],
        held=states[State.HELD],
        passed=states[State.PASSED],
        failed=states[State.FAILED],
        untold=telling.untold(told).count(),
    )


def _offers(problem: Problem, lines: Sequence[Line]) -> list[tuple[str, Promise]]:
    """What is written and was not told in these words yet; an update always, while there is somebody to tell."""
    told = {each.told.what: each.told.texts for each in lines}
    texts = {What.WORKAROUND: problem.workaround, What.SOLUTION: problem.solution}
    new = [what for what, said in texts.items() if said and told.get(what) != said]
    somebody = majors.current(problem) is not None or telling.incidents(problem).exists()
    return [(what, OFFERS[what]) for what in (*new, *([What.UPDATE] if somebody else []))]
