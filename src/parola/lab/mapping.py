"""A mapping: what the columns of an incident log mean, as a YAML file (`docs/replay.md`).

A mapping names columns of the log and nothing else of it; what it assumes beyond the log is told in its `note`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, NaiveDatetime, StringConstraints, model_validator

from parola.policy.findings import Wrong, gettext_noop
from parola.policy.timezones import existing
from parola.sla.agreement import Metric

Column = Annotated[str, StringConstraints(min_length=1)]
Happening = Annotated[
    str, StringConstraints(pattern=r"^(answered|asked|resumed|resolved|reopened|closed|waiting for [a-z_]+)$")
]
"""A word for what happened: `answered` (a person on the support side wrote), `asked` (the customer did), `waiting for customer`..."""


def _zone(name: str) -> str:
    try:
        return existing(name)
    except Wrong:
        raise Wrong(gettext_noop("No such time zone: it is written as in Europe/Madrid or +03:00.")) from None


def _encoding(name: str) -> str:
    try:
        "x".encode(name)
    except LookupError:
        raise Wrong(gettext_noop("No such encoding: common ones are utf-8 and cp1252.")) from None
    return name


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LogFormat(_Spec):
    """How the file is written. `timezone` is that of instants which name none; `dates` are `iso` or strptime formats, tried in order."""

    timezone: Annotated[str, AfterValidator(_zone)]
    dates: tuple[str, ...] = ("iso",)
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"
    missing: tuple[str, ...] = ()
    """What stands in a field that has no value, beside nothing at all."""


class Version(_Spec):
    """An agreement (a file beside the mapping, or a shipped one's id), and since when it rules new cases (in the log's time zone)."""

    agreement: str
    since: NaiveDatetime | None = None


class ContractSpec(_Spec):
    """The contract's side of the terms; the time zone is the log's unless another is named."""

    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    country: str | None = None
    subdivision: str | None = None
    calendar: str | None = None


class PrioritySpec(_Spec):
    """Where the priority stands, and the agreement's name for each value; or the one priority that every case has."""

    column: Column | None = None
    values: Mapping[str, str] = Field(default_factory=dict)
    """Empty: the column holds the agreement's own names."""
    always: str = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.column is None) == (not self.always):
            raise Wrong(gettext_noop("Name either the column of the priority, or the one that always holds."))
        return self


class Changes(_Spec):
    """For a log whose rows are what a case was at an instant: when, in which state, and what entering that state means."""

    at: Column
    state: Column
    states: Mapping[str, tuple[Happening, ...]]


class Verdict(_Spec):
    """The column that says whether a case was kept in time, and its values for either."""

    column: Column
    met: tuple[str, ...]
    missed: tuple[str, ...]


class Other(_Spec):
    """What another engine computed. Due times agree within the tolerance."""

    due: Column | None = None
    tolerance_seconds: Annotated[int, Field(ge=0)] = 0
    verdict: Verdict | None = None


class LogMapping(_Spec):
    """A whole mapping. `metric` is what is measured; `until` (log's time zone) is when the log was taken, if not at its last instant."""

    mapping: str
    title: Mapping[str, str]
    note: Mapping[str, str] = Field(default_factory=dict)
    log: LogFormat
    agreements: Annotated[tuple[Version, ...], Field(min_length=1)]
    plan: str | None = None
    contract: ContractSpec = ContractSpec()
    metric: Metric = Metric.FIRST_RESPONSE
    case: Column
    opened: Column
    priority: PrioritySpec
    facts: Mapping[str, Column] = Field(default_factory=dict)
    """The agreement's facts (type, product, environment, region, channel) that have a column."""
    events: Mapping[Happening, Column] = Field(default_factory=dict)
    """The columns that hold the instant of something that happened."""
    changes: Changes | None = None
    until: NaiveDatetime | None = None
    other: Other | None = None

    @model_validator(mode="after")
    def _versions_in_order(self) -> Self:
        first, *later = (version.since for version in self.agreements)
        since = [instant for instant in later if instant is not None]
        if first is not None or len(since) < len(later) or since != sorted(set(since)):
            raise Wrong(
                gettext_noop(
                    "The first agreement rules from the beginning, and each later one says since when, in order of time."
                )
            )
        return self

    def columns(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Every column that the mapping names, with the place in the file that names it."""
        yield ("case",), self.case
        yield ("opened",), self.opened
        if self.priority.column:
            yield ("priority", "column"), self.priority.column
        yield from ((("facts", fact), column) for fact, column in self.facts.items())
        yield from ((("events", happening), column) for happening, column in self.events.items())
        if self.changes:
            yield ("changes", "at"), self.changes.at
            yield ("changes", "state"), self.changes.state
        if self.other and self.other.due:
            yield ("other", "due"), self.other.due
        if self.other and self.other.verdict:
            yield ("other", "verdict", "column"), self.other.verdict.column


def version_at(versions: tuple[Version, ...], local: datetime) -> int:
    """The place of the version that rules a case opened at a local time."""
    return max(place for place, version in enumerate(versions) if version.since is None or version.since <= local)
