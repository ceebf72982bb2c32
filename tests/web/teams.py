"""The routes of teams, who is there and absences: their rows, and what they are tried on."""

# ruff: noqa: F405

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.teams.models import Absence, Shift, Team
from tests.desk.teams import made
from tests.desk.world import World, after
from tests.web.matrix import *  # noqa: F403  # the table is written in these words


def team(world: World) -> Team:
    """Bob's, which Lea leads."""
    return made.team(world.credenti, "Front", world.bob, lead=world.lea)


def shift(_world: World) -> Shift:
    """The team's."""
    return made.shift(Team.objects.get(), 0, 23)


def absence(world: World) -> Absence:
    """Bob's, later."""
    return made.away(world.bob, after(days=30), days=2)


THINGS: Mapping[str, Callable[[World], Model]] = {"team": team, "shift": shift, "absence": absence}

SHIFT = {"weekdays": "0", "start": "09:00", "end": "17:00", "timezone": "Europe/Madrid"}
ABSENCE = {"kind": "holiday", "first_day": "2026-12-01", "last_day": "2026-12-02"}
ROWS = [
    Row(route="console:teams", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    *form("console:new_team", CONFIGURES, SETS_UP, "credenti", name="Second"),
    *form("console:team", CONFIGURES, SETS_UP, Key("team"), name="Front", members=Key("bob")),
    Row(route="console:remove_team", method="POST", outcomes=SETS_UP, args=(Key("team"),)),
    *form("console:new_shift", CONFIGURES, SETS_UP, Key("team"), **SHIFT),
    *form("console:shift", CONFIGURES, SETS_UP, Key("team"), Key("shift"), **SHIFT),
    Row(route="console:there", method="GET", outcomes=WORKERS),
    Row(route="console:handovers", method="GET", outcomes=WORKERS),
    Row(
        route="console:hand_over",
        method="POST",
        outcomes=DOES,
        args=("credenti", Key("bob")),
        data={"tickets": "CRE-1", "to": "nobody"},
    ),
    Row(route="console:absences", method="GET", outcomes=WORKERS),
    *form("console:new_absence", ABSENTS, SAYS_SO, Key("bob"), **ABSENCE),
    *form("console:absence", ABSENTS, SAYS_SO, Key("absence"), **ABSENCE),
]
