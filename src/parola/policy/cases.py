"""The cases that an agreement carries: each is folded under its own contract, and what follows is held against what it expects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from parola.sla.agreement import Terms
from parola.sla.calendar import NeverOpens
from parola.sla.clock import Clock
from parola.sla.events import Event, Opened
from parola.sla.priority import refusing
from parola.sla.prompts import prompts
from parola.sla.timeline import BadHistory, Timeline, fold

from . import happenings, holidays, schema
from .findings import Wrong, gettext_noop
from .notation import in_zone, told_local
from .reviewer import Reviewer
from .terms import ContractTerms, regions, resolve
from .tree import Path

NONE = "none"

_EXPECTED = gettext_noop("by this case `%(key)s` is %(expected)s, and by the agreement it is %(got)s")
_HINT = gettext_noop("mend the agreement, or the case")
_CANNOT = gettext_noop("this case cannot be worked through: %(detail)s")
_NOTHING = gettext_noop("nothing is expected here")
_SAY = gettext_noop(
    "a `metric` with `due`, `state` or `priority`; a `priority`; `refused`; `lowers`; `closes`; or `written` with `sent`"
)
_NOT_YET = gettext_noop("nothing has happened yet at %(value)s")


@dataclass(frozen=True, slots=True)
class Played:
    """A case with its terms and events."""

    terms: Terms
    events: tuple[Event, ...]
    timezone: str

    def instant(self, local: dt.datetime) -> dt.datetime:
        """The instant of a local time of the case."""
        return in_zone(local, self.timezone)

    def told(self, at: dt.datetime | None) -> str:
        """An instant as the case writes it."""
        return told_local(at, self.timezone) if at else NONE

    def until(self, at: dt.datetime) -> Timeline:
        """The ticket as it is known at an instant. Wrong before the opening."""
        known = [event for event in self.events if event.known_at <= at]
        if not known:
            raise Wrong(_NOT_YET, value=self.told(at))
        return fold(known, self.terms).at(at)


def check_cases(r: Reviewer) -> None:
    """Every case, and every line of what it expects."""
    for name, case in r.file.cases.items():
        try:
            played = _played(r, case)
        except (Wrong, holidays.UnknownRegion) as wrong:
            _tell_wrong(r, ("cases", name, "given"), wrong)
            continue
        for index, expected in enumerate(case.then):
            _check(r, played, expected, ("cases", name, "then", index))


def _check(r: Reviewer, played: Played, expected: schema.Expected, path: Path) -> None:
    asked = expected.model_fields_set - {"metric", "cycle", "threshold", "at", "written"}
    if not asked or ("sent" in asked) != ("written" in expected.model_fields_set):
        r.tell_at("case-fails", path, _NOTHING, _SAY)
        return
    try:
        answers = _answers(played, expected)
    except (Wrong, BadHistory, NeverOpens) as wrong:
        _tell_wrong(r, path, wrong)
        return
    for key, wanted, got in answers:
        if key in asked and wanted != got:
            r.tell_at("case-fails", (*path, key), _EXPECTED, _HINT, {"key": key, "expected": wanted, "got": got})


def _tell_wrong(r: Reviewer, path: Path, wrong: Exception) -> None:
    if isinstance(wrong, Wrong):
        r.tell_at("case-fails", path, wrong.message, wrong.hint, wrong.params)
    else:
        r.tell_at("case-fails", path, _CANNOT, params={"detail": str(wrong)})


def _played(r: Reviewer, case: schema.Case) -> Played:
    given = case.given
    contract = ContractTerms(
        given.timezone, given.country, given.subdivision, given.calendar, addons=tuple(given.addons)
    )
    table = _holidays(regions(r.agreement, contract))

    def under(plan: str | None, calendar: str | None) -> Terms:
        chosen = replace(contract, calendar=calendar or contract.calendar)
        return resolve(r.agreement, plan or given.plan, chosen, table)

    terms = under(None, None)
    events = happenings.events(case.when, given.timezone, under)
    return Played(terms, events, given.timezone)


_holidays = lru_cache(maxsize=64)(holidays.table)
"""A table for each set of regions, so that calendars compiled for a case serve the next."""


def _answers(played: Played, expected: schema.Expected) -> list[tuple[str, str, str]]:
    """What the line may ask for: the key, what it expects, and what is so, as the file writes both."""
    if expected.written and expected.sent:
        written, sent = (played.instant(each) for each in (expected.written, expected.sent))
        return [("sent", played.told(sent), played.told(_sent(played, written)))]
    at = played.instant(expected.at) if expected.at else max(event.known_at for event in played.events)
    timeline = played.until(at)
    if expected.metric is None:
        refused = ("refused", str(expected.refused), _refused(played, timeline))
        return [
            refused,
            ("priority", str(expected.priority), timeline.priority),
            *_of_rules(played, expected, timeline),
        ]
    return list(_of_clock(played, expected, timeline, at))


def _of_clock(
    played: Played, expected: schema.Expected, timeline: Timeline, at: dt.datetime
) -> Iterator[tuple[str, str, str]]:
    clock = _clock(expected, timeline)
    due = played.instant(expected.due) if expected.due else None
    yield "state", str(expected.state), str(clock.state(at)) if clock else NONE
    yield "due", played.told(due), played.told(clock.due if clock else None)
    yield "priority", str(expected.priority), clock.priority if clock else NONE


def _of_rules(played: Played, expected: schema.Expected, timeline: Timeline) -> Iterator[tuple[str, str, str]]:
    """What the rules ask for over time, as the ticket stands."""
    asked = prompts(timeline, played.terms)
    found = {
        "lowers": next((prompt.at for prompt in asked if prompt.lower_to), None),
        "closes": next((prompt.at for prompt in asked if prompt.step == "close"), None),
    }
    for key, wanted in (("lowers", expected.lowers), ("closes", expected.closes)):
        yield key, played.told(played.instant(wanted) if wanted else None), played.told(found[key])


def _clock(expected: schema.Expected, timeline: Timeline) -> Clock | None:
    wanted = (expected.metric, expected.threshold or ""), expected.cycle
    return next((clock for clock in timeline.clocks if (clock.kind, clock.cycle) == wanted), None)


def _sent(played: Played, written: dt.datetime) -> dt.datetime:
    """When a reply leaves: held while nobody may contact the customer at the ticket's priority."""
    contact = played.terms.agreement.priority(played.until(written).priority).contact
    return played.terms.calendars[contact].next_opening(written) if contact else written


def _refused(played: Played, timeline: Timeline) -> str:
    """The guard that forbids the priority that the ticket opened with."""
    opened = next(event for event in played.events if isinstance(event, Opened))
    guard = refusing(played.terms.agreement, opened.priority, timeline.facts)
    return guard.clause.removeprefix("guards.") if guard else NONE
