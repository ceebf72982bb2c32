"""Run an incident log through the desk's own fold: what these terms would have made of a desk that has lived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from parola.policy.findings import gettext_noop
from parola.sla.agreement import Terms
from parola.sla.calendar import NeverOpens
from parola.sla.clock import Clock
from parola.sla.timeline import fold
from parola.sla.zones import zone_of

from .cases import Case, read_cases
from .log import BadRow, Row
from .mapping import LogMapping, version_at
from .report import Report, Tallies

NEVER_DUE = gettext_noop("no due time can be found, since the calendar never opens again: %(error)s")


def replay(
    mapping: LogMapping,
    terms: Sequence[Terms],
    header: Sequence[str],
    rows: Iterable[Row | BadRow],
    *,
    keep: int | None = None,
    each: bool = False,
) -> Report:
    """Fold every case of a log and count what became of its promises.

    `terms` has one for each of the mapping's versions, or one alone for all cases, or none. The columns that the mapping names
    must be in the header (`MappingFile.check_columns`). `keep` limits the lists of the report; `each` has it list
    the way of every ticket.
    """
    priorities = [priority.id for priority in terms[-1].agreement.priorities] if terms else None
    tallies = Tallies(mapping, keep=keep, each=each)
    zone = zone_of(mapping.log.timezone)
    for case in read_cases(mapping, header, priorities, rows):
        if isinstance(case, BadRow):
            tallies.bad(case)
            continue
        if not terms:
            tallies.case(case, "", None)
            continue
        local = case.opened.astimezone(zone).replace(tzinfo=None)
        ruling = terms[version_at(mapping.agreements, local)] if len(terms) > 1 else terms[0]
        try:
            tallies.case(case, *measure(case, ruling, mapping))
        except NeverOpens as never:
            tallies.bad(BadRow(case.line, NEVER_DUE, {"error": str(never)}))
    until = mapping.until.replace(tzinfo=zone).astimezone(dt.UTC) if mapping.until else None
    return tallies.report(until, tuple(priorities or ()))


def measure(case: Case, terms: Terms, mapping: LogMapping) -> tuple[str, Clock | None]:
    """The case's priority in the end, and its clock of the measured metric (the last cycle), if the terms give it one."""
    timeline = fold(case.events, terms)
    clocks = [clock for clock in timeline.clocks if clock.kind == (mapping.metric, "")]
    return timeline.priority, clocks[-1] if clocks else None
