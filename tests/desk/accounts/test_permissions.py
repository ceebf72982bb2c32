"""Who may do what for a brand, as the table says."""

from __future__ import annotations

import pytest

from parola.desk.accounts import queries
from parola.desk.accounts.permissions import Act, may
from tests.desk.world import World

TABLE = """
act              bob  lea  audrey  zoe  ana  root
read             x    x    x       -    -    x
reply            x    x    -       -    -    x
note             x    x    -       -    -    x
change_priority  x    x    -       -    -    x
assign           x    x    -       -    -    x
move             x    x    -       -    -    x
join             x    x    -       -    -    x
reach            x    x    -       -    -    x
change_facts     x    x    -       -    -    x
agree            x    x    -       -    -    x
correct          x    x    -       -    -    x
open_for         x    x    -       -    -    x
add_participant  x    x    -       -    -    x
report           -    x    x       -    -    x
resend           -    x    -       -    -    x
publish          -    -    -       -    -    x
sign             -    -    -       -    -    x
change_terms     -    -    -       -    -    x
configure        -    -    -       -    -    x
audit            -    -    x       -    -    x
"""
HEAD, *LINES = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_who_may_do_what_for_credenti(world: World, line: list[str]) -> None:
    told = [may(getattr(world, who), Act(line[0]), world.credenti) for who in HEAD[1:]]
    assert told == [mark == "x" for mark in line[1:]]


def test_the_table_knows_every_act() -> None:
    assert [line[0] for line in LINES] == list(Act)


def test_who_left_may_nothing(world: World) -> None:
    world.root.is_active = world.bob.is_active = False
    assert not may(world.root, Act.READ, world.credenti)
    assert not may(world.bob, Act.READ, world.credenti)
    assert not queries.brands_of(world.root).exists()


def test_brands_of_agrees_with_may(world: World) -> None:
    for person in (world.bob, world.lea, world.audrey, world.zoe, world.ana, world.root):
        for act in Act:
            for brand in (world.credenti, world.zmanda):
                assert (brand in queries.brands_of(person, act)) == may(person, act, brand)
