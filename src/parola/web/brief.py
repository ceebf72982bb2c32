"""Times as they are glanced at: short durations and instants. Their full form is in `parola.policy.words`."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from parola.policy.numerals import digits
from parola.policy.words import speak

MINUTE, HOUR = 60, 3600
WEEK = 7
"""In days."""
WHOLE_HOURS_FROM = 100
"""From so many hours on the minutes tell nobody anything."""


def comma() -> str:
    """What stands between two items in a row: Arabic has a comma of its own."""
    return pgettext("between two items", ", ")


def row(items: Iterable[str]) -> str:
    """Items in a row."""
    return comma().join(items)


def duration(length: timedelta) -> str:
    """`1 h 24 min`, `24 min`, `40 s`. Hours are not made into days: a day of working time has no fixed length."""
    seconds = max(0, int(length.total_seconds()))
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    if hours and minutes and hours < WHOLE_HOURS_FROM:
        return _("%(hours)s h %(minutes)s min") % {"hours": number(hours), "minutes": number(minutes)}
    if hours:
        return _("%(hours)s h") % {"hours": number(hours)}
    if minutes:
        return _("%(minutes)s min") % {"minutes": number(minutes)}
    return _("%(seconds)s s") % {"seconds": number(seconds)}


def instant(at: datetime, now: datetime) -> str:
    """In the reader's zone: the time alone today, with the day this year, with the year else."""
    local, today = timezone.localtime(at), timezone.localtime(now)
    clock = _skeleton("Hm", local)
    if local.date() == today.date():
        return clock
    day = _skeleton("MMMd" if local.year == today.year else "yMMMd", local)
    return _("%(day)s, %(time)s") % {"day": day, "time": clock}


def near(at: datetime, now: datetime) -> str:
    """Something that comes: the time today, the weekday and time within a week, the day after that."""
    local, days = timezone.localtime(at), (timezone.localdate(at) - timezone.localdate(now)).days
    if days >= WEEK:
        return _skeleton("MMMd", local)
    return _skeleton("EHm" if days else "Hm", local)


def clock_time(at: datetime, zone: tzinfo) -> str:
    """What the clock on the wall shows there, with the day of the week."""
    return _skeleton("EHm", at.astimezone(zone))


def size(amount: int) -> str:
    """So many bytes: `1.2 MB`."""
    return number(filesizeformat(amount))


def number(count: object) -> str:
    """A count in the reader's digits, as it stands."""
    return digits(count, get_language() or "en")


def _skeleton(name: str, at: datetime) -> str:
    return speak(get_language() or "en").by_skeleton(name, at)
