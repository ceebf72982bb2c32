"""Tickets of people who are not there: they stay theirs, who leads is told once, and they are handed over in one act."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from parola.desk.accounts.models import Person, Post
from parola.desk.mail.compose import compose
from parola.desk.outbox.models import OutboxRow
from parola.desk.teams import operations as teams
from parola.desk.teams.operations import Away, Wanted
from parola.desk.tickets import handovers, operations, queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.verification import verify
from parola.desk.tickets.vocabulary import Assigned
from tests.desk import world as worlds
from tests.desk.teams import made
from tests.desk.world import MONDAY, World, after


@pytest.fixture
def bobs(world: World) -> Ticket:
    return operations.assign(ticket=world.ticket(), by=world.bob, assignee=world.bob, now=MONDAY)


def told() -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(payload__template="handover").order_by("pk"))


def text(row: OutboxRow, now: datetime) -> str:
    mail = message_from_bytes(compose(row, now).data, policy=default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def waiting(reader: Person, now: datetime = MONDAY) -> list[tuple[str, str, list[str]]]:
    found = handovers.waiting_for(reader, now)
    return [(each.person.name, each.why, [ticket.reference for ticket in each.tickets]) for each in found]


def test_who_leads_is_told_once_when_an_absence_begins(world: World, bobs: Ticket) -> None:
    made.team(world.credenti, "Front", world.bob, lead=world.lea)
    away = Away(kind="holiday", start=after(days=1), end=after(days=5))
    teams.save_absence(person=world.bob, away=away, by=world.bob, now=MONDAY)
    handovers.tell(now=MONDAY)
    assert (told(), waiting(world.lea)) == ([], [])
    for hour in range(3):
        handovers.tell(now=after(days=1, hours=hour))
    (row,) = told()
    assert row.payload["to"] == world.lea.pk
    mail = text(row, after(days=1))
    assert "Bob is away. 1 open ticket of Credenti is theirs." in mail
    assert "/console/there/handover/" in mail
    assert waiting(world.lea, after(days=1)) == [("Bob", "absent", ["CRE-1"])]
    assert queries.again(bobs).assignee == world.bob
    assert waiting(world.lea, after(days=5)) == []


def test_an_absence_without_tickets_is_nobodys_news(world: World) -> None:
    made.away(world.bob, MONDAY, days=3)
    handovers.tell(now=MONDAY)
    assert told() == []


def test_who_leads_is_told_once_when_somebody_leaves_the_team(world: World, bobs: Ticket) -> None:
    boss = worlds.posted("max", world.credenti, "manager")
    team = made.team(world.credenti, "Front", world.bob, lead=world.lea)
    wanted = Wanted(name="Front", leads=[world.lea])
    teams.save_team(brand=world.credenti, team=team, wanted=wanted, by=boss, now=MONDAY)
    for _ in range(2):
        handovers.tell(now=MONDAY)
    (row,) = told()
    assert "Bob is not in your team any more." in text(row, MONDAY)
    assert waiting(world.lea) == [("Bob", "team", ["CRE-1"])]


@pytest.mark.parametrize("how", ["deactivated", "lost the post"])
def test_who_leads_is_told_once_of_somebody_who_left_altogether(world: World, bobs: Ticket, how: str) -> None:
    if how == "deactivated":
        Person.objects.filter(pk=world.bob.pk).update(is_active=False)
    else:
        Post.objects.filter(person=world.bob).delete()
    for _ in range(2):
        handovers.tell(now=MONDAY)
    (row,) = told()
    assert row.payload["to"] == world.lea.pk
    assert "Bob does not work for Credenti any more." in text(row, MONDAY)
    assert waiting(world.lea) == [("Bob", "left", ["CRE-1"])]


def test_who_manages_and_is_in_no_team_is_not_missed(world: World) -> None:
    boss = worlds.posted("max", world.credenti, "manager")
    made.team(world.credenti, "Front", world.bob)
    for person in (boss, world.root):
        operations.assign(ticket=world.ticket(), by=world.bob, assignee=person, now=MONDAY)
    handovers.tell(now=MONDAY)
    assert (told(), waiting(world.lea)) == ([], [])


def test_all_of_them_are_handed_over_in_one_act_each_an_assignment(world: World, bobs: Ticket) -> None:
    other = operations.assign(ticket=world.ticket(), by=world.bob, assignee=world.bob, now=MONDAY)
    lea_s = operations.assign(ticket=world.ticket(), by=world.bob, assignee=world.lea, now=MONDAY)
    made.away(world.bob, MONDAY, days=3)
    count = handovers.hand_over(
        brand=world.credenti,
        person=world.bob,
        tickets=[ticket.reference for ticket in (bobs, other, lea_s)],
        to=world.lea,
        by=world.lea,
        now=MONDAY,
    )
    assert count == 2
    for ticket in (bobs, other):
        *_before, last = queries.history(ticket)
        assert (last.fact, last.actor) == (Assigned(assignee=world.lea.pk), world.lea.pk)
    assert queries.again(lea_s).last_event_seq == lea_s.last_event_seq
    assert verify().findings == ()


def test_what_is_taken_from_somebody_who_left_says_so(world: World, bobs: Ticket) -> None:
    Person.objects.filter(pk=world.bob.pk).update(is_active=False)
    handovers.hand_over(brand=world.credenti, person=world.bob, tickets=["CRE-1"], to=None, by=world.lea, now=MONDAY)
    assert queries.history(bobs)[-1].fact == Assigned(assignee=None, why="left")


def test_who_may_not_assign_hands_nothing_over(world: World, bobs: Ticket) -> None:
    for by in (world.audrey, world.zoe, world.ana):
        with pytest.raises(operations.NotAllowed):
            handovers.hand_over(brand=world.credenti, person=world.bob, tickets=["CRE-1"], to=None, by=by, now=MONDAY)
    assert waiting(world.audrey) == []
