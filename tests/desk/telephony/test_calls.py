"""Calls that a telephony system announces, and the lines on which it does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parola.desk.accounts.models import Change
from parola.desk.telephony import calls, lines, people
from parola.desk.telephony.models import Call, Line
from tests.desk.world import MONDAY, World, after

pytestmark = pytest.mark.django_db
NUMBER = "+34 600 111 222"


@pytest.fixture
def line(world: World) -> Line:
    return lines.add(brand=world.credenti, name="Front desk", by=world.root, now=MONDAY)[0]


def told(line: Line, state: str = "ringing", at: Any = None, now: Any = MONDAY, **said: Any) -> Call:
    announcement = calls.Announcement(**{"call": "1", "state": state, "number": NUMBER, "at": at} | said)
    return calls.announce(line=line, said=announcement, now=now)


def test_of_one_call_there_is_one_row_however_often_it_is_told(line: Line, world: World) -> None:
    for state in ("ringing", "ringing", "answered", "ringing", "ended", "answered"):
        told(line, state, agent=world.bob.email if state == "answered" else "")
    call = Call.objects.get()
    assert (call.state, call.agent, call.number) == ("ended", world.bob, "+34600111222")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from(list(calls.State)), min_size=1, max_size=6))
def test_a_call_stands_where_it_got_to_in_whatever_order_that_is_told(line: Line, order: list[calls.State]) -> None:
    Call.objects.all().delete()
    for state in order:
        told(line, state)
    assert Call.objects.get().state == max(order, key=calls.ORDER.__getitem__)


def test_it_began_when_the_system_says_unless_that_cannot_be(line: Line) -> None:
    assert told(line, call="a", at=after(minutes=-3)).at == after(minutes=-3)
    assert told(line, call="b", at=after(days=-3)).at == MONDAY
    assert told(line, call="c", at=after(hours=1)).at == MONDAY


def test_a_call_for_anybody_is_heard_by_all_who_take_calls_and_one_for_bob_by_bob_alone(
    line: Line, world: World
) -> None:
    told(line, call="any")
    told(line, call="bobs", agent=world.bob.email)
    told(line, call="strangers", agent="nobody@elsewhere.example")
    heard = {name: {call.key for call in calls.offered_to(getattr(world, name), MONDAY)} for name in ("bob", "lea")}
    assert heard == {"bob": {"any", "bobs", "strangers"}, "lea": {"any", "strangers"}}
    assert calls.offered_to(world.zoe, MONDAY) == []
    assert calls.offered_to(world.audrey, MONDAY) == []


def test_a_call_that_rings_for_ever_is_offered_five_minutes_and_one_that_was_taken_two_hours(
    line: Line, world: World
) -> None:
    told(line, call="lost")
    told(line, "answered", call="taken", agent=world.bob.email)
    assert {call.key for call in calls.offered_to(world.bob, after(minutes=4))} == {"lost", "taken"}
    assert {call.key for call in calls.offered_to(world.bob, after(minutes=6))} == {"taken"}
    assert calls.offered_to(world.bob, after(minutes=121)) == []


def test_a_call_is_settled_once(line: Line, world: World) -> None:
    call, ticket = told(line), world.ticket()
    assert calls.settle(call=call, by=world.bob, ticket=ticket, now=MONDAY)
    assert not calls.settle(call=call, by=world.lea, ticket=None, now=MONDAY)
    assert not calls.settle(call=call, by=world.audrey, ticket=None, now=MONDAY)
    assert Call.objects.get().ticket == ticket
    assert calls.offered_to(world.bob, MONDAY) == []


def test_what_was_told_of_calls_is_forgotten_after_a_month(line: Line) -> None:
    told(line)
    assert calls.forget(now=MONDAY + calls.KEPT) == 0
    assert calls.forget(now=MONDAY + calls.KEPT + timedelta(seconds=1)) == 1


def test_another_secret_leaves_the_one_before_good_for_a_day(world: World) -> None:
    line, first = lines.add(brand=world.credenti, name="Front desk", by=world.root, now=MONDAY)
    second = lines.renew(line=line, by=world.root, now=MONDAY)
    assert lines.secrets_of(line, after(hours=23)) == [second, first]
    assert lines.secrets_of(line, after(hours=24)) == [second]


def test_what_is_changed_of_a_line_stands_in_the_log_without_its_secret(line: Line, world: World) -> None:
    plain = lines.renew(line=line, by=world.root, now=after(hours=1))
    lines.use(line=line, in_use=False, by=world.root, now=after(hours=2))
    made = Change.objects.filter(matter=lines.MATTER).order_by("pk")
    assert [change.after and set(change.after) for change in made][1:] == [{"given_at"}, {"in_use"}]
    assert plain not in str([(change.before, change.after) for change in made])


def test_only_who_configures_the_brand_sets_up_a_line(world: World) -> None:
    for somebody in (world.bob, world.lea, world.zoe):
        with pytest.raises(lines.NotAllowed):
            lines.add(brand=world.credenti, name="Mine", by=somebody, now=MONDAY)


def test_somebody_is_found_by_any_part_of_their_number(world: World) -> None:
    people.keep(world.ana, NUMBER)
    for typed in ("600 111", "+34600111222", "0034600111222", "٦٠٠١١١", "11222"):
        assert people.matching(world.credenti, typed) == [world.ana], typed
    assert people.matching(world.credenti, "600 112") == []
    assert people.matching(world.credenti, "ana") == [world.ana]


def test_what_is_no_number_is_not_kept(world: World) -> None:
    with pytest.raises(people.NoNumber):
        people.keep(world.ana, "600 111 222")  # a national number, and her zone is of no country
    for each in range(people.MOST_NUMBERS):
        people.keep(world.ana, f"+3460011122{each}")
    with pytest.raises(people.TooManyNumbers):
        people.keep(world.ana, "+34600111230")
    people.keep(world.ana, "+34600111220")


def test_a_number_of_two_people_names_both(world: World) -> None:
    for person in (world.ana, world.amir):
        people.keep(person, NUMBER)
    assert people.calling(world.credenti, "+34600111222") == [world.amir, world.ana]
    assert people.calling(world.zmanda, "+34600111222") == []
    assert people.calling(world.credenti, "") == []
