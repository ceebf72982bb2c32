"""From the models to the core's values: the rules that change a priority, and what becomes of a ticket by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict

from parola.sla.durations import MonthsLater, Promise, Stretch
from parola.sla.rules import Closing, Lowering, Pace, Reachability, Reclassification

from . import schema
from .texts import Texts

A_DAY = timedelta(days=1)


class Courses(TypedDict):
    """The fields of the agreement that say so."""

    reachability: tuple[Reachability, ...]
    reclassification: tuple[Reclassification, ...]
    lowering: tuple[Lowering, ...]
    closing: Closing | None
    resolved_closes_after: Promise | None
    resolved_calendar: str
    resolved_notice: timedelta | None
    reopen_within: Promise | None
    reopen_calendar: str
    reopens: bool


def courses(file: schema.AgreementFile, texts: Texts) -> Courses:
    """These rules. The file must have passed the checks."""
    resolved, reopen = file.resolved_closes_after, file.reopen_within
    return Courses(
        reachability=_reachability(file, texts),
        reclassification=_reclassification(file, texts),
        lowering=tuple(_lowering(name, each, texts) for name, each in file.lowering.items()),
        closing=_closing(file.closing, texts) if file.closing else None,
        resolved_closes_after=resolved.within if resolved else None,
        resolved_calendar=resolved.on if resolved else "always",
        resolved_notice=_notice(resolved) if resolved else None,
        reopen_within=reopen.within if reopen else None,
        reopen_calendar=reopen.on if reopen else "always",
        reopens=not reopen or reopen.within is not None,
    )


def _notice(rule: schema.ResolvedClosing) -> timedelta | None:
    """How long before the closing the customer is told: as the file says, else a day where there are two or more."""
    if "notice" not in rule.model_fields_set:
        return A_DAY if _takes_days(rule.within) else None
    return timedelta(seconds=rule.notice.seconds) if isinstance(rule.notice, Stretch) else None


def _takes_days(promise: Promise) -> bool:
    if isinstance(promise, Stretch):
        return timedelta(seconds=promise.seconds) >= 2 * A_DAY
    return isinstance(promise, MonthsLater) or promise.days >= 2  # noqa: PLR2004  # two days, which the reader counts


def _lowering(name: str, each: schema.Lowering, texts: Texts) -> Lowering:
    return Lowering(
        priority=each.priority,
        on=each.on,
        lower_to=each.lower_to,
        automatic=each.automatic,
        text=texts.at("lowering", name, "text"),
        clause=f"lowering.{name}",
    )


def _closing(each: schema.Closing, texts: Texts) -> Closing:
    return Closing(
        waits_for=each.waits_for,
        remind=tuple(each.remind),
        close=each.close,
        calendar=each.on,
        text=texts.at("closing", "text"),
        by_priority={name: _pace(pace, each) for name, pace in each.by_priority.items()},
    )


def _pace(pace: schema.Pace, usual: schema.Closing) -> Pace:
    return Pace(remind=tuple(usual.remind if pace.remind is None else pace.remind), close=pace.close)


def _reachability(file: schema.AgreementFile, texts: Texts) -> tuple[Reachability, ...]:
    return tuple(
        Reachability(
            priority=each.priority,
            within=each.within,
            calendar=each.on,
            lower_to=each.lower_to,
            text=texts.at("reachability", name, "text"),
            automatic=each.automatic,
            clause=f"reachability.{name}",
        )
        for name, each in file.reachability.items()
    )


def _reclassification(file: schema.AgreementFile, texts: Texts) -> tuple[Reclassification, ...]:
    return tuple(
        Reclassification(
            id=name,
            may_lower="lower" in each.may,
            may_raise="raise" in each.may,
            text=texts.at("reclassification", name, "text"),
            clause=f"reclassification.{name}",
        )
        for name, each in file.reclassification.items()
    )
