"""The conversation of a ticket, as its page tells it: what was written, and in between what happened."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.kinds import courses, searches, tiers, ties, turns, voices
from parola.desk.tickets.kinds.under import TermsChanged
from parola.desk.tickets.queries import Item
from parola.desk.tickets.vocabulary import Recorded
from parola.web.attachments import Shown, listed
from parola.web.console.mails import Delivery, Incoming, Mails
from parola.web.history import noted_later, written
from parola.web.labels import CHANNELS
from parola.web.markup.looks import Look, look
from parola.web.sentences import Teller, channel

TOLD_BETWEEN: tuple[type[said.Fact], ...] = (
    said.PriorityChanged, TermsChanged, said.Assigned, said.ParticipantAdded, said.ParticipantLeft, said.Waiting, said.Resumed,
    said.Escalated,
    said.Resolved, said.Reopened, said.Closed,
    *ties.FACTS, *turns.FACTS, courses.LoweringProposed, courses.ProposalDeclined, courses.CustomerReminded, courses.FollowedUp,
    searches.SolutionGiven, *voices.FACTS, tiers.Accepted,
)  # fmt: skip
"""What is told between the messages; the rest is in the history alone."""
LATEST = 30
"""So many entries are shown beside the opening; those before them are folded."""
STEP = 60
"""So many more are unfolded at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something in the conversation. `kind`: `customer`, `support`, `note`, `automatic`, or `happened` (told in a sentence)."""

    kind: str
    seq: int
    at: datetime
    recorded_at: datetime | None = None
    sentence: str = ""
    author: str = ""
    role: str = ""
    channel: str = ""
    icon: str = ""
    text: str = ""
    at_once_reason: str = ""
    release_at: datetime | None = None
    attachments: Sequence[Shown] = ()
    incoming: Incoming | None = None
    delivery: Delivery | None = None
    look: Look | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """How much of a conversation is shown. `events`: those shown, in time; `hidden`: how many entries between the opening and them are not.

    `earlier`: how many beyond the latest are shown; `more`: how many are asked for to see the next of those.
    """

    events: Sequence[Recorded]
    hidden: int = 0
    more: int = 0
    earlier: int = 0


def fold(events: Iterable[Recorded], held: Collection[int], *, earlier: int = 0, within: int = 0) -> Folded:
    """The opening and the latest entries, `earlier` more of them, and as many as it takes to show the event `within`."""
    told = sorted((event for event in events if has_place(event, held)), key=lambda event: event.at)
    wanted = LATEST + max(earlier, 0)
    place = next((number for number, event in enumerate(told) if event.seq == within), len(told))
    start = max(min(len(told) - wanted, place), 1)
    if start <= 2:  # noqa: PLR2004  # a line that says that one entry is folded takes as much room as the entry
        return Folded(events=told, earlier=max(len(told) - LATEST, 0))
    beyond = len(told) - start - LATEST
    return Folded(events=[told[0], *told[start:]], hidden=start - 1, more=beyond + STEP, earlier=beyond)


def has_place(event: Recorded, held: Collection[int]) -> bool:
    """Whether the event is told in the conversation."""
    if isinstance(event.fact, said.ReplyHeld):
        return event.seq in held
    return isinstance(event.fact, (said.Opened, said.Message, tiers.SentBack, *TOLD_BETWEEN))


def entries(reference: str, items: Iterable[Item], teller: Teller, known: Mails) -> list[Entry]:
    """The conversation, with what came along and the mails that it came and went by."""
    in_time = sorted(items, key=lambda item: item.recorded.at)
    told = [(entry, item.body) for item in in_time if (entry := _entry(item, teller)) is not None]
    return [
        replace(
            entry,
            attachments=listed(body, reference, looked_at=entry.look is not None),
            incoming=known.incoming.get(entry.seq),
            delivery=known.delivery(entry.seq, entry.kind),
        )
        for entry, body in told
    ]


def _entry(item: Item, teller: Teller) -> Entry | None:
    """The event's place in the conversation, if it has one."""
    event = item.recorded
    match event.fact:
        case said.Opened() as fact:
            return _written(item, teller, "customer", fact.channel)
        case said.Message() as fact:
            return _written(item, teller, fact.side if fact.public else "note", fact.channel, fact.at_once_reason)
        case tiers.SentBack():
            return _written(item, teller, "question", "")
        case said.ReplyHeld() as fact if item.held:
            return _held(item, fact)
        case fact if isinstance(fact, TOLD_BETWEEN):
            told = teller.sentence(event)
            return Entry(kind="happened", seq=event.seq, at=event.at, recorded_at=noted_later(event), sentence=told)
        case _:
            return None


def _written(item: Item, teller: Teller, kind: str, way: str, at_once_reason: str = "") -> Entry:
    roles = {
        "customer": _("Customer"),
        "support": _("Support"),
        "note": _("Internal note"),
        "question": _("Sent back with a question, for colleagues only"),
        "automatic": _("Automatic"),
    }
    icons = {"note": "lock", "question": "lock", "automatic": "bot"}
    return Entry(
        kind="note" if kind == "question" else kind,
        seq=item.recorded.seq,
        at=item.recorded.at,
        recorded_at=noted_later(item.recorded),
        author=teller.speaker(item.recorded),
        role=roles[kind],
        channel="" if kind in {"note", "question"} else channel(way),
        icon=icons.get(kind) or CHANNELS.get(way, ("", "mail"))[1],
        text=written(item),
        look=look(item.body.html, item.body.text) if item.body else None,
        at_once_reason=at_once_reason,
    )


def _held(item: Item, fact: said.ReplyHeld) -> Entry:
    return Entry(
        kind="support",
        seq=item.recorded.seq,
        at=item.recorded.at,
        author=str(item.author or _("The desk")),
        role=_("Support, not sent yet"),
        icon="hourglass",
        text=written(item),
        release_at=fact.release_at,
    )
