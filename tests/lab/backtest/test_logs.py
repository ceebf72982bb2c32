"""A back-test by columns and arrays gives what folding each ticket under both sides gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from parola.lab.backtest.arrays import lanes
from parola.lab.backtest.columns import Group
from parola.lab.backtest.counting import BackTest, Counting
from parola.lab.backtest.logs import Versions, Window, back_test
from parola.lab.backtest.verdicts import Side, Trial, judge
from parola.lab.cases import Case, read_cases
from parola.lab.log import BadRow
from parola.lab.mapping import LogMapping, version_at
from parola.policy.holidays import HolidayTable
from parola.policy.read import read
from parola.policy.terms import ContractTerms, resolve
from parola.sla.agreement import Terms
from parola.sla.zones import zone_of
from tests.lab.support import log, mapping

MAPPING = """
mapping: test
title: {en: A test}
log: {timezone: Europe/Madrid, dates: ["%d/%m/%Y %H:%M", iso], missing: ["?"]}
agreements: [{agreement: old}, {agreement: older, since: 2026-03-27 12:00}]
case: number
opened: opened
priority: {column: priority, values: {"1": P1, "2": P2, "3": P3}}
facts: {type: type}
events: {closed: closed, answered: answered, resolved: resolved}
until: 2026-05-01
"""
HEADER = "number,opened,priority,type,closed,answered,resolved"
AGREEMENT = """
id: test
vendor: Test
languages: [en]
title: A test
priorities:
  P1: {{name: High, definition: High.}}
  P2: {{name: Middle, definition: Middle.}}
  P3: {{name: Low, definition: Low.}}
default_priority: P2
calendars:
  office: {{name: Office, timezone: Europe/Madrid, hours: "mon-fri 09:00-14:00, 16:00-19:00"}}
exclusions:
  previews: {{when: {{type: preview}}, text: A preview.}}
objectives:
  answers: {{metrics: [first_response], share: 90%, text: Nine in ten.}}
plans:
  only:
    name: Only
    channels: [web]
    hours: Office
    targets:
      first_response:
        - {{on: office, when: {{type: fault}}, P1: {0}, P2: {1}}}
        - {{on: office, P1: {1}, P2: {2}, P3: {3}}}
      resolution: {{on: {4}, P1: {5}, P2: {6}, P3: {5}}}
"""
PROMISES = ("1h", "30m", "8h", "2d", "1 business day", "3 business days", "end of business day 1", "business day 1 at 12:00",
            "1 calendar day", "end of calendar day 0", "1 month", "best effort")  # fmt: skip
promise = st.sampled_from(PROMISES)
agreements = st.tuples(promise, promise, promise, promise, st.sampled_from(["always", "office"]), promise, promise)
START = datetime(2026, 3, 26, 8, 0)  # local times, around the change of the clocks on 29 March
cells = st.none() | st.integers(-20, 5_000)
tickets = st.tuples(
    st.integers(0, 6_000), st.sampled_from("1123?9"), st.sampled_from(["fault", "preview", ""]), cells, cells, cells
)


@cache
def terms(promises: tuple[str, ...]) -> Terms:
    agreement = read(AGREEMENT.format(*promises), "test.yaml").agreement
    return resolve(agreement, "only", ContractTerms("Europe/Madrid"), HolidayTable({}))


def written(number: int, ticket: Sequence[object]) -> str:
    """A row; an instant is written in the first format, in the second, or wrongly, by its number."""
    minutes, priority, kind, *later = ticket
    opened = START + timedelta(minutes=int(str(minutes)))
    others = [None if each is None else opened + timedelta(minutes=int(str(each))) for each in later]
    name = f"N{number // 2 if number % 17 == 3 else number}"
    return ",".join([name, cell(opened), str(priority), str(kind), *map(cell, others)])


def cell(local: datetime | None) -> str:
    if local is None:
        return "?"
    if local.minute % 11 == 0:
        return local.isoformat(" ")
    return "soon" if local.minute == 7 else local.strftime("%d/%m/%Y %H:%M")


def by_hand(spec: LogMapping, versions: Versions, lines: list[str], window: Window) -> BackTest:
    """The same by the fold alone."""
    opened, counting = log(*lines), Counting()
    bad: list[BadRow] = []
    found = []
    for case in read_cases(spec, opened.header, ["P1", "P2", "P3"], opened.rows()):
        if isinstance(case, BadRow):
            bad.append(case)
        else:
            found.append(case)
    end = max([case.last for case in found] + [datetime(2026, 5, 1, tzinfo=zone_of("Europe/Madrid"))])
    for case in filter(lambda case: window.holds(local(case)), found):
        version = version_at(spec.agreements, local(case))
        before, after = Side(case.events, versions.before[version]), Side(case.events, versions.after[version])
        counting.trial(Trial(case.id, before, after, case.line), judge(before, end), judge(after, end))
    return counting.result(end, bad)


def local(case: Case) -> datetime:
    return case.opened.astimezone(zone_of("Europe/Madrid")).replace(tzinfo=None)


@settings(max_examples=40)
@given(st.lists(tickets, min_size=1, max_size=30), st.tuples(agreements, agreements, agreements, agreements))
def test_arrays_say_what_the_fold_says(tickets: list[tuple[object, ...]], drawn: tuple[tuple[str, ...], ...]) -> None:
    spec = mapping(MAPPING)
    versions = Versions([terms(drawn[0]), terms(drawn[1])], [terms(drawn[2]), terms(drawn[3])])
    lines = [HEADER, *(written(number, ticket) for number, ticket in enumerate(tickets))]
    window = Window(START + timedelta(hours=2), START + timedelta(days=4))
    opened = log(*lines)
    found, expected = (
        back_test(spec, versions, opened.header, opened.rows(), window=window),
        by_hand(spec, versions, lines, window),
    )
    assert found.bad == expected.bad
    assert (found.tickets, found.turned, found.turnings) == (expected.tickets, expected.turned, expected.turnings)
    assert found.before == expected.before
    assert found.after == expected.after
    listed = list(found.listing)
    assert len(listed) == found.turned
    assert sum(len(turned.turnings) for turned in listed) == sum(found.turnings.values())


@given(agreements, st.sampled_from(["P1", "P2", "P3"]), st.sampled_from(["fault", "preview", ""]))
@settings(max_examples=10)
def test_such_agreements_are_reckoned_by_arrays(drawn: tuple[str, ...], priority: str, kind: str) -> None:
    """Without this the test above would hold the fold against itself."""
    assert lanes(terms(drawn), Group(priority, {"type": kind})) is not None
