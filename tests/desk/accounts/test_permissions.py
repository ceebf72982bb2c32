"""Who may do what for a brand, as the table says."""

from __future__ import annotations

import pytest

from parola.desk.accounts import queries
from parola.desk.accounts.models import Person, Post
from parola.desk.accounts.permissions import MAY, Act, acts_anywhere, acts_in, may
from tests.desk.world import World

TABLE = """
act              agent  lead  problem_manager  account_manager  manager  auditor
read             x      x     x                x                x        x
reply            x      x     x                -                x        -
note             x      x     x                x                x        -
change_priority  x      x     x                -                x        -
assign           x      x     x                -                x        -
move             x      x     x                -                x        -
join             x      x     x                -                x        -
reach            x      x     x                -                x        -
change_facts     x      x     x                -                x        -
agree            x      x     x                -                x        -
correct          x      x     x                -                x        -
open_for         x      x     x                x                x        -
add_participant  x      x     x                -                x        -
report           -      x     x                -                x        x
explain          -      x     x                -                x        -
oversee          -      x     -                -                x        -
resend           -      x     -                -                x        -
publish          -      -     -                -                x        -
sign             -      -     -                -                x        -
change_terms     -      -     -                -                x        -
configure        -      -     -                -                x        -
audit            -      -     -                -                x        x
share_views      -      x     x                -                x        -
write_articles   x      x     x                -                x        -
publish_articles -      x     x                -                x        -
own_problems     x      x     x                -                x        -
lead_problems    -      x     x                -                x        -
"""
HEAD, *LINES = [line.split() for line in TABLE.strip().splitlines()]
READING = {Act.READ, Act.REPORT, Act.AUDIT}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_which_roles_may_do_what(line: list[str]) -> None:
    assert {role for role in HEAD[1:] if Act(line[0]) in acts_in([role])} == {
        role for role, mark in zip(HEAD[1:], line[1:], strict=True) if mark == "x"
    }


def test_the_table_knows_every_act_and_every_role() -> None:
    assert [line[0] for line in LINES] == list(Act) == list(MAY)
    assert HEAD[1:] == list(Post.Role)


def test_an_auditor_reads_and_does_nothing() -> None:
    assert acts_in([Post.Role.AUDITOR]) == READING


def test_whoever_may_do_anything_for_a_brand_may_read_there() -> None:
    assert all(Act.READ in acts_in([role]) for role in Post.Role)


def test_a_post_is_of_one_brand(world: World) -> None:
    assert may(world.bob, Act.REPLY, world.credenti)
    assert not may(world.bob, Act.READ, world.zmanda)
    assert not may(world.ana, Act.READ, world.credenti)


def test_two_posts_add_up(world: World) -> None:
    Post.objects.create(person=world.audrey, brand=world.credenti, role=Post.Role.ACCOUNT_MANAGER)
    assert may(world.audrey, Act.AUDIT, world.credenti)
    assert may(world.audrey, Act.NOTE, world.credenti)
    assert not may(world.audrey, Act.REPLY, world.credenti)


def test_who_left_may_nothing(world: World) -> None:
    world.root.is_active = world.bob.is_active = False
    assert not may(world.root, Act.READ, world.credenti)
    assert not may(world.bob, Act.READ, world.credenti)
    assert not queries.brands_of(world.root).exists()


def test_brands_of_agrees_with_may(world: World) -> None:
    for role in Post.Role:
        somebody = Person.objects.create_user(f"{role}@desk.example")
        Post.objects.create(person=somebody, brand=world.credenti, role=role)
    for person in Person.objects.all():
        for act in Act:
            for brand in (world.credenti, world.zmanda):
                assert (brand in queries.brands_of(person, act)) == may(person, act, brand)


def test_a_ticket_can_be_given_to_those_who_may_answer_it(world: World) -> None:
    paula = Person.objects.create_user("paula@desk.example")
    Post.objects.create(person=paula, brand=world.credenti, role=Post.Role.PROBLEM_MANAGER)
    alma = Person.objects.create_user("alma@desk.example")
    Post.objects.create(person=alma, brand=world.credenti, role=Post.Role.ACCOUNT_MANAGER)
    assert set(queries.support_of(world.credenti)) == {world.bob, world.lea, paula}


@pytest.mark.parametrize("who", ["bob", "lea", "audrey", "zoe", "ana", "root"])
@pytest.mark.parametrize("act", Act)
def test_what_one_may_do_for_some_brand_is_what_there_is_a_brand_for(world: World, who: str, act: Act) -> None:
    person = getattr(world, who)
    assert (act in acts_anywhere(person)) == queries.brands_of(person, act).exists()


def test_who_left_may_do_nothing_for_any_brand(world: World) -> None:
    world.root.is_active = world.bob.is_active = False
    assert acts_anywhere(world.root) == acts_anywhere(world.bob) == frozenset()
