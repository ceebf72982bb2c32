"""Every kind of event that a ticket's history is made of, typed; to and from the data of a row.

A kind's fields are never renamed or removed: a new shape is a new `version`, and old rows keep theirs. Ids are those of
the desk's other tables. What people wrote is not here but in a `Body`, which can be erased; the event names it and its
digest. The docstring of each says what happened; `docs/ledger.md` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime

from parola.desk.tickets.kinds import courses, erasing, misses, problems, searches, tiers, ties, turns, voices
from parola.desk.tickets.kinds.elsewhere import Elsewhere
from parola.desk.tickets.kinds.fact import Fact as Fact  # noqa: PLC0414  # the kinds of this page are named with it
from parola.desk.tickets.kinds.under import QuotaUse, TermsChanged, UnderTerms
from parola.sla import events as sla
from parola.sla.agreement import Metric, Terms

Side = Literal["customer", "support", "automatic"]


class Opened(UnderTerms):
    """The customer's request reached the desk, and was given its terms.

    `priority_from` tells who set the priority. `lapsed` is the contract that had ended, where there is none any more;
    `outside_channels`: the plan does not include the way by which it came; `not_named`: the contract names who may ask, and
    not this requester. `undertook`: the requester said to know what the priority that they chose asks of them, by these terms.
    `imported`: it lived at another desk until it was recorded here, with all that was recorded at the same instant.
    """

    kind: ClassVar[str] = "opened"
    customer_sees: ClassVar[bool] = True

    reference: str
    number: int
    brand: int
    organization: int | None
    requester: int
    priority: str
    priority_from: Literal["chosen", "matrix", "default"]
    channel: str
    facts: dict[str, str]
    language: str
    body: str
    digest: str
    lapsed: int | None = None
    outside_channels: bool = False
    not_named: bool = False
    quota: QuotaUse | None = None
    undertook: bool = False
    imported: Elsewhere | None = None


class Message(Fact):
    """Somebody wrote or spoke. Not public: an internal note. `at_once_reason`: sent outside the contact window, and why.

    `ticket`: where it was written, if a merge brought it here. `caller`: with whom of the customer's side a call was, that
    somebody of the support side noted. `mentioned`: the colleagues whom a note names, who are told.
    """

    kind: ClassVar[str] = "message"

    side: Side
    public: bool
    channel: str
    body: str
    digest: str
    at_once_reason: str = ""
    ticket: int | None = None
    caller: int | None = None
    mentioned: tuple[int, ...] = ()


class PriorityChanged(Fact):
    """The priority was changed, why, and what that did to the next due time. `clause`: the right by which it was, if one was named."""

    kind: ClassVar[str] = "priority_changed"
    customer_sees: ClassVar[bool] = True

    priority: str
    before: str
    reason: str
    due_before: AwareDatetime | None
    due_after: AwareDatetime | None
    clause: str = ""


class Assigned(Fact):
    """Somebody took the ticket or was given it; nobody has it where `assignee` is None.

    `why`: what took it from whoever had it, if not a person's own decision: it came to another team's tier, or they had left.
    """

    kind: ClassVar[str] = "assigned"

    assignee: int | None
    why: Literal["", "tier", "left"] = ""


class ParticipantAdded(Fact):
    """Another person of the customer's follows the ticket from now on. `why`: they were in copy of a mail on it, if so."""

    kind: ClassVar[str] = "participant_added"
    customer_sees: ClassVar[bool] = True

    person: int
    why: Literal["", "copied"] = ""


class ParticipantLeft(Fact):
    """The person follows the ticket no more: they left the organization whose ticket it is, or were taken off it."""

    kind: ClassVar[str] = "participant_left"
    customer_sees: ClassVar[bool] = True

    person: int
    why: Literal["left", "removed"] = "left"


class SenderConfirmed(Fact):
    """Somebody of the support side made sure, by other means than mail, that the person themselves wrote what is on the ticket."""

    kind: ClassVar[str] = "sender_confirmed"

    person: int


