"""One rule decides who sees a ticket: the gate, the lists and the counts say the same, on any desk."""

from __future__ import annotations

import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parola.desk.accounts.models import Membership, Person, Post
from parola.desk.tickets import operations, participants, queries
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World, after

WHO = ["ana", "amir", "olga", "bob", "lea", "audrey", "zoe", "root"]
SEES = """
who      opened by ana   opened by olga   at zmanda by ana
ana      yes             -                yes
amir     yes             -                yes
olga     -               yes              -
bob      yes             yes              -
lea      yes             yes              -
audrey   yes             yes              -
zoe      -               -                yes
root     yes             yes              yes
"""


@pytest.mark.parametrize("line", SEES.strip().splitlines()[1:], ids=str.strip)
def test_who_sees_what(world: World, line: str) -> None:
    who, *sees = line.split()
    tickets = [
        world.ticket(),
        world.ticket(requester=world.olga, priority=None),
        world.ticket(brand=world.zmanda, priority=None),
    ]
    person = getattr(world, who)
    for ticket, expected in zip(tickets, sees, strict=True):
        assert reaches(person, ticket) == (expected == "yes")


def reaches(person: Person, ticket: Ticket) -> bool:
    try:
        return queries.access_ticket(person, ticket.reference) == ticket
    except queries.NoSuchTicket:
        return False


def test_who_left_sees_nothing(world: World) -> None:
    ticket = world.ticket()
    for name in WHO:
        person = getattr(world, name)
        person.is_active = False
        assert not reaches(person, ticket)
        assert not queries.queue(person).exists()


def test_who_follows_sees(world: World) -> None:
    ticket = world.ticket()
    assert not reaches(world.olga, ticket)
    participants.add(ticket=ticket, by=world.bob, person=world.olga, now=MONDAY)
    assert reaches(world.olga, ticket)


def test_a_customer_reads_no_internal_word(world: World) -> None:
    ticket = world.ticket(text="canary-request")
    operations.note(ticket=ticket, by=world.bob, text="canary-note", now=MONDAY)
    operations.assign(ticket=ticket, by=world.bob, assignee=world.bob, now=MONDAY)
    operations.change_priority(ticket=ticket, by=world.bob, priority="P3", reason="canary-reason", now=MONDAY)
    operations.reply(ticket=ticket, by=world.bob, text="canary-held", now=after(hours=12))
    shown = {
        name: [
            item.body.text if item.body else item.recorded.fact.kind
            for item in queries.conversation(ticket, getattr(world, name))
        ]
        for name in ("ana", "amir", "bob", "audrey")
    }
    assert shown["ana"] == shown["amir"] == ["canary-request", "priority_changed"]
    assert shown["bob"] == shown["audrey"]
    assert {"canary-note", "canary-held", "assigned"} < set(shown["bob"])


def test_a_customer_who_works_for_another_brand_reads_as_a_customer(world: World) -> None:
    ticket = world.ticket(requester=world.zoe, priority=None)
    operations.note(ticket=ticket, by=world.bob, text="canary", now=MONDAY)
    assert [item.recorded.fact.kind for item in queries.conversation(ticket, world.zoe)] == ["opened"]


def test_the_queue_is_the_support_sides_and_what_is_due_first_comes_first(world: World) -> None:
    last, first = world.ticket(priority="P3"), world.ticket(priority="P1")
    never = world.ticket(requester=world.olga, priority=None, facts={})
    assert list(queries.queue(world.bob))[:2] == [first, last]
    assert never in queries.queue(world.bob)
    assert not queries.queue(world.ana).exists()
    operations.assign(ticket=first, by=world.bob, assignee=world.bob, now=MONDAY)
    assert list(queries.queue(world.lea, assignee=world.bob)) == [first]
    assert first not in queries.queue(world.lea, unassigned=True)
    assert not queries.queue(world.root, brand=world.zmanda).exists()


@pytest.mark.parametrize("size", [1, 30])
def test_a_queue_is_one_query_however_long(world: World, size: int, django_assert_num_queries: object) -> None:
    for _ in range(size):
        world.ticket()
    with django_assert_num_queries(1):  # type: ignore[operator]
        for ticket in queries.queue(world.bob):
            assert ticket.subject
            assert ticket.brand.name
            assert ticket.requester.name
            assert str(ticket.organization)
            assert ticket.version.digest
            assert ticket.pinned.digest


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    posts=st.lists(st.tuples(st.integers(0, 7), st.booleans(), st.sampled_from(Post.Role.values)), max_size=6),
    managers=st.lists(st.tuples(st.integers(0, 7), st.booleans()), max_size=4),
    requests=st.lists(st.tuples(st.integers(0, 7), st.booleans(), st.integers(0, 7)), min_size=1, max_size=4),
)
def test_list_count_and_gate_agree_on_any_desk(
    world: World,
    posts: list[tuple[int, bool, str]],
    managers: list[tuple[int, bool]],
    requests: list[tuple[int, bool, int]],
) -> None:
    with transaction.atomic():
        disagree_nowhere(world, posts, managers, requests)
        transaction.set_rollback(True)


def disagree_nowhere(
    world: World,
    posts: list[tuple[int, bool, str]],
    managers: list[tuple[int, bool]],
    requests: list[tuple[int, bool, int]],
) -> None:
    people = [getattr(world, name) for name in WHO]
    for who, first, role in posts:
        Post.objects.get_or_create(person=people[who], brand=world.credenti if first else world.zmanda, role=role)
    for who, manager in managers:
        Membership.objects.get_or_create(person=people[who], organization=world.acme, defaults={"manager": manager})
    for who, first, follower in requests:
        brand = world.credenti if first else world.zmanda
        ticket = world.ticket(requester=people[who], brand=brand, priority=None)
        participants.add(ticket=ticket, by=world.root, person=people[follower], now=MONDAY)
    for person, ticket in itertools.product(people, Ticket.objects.all()):
        listed = ticket in queries.visible_to(person)
        assert reaches(person, ticket) == listed
        assert queries.visible_to(person).filter(pk=ticket.pk).count() == listed
        if ticket in queries.queue(person):
            assert listed
        if not listed:
            assert not queries.sees_inside(person, ticket)
            assert not queries.is_customer_of(person, ticket)
