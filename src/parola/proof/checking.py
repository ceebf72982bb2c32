"""Is a bundle right? Everything in it that follows from something else is made anew and compared, and what differs is named."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from parola.policy.findings import BadAgreement, Wrong, gettext_noop
from parola.proof import links
from parola.proof.bundle import Opened, opened
from parola.proof.events import PART, UNDER_TERMS, counts
from parola.proof.form import EventSaid, Evidence, Said, TicketSaid, of, respelt
from parola.proof.mending import changed_field, is_digest, is_linked
from parola.proof.period import Period, period_of
from parola.proof.reading import AGAIN, MOST_TICKETS, NOT_JSON, evidence_of, parsed, where
from parola.proof.reckoning import Ended, Library, Reckoned, reckon, results
from parola.proof.walking import Break, Walk, unheld, walk
from parola.sla.timeline import BadHistory

TOO_MANY = gettext_noop("The evidence has more than %(most)d tickets.")
MOST_FINDINGS = 200
PROMISED = frozenset({"agreement", "pinned"})
"""Where what was promised is another, nothing can be recomputed by it."""
MOST_MENDED = 3
"""So many parts are searched for the field that was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it was made.

    `what` is a key of `cli.bundles.FINDINGS`, which says it; the rest is where: a ticket by its reference, an event by its number there
    (`seq`) and its position in the chain, a field, or a clock by its metric, priority and cycle.
    """

    what: str
    ticket: str = ""
    position: int | None = None
    seq: int | None = None
    field: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was looked at and found. `in_part`: events of which an internal word is left out; `jumped`: how many were not walked over.

    `noted`: the heads that were asked for, and whether the walk passed each; None: it does not come there. `unheld`: how many of the
    events that are told none of these holds, since it was noted before them, or the walk between was broken off.
    """

    evidence: Evidence
    digest: str
    findings: tuple[Finding, ...]
    in_part: int
    jumped: int
    noted: Mapping[tuple[int, str], bool | None]
    unheld: int = 0