class Waiting(Fact):
    """The ticket waits for `reason` (`customer`, `third_party`...)."""

    kind: ClassVar[str] = "waiting"
    customer_sees: ClassVar[bool] = True

    reason: str


class Resumed(Fact):
    """The ticket no longer waits."""

    kind: ClassVar[str] = "resumed"
    customer_sees: ClassVar[bool] = True


class Escalated(Fact):
    """The ticket arrived at another tier; where the plan has the front line alone, that tier was informed.

    `by_desk`: the desk did so by itself, ahead of the time promised for it.
    """

    kind: ClassVar[str] = "escalated"

    tier: int
    by_desk: bool = False


class ReplyHeld(Fact):
    """A reply written outside the contact window, to be sent at `release_at`. `wait`: the ticket waits for the customer then."""

    kind: ClassVar[str] = "reply_held"

    body: str
    digest: str
    release_at: AwareDatetime
    reason: str
    wait: bool = False


class ReplyReleased(Fact):
    """The reply held by event `held` was let go; the message that follows is it. `reason`: why before its time, if so."""

    kind: ClassVar[str] = "reply_released"

    held: int
    reason: str = ""


class Resolved(Fact):
    """The request was resolved. `asks`: the requester is asked with it how the help was, which is done once for a ticket."""

    kind: ClassVar[str] = "resolved"
    customer_sees: ClassVar[bool] = True

    asks: bool = False


class Reopened(Fact):
    """The ticket is worked on again."""

    kind: ClassVar[str] = "reopened"
    customer_sees: ClassVar[bool] = True


class Closed(Fact):
    """The ticket came to its end. `clause`: the rule by which the desk closed it, if it did."""

    kind: ClassVar[str] = "closed"
    customer_sees: ClassVar[bool] = True

    clause: str = ""


class AlarmFired(Fact):
    """A clock had come to `step`, and the desk told `to`, or did what it does then. `told` is false where it told nobody.

    The event's instant is the alarm's; when it was noticed is `recorded_at`, as of every event. `superseded`: by then a later
    step had been reached too, or the clock had ended. `held_until`: they hear of it when their hours open. `missed` is
    how many cycles had been missed one after another, where that is what is told. `because`: why each was told whose ticket it
    is not, as `teams.reach` has it; `instead_of`: for whom they stood in.
    """

    kind: ClassVar[str] = "alarm_fired"

    key: str
    metric: str
    cycle: int
    priority: str
    step: str
    due: AwareDatetime | None
    told: bool
    to: list[int] = []
    because: dict[int, str] = {}
    instead_of: dict[int, int] = {}
    superseded: bool = False
    held_until: AwareDatetime | None = None
    missed: int = 0


