"""What a file says of a desk that is simulated: what comes in, how it is worked on, who works when (`docs/what-if.md`).

What a value must look like is as in agreement files.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema

from parola.policy.fields import AT_LEAST_ONE, Id, Part, Share, Words, listed
from parola.policy.findings import Wrong, gettext_noop
from parola.policy.notation import promise, share, week
from parola.policy.timezones import existing
from parola.sla.durations import Stretch
from parola.sla.hours import Interval

MOST_PEOPLE = 500
MOST_AN_HOUR = 10_000


def _length(value: object) -> float:
    """`25m`, `1h 30m`: seconds."""
    found = promise(value)
    if not isinstance(found, Stretch):
        hint = gettext_noop("write a length of time: 25m, 1h 30m")
        raise Wrong(gettext_noop("`%(value)s` is not a duration"), hint, value=value)
    return float(found.seconds)


def _hours(value: object) -> tuple[Interval, ...]:
    """Weekly hours of one zone."""
    found = week(value)
    own = tuple(each for each in found if isinstance(each, Interval))
    if len(own) < len(found):
        raise Wrong(gettext_noop("hours across zones cannot stand here"), gettext_noop("write mon-fri 09:00-17:00"))
    return own


def _chance(value: object) -> float:
    """A share of tickets, below all of them."""
    found = share(value)
    if found >= 1:
        raise Wrong(gettext_noop("a share of %(value)s would never end"), gettext_noop("less than 100%%"), value=value)
    return found


def _text(*examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": list(examples)})


Length = Annotated[float, PlainValidator(_length), _text("25m", "1h 30m")]
Chance = Annotated[float, PlainValidator(_chance), _text("40%")]
Hours = Annotated[tuple[Interval, ...], PlainValidator(_hours), _text("mon-fri 09:00-17:00")]
Zone = Annotated[Words, AfterValidator(existing)]
Rate = Annotated[float, Field(ge=0, le=MOST_AN_HOUR, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=0, le=MOST_PEOPLE)]
Several = BeforeValidator(listed)


class Arrivals(Part):
    """Tickets of a plan: how many come in which hours, and with which priorities."""

    plan: Id
    per_hour: Annotated[dict[Hours, Rate], AT_LEAST_ONE]
    """Weekly hours, and how many come in each hour of them; lines that overlap add up."""
    priorities: Annotated[dict[Id, Share], AT_LEAST_ONE]
    product: str = ""
    timezone: Zone | None = None
    """The contracts' zone; the file's unless said."""
    country: str | None = None
    subdivision: str | None = None
    calendar: Id | None = None


class Handling(Part):
    """How tickets are worked on: `work` for each turn; with the chance `again` the customer writes once more, after `reply`.

    The customer is answered at the end of the turn, or, where it is said, `answer` after its beginning.
    `passes`: so many are passed on to the next tier after the first answer.
    """

    work: Length
    form: Literal["exponential", "lognormal", "fixed"] = "lognormal"
    spread: Annotated[float, Field(ge=0.01, le=10, allow_inf_nan=False)] = 1.0
    """The standard deviation of the work, as a part of the mean."""
    answer: Length | None = None
    again: Chance = 0.0
    reply: Length = 8 * 3600.0
    passes: Chance = 0.0
    plan: Annotated[list[Id], Several] = []
    priority: Annotated[list[Id], Several] = []
    product: Annotated[list[str], Several] = []


class Shift(Part):
    """Hours of the week, and who is there: so many `people`, or those named."""

    people: Count | Annotated[list[Words], AT_LEAST_ONE]
    hours: Annotated[list[Hours], Several, AT_LEAST_ONE]
    timezone: Zone | None = None
    products: Annotated[list[str], Several] = []
    tiers: Annotated[list[Annotated[int, Field(strict=True, ge=1, le=2)]], Several] = []
    cost: Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)] | None = None
    """Of one person for a week, in whatever money; the hours of the week unless said."""
    at_least: Count = 0
    at_most: Count | None = None


class Roster(Part):
    """Who works when. Work that ends at most `stays` after a shift is done before one leaves."""

    shifts: Annotated[dict[Id, Shift], AT_LEAST_ONE]
    stays: Length = 1800.0


class DeskFile(Part):
    """A desk to be simulated; what is left out is in another file, or in a history."""

    timezone: Zone = "UTC"
    arrivals: list[Arrivals] = []
    handling: list[Handling] = []
    roster: Roster | None = None
