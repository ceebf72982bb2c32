"""Small mappings and logs for the tests of the lab."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from parola.lab.cases import Case, read_cases
from parola.lab.log import BadRow, Log
from parola.lab.mapping import LogMapping
from parola.lab.read import read_text
from parola.policy.holidays import HolidayTable
from parola.policy.read import read
from parola.policy.terms import ContractTerms, resolve
from parola.sla.agreement import Terms

ONE_ROW = """
mapping: test
title: {en: A test}
log:
  timezone: Europe/Madrid
  dates: ["%d/%m/%Y %H:%M", iso]
  missing: ["?"]
agreements: [{agreement: none}]
case: number
opened: opened
priority: {column: priority, values: {"1 - High": P1, "2 - Low": P2}}
facts: {type: type}
events: {answered: answered, closed: closed}
other:
  due: due
  tolerance_seconds: 60
  verdict: {column: kept, met: ["yes"], missed: ["no"]}
"""

TRAIL = """
mapping: trail
title: {en: An audit trail}
log: {timezone: UTC}
agreements: [{agreement: none}]
case: number
opened: opened
priority: {column: priority}
changes:
  at: updated
  state: state
  states:
    New: []
    Active: [answered]
    Waiting: [answered, waiting for customer]
    Resolved: [answered, resolved]
    Closed: [closed]
"""


WAYS = """
mapping: ways
title: {en: Who had it}
log: {timezone: UTC, missing: ["?"]}
case: number
changes:
  at: updated
  state: state
  states:
    Active: []
    Waiting: [waiting for vendor]
    Done: [resolved]
  tier: {column: line, values: {L1: 1, L2: 2, L3: 3}}
  holders: {team: team}
links: {problem: problem}
marks: {knowledge: {column: article, values: ["yes"]}}
other: {reopened: times}
"""

WAYS_HEADER = "number,updated,state,line,team,problem,article,times"


def mapping(text: str) -> LogMapping:
    """The mapping of a text."""
    return read_text(text, Path("test-mapping.yaml")).mapping


def log(*lines: str) -> Log:
    """An open log of these lines, the header first."""
    return Log(io.BytesIO("\n".join(lines).encode()), delimiter=",", encoding="utf-8")


def cases(text: str, *lines: str) -> tuple[list[Case], list[BadRow]]:
    """The cases and the bad rows of a log under a mapping; the agreement knows P1 and P2."""
    opened = log(*lines)
    known = ("P1", "P2") if "agreements:" in text else None
    found = list(read_cases(mapping(text), opened.header, known, opened.rows()))
    return [case for case in found if isinstance(case, Case)], [row for row in found if isinstance(row, BadRow)]


AGREEMENT = """
id: test
vendor: Test
languages: [en]
title: A test
priorities:
  P1: {name: High, definition: High.}
  P2: {name: Low, definition: Low.}
default_priority: P2
plans:
  only:
    name: Only
    channels: [web]
    hours: Always
    targets:
      first_response: {on: always, P1: 1h, P2: best effort}
"""


@cache
def terms() -> Terms:
    """P1 is due within an hour around the clock, P2 never."""
    return resolve(read(AGREEMENT, "test.yaml").agreement, "only", ContractTerms("Europe/Madrid"), HolidayTable({}))
