"""What a simulation found, for a person and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from babel.dates import get_day_names

from parola.cli.columns import grid, share
from parola.policy.timezones import zone_name

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from parola.lab.simulation.estimates import Estimate, Kept
    from parola.lab.simulation.roster import Roster
    from parola.lab.simulation.runs import Result, Scenario
    from parola.lab.simulation.search import Found
    from parola.policy.words import Words

_DAYS, _HOURS = 7, 24
_SHADES = ((0.5, "white on red"), (0.2, "black on dark_orange"), (0.05, "black on yellow"), (0.0, "dim"))


def show(scenario: Scenario, roster: Roster, result: Result, found: Found | None, words: Words) -> None:
    """The result for a person."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False)
    for line in _heading(scenario, result, words):
        console.print(line, soft_wrap=True)
    console.print(_objectives(result, words))
    console.print(_promises(result, words))
    console.print(words.gettext("Missed of 100 that are asked in each hour of the week (%(timezone)s):") % {
        "timezone": words.isolated(zone_name(scenario.timezone))
    }, soft_wrap=True)  # fmt: skip
    for row in _week(result, words):
        console.print(row, soft_wrap=True)
    console.print()
    if found is not None:
        console.print(_search(found, words), soft_wrap=True)
    console.print(_roster(roster, words))


def _heading(scenario: Scenario, result: Result, words: Words) -> Iterator[str]:
    message = words.gettext(
        "%(runs)s runs of %(weeks)s weeks each (seed %(seed)s): some %(tickets)s tickets a week; people are at work %(busy)s of their time."
    )
    yield message % {
        "runs": words.number(scenario.runs),
        "weeks": words.number(scenario.weeks),
        "seed": words.digits(scenario.seed),
        "tickets": words.number(round(result.tickets)),
        "busy": share(result.busy, words),
    }


def _objectives(result: Result, words: Words) -> Table:
    columns = [
        (words.gettext("Objective"), [_named(each, words) for each in result.kept]),
        (words.gettext("Undertaken"), [share(each.objective.share, words) for each in result.kept]),
        (words.gettext("Kept"), [share(each.share.mean, words) for each in result.kept]),
        (words.gettext("Interval (95%)"), [_interval(each.share, words) for each in result.kept]),
        (words.gettext("Runs that kept it"), [share(each.reached, words) for each in result.kept]),
    ]
    return grid(columns)


def _named(kept: Kept, words: Words) -> str:
    name = words.metric(kept.metric)
    return f"{name} · {words.isolated(kept.priority)}" if kept.priority else name


def _interval(estimate: Estimate, words: Words) -> str:
    return words.isolated(f"{share(estimate.low, words)} – {share(estimate.high, words)}")


def _promises(result: Result, words: Words) -> Table:
    kinds = list(result.rows)
    columns = [
        (words.gettext("Promise"), [words.clock(kind.metric, kind.threshold) for kind in kinds]),
        (words.gettext("Priority"), [words.isolated(kind.priority) for kind in kinds]),
        (words.gettext("Met"), [words.number(result.rows[kind][0]) for kind in kinds]),
        (words.gettext("Missed"), [words.number(result.rows[kind][1]) for kind in kinds]),
        (words.gettext("Share met"), [share(result.shares[kind].mean, words) for kind in kinds]),
    ]
    return grid(columns, words.gettext("Updates and escalations are not simulated."))


def _week(result: Result, words: Words) -> Iterator[Text]:
    """A row for each day, a cell for each hour: shaded on a terminal that has colours."""
    from rich.text import Text

    names = get_day_names("abbreviated", locale=words.locale)
    wide = max(len(name) for name in names.values())
    yield Text(" " * wide + "".join(f"{words.digits(hour):>4}" for hour in range(_HOURS)))
    for day in range(_DAYS):
        line = Text(names[day].ljust(wide))
        for hour in range(_HOURS):
            place = day * _HOURS + hour
            asked, missed = int(result.asked_in[place]), int(result.missed_in[place])
            line.append(_cell(asked, missed, words), style=_style(asked, missed))
        yield line


def _cell(asked: int, missed: int, words: Words) -> str:
    return f"{words.digits(round(100 * missed / asked)):>4}" if asked else "   ·"


def _style(asked: int, missed: int) -> str:
    part = missed / asked if asked else 0.0
    return next(style for least, style in _SHADES if part >= least)


def _search(found: Found, words: Words) -> str:
    if not found.keeps:
        message = words.gettext("Not even the largest roster allowed keeps the objectives surely; it is shown here.")
    elif found.cheapest:
        message = words.gettext("The cheapest roster that keeps the objectives, of %(count)s that were tried:")
    else:
        message = words.gettext(
            "A roster that keeps the objectives; after %(count)s were tried, a cheaper one may be left:"
        )
    return message % {"count": words.number(found.tried)}


def _roster(roster: Roster, words: Words) -> Table:
    columns = [
        (words.gettext("Shift"), [words.isolated(shift.name) for shift in roster.shifts]),
        (words.gettext("People"), [words.number(shift.count) for shift in roster.shifts]),
        (words.gettext("Cost a week"), [words.number(round(shift.cost * shift.count, 2)) for shift in roster.shifts]),
    ]
    return grid(columns, words.gettext("Cost in all: %(cost)s") % {"cost": words.number(round(roster.cost, 2))})


def as_dict(scenario: Scenario, roster: Roster, result: Result, found: Found | None) -> dict[str, Any]:
    """The result as plain data: shares from 0 to 1, the week from Monday 00:00 on, hour by hour."""
    return {
        "seed": scenario.seed,
        "runs": scenario.runs,
        "weeks": scenario.weeks,
        "timezone": scenario.timezone,
        "tickets_a_week": round(result.tickets, 6),
        "busy": round(result.busy, 6),
        "unfinished": round(result.open, 6),
        "objectives": [_kept(each) for each in result.kept],
        "promises": [
            {
                "metric": kind.metric.value,
                "priority": kind.priority,
                "threshold": kind.threshold,
                "goal": kind.goal,
                "met": met,
                "missed": missed,
                "share": _estimate(result.shares[kind]),
            }
            for kind, (met, missed) in result.rows.items()
        ],
        "week": {
            "asked": result.asked_in.tolist(),
            "missed": result.missed_in.tolist(),
            "people": [round(each, 6) for each in result.people.tolist()],
        },
        "roster": [{"shift": each.name, "people": each.count, "cost": each.cost} for each in roster.shifts],
        "cost": roster.cost,
        "search": None if found is None else _found(found),
    }


def _kept(kept: Kept) -> Mapping[str, Any]:
    return {
        "metric": kept.metric.value,
        "priority": kept.priority,
        "undertaken": kept.objective.share,
        "share": _estimate(kept.share),
        "runs_that_kept_it": round(kept.reached, 6),
        "kept": kept.holds,
    }


def _estimate(estimate: Estimate) -> Mapping[str, float]:
    return {"mean": round(estimate.mean, 6), "low": round(estimate.low, 6), "high": round(estimate.high, 6)}


def _found(found: Found) -> Mapping[str, Any]:
    return {"tried": found.tried, "keeps": found.keeps, "cheapest": found.cheapest}
