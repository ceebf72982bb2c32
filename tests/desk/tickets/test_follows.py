"""Colleagues who follow a ticket, or are named in a note, hear what happens; who may not see it hears nothing."""

from __future__ import annotations

import pytest

from parola.desk.accounts.models import Person, Post
from parola.desk.mail.compose import compose
from parola.desk.mail.letters import Unsendable
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import follows, operations
from parola.desk.tickets.models import Follow
from tests.desk.world import MONDAY, World, after


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Lea look", ["Lea"]),
        ("Look, @lea: it is the proxy (and @bob@people.example)", ["Lea", "Bob"]),
        ("@Lea Stone", ["Lea"]),
        ("@Leander", []),
        ("lea@people.example", []),
        ("@lea@elsewhere.example", []),
        ("@ana and @zoe", []),
        ("@LEA, @lea and @Lea", ["Lea"]),
    ],
)
def test_whom_a_note_names(world: World, text: str, named: list[str]) -> None:
    assert [each.name for each in follows.named_in(text, follows.colleagues(world.credenti))] == named


def test_what_two_are_called_names_nobody(world: World) -> None:
    people = [Person(pk=1, name="Sam One", email="a@x.example"), Person(pk=2, name="Sam Two", email="b@x.example")]
    assert follows.named_in("@Sam and @Sam Two", people) == [people[1]]


def test_who_follows_is_told_of_all_but_their_own_and_gathered(world: World) -> None:
    ticket = world.ticket()
    follows.follow(ticket=ticket, by=world.lea, now=MONDAY)
    operations.note(ticket=ticket, by=world.lea, text="Mine", now=MONDAY)
    operations.reply(ticket=ticket, by=world.bob, text="Hello", now=MONDAY)
    operations.assign(ticket=ticket, by=world.bob, assignee=world.bob, now=MONDAY)
    mail = compose(OutboxRow.objects.get(payload__template="news"), MONDAY).data.decode()
    assert "CRE-1: Bob answered the customer." in mail
    assert "CRE-1: Bob has the ticket now." in mail
    assert "wrote a note" not in mail
    follows.unfollow(ticket=ticket, by=world.lea)
    operations.note(ticket=ticket, by=world.bob, text="Quiet", now=after(hours=1))
    assert OutboxRow.objects.filter(payload__template="news").count() == 1


def test_who_is_mentioned_is_told_and_follows_but_only_who_may_see_the_ticket(world: World) -> None:
    ticket = world.ticket()
    operations.note(ticket=ticket, by=world.bob, text="@lea", mentioned=[world.lea, world.zoe], now=MONDAY)
    assert follows.followers(ticket) == [world.lea]
    assert "Bob names you in a note." in compose(OutboxRow.objects.get(payload__template="news"), MONDAY).data.decode()


def test_who_left_the_brand_hears_nothing_of_what_they_follow(world: World) -> None:
    ticket = world.ticket()
    follows.follow(ticket=ticket, by=world.lea, now=MONDAY)
    operations.note(ticket=ticket, by=world.bob, text="Before", now=MONDAY)
    Post.objects.filter(person=world.lea).delete()
    operations.note(ticket=ticket, by=world.bob, text="After", now=after(hours=1))
    with pytest.raises(Unsendable):
        compose(OutboxRow.objects.get(payload__template="news"), MONDAY)
    assert (follows.followers(ticket), Follow.objects.count()) == ([], 1)
