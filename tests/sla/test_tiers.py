"""Each tier's time: what the tiers held adds up to the time at work, in real and in working time."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from parola.sla.agreement import Metric
from parola.sla.events import Closed, Escalated, Event, Opened, Reopened, Resolved, Waiting
from parola.sla.tiers import calendar_of, holder, holdings
from parola.sla.timeline import fold
from tests.sla.build import CALENDARS, OFFICE, instant, length, targets, terms

AGREED = terms(targets("P1 4h office", metric=Metric.ESCALATION), tiers=(1, 2, 3), vendor_tiers=(1, 2, 3))
OPENED = Opened(at=instant("Mon 09:00"), priority="P1")


def held(*events: Event, now: str) -> list[tuple[int, str, str]]:
    found = holdings([OPENED, *events], AGREED, OFFICE, instant(now))
    return [(each.tier, length(each.plain), length(each.worked)) for each in found]


def test_tier_1_held_it_40_minutes_tier_2_three_hours() -> None:
    up = Escalated(at=instant("Mon 09:40"), tier=2)
    assert held(up, now="Mon 12:40") == [(1, "0:40", "0:40"), (2, "3:00", "3:00")]


def test_working_time_leaves_the_night_out() -> None:
    up = Escalated(at=instant("Mon 16:00"), tier=2)
    assert held(up, now="Tue 10:00") == [(1, "7:00", "7:00"), (2, "18:00", "2:00")]


def test_a_tier_that_the_plan_lacks_is_informed_and_holds_nothing() -> None:
    native = terms(targets("P1 4h office", metric=Metric.ESCALATION), tiers=(1,), vendor_tiers=(1, 2, 3))
    up = Escalated(at=instant("Mon 09:40"), tier=2)
    found = holdings([OPENED, up], native, OFFICE, instant("Mon 12:40"))
    assert [(each.tier, length(each.plain)) for each in found] == [(1, "3:40")]
    assert (holder(native.plan, 2), holder(AGREED.plan, 2)) == (1, 2)


def test_a_ticket_that_comes_back_is_held_again() -> None:
    moves = [Escalated(at=instant("Mon 10:00"), tier=2), Escalated(at=instant("Mon 12:00"), tier=1)]
    assert held(*moves, now="Mon 15:00") == [(1, "4:00", "4:00"), (2, "2:00", "2:00")]


def test_nobody_holds_what_is_resolved_or_closed() -> None:
    resolved = Resolved(at=instant("Mon 10:00"))
    assert held(resolved, now="Mon 15:00") == [(1, "1:00", "1:00")]
    again = Reopened(at=instant("Mon 14:00"))
    assert held(resolved, again, now="Mon 15:00") == [(1, "2:00", "2:00")]


def test_waiting_is_part_of_it() -> None:
    assert held(Waiting(at=instant("Mon 10:00"), reason="customer"), now="Mon 15:00") == [(1, "6:00", "6:00")]


def test_what_is_told_late_stands_where_it_took_place() -> None:
    resolved = Resolved(at=instant("Mon 13:00"))
    up = Escalated(at=instant("Mon 10:00"), recorded_at=instant("Mon 12:00"), tier=2)
    assert held(resolved, up, now="Mon 15:00") == [(1, "1:00", "1:00"), (2, "3:00", "3:00")]


def test_it_is_counted_on_the_calendar_of_the_escalation_or_of_the_resolution_or_of_the_contract() -> None:
    for metric, calendar in ((Metric.ESCALATION, "office"), (Metric.RESOLUTION, "always")):
        agreed = terms(targets(f"P1 4h {calendar}", metric=metric), vendor_tiers=(1, 2))
        assert calendar_of(fold([OPENED], agreed), agreed) is CALENDARS[calendar]
    plain = terms("P1 1h always")
    assert calendar_of(fold([OPENED], plain), plain) is CALENDARS["contract"]


def moves() -> st.SearchStrategy[list[Event]]:
    at = st.integers(-60, 20_000).map(lambda minutes: OPENED.at + dt.timedelta(minutes=minutes))
    up = st.builds(Escalated, at=at, tier=st.integers(1, 3))
    ends: list[st.SearchStrategy[Event]] = [
        st.builds(Resolved, at=at),
        st.builds(Closed, at=at),
        st.builds(Reopened, at=at),
        st.builds(Waiting, at=at, reason=st.just("customer")),
    ]
    return st.lists(st.one_of(up, *ends), max_size=12)


@given(moves(), st.integers(0, 25_000))
def test_the_sum_is_the_total(events: list[Event], minutes: int) -> None:
    now = OPENED.at + dt.timedelta(minutes=minutes)
    tiers = holdings([OPENED, *events], AGREED, OFFICE, now)
    alone = holdings([OPENED, *(each for each in events if not isinstance(each, Escalated))], AGREED, OFFICE, now)
    for count in ("plain", "worked"):
        assert sum((getattr(each, count) for each in tiers), dt.timedelta()) == sum(
            (getattr(each, count) for each in alone), dt.timedelta()
        )
    assert all(each.worked <= each.plain for each in tiers)
