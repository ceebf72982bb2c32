"""Read what a file says of a desk, and make of it what is simulated; all that is wrong is told at its line and column."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from parola.policy import faults, holidays
from parola.policy.findings import BadAgreement, Source, gettext_noop, nearest
from parola.policy.holidays import UnknownRegion
from parola.policy.shape import Schema
from parola.policy.terms import BadTerms, ContractTerms, regions, resolve
from parola.policy.tree import MAX_CHARACTERS, Node, grow
from parola.policy.tree import Path as Place
from parola.sla.agreement import Agreement, Terms
from parola.sla.calendar import compile_calendar
from parola.sla.hours import WEEK, Interval, OpeningHours
from parola.sla.table import SECOND

from . import file as files
from .demand import Handling, Kind, Stream
from .draws import Draw
from .roster import Roster, Shift

_HOUR = 3600
_NEARLY_ALL = 0.011
NO_PLAN = gettext_noop("the agreement has no plan “%(value)s”")
NO_PRIORITY = gettext_noop("the agreement has no priority “%(value)s”")
NOT_ALL = gettext_noop("these shares are %(sum)s of the tickets together, and not all")
NO_ROSTER = gettext_noop("`roster` is missing: who works when")
NO_HANDLING = gettext_noop("nothing under `handling` says how these are worked on")
_MEANT = gettext_noop("perhaps “%(nearest)s” was meant; there are: %(known)s")
_KNOWN = gettext_noop("there are: %(known)s")


@dataclass(frozen=True, slots=True)
class DeskFile:
    """What a file says, and where everything stands in it."""

    said: files.DeskFile
    source: Source
    root: Node

    def found(self, place: Place, message: str, hint: str = "", **params: object) -> None:
        """Note what is wrong at a place."""
        self.source.found(self.root.locate(place), message, hint, params)

    def unknown(self, place: Place, message: str, value: str, known: Collection[str]) -> None:
        """Note a name that is none of those known."""
        meant = nearest(value, known)
        self.found(place, message, _MEANT if meant else _KNOWN, value=value, nearest=meant, known=", ".join(known))

    def check(self) -> None:
        """Raises BadAgreement with what was noted."""
        if self.source.findings:
            raise BadAgreement(self.source.findings)


def read(path: Path) -> DeskFile:
    """The desk in a file. Raises OSError, UnicodeDecodeError, and BadAgreement with every finding."""
    with path.open("rb") as file:
        raw = file.read(MAX_CHARACTERS * 4 + 1)
    return read_text(raw.decode("utf-8-sig"), str(path))


def read_text(text: str, name: str) -> DeskFile:
    """The same for a text; `name` is told in findings."""
    source = Source(name, text)
    root = grow(source)
    try:
        said = files.DeskFile.model_validate(root.plain())
    except ValidationError as errors:
        for error in errors.errors(include_url=False):
            faults.tell(root, source, error, _schema())
        raise BadAgreement(source.findings) from errors
    desk = DeskFile(said, source, root)
    desk.check()
    return desk


@cache
def _schema() -> Schema:
    return files.DeskFile.model_json_schema()


def roster_of(desk: DeskFile) -> Roster:
    """Who works when. Raises BadAgreement where the file does not say it."""
    said = desk.said.roster
    if said is None:
        desk.found((), NO_ROSTER)
        desk.check()
        raise AssertionError  # it was just found
    shifts = tuple(_shift(name, each, desk.said.timezone) for name, each in said.shifts.items())
    return Roster(shifts=shifts, stays=round(said.stays) * SECOND)


def _shift(name: str, said: files.Shift, timezone: str) -> Shift:
    week = tuple(interval for line in said.hours for interval in line)
    people = said.people if isinstance(said.people, int) else len(said.people)
    hours = sum(interval.end - interval.start for interval in week) / _HOUR
    return Shift(
        name=name,
        calendar=compile_calendar(OpeningHours(timezone=said.timezone or timezone, week=week)),
        count=people,
        names=() if isinstance(said.people, int) else tuple(said.people),
        products=frozenset(said.products),
        tiers=frozenset(said.tiers),
        cost=hours if said.cost is None else said.cost,
        least=said.at_least,
        most=people if said.at_most is None else said.at_most,
    )


def streams_of(arrivals: DeskFile, handling: DeskFile, agreement: Agreement) -> tuple[Stream, ...]:
    """What comes in and how it is worked on. Raises BadAgreement where the files do not fit the agreement."""
    found = [
        stream
        for number, said in enumerate(arrivals.said.arrivals)
        for stream in _streams(arrivals, number, said, handling, agreement)
    ]
    arrivals.check()
    handling.check()
    return tuple(found)


def _streams(
    desk: DeskFile, number: int, said: files.Arrivals, handling: DeskFile, agreement: Agreement
) -> Iterator[Stream]:
    known = [priority.id for priority in agreement.priorities]
    for priority in said.priorities:
        if priority not in known:
            desk.unknown(("arrivals", number, "priorities", priority), NO_PRIORITY, priority, known)
    if said.plan not in agreement.plans:
        desk.unknown(("arrivals", number, "plan"), NO_PLAN, said.plan, agreement.plans)
    every = sum(said.priorities.values())
    if abs(every - 1) > _NEARLY_ALL:
        desk.found(("arrivals", number, "priorities"), NOT_ALL, sum=f"{every:.0%}")
    terms = None if desk.source.findings else _terms(desk, number, said, agreement)
    if terms is None:
        return
    for priority, share in said.priorities.items():
        how = handling_of(handling, said.plan, priority, said.product)
        if how is None:
            desk.found(("arrivals", number, "priorities", priority), NO_HANDLING)
            continue
        kind = Kind(terms=terms, priority=priority, product=said.product)
        week = _rates(said.per_hour, share / every)
        yield Stream(kind=kind, handling=how, week=week, timezone=said.timezone or desk.said.timezone)


def _terms(desk: DeskFile, number: int, said: files.Arrivals, agreement: Agreement) -> Terms | None:
    contract = ContractTerms(
        timezone=said.timezone or desk.said.timezone,
        country=said.country,
        subdivision=said.subdivision,
        calendar=said.calendar,
    )
    try:
        return resolve(agreement, said.plan, contract, holidays.table(regions(agreement, contract)))
    except BadTerms as wrong:
        desk.source.found(desk.root.locate(("arrivals", number)), wrong.message, wrong.hint, wrong.params)
    except UnknownRegion as region:
        desk.found(
            ("arrivals", number, "country"),
            gettext_noop("No public holidays are known of “%(value)s”."),
            value=str(region),
        )
    return None


def handling_of(desk: DeskFile, plan: str, priority: str, product: str) -> Handling | None:
    """The first way of working that is said for such tickets; None if there is none."""
    for said in desk.said.handling:
        conditions = ((said.plan, plan), (said.priority, priority), (said.product, product))
        if all(not wanted or value in wanted for wanted, value in conditions):
            work = Draw(form=said.form, mean=said.work, spread=said.spread)
            reply = Draw(form="lognormal", mean=said.reply)
            answer = None if said.answer is None else Draw(form="fixed", mean=said.answer)
            return Handling(work=work, answer=answer, again=said.again, reply=reply, passes=said.passes)
    return None


def _rates(per_hour: Mapping[tuple[Interval, ...], float], share: float) -> tuple[float, ...]:
    """How many come in each hour of the week: an hour that is covered in part counts in part."""
    found = np.zeros(WEEK // _HOUR)
    for week, rate in per_hour.items():
        for interval in week:
            for hour in range(interval.start // _HOUR, -(-interval.end // _HOUR)):
                inside = min(interval.end, (hour + 1) * _HOUR) - max(interval.start, hour * _HOUR)
                found[hour % len(found)] += rate * share * inside / _HOUR
    return tuple(found.tolist())
