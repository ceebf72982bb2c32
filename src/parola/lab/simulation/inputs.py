"""What a simulation needs, gathered from its files: the agreement, what comes in, how long work takes, and who works when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import tee
from pathlib import Path

from parola.lab import agreements, log
from parola.lab.cases import read_cases
from parola.lab.log import BadRow
from parola.lab.read import MappingFile, find
from parola.lab.read import read as read_mapping
from parola.policy.findings import Wrong, gettext_noop
from parola.sla.agreement import Agreement, Terms
from parola.sla.compiled import micros
from parola.sla.objective import Objective
from parola.sla.zones import zone_of

from . import history
from .demand import Handling
from .promises import METRICS
from .read import DeskFile, handling_of, read, roster_of, streams_of
from .roster import Roster
from .runs import Scenario
from .week import WEEK

MOST_TICKETS = 3_000_000
"""In all runs together."""
NOTHING = gettext_noop("nothing comes in: write `arrivals`, or name a log and its mapping")
TOO_MUCH = gettext_noop(
    "some %(count)s tickets would have to be simulated, and at most %(limit)s can be: take fewer runs or weeks"
)
NO_WORK = gettext_noop("the log does not say who worked when: write `handling`")
EMPTY = gettext_noop("the log has no case that can be used")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be simulated, by name. `keep` is the share to keep where the agreement undertakes none; `start` the first day."""

    agreement: str
    roster: Path
    arrivals: Path | None
    handling: Path | None
    mapping: str | None
    plan: str | None
    as_it_was: bool
    keep: float
    weeks: int
    warm: int
    runs: int
    seed: int
    start: date


def gather(asked: Asked) -> tuple[Scenario, Roster]:
    """The scenario and its roster.

    Raises Wrong (BadTerms and NoTerms among them), BadAgreement, BadMapping, Unreadable, OSError and UnicodeDecodeError.
    """
    people = read(asked.roster)
    roster = roster_of(people)
    handling = read(asked.handling) if asked.handling else people
    timezone, start, weeks = people.said.timezone, _midnight(asked.start, people.said.timezone), asked.weeks
    if asked.mapping:
        past, terms, how = _history(asked, handling)
        agreement = terms.agreement
        streams = history.replayed(past, terms, how) if asked.as_it_was else history.streams(past, terms, how, timezone)
        if asked.as_it_was:
            start = past.first
            weeks = max(1, min(asked.weeks, (past.last - past.first) // WEEK - asked.warm))
    else:
        agreement = agreements.find(asked.agreement, Path()).agreement
        streams = streams_of(read(asked.arrivals) if asked.arrivals else people, handling, agreement)
    scenario = Scenario(
        streams=streams, objectives=objectives_of(agreement, asked.keep), timezone=timezone, start=start, weeks=weeks,
        warm=asked.warm, runs=asked.runs, seed=asked.seed,
    )  # fmt: skip
    check(scenario)
    return scenario, roster


def objectives_of(agreement: Agreement, keep: float) -> tuple[Objective, ...]:
    """What the agreement undertakes; where it undertakes nothing that is simulated, that share of every metric and priority."""
    stated = tuple(each for each in agreement.objectives if set(each.metrics) & set(METRICS))
    return stated or (Objective(metrics=METRICS, share=keep, by_priority=True, text={}),)


def check(scenario: Scenario) -> None:
    """Raises Wrong where nothing comes in, or more than can be simulated."""
    weeks = (scenario.weeks + scenario.warm) * scenario.runs
    count = sum(sum(stream.week) * weeks + len(stream.instants) * scenario.runs for stream in scenario.streams)
    if not count:
        raise Wrong(NOTHING)
    if count > MOST_TICKETS:
        raise Wrong(TOO_MUCH, count=round(count), limit=MOST_TICKETS)


def _midnight(day: date, timezone: str) -> int:
    return micros(datetime(day.year, day.month, day.day, tzinfo=zone_of(timezone)))


def _history(asked: Asked, handling: DeskFile) -> tuple[history.Past, Terms, Mapping[tuple[str, str], Handling]]:
    """What the log says of arrivals, under which terms they stand, and how long their work takes."""
    if asked.arrivals is None:
        raise Wrong(NOTHING)
    file = read_mapping(find(asked.mapping or ""))
    terms = agreements.load_terms(file, agreement=asked.agreement, plan=asked.plan)[-1]
    past, acts = _read(file, terms, asked.arrivals)
    if not past.opened:
        raise Wrong(EMPTY)
    observed = acts.handling()
    how: dict[tuple[str, str], Handling] = {}
    for priority, product in past.opened:
        found = handling_of(handling, terms.plan.id, priority, product) or observed
        if found is None:
            raise Wrong(NO_WORK)
        how[priority, product] = found
    return past, terms, how


def _read(file: MappingFile, terms: Terms, path: Path) -> tuple[history.Past, history.Acts]:
    mapping, spec = file.mapping, file.mapping.log
    with log.open_log(path, delimiter=spec.delimiter, encoding=spec.encoding) as opened:
        file.check_columns(opened.header)
        one, other = tee(opened.rows())
        priorities = [priority.id for priority in terms.agreement.priorities]
        past = history.past_of(
            case for case in read_cases(mapping, opened.header, priorities, one) if not isinstance(case, BadRow)
        )
        return past, history.acts_of(mapping, opened.header, other)
