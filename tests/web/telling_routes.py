"""The routes by which customers are told of a problem, and a major incident is led: their rows, and what they are tried on."""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.problems import majors, operations, telling
from parola.desk.problems.majors import Shown
from parola.desk.problems.models import MajorIncident, Problem, Telling
from tests.desk.world import MONDAY, World
from tests.web.matrix import *  # noqa: F403  # the table is written in these words
from tests.web.problem_routes import LEADS, LED


def led(world: World) -> Problem:
    """One of Credenti's that is a major incident, the administrator's; Ana has a request that comes from it."""
    ticket = world.ticket(subject="Cards are refused")
    problem = operations.open_problem(
        brand=world.credenti, tickets=[ticket], title="A certificate ended", by=world.root, now=MONDAY
    )
    shown = Shown(titles={"en": "Cards"}, audience=MajorIncident.Audience.LINKED, informer=world.root, every=60)
    majors.declare(problem=problem, shown=shown, reason="Nobody pays.", by=world.root, now=MONDAY)
    return Problem.objects.get(pk=problem.pk)


def major(world: World) -> MajorIncident:
    """As customers are shown it."""
    return MajorIncident.objects.get(reason="Nobody pays.")


def heard(world: World) -> Problem:
    """One of whose workaround Ana was told."""
    ticket = world.ticket(subject="No receipts")
    problem = operations.open_problem(
        brand=world.credenti, tickets=[ticket], title="The printer's queue", by=world.root, now=MONDAY
    )
    telling.order(
        problem=problem,
        what=Telling.What.WORKAROUND,
        texts={"en": "Print again."},
        number=1,
        by=world.root,
        now=MONDAY,
    )
    telling.carry_out(now=MONDAY)
    return problem


THINGS: Mapping[str, Callable[[World], Model]] = {"led": led, "major": major, "heard": heard}
PROBLEM, HEARD = Key("led", "reference"), Key("heard", "reference")
SAID: Mapping[str, str | Key] = {"number": "1", "seen": Key("led", "last_seq"), "text_en": "We look."}
SHOWN: Mapping[str, str | Key] = {"title_en": "Paying", "informer": Key("lea"), "audience": "linked", "every": "30"}
#            anonymous customer stranger agent lead problem account manager auditor elsewhere admin
CLAIMS = (SIGN_IN, DONE, 404, 404, 404, 404, 404, 404, 404, 404, 404)
COLLEAGUES: Mapping[str, Outcome] = {"caro": DONE, "dina": DONE}
"""It concerns their organization, of which somebody reported it."""
ROWS = [
    *form("console:problem_tell", LEADS, LED, PROBLEM, "update", **SAID),
    Row(route="console:problem_told", method="GET", outcomes=READS, args=(HEARD, 1)),
    Row(route="console:problem_tell_later", method="POST", outcomes=LED, args=(HEARD, 1)),
    *form("console:problem_major", READS, LED, PROBLEM, **SHOWN),
    Row(
        route="console:problem_major_end",
        method="POST",
        outcomes=LED,
        args=(PROBLEM,),
        data={"reason": "It works again."},
    ),
    Row(route="portal:status", method="GET", outcomes=TO_PORTAL),
    Row(route="portal:status_mine", method="POST", outcomes=CLAIMS, args=(Key("major"),), but=COLLEAGUES),
]
