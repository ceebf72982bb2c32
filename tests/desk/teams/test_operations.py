"""Teams, shifts and absences are changed by who may, each change in the audit log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from parola.desk.accounts.models import Change, Person, Post
from parola.desk.teams import operations, queries
from parola.desk.teams.models import Absence, Departure, Shift, Team
from parola.desk.teams.operations import Away, Hours, Wanted
from tests.desk import world as worlds
from tests.desk.teams import made
from tests.desk.world import MONDAY, World, after

DAYS = Hours(weekdays=[0, 1, 2], start=time(9), end=time(17), timezone="Europe/Madrid")


@pytest.fixture
def max_(world: World) -> Person:
    """Manages Credenti's support."""
    return worlds.posted("max", world.credenti, "manager")


def log() -> list[tuple[str, object, object]]:
    """The audit log's last words, the oldest first."""
    return list(Change.objects.exclude(matter="contract").order_by("pk").values_list("matter", "before", "after"))


def test_a_team_is_made_and_changed_and_removed_and_the_log_has_all_of_it(world: World, max_: Person) -> None:
    wanted = Wanted(name="Front", tiers=[1], members=[world.bob], leads=[world.lea])
    team = operations.save_team(brand=world.credenti, wanted=wanted, by=max_, now=MONDAY)
    assert [(each.person.name, each.lead) for each in team.members.order_by("person")] == [
        ("Bob", False),
        ("Lea", True),
    ]
    changed = Wanted(name="Front", tiers=[2, 1], members=[world.lea])
    operations.save_team(brand=world.credenti, team=team, wanted=changed, by=max_, now=MONDAY)
    operations.save_team(brand=world.credenti, team=team, wanted=changed, by=max_, now=MONDAY)
    operations.remove_team(team=team, by=max_, now=MONDAY)
    both, lea = [world.bob.pk, world.lea.pk], [world.lea.pk]
    first = {"name": "Front", "tiers": [1], "products": [], "members": both, "leads": lea}
    last = {**first, "tiers": [1, 2], "members": lea, "leads": []}
    assert log() == [
        ("team", None, first),
        ("team", {key: first[key] for key in ("tiers", "members", "leads")}, {key: last[key] for key in ("tiers", "members", "leads")}),
        ("team", last, None),
    ]  # fmt: skip
    assert not Team.objects.exists()


def test_a_team_has_a_name_of_its_own_and_people_who_work_there(world: World, max_: Person) -> None:
    made.team(world.credenti, "Front")
    with pytest.raises(operations.NameTaken):
        operations.save_team(brand=world.credenti, wanted=Wanted(name="Front"), by=max_, now=MONDAY)
    for stranger in (world.zoe, world.ana, world.audrey):
        wanted = Wanted(name="Second", members=[stranger])
        with pytest.raises(operations.NotOfTheBrand):
            operations.save_team(brand=world.credenti, wanted=wanted, by=max_, now=MONDAY)


@pytest.mark.parametrize("who", ["bob", "lea", "audrey", "zoe", "ana"])
def test_who_may_not_configure_changes_no_team_and_no_shift(world: World, who: str) -> None:
    team, by = made.team(world.credenti, "Front", world.bob), getattr(world, who)
    shift = made.shift(team, 9, 17)
    with pytest.raises(operations.NotAllowed):
        operations.save_team(brand=world.credenti, team=team, wanted=Wanted(name="Mine"), by=by, now=MONDAY)
    with pytest.raises(operations.NotAllowed):
        operations.remove_team(team=team, by=by, now=MONDAY)
    with pytest.raises(operations.NotAllowed):
        operations.save_shift(team=team, hours=DAYS, by=by, now=MONDAY)
    with pytest.raises(operations.NotAllowed):
        operations.remove_shift(shift=shift, by=by, now=MONDAY)
    assert log() == []


def test_who_leaves_a_team_has_no_shift_in_it_any_more_and_is_remembered(world: World, max_: Person) -> None:
    team = made.team(world.credenti, "Front", world.bob, world.lea)
    made.shift(team, 9, 17, world.bob)
    made.shift(team, 9, 17)
    wanted = Wanted(name="Front", members=[world.lea])
    operations.save_team(brand=world.credenti, team=team, wanted=wanted, by=max_, now=MONDAY)
    assert [shift.person for shift in Shift.objects.all()] == [None]
    assert [gone.person for gone in Departure.objects.all()] == [world.bob]
    back = Wanted(name="Front", members=[world.lea, world.bob])
    operations.save_team(brand=world.credenti, team=team, wanted=back, by=max_, now=MONDAY)
    assert not Departure.objects.exists()


