"""What is promised, in words: `3 business hours`, `by the close of the next business day`, `2 calendar days`, `1 month`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from .words import Words

MOMENTS = (BusinessDayClose, BusinessDayAt, CalendarDayClose, CalendarDayAt)
"""Promises of a moment, which begin with `by`; the others are lengths."""

_WEEK = 7


def told(words: Words, promise: Promise | None, calendar: str) -> str:
    """A promise on the calendar of that id: `3 business hours` on one that closes, `3 hours` on `always`."""
    if promise is None:
        return words.gettext("best effort")
    if not isinstance(promise, Stretch):
        return _TELLERS[type(promise)](words, promise)
    if promise.day:
        return _long_days(words, promise)
    return _stretch(words, promise.seconds) if calendar == "always" else _business_stretch(words, promise.seconds)


def _stretch(words: Words, seconds: int) -> str:
    return words.duration(dt.timedelta(seconds=seconds), days=seconds % 86_400 == 0)


def _business_stretch(words: Words, seconds: int) -> str:
    hours, rest = divmod(seconds, 3_600)
    if rest == 0:
        told = words.ngettext("%(count)s business hour", "%(count)s business hours", hours)
        return told % {"count": words.number(hours)}
    minutes, rest = divmod(rest, 60)
    if hours == rest == 0:
        told = words.ngettext("%(count)s business minute", "%(count)s business minutes", minutes)
        return told % {"count": words.number(minutes)}
    duration = words.duration(dt.timedelta(seconds=seconds))
    return words.gettext("%(duration)s of business time") % {"duration": duration}


def _long_days(words: Words, promise: Stretch) -> str:
    count = promise.seconds // promise.day
    told = words.ngettext("%(count)s business day of %(length)s", "%(count)s business days of %(length)s", count)
    return told % {"count": words.number(count), "length": words.duration(dt.timedelta(seconds=promise.day))}


def _business_days(words: Words, promise: BusinessDaysLater) -> str:
    days = words.ngettext("%(count)s business day", "%(count)s business days", promise.days)
    return days % {"count": words.number(promise.days)}


def _calendar_days(words: Words, promise: CalendarDaysLater) -> str:
    weeks, rest = divmod(promise.days, _WEEK)
    if rest == 0:
        return words.unit(weeks, "week")
    days = words.ngettext("%(count)s calendar day", "%(count)s calendar days", promise.days)
    return days % {"count": words.number(promise.days)}


def _months(words: Words, promise: MonthsLater) -> str:
    return words.unit(promise.months, "month")


def _close(words: Words, promise: BusinessDayClose) -> str:
    if promise.days == 0:
        return words.gettext("by the close of the same business day")
    if promise.days == 1:
        return words.gettext("by the close of the next business day")
    return words.gettext("by the close of business day %(count)s") % {"count": words.number(promise.days)}


def _at(words: Words, promise: BusinessDayAt) -> str:
    parts = {"count": words.number(promise.days), "time": words.time(promise.at)}
    if promise.days == 0:
        return words.gettext("by %(time)s on the same business day") % parts
    if promise.days == 1:
        return words.gettext("by %(time)s on the next business day") % parts
    return words.gettext("by %(time)s on business day %(count)s") % parts


def _date_close(words: Words, promise: CalendarDayClose) -> str:
    if promise.days == 0:
        return words.gettext("by the end of the same day")
    if promise.days == 1:
        return words.gettext("by the end of the next calendar day")
    return words.gettext("by the end of calendar day %(count)s") % {"count": words.number(promise.days)}


def _date_at(words: Words, promise: CalendarDayAt) -> str:
    parts = {"count": words.number(promise.days), "time": words.time(promise.at)}
    if promise.days == 0:
        return words.gettext("by %(time)s on the same day") % parts
    if promise.days == 1:
        return words.gettext("by %(time)s on the next calendar day") % parts
    return words.gettext("by %(time)s on calendar day %(count)s") % parts


_TELLERS: dict[type, Callable[[Words, Any], str]] = {
    BusinessDaysLater: _business_days,
    BusinessDayClose: _close,
    BusinessDayAt: _at,
    CalendarDaysLater: _calendar_days,
    CalendarDayClose: _date_close,
    CalendarDayAt: _date_at,
    MonthsLater: _months,
}
