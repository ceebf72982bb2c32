"""A mapping: what the columns of an incident log mean, as a YAML file (`docs/replay.md`).

A mapping names columns of the log and nothing else of it; what it assumes beyond the log is told in its `note`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    NaiveDatetime,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from parola.policy.findings import Wrong, gettext_noop
from parola.policy.timezones import existing
from parola.sla.agreement import Metric

Column = Annotated[str, StringConstraints(min_length=1)]
Happening = Annotated[
    str, StringConstraints(pattern=r"^(answered|asked|resumed|resolved|reopened|closed|waiting for [a-z_]+)$")
]
"""A word for what happened: `answered` (a person on the support side wrote), `asked` (the customer did), `waiting for customer`..."""
HolderKind = Literal["team", "person", "department"]
"""Whom a case can be with, beside its tier."""
LinkKind = Literal["problem", "change"]
"""What several cases can belong to: a problem, a request for change."""
MarkKind = Literal["knowledge"]
"""What a case can be marked with: that an article of the knowledge base was used or written."""


def zone(name: str) -> str:
    """The zone of that name. Raises Wrong."""
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


class Spec(BaseModel):
    """A part of a mapping: nothing in it that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LogFormat(Spec):
    """How the file is written. `timezone` is that of instants which name none; `dates` are `iso` or strptime formats, tried in order."""

    timezone: Annotated[str, AfterValidator(zone)]
    dates: tuple[str, ...] = ("iso",)
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"
    missing: tuple[str, ...] = ()
    """What stands in a field that has no value, beside nothing at all."""


class Version(Spec):
    """An agreement (a file beside the mapping, or a shipped one's id), and since when it rules new cases (in the log's time zone)."""

    agreement: str
    since: NaiveDatetime | None = None


class ContractSpec(Spec):
    """The contract's side of the terms; the time zone is the log's unless another is named."""

    timezone: Annotated[str, AfterValidator(zone)] | None = None
    country: str | None = None
    subdivision: str | None = None
    calendar: str | None = None


class PrioritySpec(Spec):
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


class TierSpec(Spec):
    """The column that says which tier has the case, and the tier that each of its values is; the lowest is the front line."""

    column: Column
    values: Annotated[Mapping[str, Annotated[int, Field(ge=1, le=9)]], Field(min_length=1)]

    @property
    def front(self) -> int:
        """The front line."""
        return min(self.values.values())


class Changes(Spec):
    """For a log whose rows are what a case was at an instant: when, in which state, and what entering that state means."""

    at: Column
    state: Column
    states: Mapping[str, tuple[Happening, ...]]
    tier: TierSpec | None = None
    holders: Mapping[HolderKind, Column] = Field(default_factory=dict)
    """Who else had the case, by the column that names them; a row without a value changes nothing."""


class Mark(Spec):
    """A column that marks a case, and its values that do."""

    column: Column
    values: Annotated[tuple[str, ...], Field(min_length=1)]


class Verdict(Spec):
    """The column that says whether a case was kept in time, and its values for either."""

    column: Column
    met: tuple[str, ...]
    missed: tuple[str, ...]


class Other(Spec):
    """What another engine computed. Due times agree within the tolerance."""

    due: Column | None = None
    tolerance_seconds: Annotated[int, Field(ge=0)] = 0
    verdict: Verdict | None = None
    reopened: Column | None = None
    """How often the case was reopened, by its last row."""

    def columns(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """The columns that are named here, each with its place."""
        if self.due:
            yield ("other", "due"), self.due
        if self.verdict:
            yield ("other", "verdict", "column"), self.verdict.column
        if self.reopened:
            yield ("other", "reopened"), self.reopened


class TermsSpec(Spec):
    """Under what a past is taken over: of the agreement of the brand's `version` (its number; None: that in force).

    `under`: what holds for its customer `today`, or `then`, when the ticket was opened. `plan`: that one, whatever a contract says.
    """

    under: Literal["today", "then"] = "today"
    version: Annotated[int, Field(ge=1)] | None = None
    plan: str | None = None


class DeskSpec(Spec):
    """What a desk takes over beside the clocks (`parola import`), by the columns that hold it; of a trail, its first row counts.

    `channels` are the desk's own words for the values of `channel`; empty: the column has them.
    """

    subject: Column | None = None
    body: Column | None = None
    name: Column | None = None
    address: Column | None = None
    organization: Column | None = None
    channel: Column | None = None
    channels: Mapping[str, str] = Field(default_factory=dict)
    terms: TermsSpec = TermsSpec()

    def columns(self) -> Iterator[tuple[str, str]]:
        """What has a column, and which."""
        for name in ("subject", "body", "name", "address", "organization", "channel"):
            column = getattr(self, name)
            if column:
                yield name, column


class LogMapping(Spec):
    """A whole mapping. `metric` is what is measured; `until` (log's time zone) is when the log was taken, if not at its last instant."""

    mapping: str
    title: Mapping[str, str]
    note: Mapping[str, str] = Field(default_factory=dict)
    log: LogFormat
    agreements: tuple[Version, ...] = ()
    """None: nothing is measured against a promise, unless an agreement is named to the command."""
    plan: str | None = None
    contract: ContractSpec = ContractSpec()
    metric: Metric = Metric.FIRST_RESPONSE
    changes: Changes | None = None
    case: Column
    opened: Annotated[Column | None, Field(validate_default=True)] = None
    """None, where rows are changes: a case opens with its first row."""
    priority: PrioritySpec | None = None
    facts: Mapping[str, Column] = Field(default_factory=dict)
    """The agreement's facts (type, product, environment, region, channel) that have a column."""
    events: Mapping[Happening, Column] = Field(default_factory=dict)
    """The columns that hold the instant of something that happened."""
    links: Mapping[LinkKind, Column] = Field(default_factory=dict)
    """What a case belongs to in the end, by the column that names it."""
    marks: Mapping[MarkKind, Mark] = Field(default_factory=dict)
    until: NaiveDatetime | None = None
    other: Other | None = None
    desk: DeskSpec = DeskSpec()

    @field_validator("opened")
    @classmethod
    def _opens_somewhere(cls, opened: str | None, others: ValidationInfo) -> str | None:
        if opened is None and "changes" in others.data and others.data["changes"] is None:
            raise Wrong(gettext_noop("`opened` is missing here: only a log of changes can do without it"))
        return opened

    @model_validator(mode="after")
    def _versions_in_order(self) -> Self:
        first, *later = [version.since for version in self.agreements] or [None]
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
        if self.opened:
            yield ("opened",), self.opened
        if self.priority and self.priority.column:
            yield ("priority", "column"), self.priority.column
        yield from ((("facts", fact), column) for fact, column in self.facts.items())
        yield from ((("events", happening), column) for happening, column in self.events.items())
        if self.changes:
            yield ("changes", "at"), self.changes.at
            yield ("changes", "state"), self.changes.state
            if self.changes.tier:
                yield ("changes", "tier", "column"), self.changes.tier.column
            yield from ((("changes", "holders", kind), column) for kind, column in self.changes.holders.items())
        yield from ((("links", kind), column) for kind, column in self.links.items())
        yield from ((("marks", kind, "column"), mark.column) for kind, mark in self.marks.items())
        if self.other:
            yield from self.other.columns()
        yield from ((("desk", name), column) for name, column in self.desk.columns())


def version_at(versions: tuple[Version, ...], local: datetime) -> int:
    """The place of the version that rules a case opened at a local time."""
    return max(place for place, version in enumerate(versions) if version.since is None or version.since <= local)
