"""The system clock: the one module that may read it.

Everything else takes time as a parameter; the edges (a request, a mail taken in, a turn of the worker, a command)
call `now()` once and pass it on. A lint rule bans every other way of reading the clock.
"""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, an aware UTC datetime."""
    return datetime.now(UTC)
