"""Each cell of the tables of rights is turned over, and an address of the desk answers somebody else's answer: so every cell is held by the matrix.

Class B16, and django-helpdesk d74db37c: a permission that was true for everybody, and no test failed.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from parola.desk.accounts import permissions
from parola.desk.accounts.models import Post
from parola.desk.accounts.permissions import MAY, Act
from parola.desk.tickets import queries, relations
from parola.desk.tickets.relations import SEES, Relation, Sight
from parola.desk.tickets.settling import may_settle
from tests.web.matrix import Row
from tests.web.readers import Desk
from tests.web.routes import ROWS

pytestmark = pytest.mark.django_db
HELD_BY: Mapping[Act, str] = {
    Act.READ: "GET console:ticket",
    Act.REPLY: "POST console:reply",
    Act.NOTE: "POST console:note",
    Act.CHANGE_PRIORITY: "POST console:change_priority",
    Act.ASSIGN: "POST console:assign",
    Act.MOVE: "POST console:move",
    Act.JOIN: "POST console:more spam",
    Act.REACH: "POST console:more cause",
    Act.CHANGE_FACTS: "GET console:more facts",
    Act.AGREE: "GET console:more agree",
    Act.CORRECT: "POST console:more pause",
    Act.OPEN_FOR: "POST console:new",
    Act.ADD_PARTICIPANT: "GET console:more participant",
    Act.REPORT: "GET console:report",
    Act.OVERSEE: "GET console:board",
    Act.RESEND: "POST console:send_again",
    Act.PUBLISH: "GET console:brand_agreement",
    Act.SIGN: "GET console:sign credenti",
    Act.CHANGE_TERMS: "GET console:terms",
    Act.CONFIGURE: "GET console:settings_brand",
    Act.AUDIT: "GET console:settings_changes",
    Act.SHARE_VIEWS: "POST console:view_change remove",
    Act.WRITE_ARTICLES: "GET console:article_new",
    Act.PUBLISH_ARTICLES: "POST console:article_show en",
    Act.OWN_PROBLEMS: "POST console:problem_act note",
    Act.LEAD_PROBLEMS: "POST console:problem_act close",
    Act.EXPLAIN: "POST console:explain_misses",
}
"""The row that shows the act."""
IN_ROLE: Mapping[Post.Role, str] = {
    Post.Role.AGENT: "bob",
    Post.Role.LEAD: "lea",
    Post.Role.PROBLEM_MANAGER: "paula",
    Post.Role.ACCOUNT_MANAGER: "alma",
    Post.Role.MANAGER: "magda",
    Post.Role.AUDITOR: "audrey",
}
RELATED: Mapping[Relation, str] = {
    Relation.REQUESTER: "ana",
    Relation.FOLLOWER: "pia",
    Relation.CUSTOMERS_MANAGER: "amir",
    Relation.COLLEAGUE: "caro",
    Relation.SUPPORT: "bob",
    Relation.ADMINISTRATOR: "root",
}
KNOWN = {str(row): row for row in ROWS}


def row_of(act: Act) -> Row:
    return KNOWN[HELD_BY[act]]


@pytest.mark.parametrize("role", Post.Role)
@pytest.mark.parametrize("act", Act)
def test_every_cell_of_the_roles_is_seen_at_an_address(
    act: Act, role: Post.Role, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B16: in django-helpdesk (d74db37c) a check that was true for everybody stood for years, and no test fell."""
    row, reader = row_of(act), IN_ROLE[role]
    monkeypatch.setitem(permissions.MAY, act, MAY[act] ^ {role})
    assert desk.tried(reader, row).outcome != row.expected()[reader]


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("sight", Sight)
def test_every_cell_of_the_relations_is_seen(
    sight: Sight, relation: Relation, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = RELATED[relation]
    before = sights(desk, reader)
    monkeypatch.setitem(relations.SEES, sight, SEES[sight] ^ {relation})
    assert sights(desk, reader) != before


def sights(desk: Desk, reader: str) -> list[object]:
    """What the reader gets of the ticket at its addresses, whether its inside is theirs, and whether it is among their requests."""
    rows = [KNOWN[each] for each in ("GET portal:ticket", "GET console:ticket", "GET portal:history")]
    inside = queries.sees_inside(desk.people[reader], desk.ticket)
    own = desk.ticket in queries.requests_of(desk.people[reader])
    settles = may_settle(desk.people[reader], desk.ticket)
    return [inside, own, settles, *(desk.tried(reader, row).outcome for row in rows)]
