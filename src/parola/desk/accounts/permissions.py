"""Who may do what, as data. Whether a person may see one given ticket is `tickets.queries.access_ticket`'s to say."""

from __future__ import annotations

from enum import StrEnum

from parola.desk.accounts.models import Brand, Person, Post


class Act(StrEnum):
    """Something that a person on the support side does."""

    READ = "read"
    REPLY = "reply"
    NOTE = "note"
    CHANGE_PRIORITY = "change_priority"
    ASSIGN = "assign"
    MOVE = "move"
    """Wait, resume, resolve, reopen, close."""
    JOIN = "join"
    """Merge tickets, split one, mark one as a duplicate or as spam."""
    REACH = "reach"
    """Record that a workaround was given, the service restored, the cause found; take that back."""
    CHANGE_FACTS = "change_facts"
    AGREE = "agree"
    """Agree with the customer on another due time."""
    CORRECT = "correct"
    """Note a call or a waiting that took place earlier."""
    OPEN_FOR = "open_for"
    """Open a ticket in a customer's name (a call)."""
    ADD_PARTICIPANT = "add_participant"
    REPORT = "report"
    RESEND = "resend"
    """Try again to send what could not be sent."""
    PUBLISH = "publish"
    SIGN = "sign"
    """Make and end contracts."""
    CHANGE_TERMS = "change_terms"
    """Move an open ticket to other terms."""
    CONFIGURE = "configure"
    """Change a brand's settings: its face, mailboxes, teams, canned replies, absences."""
    AUDIT = "audit"
    """Read who changed which setting."""


AGENT = frozenset(
    {
        Act.READ, Act.REPLY, Act.NOTE, Act.CHANGE_PRIORITY, Act.ASSIGN, Act.MOVE, Act.JOIN, Act.REACH, Act.CHANGE_FACTS,
        Act.AGREE, Act.CORRECT, Act.OPEN_FOR, Act.ADD_PARTICIPANT,
    }
)  # fmt: skip
ROLES: dict[str, frozenset[Act]] = {
    Post.Role.AGENT: AGENT,
    Post.Role.LEAD: AGENT | {Act.REPORT, Act.RESEND},
    Post.Role.MANAGER: frozenset(Act),
    Post.Role.AUDITOR: frozenset({Act.READ, Act.REPORT, Act.AUDIT}),
}


def may(person: Person, act: Act, brand: Brand) -> bool:
    """Whether `person` may do `act` for `brand`: by a post there, or as the desk's administrator."""
    return act in acts_of(person, brand)


def acts_of(person: Person, brand: Brand) -> frozenset[Act]:
    """All that `person` may do for `brand`."""
    if not person.is_active:
        return frozenset()
    if person.is_superuser:
        return frozenset(Act)
    roles = Post.objects.filter(person=person, brand=brand).values_list("role", flat=True)
    return frozenset[Act]().union(*(ROLES[role] for role in roles))