def test_a_shift_is_of_the_team_or_of_a_member(world: World, max_: Person) -> None:
    team = made.team(world.credenti, "Front", world.bob)
    shift = operations.save_shift(team=team, hours=DAYS, by=max_, now=MONDAY)
    assert queries.shift_of(shift).weekdays == {0, 1, 2}
    of_lea = replace(DAYS, person=world.lea)
    with pytest.raises(operations.NotOfTheBrand):
        operations.save_shift(team=team, hours=of_lea, by=max_, now=MONDAY)
    backwards = replace(DAYS, first_day=date(2026, 12, 2), last_day=date(2026, 12, 1))
    with pytest.raises(operations.EndsBeforeItStarts):
        operations.save_shift(team=team, hours=backwards, by=max_, now=MONDAY)
    operations.remove_shift(shift=shift, by=max_, now=MONDAY)
    assert [(matter, bool(before), bool(now)) for matter, before, now in log()] == [
        ("shift", False, True),
        ("shift", True, False),
    ]


SICK = Away(kind="sick", start=MONDAY, end=after(days=2))


@pytest.mark.parametrize(
    ("by", "allowed"),
    [("bob", True), ("lea", True), ("max", True), ("root", True), ("bea", False), ("audrey", False), ("zoe", False), ("ana", False)],
)  # fmt: skip
def test_who_says_that_bob_is_away(world: World, max_: Person, by: str, allowed: bool) -> None:
    """He himself, Lea, who leads his team, who manages the support, and the administrator."""
    bea = worlds.posted("bea", world.credenti, "agent")
    made.team(world.credenti, "Front", world.bob, bea, lead=world.lea)
    somebody = {"max": max_, "bea": bea}.get(by) or getattr(world, by)
    if allowed:
        operations.save_absence(person=world.bob, away=SICK, by=somebody, now=MONDAY)
        operations.remove_absence(absence=Absence.objects.get(), by=somebody, now=MONDAY)
    else:
        with pytest.raises(operations.NotAllowed):
            operations.save_absence(person=world.bob, away=SICK, by=somebody, now=MONDAY)


def test_a_customer_has_no_absences(world: World) -> None:
    with pytest.raises(operations.NotAllowed):
        operations.save_absence(person=world.ana, away=SICK, by=world.ana, now=MONDAY)


def test_the_log_says_who_is_away_when_and_not_why(world: World) -> None:
    operations.save_absence(person=world.bob, away=SICK, by=world.bob, now=MONDAY)
    ((matter, before, after_),) = log()
    told = {"person": world.bob.pk, "start": MONDAY.isoformat(), "end": after(days=2).isoformat(), "deputy": None}
    assert (matter, before, after_) == ("absence", None, told)
    assert "sick" not in str(list(Change.objects.values()))


def test_the_deputy_is_a_colleague(world: World) -> None:
    for deputy in (world.bob, world.zoe, world.ana, world.audrey):
        away = Away(kind="other", start=MONDAY, end=after(days=1), deputy=deputy)
        with pytest.raises(operations.NobodysDeputy):
            operations.save_absence(person=world.bob, away=away, by=world.bob, now=MONDAY)
    away = Away(kind="other", start=MONDAY, end=after(days=1), deputy=world.lea)
    operations.save_absence(person=world.bob, away=away, by=world.bob, now=MONDAY)


def test_an_absence_takes_time(world: World) -> None:
    away = Away(kind="other", start=MONDAY, end=MONDAY)
    with pytest.raises(operations.EndsBeforeItStarts):
        operations.save_absence(person=world.bob, away=away, by=world.bob, now=MONDAY)


def test_who_lost_their_post_or_was_deactivated_is_no_member_to_the_rules(world: World) -> None:
    made.team(world.credenti, "Front", world.bob, world.lea)
    Post.objects.filter(person=world.bob).delete()
    Person.objects.filter(pk=world.lea.pk).update(is_active=False)
    (team,) = queries.crew_of(world.credenti, MONDAY).roster.teams
    assert team.members == ()