@dataclass(slots=True)
class Check:
    """A bundle being looked at."""

    evidence: Evidence
    noted: Collection[tuple[int, str]] = ()
    findings: list[Finding] = field(default_factory=list)
    walk: Walk = field(default_factory=Walk)
    mended: int = 0

    def run(self) -> None:
        """All of it."""
        for part in (self.seals, self.frame, self.terms, self.chain):
            self.findings += part()
        if not any(found.what in PROMISED for found in self.findings):
            self.findings += self.tickets()

    def seals(self) -> Iterator[Finding]:
        """The parts against their digests. Of a small one the field is named."""
        evidence, seal = self.evidence, self.evidence.seal
        parts: list[tuple[str, Said, str]] = [
            ("about", evidence.about, seal.about),
            ("terms", evidence.terms, seal.terms),
            ("results", evidence.results, seal.results),
            ("chain", evidence.chain, seal.chain),
        ]
        for name, part, digest in parts:
            if of(part) != digest:
                yield Finding(what="part", detail=name, field=self.mend(part.model_dump(), digest))
        named = [each.reference for each in evidence.tickets]
        if sorted(named) != sorted(seal.tickets) or len(set(named)) != len(named):
            yield Finding(what="part", detail="tickets")
        for each in evidence.tickets:
            if of(each) != seal.tickets.get(each.reference):
                yield Finding(what="ticket", ticket=each.reference)

    def mend(self, part: Mapping[str, Any], digest: str) -> str:
        """The field of a part that was changed, if one byte was."""
        self.mended += 1
        return changed_field(part, is_digest(digest)) if self.mended <= MOST_MENDED else ""

    def frame(self) -> Iterator[Finding]:
        """The period by its name, and the order of things."""
        said = self.evidence.about.period
        period = self.period
        if (said.first, said.last) != (links.instant(period.first), links.instant(period.last)):
            yield Finding(what="part", detail="about", field="period")
        for ticket in self.evidence.tickets:
            yield from _check_ticket(ticket)

    @property
    def period(self) -> Period:
        """Raises Wrong where it is none."""
        return period_of(self.evidence.about.period.name, self.evidence.about.period.timezone)

    def terms(self) -> Iterator[Finding]:
        """What was promised against its digests, which the chain holds, and whether anything names it."""
        terms = self.evidence.terms
        for agreement in terms.agreements:
            if hashlib.sha256(agreement.text.encode()).hexdigest() != agreement.digest:
                yield Finding(what="agreement", detail=agreement.digest)
        for pinned in terms.pinned:
            if links.digest(pinned.data) != pinned.digest:
                yield Finding(what="pinned", detail=pinned.digest)
        yield from self._unnamed()

    def _unnamed(self) -> Iterator[Finding]:
        opening = [event for each in self.evidence.tickets for event in each.events if event.kind in UNDER_TERMS]
        agreements = {event.data.get("agreement_digest") for event in opening} | {self.evidence.about.agreement}
        for digest in {each.digest for each in self.evidence.terms.agreements} - agreements:
            yield Finding(what="agreement", detail=digest)
        for digest in {each.digest for each in self.evidence.terms.pinned} - {
            event.data.get("pinned_digest") for event in opening
        }:
            yield Finding(what="pinned", detail=digest)

    def chain(self) -> Iterator[Finding]:
        """The links."""
        self.walk = walk(self.evidence, self.noted)
        references = {each.ticket: each.reference for each in self.evidence.tickets}
        for each in self.walk.breaks:
            yield self._broken(each, references)
        for noted, passed in self.passed().items():
            if passed is False:
                yield Finding(what="noted", position=noted[0])

    def _broken(self, broken: Break, references: Mapping[int, str]) -> Finding:
        event = broken.event
        if event is None:
            return Finding(what=broken.what, position=broken.first, detail=str(broken.last))
        field = ""
        self.mended += 1
        if event.digest is None and self.mended <= MOST_MENDED:
            field = changed_field(event.payload, is_linked(broken.previous, event.hash))
        reference = references.get(event.ticket, "?")
        return Finding(what="event", position=event.position, ticket=reference, seq=event.seq, field=field)

    def passed(self) -> dict[tuple[int, str], bool | None]:
        """Of each noted head, whether the walk passed it; None: its position is outside, or in a stretch that was not walked."""
        walked = {position for position, _ in self.walk.found}
        return {each: (each in self.walk.found if each[0] in walked else None) for each in self.noted}

    def tickets(self) -> Iterator[Finding]:
        """The clocks and the results, from the events alone."""
        library, counted, whole = Library.of(self.evidence.terms), list[Ended](), True
        for ticket in self.evidence.tickets:
            reckoned = self._reckoned(ticket, library)
            if isinstance(reckoned, Finding):
                whole = False
                yield reckoned
                continue
            counted += reckoned.counted
            yield from _differing(ticket, reckoned)
        if whole:
            yield from self._results(counted, library)

    def _reckoned(self, ticket: TicketSaid, library: Library) -> Reckoned | Finding:
        about = self.evidence.about
        known_at = datetime.fromisoformat(about.known_at)
        try:
            return reckon(ticket.events, library, self.period, about.contract.key, known_at)
        except Exception as error:  # noqa: BLE001  # whatever changed data do to the fold is a finding, not an end
            detail = str(error) if isinstance(error, Wrong | BadHistory) else repr(error)
            return Finding(what="unreadable", ticket=ticket.reference, detail=detail.partition("\n")[0][:300])

    def _results(self, counted: list[Ended], library: Library) -> Iterator[Finding]:
        try:
            made = results(counted, library, self.evidence.about, self.period)
        except (BadAgreement, Wrong) as error:
            yield Finding(what="agreement", detail=str(error).partition("\n")[0][:300])
            return
        said = self.evidence.results
        for name in ("rows", "objectives"):
            ours, theirs = getattr(made, name), getattr(said, name)
            for place in range(max(len(ours), len(theirs))):
                if ours[place : place + 1] != theirs[place : place + 1]:
                    yield Finding(
                        what="result", detail=name, field=_told((theirs or ours)[min(place, len(theirs or ours) - 1)])
                    )


