"""The past as events of the ledger: the opening that says where it lived, then all that happened there, each at its own time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.mail.charsets import clean
from parola.desk.mail.looks import worth_keeping
from parola.desk.mail.markup import to_text
from parola.desk.tickets import ledger, opening, vocabulary
from parola.desk.tickets.entries import Entry, speakable
from parola.desk.tickets.kinds.elsewhere import Elsewhere, Said
from parola.desk.tickets.models import Body
from parola.desk.tickets.vocabulary import Fact
from parola.desk.transfer.past.people import People
from parola.desk.transfer.past.terms import Decided
from parola.desk.transfer.past.ticket import Happened, Past


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """With what one ticket is told as events. `keep`: whether its words are written down, or it is only tried."""

    people: People
    source: str
    keep: bool

    def entries(self, past: Past, decided: Decided, *, number: int, source_id: str) -> list[Entry]:
        """All events, in order of time. None lies before the opening, none after `now`, as far as the reader saw to it."""
        body = self.words(past.text, past.html, past.subject)
        fact = opening.opened(decided.start, number=number, body=body)
        told = {"lapsed": None, "outside_channels": False, "not_named": False, "imported": self.elsewhere(past)}
        asked = decided.start.requester
        first = Entry(fact=fact.model_copy(update=told), at=past.opened, by=kept(asked), source_id=source_id)
        return [first, *self.later(past, decided)]

    def later(self, past: Past, decided: Decided) -> Iterator[Entry]:
        """What happened after the opening."""
        priority, known = decided.start.priority, {each.id for each in decided.terms.agreement.priorities}
        for each in past.happened:
            if each.what == "priority" and (each.value == priority or each.value not in known):
                continue
            fact = self.fact(each, priority, decided.start.channel)
            by = self.author(each, decided.start.requester)
            yield Entry(fact=fact, at=max(each.at, past.opened), by=kept(by) if by else None)
            priority = each.value if each.what == "priority" else priority

    def author(self, each: Happened, asked: Person) -> Person | None:
        """Who did it; None where nobody is named."""
        if each.what == "message" and each.side == "customer":
            return self.people.requester(each.by) if each.by else asked
        if each.by is None or each.side == "automatic":
            return None
        return asked if each.side == "customer" else self.people.support(each.by)

    def fact(self, each: Happened, before: str, channel: str) -> Fact:  # noqa: C901, PLR0911  # one flat table
        """The event's own fact."""
        match each.what:
            case "message":
                body = self.words(each.text, each.html)
                return vocabulary.Message(
                    side=each.side, public=each.public, channel=channel, body=str(body.pk), digest=body.digest
                )
            case "priority":
                return vocabulary.PriorityChanged(
                    priority=each.value, before=before, reason="", due_before=None, due_after=None
                )
            case "assigned":
                assignee = self.people.support(each.who) if each.who else None
                return vocabulary.Assigned(assignee=(assignee.pk or 0) if assignee else None)
            case "waiting":
                return vocabulary.Waiting(reason=speakable(each.value))
            case "tier":
                return vocabulary.Escalated(tier=each.tier)
            case "resumed":
                return vocabulary.Resumed()
            case "resolved":
                return vocabulary.Resolved()
            case "reopened":
                return vocabulary.Reopened()
            case "closed":
                return vocabulary.Closed()

    def words(self, text: str, html: str, subject: str = "") -> Body:
        """What somebody wrote, taken in as a mail's words are: cleaned, its HTML kept only where it says more than its text."""
        said = clean(text) if text else to_text(html) if html else ""
        page = worth_keeping(html) if html else ""
        if not self.keep:
            return Body(digest="")
        return ledger.write_body(text=said, html=page, subject=clean(subject))

    def elsewhere(self, past: Past) -> Elsewhere:
        """Where it lived, and what that desk said."""
        said = tuple(Said(metric=each.metric.value, due=each.due, met=each.met) for each in past.said)
        return Elsewhere(
            source=self.source,
            ticket=speakable(past.id)[:100],
            digest=past.digest,
            said=said,
            files_left=past.files_left,
        )


def kept(person: Person) -> Person | None:
    """The person, if they are in the database."""
    return person if person.pk else None


def latest(past: Past) -> datetime:
    """The last instant of which it tells."""
    return max([past.opened, *(each.at for each in past.happened)])
