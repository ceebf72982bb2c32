"""The walk along the chain that a bundle tells: from before its first event, over what is told and what is not, to the head."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from parola.proof import links
from parola.proof.form import EventSaid, Evidence, Place, RunSaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where the walk breaks: an event that is not as it was linked after `previous`, or a stretch of events that are not told."""

    what: str
    first: int
    last: int
    event: EventSaid | None = None
    previous: str = ""


@dataclass(slots=True, kw_only=True)
class Walk:
    """What came of it. `found`: the noted heads that it passed; `jumped`: how many events it was not walked over."""

    breaks: list[Break] = field(default_factory=list)
    found: set[tuple[int, str]] = field(default_factory=set)
    jumped: int = 0


def walk(evidence: Evidence, noted: Collection[tuple[int, str]] = ()) -> Walk:
    """Link by link. After a break it goes on from what is stated, so that each is named once."""
    done, places = Walk(), {position for position, _ in noted}
    chain = evidence.chain
    at = chain.before
    _note(done, at, places)
    for piece in _pieces(evidence):
        first, last = _ends(piece)
        if first != at.position + 1:
            done.breaks.append(Break(what="positions", first=at.position + 1, last=first))
        made = _link(at.hash, piece, done, places)
        if made != piece.hash:
            what = "event" if isinstance(piece, EventSaid) else "run"
            event = piece if isinstance(piece, EventSaid) else None
            done.breaks.append(Break(what=what, first=first, last=last, event=event, previous=at.hash))
        at = Place(position=last, hash=piece.hash)
        _note(done, at, places)
    if at != chain.head:
        done.breaks.append(Break(what="head", first=chain.head.position, last=chain.head.position))
    return done


def _pieces(evidence: Evidence) -> Sequence[EventSaid | RunSaid]:
    events = [event for ticket in evidence.tickets for event in ticket.events]
    return sorted([*events, *evidence.chain.rest], key=lambda piece: _ends(piece)[0])


def _ends(piece: EventSaid | RunSaid) -> tuple[int, int]:
    return (piece.position, piece.position) if isinstance(piece, EventSaid) else (piece.first, piece.last)


def _link(previous: str, piece: EventSaid | RunSaid, done: Walk, places: Collection[int]) -> str:
    """The link after the piece."""
    if isinstance(piece, EventSaid):
        return links.joined(previous, piece.digest or links.digest(piece.payload))
    if piece.last < piece.first:
        return ""
    if not piece.digests:
        done.jumped += piece.last - piece.first + 1
        return piece.hash
    if len(piece.digests) != piece.last - piece.first + 1:
        return ""
    for position, digest in enumerate(piece.digests, start=piece.first):
        previous = links.joined(previous, digest)
        if position in places:
            _note(done, Place(position=position, hash=previous), places)
    return previous


def unheld(evidence: Evidence, done: Walk, noted: Collection[tuple[int, str]]) -> int:
    """How many of the events that are told no noted head holds: a head holds those before it, up to where the walk is no walk.

    Whoever makes up an event can state any link after a stretch that is not walked over, and be back in the chain.
    """
    heads = sorted(position for position, _ in done.found.intersection(noted))
    ends = sorted([*(run.last for run in evidence.chain.rest if not run.digests), *(each.last for each in done.breaks)])
    told = (event.position for ticket in evidence.tickets for event in ticket.events)
    return sum(not _held(position, heads, ends) for position in told)


def _held(position: int, heads: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether the next head comes before the end of a stretch that was not walked over."""
    head, end = bisect_left(heads, position), bisect_left(ends, position)
    return head < len(heads) and (end == len(ends) or heads[head] < ends[end])


def _note(done: Walk, at: Place, places: Collection[int]) -> None:
    if at.position in places:
        done.found.add((at.position, at.hash))


def gaps(told: Sequence[int], head: int) -> list[tuple[int, int]]:
    """The stretches between the positions that are told, in order, and after them up to the head: the first and last of each."""
    pairs = zip(told, [*told[1:], head + 1], strict=True)
    return [(one + 1, next_one - 1) for one, next_one in pairs if next_one > one + 1]


def affordable(gaps: Sequence[tuple[int, int]], most: int) -> set[tuple[int, int]]:
    """Those that are walked over, the shortest first, as far as so many digests reach."""
    found = set[tuple[int, int]]()
    for first, last in sorted(gaps, key=lambda gap: (gap[1] - gap[0], gap)):
        most -= last - first + 1
        if most < 0:
            break
        found.add((first, last))
    return found
