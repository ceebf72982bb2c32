"""A ticket of another desk as an export tells it, whatever wrote the export. Instants are aware UTC. No Django."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import Literal

from parola.sla.agreement import Metric

What = Literal["message", "priority", "assigned", "waiting", "resumed", "tier", "resolved", "reopened", "closed"]
Side = Literal["customer", "support", "automatic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody over there: by their address, else by their name or number. The address may be anything that a file can hold."""

    name: str = ""
    address: str = ""
    key: str = ""
    """What the other desk calls them; empty: the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened. `value`: the priority, what is waited for; `tier` and `who`: to which tier, to whom it went."""

    at: datetime
    what: What
    by: Who | None = None
    side: Side = "support"
    public: bool = True
    text: str = ""
    html: str = ""
    value: str = ""
    tier: int = 0
    who: Who | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the other desk computed of a promise."""

    metric: Metric
    due: datetime | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The whole ticket. `line` is its place in the file, `happened` in order of time and none before the opening."""

    line: int
    id: str
    opened: datetime
    requester: Who
    subject: str = ""
    text: str = ""
    html: str = ""
    organization: str = ""
    channel: str = ""
    priority: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    happened: tuple[Happened, ...] = ()
    said: tuple[Said, ...] = ()
    files_left: int = 0

    @property
    def digest(self) -> str:
        """Of all that was read of it but its place in the file."""
        told = (*astuple(self)[1:],)
        return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()


WAITING = "waiting for "
DONE = frozenset({"resolved", "closed"})
ENDS: Mapping[str, What] = {"resolved": "resolved", "closed": "closed"}


def entering(before: tuple[str, ...], after: tuple[str, ...], at: datetime, by: Who | None) -> Iterator[Happened]:
    """What the step from one state to another is, by the words of a mapping for each (`waiting for customer`, `resolved`)."""
    if before == after:
        return
    if any(word.startswith(WAITING) for word in before):
        yield Happened(at=at, what="resumed", by=by)
    if DONE & {*before} and not DONE & {*after}:
        yield Happened(at=at, what="reopened", by=by)
    for word in after:
        if word.startswith(WAITING):
            yield Happened(at=at, what="waiting", by=by, value=word.removeprefix(WAITING))
        elif word in ENDS and word not in before:
            yield Happened(at=at, what=ENDS[word], by=by)
