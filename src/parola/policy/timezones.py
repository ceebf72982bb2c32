"""Time zones as agreements and contracts name them: by the IANA database, or by a fixed distance from UTC (`+03:00`)."""

from __future__ import annotations

import zoneinfo
from functools import cache

from parola.sla.zones import FIXED

from .findings import Wrong, gettext_noop, nearest

NO_ZONE = gettext_noop("there is no time zone `%(value)s`")
_MEANT = gettext_noop("did you mean `%(meant)s`?")
_WRITE = gettext_noop("write an IANA name like Europe/Madrid, or a fixed distance from UTC like +03:00")


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones; the library looks for them in files each time it is asked."""
    return frozenset(zoneinfo.available_timezones())


def existing(name: str) -> str:
    """The name, if there is such a zone; Wrong if there is not."""
    if name in time_zones() or FIXED.fullmatch(name):
        return name
    meant = nearest(name, time_zones())
    raise Wrong(NO_ZONE, _MEANT if meant else _WRITE, value=name, meant=meant)


def zone_name(timezone: str) -> str:
    """A zone as people are told of it: its name, or `UTC+03:00` where its distance from UTC is fixed."""
    return f"UTC{timezone}" if FIXED.fullmatch(timezone) else timezone
