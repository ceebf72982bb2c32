"""Every kind of entry that a problem's history is made of, typed; to and from the data of a row.

As with a ticket's events (`tickets.vocabulary`), fields are never renamed or removed, and what people wrote is not here but in a
`Body`, which can be erased: an entry names it and its digest. `docs/problems.md` lists the kinds. Which incidents belong to a problem
is said by the tickets' own events; the entries `linked` and `unlinked` tell of it here, and nothing follows from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from parola.desk.tickets.kinds.fact import Fact

Found = Literal["workaround", "cause"]
"""What is found on the way to the solution, and can prove wrong."""
Telling = Literal["workaround", "solution", "update"]


class Words(BaseModel):
    """What somebody wrote: the body's key, and the digest that it had."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: str
    digest: str


class Opened(Fact):
    """Somebody saw a cause behind incidents. `words`: its title and what there is to see; `impact`: what it does to whom.

    `priority` is on the scale of the agreement version that it stays under.
    """

    kind: ClassVar[str] = "opened"

    reference: str
    number: int
    brand: int
    owner: int
    agreement_version: int
    agreement_digest: str
    pinned_terms: int
    pinned_digest: str
    priority: str
    products: tuple[str, ...] = ()
    words: Words
    impact: Words | None = None


class Described(Fact):
    """Its title, or what there is to see, is told otherwise."""

    kind: ClassVar[str] = "described"

    words: Words


class Linked(Fact):
    """A ticket became an incident of it."""

    kind: ClassVar[str] = "linked"

    ticket: int
    reference: str


class Unlinked(Fact):
    """A ticket is no incident of it after all, and why."""

    kind: ClassVar[str] = "unlinked"

    ticket: int
    reference: str
    reason: str


class Handed(Fact):
    """Somebody else owns it from here on, and why."""

    kind: ClassVar[str] = "handed"

    owner: int
    before: int
    reason: str


class ImpactSet(Fact):
    """How much it matters, to which products, and what it does to whom; and why that changed."""

    kind: ClassVar[str] = "impact_set"

    priority: str
    before: str
    products: tuple[str, ...] = ()
    impact: Words | None = None
    reason: str = ""


class WorkaroundWritten(Fact):
    """A way to work on meanwhile, by language; the whole of it, whatever there was before."""

    kind: ClassVar[str] = "workaround_written"

    texts: dict[str, Words]


class CauseFound(Fact):
    """It is known why it happens."""

    kind: ClassVar[str] = "cause_found"

    cause: Words


class Withdrawn(Fact):
    """The workaround, or the cause, proved wrong, and why."""

    kind: ClassVar[str] = "withdrawn"

    found: Found
    reason: str


class KnownErrorPublished(Fact):
    """It became an article, `article`, so that others are helped before they ask."""

    kind: ClassVar[str] = "known_error_published"

    article: int


class Solved(Fact):
    """The cause is gone. `texts`: by language, what its customers are told of that."""

    kind: ClassVar[str] = "solved"

    texts: dict[str, Words]


class Reopened(Fact):
    """It is not solved after all, and why."""

    kind: ClassVar[str] = "reopened"

    reason: str


class Closed(Fact):
    """Nothing more is to be done about it; where it was not solved, why not."""

    kind: ClassVar[str] = "closed"

    reason: str = ""


class MajorDeclared(Fact):
    """What comes from it is a major incident, and why."""

    kind: ClassVar[str] = "major_declared"

    reason: str


class MajorEnded(Fact):
    """It is no major incident any more."""

    kind: ClassVar[str] = "major_ended"

    reason: str = ""


class Noted(Fact):
    """Somebody noted something, for those who work on it."""

    kind: ClassVar[str] = "noted"

    words: Words


class Told(Fact):
    """The customers of these tickets were told. `texts`: what was said of an update, by language."""

    kind: ClassVar[str] = "told"

    what: Telling
    tickets: tuple[int, ...]
    texts: dict[str, Words] = {}
    next_at: AwareDatetime | None = None


class AlarmFired(Fact):
    """One of its own objectives had come to `step`, and these were told."""

    kind: ClassVar[str] = "alarm_fired"

    key: str
    metric: str
    step: str
    due: AwareDatetime | None
    to: tuple[int, ...] = ()


class WordsErased(Fact):
    """Somebody was erased, and their name struck out of these bodies; `words`: the digest of what is left of each."""

    kind: ClassVar[str] = "words_erased"

    person: int
    words: dict[str, str]


ALL: tuple[type[Fact], ...] = (
    Opened, Described, Linked, Unlinked, Handed, ImpactSet, WorkaroundWritten, CauseFound, Withdrawn, KnownErrorPublished,
    Solved, Reopened, Closed, MajorDeclared, MajorEnded, Noted, Told, AlarmFired, WordsErased,
)  # fmt: skip
KINDS: Mapping[str, type[Fact]] = {fact.kind: fact for fact in ALL}


class UnknownKind(ValueError):
    """A row of a kind or version that this release does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An entry of a problem's history. `at`: when it happened; `recorded_at`: when the desk wrote it down; both aware UTC."""

    seq: int
    at: datetime
    recorded_at: datetime
    by: int | None
    """The person who did it; None: the desk itself."""
    fact: Fact


def to_data(fact: Fact) -> dict[str, Any]:
    """The fact as plain JSON values."""
    return fact.model_dump(mode="json")


def from_data(kind: str, version: int, data: Mapping[str, Any]) -> Fact:
    """The fact of a row. Raises UnknownKind, or pydantic's ValidationError where the data are not of that kind."""
    known = KINDS.get(kind)
    if known is None or known.version != version:
        raise UnknownKind(f"{kind} version {version}")
    return known.model_validate(data)


def words_of(fact: Fact) -> Iterator[Words]:
    """What people wrote in it."""
    for value in (getattr(fact, name, None) for name in ("words", "impact", "cause")):
        if isinstance(value, Words):
            yield value
    texts = getattr(fact, "texts", {})
    yield from texts.values()
