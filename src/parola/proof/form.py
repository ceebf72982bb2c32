"""What a bundle's `evidence.json` says, as models: nothing more and nothing less is taken. `docs/evidence.md` tells each field.

Instants are texts, as the chain spells them: in UTC, to the microsecond. Everything is written in one spelling, so that what says the
same is the same bytes.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from parola.proof import links

FORMAT: Literal[1] = 1
KIND: Literal["parola evidence"] = "parola evidence"

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _real(text: str) -> str:
    """Raises ValueError for an instant that no calendar has."""
    datetime.fromisoformat(text)
    return text


SPELT = StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$")
Instant = Annotated[str, SPELT, AfterValidator(_real)]
Count = Annotated[int, Field(ge=0, lt=2**63)]
Counts = Literal["met", "missed", "best_effort", "void", "open", "later", "other_contract", "elsewhere"]
"""What became of a clock: counted as kept or missed, or why it does not count."""


class Said(BaseModel):
    """A part of the evidence. Unknown fields are refused, and nothing is taken for something else."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Place(Said):
    """A place in the chain, and its link."""

    position: Count
    hash: Digest


class ContractSaid(Said):
    """The contract, as the desk has it now. `key` is what events name it by."""

    key: Count
    number: str
    plan: str
    first_day: str
    last_day: str | None
    timezone: str


class PeriodSaid(Said):
    """The period `[first, last)`."""

    name: str
    timezone: str
    first: Instant
    last: Instant


class About(Said):
    """Of what this is evidence. `agreement` is the digest of the version whose objectives are judged, the one in force at the end."""

    brand: str
    customer: str
    contract: ContractSaid
    period: PeriodSaid
    known_at: Instant
    agreement: Digest


class AgreementSaid(Said):
    """A version of the agreement, as it was published."""

    digest: Digest
    number: Count
    published_at: Instant
    text: str


class PinnedSaid(Said):
    """What was pinned for tickets when they opened: the contract's side, and the holidays as they were known."""

    digest: Digest
    data: dict[str, Any]


class TermsSaid(Said):
    """All that the events name."""

    agreements: list[AgreementSaid]
    pinned: list[PinnedSaid]


class EventSaid(Said):
    """An event, whole as the chain has it, with its link. `digest` is null but where an internal word was left out of `data`."""

    position: Count
    ticket: Count
    seq: Count
    kind: str
    version: Count
    at: Instant
    recorded_at: Instant
    actor: Count | None
    data: dict[str, Any]
    alarm_key: str | None
    source_id: str | None
    digest: Digest | None
    hash: Digest

    @property
    def payload(self) -> dict[str, Any]:
        """What the chain holds of it."""
        return self.model_dump(exclude={"digest", "hash"})


class ClockSaid(Said):
    """A clock of the period, and as what it counts. `why`: for what it does not count, where that has a name.

    `at` is the instant at which it counts: when it was `done`, or, missed, when it was due.
    """

    metric: str
    threshold: str
    goal: bool
    cycle: Count
    priority: str
    counts: Counts
    why: str
    started: Instant
    due: Instant | None
    at: Instant | None
    done: Instant | None
    took_microseconds: Count | None


class TicketSaid(Said):
    """A ticket: what its clocks follow from, and they."""

    ticket: Count
    reference: str
    events: list[EventSaid]
    clocks: list[ClockSaid]


class RowSaid(Said):
    """How many clocks of one kind ended how."""

    metric: str
    threshold: str
    goal: bool
    priority: str
    met: Count
    missed: Count
    best_effort: Count
    void: Count


class ObjectiveSaid(Said):
    """How an objective fared by a metric (and priority). `reached` is null where it is not judged: too few, or over another period."""

    id: str
    metric: str
    priority: str | None
    wanted: float
    period: str
    met: Count
    missed: Count
    reached: bool | None


class ResultsSaid(Said):
    """What is reported."""

    rows: list[RowSaid]
    objectives: list[ObjectiveSaid]


class RunSaid(Said):
    """Events that are not told, from the position `first` to `last`: the digest of each, and the link after them.

    Where there are too many for the bundle, no digests: the link is stated, and not walked to.
    """

    first: Count
    last: Count
    digests: list[Digest]
    hash: Digest


class ChainSaid(Said):
    """The walk along the desk's chain, from before the first event that is told to the head when the bundle was made."""

    before: Place
    rest: list[RunSaid]
    head: Place


class SealSaid(Said):
    """The digests of the parts, by which a byte that was changed by mishap is found and its part named."""

    about: Digest
    terms: Digest
    tickets: dict[str, Digest]
    results: Digest
    chain: Digest


class Evidence(Said):
    """The whole."""

    format: Literal[1]
    kind: Literal["parola evidence"]
    about: About
    terms: TermsSaid
    tickets: list[TicketSaid]
    results: ResultsSaid
    chain: ChainSaid
    seal: SealSaid


def spelt(evidence: Evidence) -> bytes:
    """The one spelling of it: keys sorted, a line for each value, UTF-8."""
    return respelt(evidence.model_dump())


def respelt(plain: Any) -> bytes:  # whatever JSON says
    """The same of plain values."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def sealed(
    about: About, terms: TermsSaid, tickets: list[TicketSaid], results: ResultsSaid, chain: ChainSaid
) -> Evidence:
    """The parts as a whole."""
    seal = SealSaid(
        about=of(about),
        terms=of(terms),
        tickets={each.reference: of(each) for each in tickets},
        results=of(results),
        chain=of(chain),
    )
    return Evidence(
        format=FORMAT, kind=KIND, about=about, terms=terms, tickets=tickets, results=results, chain=chain, seal=seal
    )


def of(part: Said) -> str:
    """The digest of a part."""
    return links.digest(part.model_dump())
