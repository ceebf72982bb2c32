"""The routes of the flow of work, of what is taken along of it, and of the mails that tell it."""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.reports import schedules
from parola.desk.reports.models import Schedule
from tests.desk.world import MONDAY, World
from tests.web.matrix import *  # noqa: F403  # the table is written in these words


def weekly(world: World) -> Schedule:
    """What was kept by Credenti, to its lead, each Monday."""
    return schedules.arrange(
        by=world.lea,
        brand=world.credenti,
        report=Schedule.Report.KEPT,
        every=Schedule.Every.WEEK,
        weekday=1,
        hour=8,
        readers=[world.lea],
        now=MONDAY,
    )


THINGS: Mapping[str, Callable[[World], Model]] = {"weekly": weekly}
#           anonymous customer stranger agent lead problem account manager auditor elsewhere admin
ARRANGES = (SIGN_IN, 404, 404, 404, DONE, 404, 404, DONE, 404, 404, DONE)
ELSEWHERE: Mapping[str, Outcome] = {"zeno": 422}
"""A manager of another brand fills in their own, to whose readers this one does not belong."""
WANTED: Mapping[str, str | Key] = {
    "report": "flow", "every": "month", "weekday": "1", "hour": "8", "readers": Key("lea"),
}  # fmt: skip
ROWS = [
    Row(route="console:flow", method="GET", outcomes=REPORTS, but=OTHER_BRAND),
    Row(route="console:flow_table", method="GET", outcomes=REPORTS, args=("ages", "csv"), but=OTHER_BRAND),
    Row(route="console:schedules", method="GET", outcomes=OVERSEES, but=OTHER_BRAND),
    Row(
        route="console:schedules", method="POST", outcomes=ARRANGES, but=ELSEWHERE, data={**WANTED, "brand": "credenti"}
    ),
    Row(route="console:schedule_remove", method="POST", outcomes=ARRANGES, args=(Key("weekly"),)),
    Row(route="console:staffing", method="GET", outcomes=REPORTS, but=OTHER_BRAND),
]
