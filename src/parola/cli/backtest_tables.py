"""A back-test as it is printed: tables of both sides, what turns, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from parola.cli.columns import grid, share
from parola.desk.transfer.cells import guarded
from parola.policy.findings import gettext_noop

if TYPE_CHECKING:
    from rich.table import Table

    from parola.lab.backtest.counting import BackTest, Turned
    from parola.lab.backtest.verdicts import Turning
    from parola.lab.log import BadRow
    from parola.policy.words import Words
    from parola.sla.attainment import Achievement, Row

LISTED = ("line", "case", "opened", "metric", "threshold", "before", "now", "why_before", "why_now")
CAPTION = gettext_noop(
    "Shares are of what was kept and missed together; what is not promised, or ended before it was due, is in none."
)


def show(found: BackTest, limit: int, words: Words) -> None:
    """The result for a person."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False)
    console.print(_heading(found, words), style="bold")
    if found.before.achievements or found.after.achievements:
        console.print(_objectives(found, words))
    console.print(_promises(found, words))
    if found.turnings:
        console.print(_turnings(found, words))
    for line in (*_explained(found, limit, words), *_left_out(found, limit, words)):
        console.print(line, soft_wrap=True)


def _heading(found: BackTest, words: Words) -> str:
    tickets = words.ngettext("%(count)s ticket", "%(count)s tickets", found.tickets)
    turn = words.ngettext("%(count)s turns", "%(count)s turn", found.turned)
    params = {
        "tickets": tickets % {"count": words.number(found.tickets)},
        "turn": turn % {"count": words.number(found.turned)},
    }
    return words.gettext("%(tickets)s, of which %(turn)s") % params


def _objectives(found: BackTest, words: Words) -> Table:
    from parola.lab.backtest.beside import objectives

    rows = objectives(found)
    columns = [
        (words.gettext("Objective"), [words.isolated(row.name) for row in rows]),
        (words.gettext("Promise"), [words.clock(row.metric, row.threshold) for row in rows]),
        (words.gettext("Priority"), [words.isolated(row.priority or "") for row in rows]),
        (words.gettext("Asked before"), [_asked(row.before, words) for row in rows]),
        (words.gettext("Kept before"), [_fared(row.before, words) for row in rows]),
        (words.gettext("Asked now"), [_asked(row.after, words) for row in rows]),
        (words.gettext("Kept now"), [_fared(row.after, words) for row in rows]),
    ]
    return grid(columns)


def _asked(achievement: Achievement | None, words: Words) -> str:
    return words.percent(achievement.objective.share) if achievement else ""


def _fared(achievement: Achievement | None, words: Words) -> str:
    from parola.lab.backtest.telling import reached

    if achievement is None or achievement.share is None:
        return ""
    params = {"share": share(achievement.share, words), "reached": reached(achievement, words)}
    return words.gettext("%(share)s, %(reached)s") % params


def _promises(found: BackTest, words: Words) -> Table:
    from parola.lab.backtest.beside import promises

    rows = promises(found)
    sides = [
        (words.gettext("Met before"), [words.number(row.before.met) for row in rows]),
        (words.gettext("Missed before"), [words.number(row.before.missed) for row in rows]),
        (words.gettext("Share before"), [share(row.before.share, words) for row in rows]),
        (words.gettext("Met now"), [words.number(row.after.met) for row in rows]),
        (words.gettext("Missed now"), [words.number(row.after.missed) for row in rows]),
        (words.gettext("Share now"), [share(row.after.share, words) for row in rows]),
    ]
    names = [words.clock(row.promised.metric, row.promised.threshold) for row in rows]
    priorities = [words.isolated(row.promised.priority) for row in rows]
    columns = [(words.gettext("Promise"), names), (words.gettext("Priority"), priorities), *sides]
    return grid(columns, words.gettext(CAPTION))


def _turnings(found: BackTest, words: Words) -> Table:
    from parola.lab.backtest.beside import turned
    from parola.lab.backtest.telling import verdict

    rows = turned(found)
    columns = [
        (words.gettext("What turns"), [words.clock(*turning.kind) for turning, _ in rows]),
        (words.gettext("Before"), [verdict(turning.before, words) for turning, _ in rows]),
        (words.gettext("Now"), [verdict(turning.after, words) for turning, _ in rows]),
        (words.gettext("Tickets"), [words.number(count) for _, count in rows]),
    ]
    return grid(columns)


