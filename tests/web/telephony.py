"""Telephony in the table of routes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.telephony import calls, lines
from parola.desk.telephony.models import Call, Line
from tests.desk.world import MONDAY, World
from tests.web.matrix import CONFIGURES, HEARS_CALLS, OTHER_BRAND, SETS_UP, TELLS_ONCE, UNSIGNED, WAVES_OFF, Key, Row

NUMBER = "+34600111222"


def line(world: World) -> Line:
    """A telephony system of Credenti's."""
    return lines.add(brand=world.credenti, name="Front desk", by=world.root, now=MONDAY)[0]


def call(world: World) -> Call:
    """A call that rings there for anybody."""
    said = calls.Announcement(call="1", state=Call.State.RINGING, number=NUMBER)
    return calls.announce(line=Line.objects.first() or line(world), said=said, now=MONDAY)


THINGS: Mapping[str, Callable[[World], Model]] = {"line": line, "call": call}
ROWS = [
    Row(
        route="telephony",
        method="POST",
        outcomes=UNSIGNED,
        args=(Key("line"),),
        without_token="a program signs what it says, and nobody of the table has its secret",
    ),
    Row(route="console:calling", method="GET", outcomes=HEARS_CALLS),
    Row(route="console:wave_off", method="POST", outcomes=WAVES_OFF, args=(Key("call"),)),
    Row(route="console:settings_lines", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    Row(
        route="console:settings_line_new",
        method="POST",
        outcomes=TELLS_ONCE,
        args=("credenti",),
        data={"name": "Branch"},
    ),
    Row(route="console:settings_line_secret", method="POST", outcomes=TELLS_ONCE, args=(Key("line"),)),
    Row(route="console:settings_line_use", method="POST", outcomes=SETS_UP, args=(Key("line"),)),
]
