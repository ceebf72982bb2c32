"""The routes of problems: their rows, and what they are tried on."""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.problems import operations
from parola.desk.problems.models import Problem
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World
from tests.web.matrix import *  # noqa: F403  # the table is written in these words


def problem(world: World) -> Problem:
    """One of Credenti's, that the administrator opened for a ticket of its own."""
    other = world.ticket(subject="Nobody can sign in")
    return operations.open_problem(
        brand=world.credenti, tickets=[other], title="Sign-in fails", by=world.root, now=MONDAY
    )


def incident(world: World) -> Ticket:
    """The ticket that is linked to it."""
    return Ticket.objects.get(opening__subject="Nobody can sign in")


THINGS: Mapping[str, Callable[[World], Model]] = {"problem": problem, "incident": incident}
PROBLEM = Key("problem", "reference")
INCIDENT = Key("incident", "reference")
SEEN = {"seen": Key("problem", "last_seq")}
#         anonymous customer stranger agent lead problem account manager auditor elsewhere admin
OWNS = (SIGN_IN, 404, 404, 200, 200, 200, 404, 200, 404, 404, 200)
DONE_TO = (SIGN_IN, 404, 404, DONE, DONE, DONE, 403, DONE, 403, 404, DONE)
LEADS = (SIGN_IN, 404, 404, 404, 200, 200, 404, 200, 404, 404, 200)
LED = (SIGN_IN, 404, 404, 403, DONE, DONE, 403, DONE, 403, 404, DONE)
NOT_NOW = (SIGN_IN, 404, 404, 409, 409, 409, 403, 409, 403, 404, 409)
ACT = "console:problem_act"
TEXT = {"text_en": "Use the app."}
ARTICLE = {"title_en": "Sign-in fails", "text_en": "Use the app."}
ROWS = [
    Row(route="console:problems", method="GET", outcomes=WORKERS),
    Row(route="console:problem_new", method="GET", outcomes=OWNS, data={"ticket": "CRE-1"}),
    Row(route="console:problem_new", method="POST", outcomes=DONE_TO, data={"ticket": "CRE-1", "title": "No login"}),
    Row(route="console:problem", method="GET", outcomes=READS, args=(PROBLEM,)),
    Row(route="console:problem_history_json", method="GET", outcomes=READS, args=(PROBLEM,)),
    Row(route="console:problem_why", method="GET", outcomes=NOT_THERE, args=(PROBLEM, "cause", 1)),
    *form(ACT, OWNS, DONE_TO, PROBLEM, "workaround", **TEXT, **SEEN),
    *form(ACT, OWNS, NOT_NOW, PROBLEM, "workaround-wrong", reason="It fails.", **SEEN),
    *form(ACT, OWNS, DONE_TO, PROBLEM, "cause", cause="A certificate.", **SEEN),
    *form(ACT, OWNS, NOT_NOW, PROBLEM, "cause-wrong", reason="It is valid.", **SEEN),
    *form(ACT, OWNS, NOT_NOW, PROBLEM, "known-error", **ARTICLE, **SEEN),
    *form(ACT, OWNS, DONE_TO, PROBLEM, "solve", **TEXT, **SEEN),
    *form(ACT, OWNS, NOT_NOW, PROBLEM, "reopen", reason="It came back.", **SEEN),
    *form(ACT, LEADS, LED, PROBLEM, "close", reason="Not worth it.", **SEEN),
    *form(ACT, OWNS, DONE_TO, PROBLEM, "link", ticket="CRE-1", **SEEN),
    *form(ACT, OWNS, DONE_TO, PROBLEM, "unlink", ticket=INCIDENT, reason="Another fault.", **SEEN),
    *form(ACT, LEADS, LED, PROBLEM, "owner", owner=Key("bob"), reason="Bob knows it.", **SEEN),
    *form(ACT, OWNS, DONE_TO, PROBLEM, "impact", priority="P3", reason="Few are hit.", **SEEN),
    *form(ACT, OWNS, DONE_TO, PROBLEM, "describe", title="Sign-in by certificate fails", **SEEN),
    *form(ACT, OWNS, DONE_TO, PROBLEM, "note", text="Ask the vendor.", **SEEN),
]