ALL: tuple[type[Fact], ...] = (
    Opened, TermsChanged, Message, PriorityChanged, Assigned, ParticipantAdded, ParticipantLeft, SenderConfirmed, Waiting,
    Resumed, Escalated, ReplyHeld, ReplyReleased,
    Resolved, Reopened, Closed, AlarmFired, *courses.FACTS, *ties.FACTS, *turns.FACTS, *searches.FACTS,
    *tiers.FACTS, *voices.FACTS, *erasing.FACTS, *problems.FACTS, *misses.FACTS,
)  # fmt: skip
KINDS: Mapping[str, type[Fact]] = {fact.kind: fact for fact in ALL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event of a ticket's history. `at`: when it happened; `recorded_at`: when the desk wrote it down; both aware UTC."""

    seq: int
    at: datetime
    recorded_at: datetime
    actor: int | None
    """The person who did it; None: the desk itself."""
    fact: Fact


class UnknownKind(ValueError):
    """A row of a kind or version that this release does not know."""


def to_data(fact: Fact) -> dict[str, Any]:
    """The fact as plain JSON values."""
    return fact.model_dump(mode="json")


def from_data(kind: str, version: int, data: Mapping[str, Any]) -> Fact:
    """The fact of a row. Raises UnknownKind, or pydantic's ValidationError where the data are not of that kind."""
    known = KINDS.get(kind)
    if known is None or known.version != version:
        raise UnknownKind(f"{kind} version {version}")
    return known.model_validate(data)


def taken_over(history: Iterable[Recorded]) -> datetime | None:
    """When the ticket came here from another desk; None: it did not. What was recorded then had been known there at its time."""
    first = next(iter(history), None)
    imported = first is not None and isinstance(first.fact, Opened) and first.fact.imported is not None
    return first.recorded_at if first is not None and imported else None


def as_known(history: Iterable[Recorded]) -> Iterable[Recorded]:
    """The history; what was taken over from another desk as that desk knew it, at once."""
    events = list(history)
    since = taken_over(events)
    if since is None:
        return events
    return [replace(each, recorded_at=each.at) if each.recorded_at == since else each for each in events]


def for_clocks(history: Iterable[Recorded], changes: Iterable[Terms] = ()) -> list[sla.Event]:
    """The history as the clocks care for it; `changes` are the terms that its changes of terms put in force, in their order."""
    terms = iter(changes)
    events: list[sla.Event] = []
    for recorded in as_known(history):
        if isinstance(recorded.fact, TermsChanged):
            events.append(sla.TermsChanged(at=recorded.at, recorded_at=recorded.recorded_at, terms=next(terms)))
        elif (event := for_clock(recorded)) is not None:
            events.append(event)
    return events


def for_clock(recorded: Recorded) -> sla.Event | None:  # noqa: C901, PLR0911, PLR0912  # one flat table of kinds
    """What one event is to the clocks; None where it is nothing to them."""
    at, noted = recorded.at, recorded.recorded_at
    match recorded.fact:
        case Opened() as fact:
            return sla.Opened(
                at=at, recorded_at=noted, priority=fact.priority, facts={**fact.facts, "channel": fact.channel}
            )
        case Message() as fact:
            return sla.Message(at=at, recorded_at=noted, sender=fact.side, public=fact.public)
        case PriorityChanged() as fact:
            return sla.PriorityChanged(
                at=at, recorded_at=noted, priority=fact.priority, by=str(recorded.actor), reason=fact.reason
            )
        case Waiting() as fact:
            return sla.Waiting(at=at, recorded_at=noted, reason=fact.reason)
        case Resumed():
            return sla.Resumed(at=at, recorded_at=noted)
        case Escalated() | tiers.SentBack() as fact:
            return sla.Escalated(at=at, recorded_at=noted, tier=fact.tier)
        case Resolved():
            return sla.Resolved(at=at, recorded_at=noted)
        case Reopened():
            return sla.Reopened(at=at, recorded_at=noted)
        case Closed():
            return sla.Closed(at=at, recorded_at=noted)
        case ties.Merged():
            return sla.Voided(at=at, recorded_at=noted, reason="merged")
        case ties.Duplicate():
            return sla.Voided(at=at, recorded_at=noted, reason="duplicate")
        case ties.Spam():
            return sla.Voided(at=at, recorded_at=noted, reason="spam")
        case turns.Acknowledged():
            return sla.Reached(at=at, recorded_at=noted, milestone="acknowledged")
        case turns.Reached() as fact:
            return sla.Reached(at=at, recorded_at=noted, milestone=fact.milestone)
        case turns.MilestoneWithdrawn() as fact:
            return sla.Withdrawn(at=at, recorded_at=noted, milestone=fact.milestone)
        case turns.FactsChanged() as fact:
            return sla.FactsChanged(at=at, recorded_at=noted, facts=fact.facts)
        case turns.PromiseAgreed() as fact:
            by = " ".join(str(each) for each in (recorded.actor, fact.agreed_with) if each is not None)
            return sla.Agreed(
                at=at, recorded_at=noted, metric=Metric(fact.metric), due=fact.due, threshold=fact.threshold, by=by
            )
        case _:
            return None