def _check_ticket(ticket: TicketSaid) -> Iterator[Finding]:
    """Whether its events are its own, in order, and told as they may be."""
    opened = ticket.events[0] if ticket.events else None
    if opened is None or opened.seq != 1 or opened.data.get("reference") != ticket.reference:
        yield Finding(what="unreadable", ticket=ticket.reference, detail="reference")
    places = [(event.seq, event.position) for event in ticket.events]
    if places != sorted(set(places)):
        yield Finding(what="order", ticket=ticket.reference)
    for event in ticket.events:
        if not _fits(event, ticket):
            yield Finding(
                what="stranger", ticket=ticket.reference, position=event.position, seq=event.seq, detail=event.kind[:40]
            )


def _fits(event: EventSaid, ticket: TicketSaid) -> bool:
    """Whether it is an event of the ticket that counts, whole or with the words left out that may be."""
    whole = event.digest is None or (event.kind == "message" and set(event.data) == PART)
    return event.ticket == ticket.ticket and counts(event.kind, event.data) and whole


def _differing(ticket: TicketSaid, reckoned: Reckoned) -> Iterator[Finding]:
    """The clocks that do not follow from the events."""
    said = {(each.metric, each.threshold, each.cycle): each for each in ticket.clocks}
    made = {(each.metric, each.threshold, each.cycle): each for each in reckoned.clocks}
    if len(said) != len(ticket.clocks) or [*said] != [*made]:
        for key in [key for key in (*said, *made) if key not in said or key not in made] or [("", "", 0)]:
            yield Finding(what="clock", ticket=ticket.reference, detail=_clock(key))
    for key in [key for key in said if key in made and said[key] != made[key]]:
        one, other = said[key].model_dump(), made[key].model_dump()
        wrong = ", ".join(name for name in one if one[name] != other[name])
        yield Finding(what="clock", ticket=ticket.reference, detail=_clock(key), field=wrong)


def _clock(key: tuple[str, str, int]) -> str:
    metric, threshold, cycle = key
    return " ".join(part for part in (metric, threshold, str(cycle)) if part)


def _told(part: Said) -> str:
    """What a row is about."""
    said = part.model_dump()
    return " ".join(str(said[name]) for name in ("id", "metric", "threshold", "priority") if said.get(name))


def check(raw: bytes, noted: Collection[tuple[int, str]] = ()) -> Report:
    """What is wrong with a bundle, or with the `evidence.json` of one. Raises Wrong for what cannot be looked at."""
    try:
        return _checked(raw, noted)
    except RecursionError as error:  # as deep as JSON is read, and no deeper
        raise Wrong(NOT_JSON, AGAIN, line=1, place="?", error=type(error).__name__) from error


def _checked(raw: bytes, noted: Collection[tuple[int, str]]) -> Report:
    file = opened(raw)
    found = _file(file)
    plain = parsed(file.evidence)
    evidence = evidence_of(plain)
    if len(evidence.tickets) > MOST_TICKETS:
        raise Wrong(TOO_MANY, most=MOST_TICKETS)
    written = respelt(plain)
    if written != file.evidence:
        line, place = where(file.evidence, _first_difference(written, file.evidence))
        found.append(Finding(what="spelling", detail=place, field=str(line)))
    looking = Check(evidence, noted)
    looking.run()
    in_part = sum(event.digest is not None for each in evidence.tickets for event in each.events)
    return Report(
        evidence=evidence,
        digest=hashlib.sha256(file.evidence).hexdigest(),
        findings=tuple([*found, *looking.findings][:MOST_FINDINGS]),
        in_part=in_part,
        jumped=looking.walk.jumped,
        noted=looking.passed(),
        unheld=unheld(evidence, looking.walk, noted) if noted else 0,
    )


def _file(file: Opened) -> list[Finding]:
    """The members against the manifest, and the ZIP itself."""
    found = [Finding(what="member", detail=name) for name in file.wrong]
    return found or ([] if file.whole else [Finding(what="zip")])


def _first_difference(one: bytes, other: bytes) -> int:
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