def _explained(found: BackTest, limit: int, words: Words) -> Iterator[str]:
    """The first tickets that turn, each with what both sides make of it."""
    from parola.lab.backtest import telling

    for turned in islice(found.listing, limit):
        for turning in turned.turnings:
            params = {"ticket": words.isolated(turned.trial.name), "turning": telling.turning(turning, words)}
            yield words.gettext("%(ticket)s: %(turning)s") % params
            yield from _account(words.gettext("Before:"), telling.why(turned.before, turned.after, turning, words))
            yield from _account(words.gettext("Now:"), telling.why(turned.after, turned.before, turning, words))
    yield from _more(found.turned - limit, words)


def _account(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield f"  {title}"
    yield from (f"    {line}" for line in lines)


def _left_out(found: BackTest, limit: int, words: Words) -> Iterator[str]:
    if found.bad:
        message = words.ngettext("%(count)s row was left out:", "%(count)s rows were left out:", len(found.bad))
        yield message % {"count": words.number(len(found.bad))}
    for row in found.bad[:limit]:
        values = {key: words.isolated(value) if isinstance(value, str) else value for key, value in row.values.items()}
        reason = words.gettext(row.reason) % values
        where = row.line or values.get("ticket", "")
        told = words.gettext("line %(line)s: %(reason)s") if row.line else "%(line)s: %(reason)s"
        yield "  " + told % {"line": where, "reason": reason}
    yield from _more(len(found.bad) - limit, words)


def _more(count: int, words: Words) -> Iterator[str]:
    if count > 0:
        yield "  " + words.ngettext("and %(count)s more", "and %(count)s more", count) % {"count": words.number(count)}


def rows(turned: Turned, words: Words) -> Iterator[Sequence[str | int]]:
    """A ticket that turns, a row for each promise, as LISTED names the columns."""
    for turning in turned.turnings:
        told = _plain(turned, turning, words)
        texts = [guarded("\n".join(told[name])) for name in ("why_before", "why_now")]
        names = [guarded(turned.trial.name), told["opened"], *(told[name] for name in LISTED[3:7])]
        yield [turned.trial.line or "", *names, *texts]


def _plain(turned: Turned, turning: Turning, words: Words) -> dict[str, Any]:
    from parola.lab.backtest.telling import why

    return {
        "line": turned.trial.line or None,
        "case": turned.trial.name,
        "opened": turned.before.timeline.opened.isoformat(),
        "metric": turning.kind.metric.value,
        "threshold": turning.kind.threshold,
        "before": turning.before.value,
        "now": turning.after.value,
        "why_before": why(turned.before, turned.after, turning, words),
        "why_now": why(turned.after, turned.before, turning, words),
    }


def as_dict(found: BackTest, words: Words) -> dict[str, Any]:
    """The whole result as plain data: instants in UTC, shares from 0 to 1."""
    from parola.lab.backtest.beside import objectives, promises, turned

    return {
        "end": found.end.isoformat() if found.end else None,
        "tickets": found.tickets,
        "turned": found.turned,
        "objectives": [
            {
                "objective": row.name,
                "metric": row.metric.value,
                "threshold": row.threshold,
                "priority": row.priority,
                "before": _achieved(row.before),
                "now": _achieved(row.after),
            }
            for row in objectives(found)
        ],
        "promises": [
            {
                "metric": row.promised.metric.value,
                "threshold": row.promised.threshold,
                "priority": row.promised.priority,
                "goal": row.promised.goal,
                "before": _counts(row.before),
                "now": _counts(row.after),
            }
            for row in promises(found)
        ],
        "turnings": [
            {
                "metric": turning.kind.metric.value,
                "threshold": turning.kind.threshold,
                "before": turning.before.value,
                "now": turning.after.value,
                "tickets": count,
            }
            for turning, count in turned(found)
        ],
        "left_out": [_left_out_plain(row, words) for row in found.bad],
        "turning_tickets": [_plain(each, turning, words) for each in found.listing for turning in each.turnings],
    }


def _left_out_plain(row: BadRow, words: Words) -> dict[str, Any]:
    reason = words.gettext(row.reason) % row.values
    return {"line": row.line or None, "case": row.values.get("ticket"), "reason": reason}


def _achieved(achievement: Achievement | None) -> dict[str, Any] | None:
    if achievement is None:
        return None
    asked = {"asked": achievement.objective.share, "reached": achievement.reached}
    return asked | {"met": achievement.met, "missed": achievement.missed, "share": achievement.share}


def _counts(row: Row) -> dict[str, Any]:
    counted = {name: getattr(row, name) for name in ("met", "missed", "best_effort", "void")}
    return {**counted, "share": row.share}
