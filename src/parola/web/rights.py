"""The two tables of who may do and see what, in words: drawn from `accounts.permissions` and `tickets.relations`, for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parola.desk.accounts.models import Post
from parola.desk.accounts.permissions import Act, acts_in
from parola.desk.tickets.relations import SEES, Relation, Sight

ACTS: Mapping[Act, Promise] = {
    Act.READ: _("Read the brand's tickets with all that is inside them, its customers, and their contracts with it."),
    Act.REPLY: _("Answer a customer, and have a ticket."),
    Act.NOTE: _("Write an internal note, which no customer sees."),
    Act.CHANGE_PRIORITY: _("Change a ticket's priority, for a reason that the customer is told."),
    Act.ASSIGN: _("Say who has a ticket."),
    Act.MOVE: _("Let a ticket wait, go on, go to the next tier, be resolved, reopened or closed."),
    Act.JOIN: _("Merge two tickets, split one, mark one as a duplicate or as spam."),
    Act.REACH: _("Record that a workaround was given, the service restored or the cause found."),
    Act.CHANGE_FACTS: _("Correct what is known of a ticket, by which its priority is judged."),
    Act.AGREE: _("Agree with the customer on another due time."),
    Act.CORRECT: _("Note a call or a waiting that took place earlier."),
    Act.OPEN_FOR: _("Open a ticket on behalf of a customer."),
    Act.ADD_PARTICIPANT: _("Let somebody else of the customer's follow a ticket."),
    Act.REPORT: _("See the brand's report: how its promises were kept."),
    Act.EXPLAIN: _("Say why a promise was missed."),
    Act.OVERSEE: _("See the board: what will be missed in the next hours, and who has how much to do."),
    Act.RESEND: _("Try again to send a mail that could not be sent."),
    Act.PUBLISH: _("Put a new version of the agreement in force."),
    Act.SIGN: _("Make and end contracts, and say who belongs to a customer."),
    Act.CHANGE_TERMS: _("Put an open ticket under other terms."),
    Act.CONFIGURE: _("Change the brand's settings: its face, mailboxes, teams, canned replies and absences."),
    Act.AUDIT: _("Read who changed which setting."),
    Act.SHARE_VIEWS: _("Share a view of the queue with all who read the brand's tickets."),
    Act.WRITE_ARTICLES: _("Write the brand's articles and their translations."),
    Act.PUBLISH_ARTICLES: _("Publish articles, withdraw them, and say who reads them."),
    Act.OWN_PROBLEMS: _("Open problems, link tickets to them, own one, and work on it."),
    Act.LEAD_PROBLEMS: _("Give somebody else's problem another owner, close it, and lead in a major incident."),
}
RELATIONS: Mapping[Relation, Promise] = {
    Relation.REQUESTER: _("Who asked"),
    Relation.FOLLOWER: _("Who was added to it"),
    Relation.CUSTOMERS_MANAGER: _("The customer's manager"),
    Relation.COLLEAGUE: _("A colleague of who asked"),
    Relation.SUPPORT: _("The brand's support"),
    Relation.ADMINISTRATOR: _("The administrator"),
}
SIGHTS: Mapping[Sight, Promise] = {
    Sight.TICKET: _(
        "That there is the ticket, what customer and support said to each other, what was promised and how it was kept."
    ),
    Sight.ANSWER: _("Find it among one's own requests, be written to, and answer."),
    Sight.SETTLE: _("Say that it is solved or not needed any more, and ask for another priority."),
    Sight.INSIDE: _("Internal notes, replies that wait to be sent, warnings, and who has the ticket."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a table: what it is about, and for which of the columns it holds."""

    about: str
    holds: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns and lines."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def of_roles() -> Table:
    """What each role may do for its brand; the administrator may do all of it."""
    allowed = [acts_in([role]) for role in Post.Role]
    lines = tuple(_line(ACTS[act], (act in acts for acts in allowed)) for act in Act)
    return Table(columns=tuple(str(role.label) for role in Post.Role), lines=lines)


def of_relations() -> Table:
    """What each sees of a ticket."""
    lines = tuple(_line(SIGHTS[sight], (each in SEES[sight] for each in Relation)) for sight in Sight)
    return Table(columns=tuple(str(RELATIONS[each]) for each in Relation), lines=lines)


def _line(about: Promise, holds: Iterable[bool]) -> Line:
    return Line(about=str(about), holds=tuple(holds))
