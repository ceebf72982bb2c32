"""Who may do what for a brand, as a table. Who may see a ticket, and what of it, is the other table: `tickets.relations`.

Docs (`docs/permissions.md`) and the console draw their tables from here, and `tests/web/routes.py` tries them on every address.
The desk's administrator may do all of it for every brand, whoever was deactivated nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from parola.desk.accounts.models import Brand, Person, Post


class Act(StrEnum):
    """Something that a person on the support side does."""

    READ = "read"
    """Read the brand's tickets with all that is inside them, its customers, and their contracts with it."""
    REPLY = "reply"
    """Answer a customer; have a ticket."""
    NOTE = "note"
    CHANGE_PRIORITY = "change_priority"
    ASSIGN = "assign"
    MOVE = "move"
    """Wait, resume, escalate, resolve, reopen, close."""
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
    EXPLAIN = "explain"
    """Say why a promise was missed."""
    OVERSEE = "oversee"
    """See the board: what will be missed, and who is loaded."""
    RESEND = "resend"
    """Try again to send what could not be sent."""
    PUBLISH = "publish"
    SIGN = "sign"
    """Make and end contracts."""
    CHANGE_TERMS = "change_terms"
    """Move an open ticket to other terms."""
    CONFIGURE = "configure"
    """Change the brand's settings: its face, mailboxes, teams, canned replies, absences."""
    AUDIT = "audit"
    """Read the audit log of the brand's settings."""
    SHARE_VIEWS = "share_views"
    """Save a view of the queue for all who read the brand's tickets, and change those."""
    WRITE_ARTICLES = "write_articles"
    """Write the brand's articles and their translations."""
    PUBLISH_ARTICLES = "publish_articles"
    """Show them to their readers, withdraw them, and say who these are."""
    OWN_PROBLEMS = "own_problems"
    """Open problems, link incidents to them, own one, work on it."""
    LEAD_PROBLEMS = "lead_problems"
    """Hand a problem that is somebody else's to another owner, close it, and lead in a major incident."""


AGENT, LEAD, PROBLEM, ACCOUNT = Post.Role.AGENT, Post.Role.LEAD, Post.Role.PROBLEM_MANAGER, Post.Role.ACCOUNT_MANAGER
MANAGER, AUDITOR = Post.Role.MANAGER, Post.Role.AUDITOR

# fmt: off
MAY: Mapping[Act, frozenset[Post.Role]] = {
    Act.READ:            frozenset({AGENT, LEAD, PROBLEM, ACCOUNT, MANAGER, AUDITOR}),
    Act.REPLY:           frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.NOTE:            frozenset({AGENT, LEAD, PROBLEM, ACCOUNT, MANAGER}),
    Act.CHANGE_PRIORITY: frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.ASSIGN:          frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.MOVE:            frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.JOIN:            frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.REACH:           frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.CHANGE_FACTS:    frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.AGREE:           frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.CORRECT:         frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.OPEN_FOR:        frozenset({AGENT, LEAD, PROBLEM, ACCOUNT, MANAGER}),
    Act.ADD_PARTICIPANT: frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.REPORT:          frozenset({       LEAD, PROBLEM,          MANAGER, AUDITOR}),
    Act.EXPLAIN:         frozenset({       LEAD, PROBLEM,          MANAGER}),
    Act.OVERSEE:         frozenset({       LEAD,                   MANAGER}),
    Act.RESEND:          frozenset({       LEAD,                   MANAGER}),
    Act.PUBLISH:         frozenset({                               MANAGER}),
    Act.SIGN:            frozenset({                               MANAGER}),
    Act.CHANGE_TERMS:    frozenset({                               MANAGER}),
    Act.CONFIGURE:       frozenset({                               MANAGER}),
    Act.AUDIT:           frozenset({                               MANAGER, AUDITOR}),
    Act.SHARE_VIEWS:     frozenset({       LEAD, PROBLEM,          MANAGER}),
    Act.WRITE_ARTICLES:  frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.PUBLISH_ARTICLES: frozenset({      LEAD, PROBLEM,          MANAGER}),
    Act.OWN_PROBLEMS:    frozenset({AGENT, LEAD, PROBLEM,          MANAGER}),
    Act.LEAD_PROBLEMS:   frozenset({       LEAD, PROBLEM,          MANAGER}),
}
# fmt: on
"""Which roles may do it."""


def roles_that_may(act: Act) -> frozenset[Post.Role]:
    """The roles of a post by which one may do that."""
    return MAY.get(act, frozenset())


def administers(person: Person) -> bool:
    """Whether the person may do what concerns the whole desk."""
    return person.is_active and person.is_superuser


def may(person: Person, act: Act, brand: Brand) -> bool:
    """Whether `person` may do `act` for `brand`: by a post there, or as the desk's administrator."""
    return act in acts_of(person, brand)


def acts_of(person: Person, brand: Brand) -> frozenset[Act]:
    """All that `person` may do for `brand`."""
    if not person.is_active:
        return frozenset()
    if person.is_superuser:
        return frozenset(Act)
    posts = Post.objects.filter(person=person, brand=brand)
    return acts_in(posts.values_list("role", flat=True))


def acts_anywhere(person: Person) -> frozenset[Act]:
    """All that `person` may do for some brand: what `queries.brands_of` would find one for, in one question."""
    if not person.is_active:
        return frozenset()
    if person.is_superuser:
        return frozenset(Act) if Brand.objects.exists() else frozenset()
    return acts_in(Post.objects.filter(person=person).values_list("role", flat=True))


def acts_in(roles: Iterable[str]) -> frozenset[Act]:
    """What somebody in these roles may do."""
    held = frozenset(roles)
    return frozenset(act for act in Act if roles_that_may(act) & held)
