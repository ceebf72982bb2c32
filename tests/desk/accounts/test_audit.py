"""The audit log of settings."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from parola.desk.accounts import audit
from parola.desk.accounts.audit import Fields
from parola.desk.accounts.models import Change
from tests.desk.world import MONDAY, World

pytestmark = pytest.mark.django_db


def note(world: World, before: Fields | None, after: Fields | None) -> Change | None:
    return audit.record(
        by=world.root, brand=world.credenti, matter="team", key=7, before=before, after=after, now=MONDAY
    )


def test_what_differs_is_kept_with_both_values_and_nothing_else(world: World) -> None:
    change = note(world, {"name": "Tier one", "tiers": [1]}, {"name": "Front line", "tiers": [1]})
    assert change is not None
    assert (change.before, change.after) == ({"name": "Tier one"}, {"name": "Front line"})
    assert (change.by, change.brand, change.matter, change.key, change.at) == (
        world.root, world.credenti, "team", "7", MONDAY,
    )  # fmt: skip


def test_a_field_that_comes_or_goes_is_kept_on_the_side_where_it_is(world: World) -> None:
    change = note(world, {"name": "A"}, {"name": "A", "lead": 3})
    assert change is not None
    assert (change.before, change.after) == ({}, {"lead": 3})


def test_what_begins_and_what_ends_is_kept_whole(world: World) -> None:
    made, gone = note(world, None, {"name": "A"}), note(world, {"name": "A"}, None)
    assert made is not None
    assert gone is not None
    assert (made.before, made.after, gone.before, gone.after) == (None, {"name": "A"}, {"name": "A"}, None)


def test_where_nothing_differs_nothing_is_written(world: World) -> None:
    assert note(world, {"name": "A"}, {"name": "A"}) is None
    assert not Change.objects.filter(matter="team").exists()


@pytest.mark.parametrize(
    "change",
    [lambda: Change.objects.update(matter="x"), lambda: Change.objects.all().delete()],
    ids=["update", "delete"],
)
def test_an_entry_is_never_changed(world: World, change: Callable[[], object]) -> None:
    note(world, None, {"name": "A"})
    with transaction.atomic(), pytest.raises(DatabaseError, match="rows are never changed"):
        change()
