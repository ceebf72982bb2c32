"""The values of an agreement file, each by itself: what it must look like, and how editors are told of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, StringConstraints, WithJsonSchema

from parola.sla.agreement import FACTS
from parola.sla.durations import Promise
from parola.sla.hours import Interval, Window

from . import notation

Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
Words = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=4000)]
Value = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=4000)]
"""The value of a fact; an empty one is none."""
Flag = Annotated[bool, Field(strict=True)]
AT_LEAST_ONE = Field(min_length=1)
Fact = Annotated[Id, WithJsonSchema({"type": "string", "examples": list(FACTS)})]


Day = Annotated[
    dt.date,
    PlainValidator(notation.day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-01-01"]}),
]


def listed(value: object) -> object:
    """One value is a list of one."""
    return value if isinstance(value, list) else [value]


def excluding(value: object) -> object:
    """`{not: beta}` and plain values, as one shape."""
    return value if isinstance(value, dict) else {"in": value}


def _text(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": list(examples)})


_STRETCH = r"[0-9]+[smhdw]( ?[0-9]+[smhdw])*"
_DURATION = (
    rf"{_STRETCH}|[0-9]+ business days?( of {_STRETCH})?|[0-9]+ (calendar days?|weeks?|months?)"
    r"|end of (business|calendar) day [0-9]+|(business|calendar) day [0-9]+ at [0-9]{2}:[0-9]{2}"
)
Cell = Annotated[
    notation.Cell,
    PlainValidator(notation.cell),
    _text(
        rf"^({_DURATION}|best effort|none)$",
        "30m",
        "2h",
        "1d",
        "2 business days",
        "2 business days of 8h",
        "end of business day 1",
        "2 calendar days",
        "1 month",
        "best effort",
        "none",
    ),
]
Duration = Annotated[Promise, PlainValidator(notation.promise), _text(rf"^({_DURATION})$", "30m", "2h", "1d")]
DurationOrNever = Annotated[
    Promise | None, PlainValidator(notation.promise_or_never), _text(rf"^({_DURATION}|never)$", "14d", "never")
]
WeekLine = Annotated[
    tuple[Interval | Window, ...],
    PlainValidator(notation.week),
    WithJsonSchema(
        {
            "type": "string",
            "examples": [
                "mon-fri 09:00-17:00",
                "daily 08:00-20:00",
                "mon 00:01 - fri 23:59",
                "mon 08:00 Australia/Sydney - fri 17:00 America/Los_Angeles",
            ],
        }
    ),
]
DayHours = Annotated[
    tuple[Interval, ...],
    PlainValidator(notation.day_hours),
    WithJsonSchema({"type": "string", "examples": ["09:00-13:00", "09:00-13:00, 14:00-18:00", "closed"]}),
]
Dates = Annotated[
    notation.Dates,
    PlainValidator(notation.dates),
    WithJsonSchema({"type": "string", "examples": ["2026-12-24", "2026-12-24 - 2027-01-06", "12-24", "12-24 - 01-06"]}),
]
Share = Annotated[
    float,
    PlainValidator(notation.share),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": r"^[0-9.]+%$"}, {"type": "number"}], "examples": ["95%"]}),
]

Percent = Annotated[
    float,
    PlainValidator(notation.percent),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": r"^[0-9.]+%$"}, {"type": "number"}], "examples": ["5%"]}),
]

LocalTime = Annotated[
    dt.datetime,
    PlainValidator(notation.local_time),
    WithJsonSchema({"type": "string", "examples": ["2026-04-03 18:30", "2026-10-25 02:30+01:00"]}),
]


def time_or_none(value: object) -> dt.datetime | None:
    """An instant, or that there is none."""
    return None if value == "none" else notation.local_time(value)


class Part(BaseModel):
    """What every part of the file has in common: no keys but those named."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, populate_by_name=True)


class Values(Part):
    """Values of a fact that are meant, or are not."""

    wanted: Annotated[list[Words], BeforeValidator(listed, json_schema_input_type=list[Words] | Words)] = Field(
        [], alias="in"
    )
    """The values that are meant."""
    unwanted: Annotated[list[Words], BeforeValidator(listed, json_schema_input_type=list[Words] | Words)] = Field(
        [], alias="not"
    )
    """The values that are not meant."""


Condition = dict[
    Fact,
    Annotated[Values, BeforeValidator(excluding, json_schema_input_type=Values | list[Words] | Words)],
]
