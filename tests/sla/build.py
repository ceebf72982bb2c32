"""Small agreements by hand, for the tests of the core: `terms("P1 1h office, P2 best effort office")`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from parola.sla.agreement import Agreement, Condition, Exclusion, Metric, Plan, Priority, Target, Terms, Tier
from parola.sla.calendar import Calendar, always, compile_calendar
from parola.sla.durations import (
    BusinessDayAt,
    BusinessDayClose,
    BusinessDaysLater,
    CalendarDayAt,
    CalendarDayClose,
    CalendarDaysLater,
    MonthsLater,
    Promise,
    Stretch,
)
from parola.sla.hours import DAY, Holiday, Interval, OpeningHours

MADRID = "Europe/Madrid"
PRIORITIES = ("P1", "P2", "P3", "P4")
ANYTHING = Condition()
NOTHING_PAUSES: Mapping[Metric, frozenset[str]] = {}
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LATER: Mapping[str, Callable[[int], Promise]] = {
    "business days": BusinessDaysLater,
    "calendar days": CalendarDaysLater,
    "months": MonthsLater,
}
CLOSES: Mapping[str, Callable[[int], Promise]] = {"business": BusinessDayClose, "calendar": CalendarDayClose}
MOMENTS: Mapping[str, Callable[[int, dt.time], Promise]] = {"business": BusinessDayAt, "calendar": CalendarDayAt}
OFFICE = compile_calendar(
    OpeningHours(
        timezone=MADRID,
        week=tuple(Interval(day * DAY + 9 * 3600, day * DAY + 17 * 3600) for day in range(5)),
        holidays=(Holiday(dt.date(2026, 6, 4), {"en": "Corpus Christi", "es": "Corpus Christi"}),),
    )
)
CALENDARS: Mapping[str, Calendar] = {"office": OFFICE, "always": always(MADRID), "contract": OFFICE}


def promise(words: str) -> Promise | None:
    """`30m`, `2h`, `best effort`, and the targets by the day in the notation of the agreement files."""
    if words == "best effort":
        return None
    if stretch := re.fullmatch(r"(\d+)([smhd])", words):
        return Stretch(int(stretch[1]) * UNITS[stretch[2]])
    if long := re.fullmatch(r"(\d+) business days of (\d+)h", words):
        return Stretch(int(long[1]) * int(long[2]) * 3600, day=int(long[2]) * 3600)
    if close := re.fullmatch(r"end of (\w+) day (\d+)", words):
        return CLOSES[close[1]](int(close[2]))
    if at := re.fullmatch(r"(\w+) day (\d+) at (\S+)", words):
        return MOMENTS[at[1]](int(at[2]), dt.time.fromisoformat(at[3]))
    later = re.fullmatch(r"(\d+) (business days|calendar days|months)", words)
    assert later, words
    return LATER[later[2]](int(later[1]))


def targets(words: str, when: Condition = ANYTHING, metric: Metric = Metric.FIRST_RESPONSE) -> tuple[Target, ...]:
    """The row of a plan's table: `P1 1h office, P2 best effort always`."""
    cells = [cell.strip().split(" ") for cell in words.split(",")]
    return tuple(
        Target(
            metric=metric,
            priority=cell[0],
            promise=promise(" ".join(cell[1:-1])),
            calendar=cell[-1],
            when=when,
            clause=f"plans.plan.targets.{metric}.{cell[0]}",
        )
        for cell in cells
    )


def terms(
    cells: str | Sequence[Target],
    *,
    from_opening: bool = False,
    through: bool = False,
    exclusions: Sequence[Exclusion] = (),
    calendars: Mapping[str, Calendar] = CALENDARS,
    contact: Mapping[str, str] | None = None,
    warnings: tuple[float, ...] = (0.5, 0.8),
    pauses: Mapping[Metric, frozenset[str]] = NOTHING_PAUSES,
    tiers: tuple[int, ...] = (1,),
    vendor_tiers: Sequence[int] = (),
) -> Terms:
    """Terms of an agreement with these targets and little else."""
    plan = Plan(
        id="plan",
        name={"en": "Plan"},
        description={},
        channels=(),
        hours={},
        targets=targets(cells) if isinstance(cells, str) else tuple(cells),
        tiers=tiers,
    )
    agreement = Agreement(
        id="agreement",
        title={"en": "Agreement"},
        vendor="Vendor",
        languages=("en",),
        priorities=tuple(_priority(id, (contact or {}).get(id)) for id in PRIORITIES),
        default_priority="P3",
        calendars={},
        contract_calendars=("office",),
        plans={"plan": plan},
        exclusions=tuple(exclusions),
        counts_from_opening=from_opening,
        counts_through=through,
        warnings=warnings,
        pauses=pauses,
        tiers=tuple(Tier(level=level, name={}, text={}) for level in vendor_tiers),
    )
    return Terms(agreement=agreement, plan=plan, calendars=calendars, timezone=MADRID)


def _priority(id: str, contact: str | None) -> Priority:
    return Priority(id=id, name={"en": id}, definition={}, example={}, responsibility={}, contact=contact)


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIRST_MONDAY = dt.date(2026, 6, 1)


def instant(words: str, timezone: str = MADRID) -> dt.datetime:
    """`Mon 16:30` of the week of 1 June 2026, `Mon+1 09:00` of the next one, or `2026-03-28 16:30`: local time, as UTC."""
    day, time = words.split(" ")
    if re.match(r"\d", day):
        date = dt.date.fromisoformat(day)
    else:
        name, _, weeks = day.partition("+")
        date = FIRST_MONDAY + dt.timedelta(days=WEEKDAYS.index(name) + 7 * int(weeks or 0))
    local = dt.datetime.combine(date, dt.time.fromisoformat(time), ZoneInfo(timezone))
    return local.astimezone(dt.UTC)


def words(instant: dt.datetime, timezone: str = MADRID) -> str:
    """The instant in the words that `instant` reads; seconds only where there are some."""
    local = instant.astimezone(ZoneInfo(timezone))
    days = (local.date() - FIRST_MONDAY).days
    time = local.strftime("%H:%M:%S") if local.second else local.strftime("%H:%M")
    if not 0 <= days < 28:
        return f"{local.date()} {time}"
    return f"{WEEKDAYS[days % 7]}{f'+{days // 7}' if days >= 7 else ''} {time}"


def length(seconds: dt.timedelta) -> str:
    """`26:30` for a day, two hours and a half; seconds only where there are some."""
    minutes, rest = divmod(int(seconds.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")
