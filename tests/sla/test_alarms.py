"""When somebody is told: at shares of the target in working time, and at the due instant."""

from __future__ import annotations

import datetime as dt

from parola.sla.agreement import Terms
from parola.sla.alarms import schedule
from parola.sla.events import Closed, Event, Message, Opened, PriorityChanged
from parola.sla.timeline import fold
from tests.sla.build import instant, terms, words

AGREED = terms("P1 1h office, P3 8h office, P4 best effort office")


def opened(priority: str, at: str = "Mon 09:00", **facts: str) -> Opened:
    return Opened(at=instant(at), priority=priority, facts=facts)


def changed(priority: str, at: str) -> PriorityChanged:
    return PriorityChanged(at=instant(at), priority=priority)


def alarms(*events: Event, agreed: Terms = AGREED) -> list[tuple[str, str]]:
    return [(words(alarm.at), alarm.key) for alarm in schedule(fold(events, agreed))]


def test_warnings_come_at_shares_of_the_target_in_working_time() -> None:
    assert alarms(opened("P3", "Mon 16:00")) == [
        ("Tue 12:00", "first_response:1:P3:warning-50"),
        ("Tue 14:24", "first_response:1:P3:warning-80"),
        ("Tue 16:00", "first_response:1:P3:due"),
    ]


def test_the_agreement_says_at_which_shares() -> None:
    agreed = terms("P3 8h office", warnings=(0.25, 0.125))
    assert alarms(opened("P3"), agreed=agreed) == [
        ("Mon 10:00", "first_response:1:P3:warning-12.5"),
        ("Mon 11:00", "first_response:1:P3:warning-25"),
        ("Mon 17:00", "first_response:1:P3:due"),
    ]


def test_a_target_by_the_day_is_warned_of_in_working_time_too() -> None:
    agreed = terms("P3 end of business day 1 office", warnings=(0.5,))
    assert alarms(opened("P3"), agreed=agreed) == [
        ("Mon 17:00", "first_response:1:P3:warning-50"),
        ("Tue 17:00", "first_response:1:P3:due"),
    ]


def test_a_raise_gives_the_alarms_of_the_new_priority() -> None:
    assert alarms(opened("P3"), changed("P1", "Mon 10:00")) == [
        ("Mon 10:30", "first_response:1:P1:warning-50"),
        ("Mon 10:48", "first_response:1:P1:warning-80"),
        ("Mon 11:00", "first_response:1:P1:due"),
    ]


def test_time_at_a_lower_priority_moves_the_alarms_and_keeps_their_keys() -> None:
    events = (opened("P1"), changed("P3", "Mon 09:40"), changed("P1", "Mon 14:00"))
    assert alarms(*events) == [
        ("Mon 14:08", "first_response:1:P1:warning-80"),
        ("Mon 14:20", "first_response:1:P1:due"),
    ]


def test_a_share_passed_before_the_priority_ruled_is_not_warned_of() -> None:
    assert alarms(opened("P1"), changed("P3", "Mon 09:40"))[0] == ("Mon 13:00", "first_response:1:P3:warning-50")
    assert alarms(opened("P3"), changed("P1", "Mon 13:30"), changed("P3", "Mon 14:00")) == [
        ("Mon 15:24", "first_response:1:P3:warning-80"),
        ("Mon 17:00", "first_response:1:P3:due"),
    ]


def test_a_clock_that_is_due_by_the_change_itself_alarms_at_once_and_once() -> None:
    agreed = terms("P1 2h office, P3 8h office", from_opening=True)
    assert alarms(opened("P3"), changed("P1", "Mon 14:00"), agreed=agreed) == [
        ("Mon 14:00", "first_response:1:P1:due"),
    ]


def test_an_answer_ends_the_alarms() -> None:
    assert alarms(opened("P3"), Message(at=instant("Mon 12:00"), sender="support")) == []


def test_a_closed_ticket_has_none() -> None:
    assert alarms(opened("P3"), Closed(at=instant("Mon 12:00"))) == []
    assert alarms(opened("P3"), Closed(at=instant("Wed 12:00"))) == []


def test_best_effort_has_none() -> None:
    assert alarms(opened("P4")) == []


def test_a_missed_clock_keeps_its_alarms_until_it_is_answered_so_that_a_late_worker_finds_them() -> None:
    before = alarms(opened("P1"))
    later = Message(at=instant("Tue 09:00"), sender="customer")
    assert alarms(opened("P1"), later, changed("P3", "Tue 10:00")) == before
    answer = Message(at=instant("Tue 11:00"), sender="support")
    assert alarms(opened("P1"), later, answer) == []


def test_keys_are_unique_in_a_ticket() -> None:
    keys = [key for _, key in alarms(opened("P3"), agreed=terms("P3 8h office", warnings=(0.5, 0.75, 0.8, 0.95)))]
    assert len(keys) == len(set(keys)) == 5


def test_the_schedule_is_in_the_order_of_time() -> None:
    times = [alarm.at for alarm in schedule(fold([opened("P3")], AGREED))]
    assert times == sorted(times)
    assert all(at.tzinfo is dt.UTC for at in times)
