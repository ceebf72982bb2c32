"""What the desk does ahead of a due time, and the agreement's own steps: when each is due, and what is no news."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from hypothesis import given

from parola.sla.agreement import AlarmPolicy, Metric, NamedStep, Terms
from parola.sla.alarms import AT_LEAST, ESCALATE, REMIND, Alarm, schedule, superseded
from parola.sla.durations import Stretch
from parola.sla.events import Escalated, Event, Message, Opened, PriorityChanged, Resumed, Waiting
from parola.sla.timeline import fold
from tests.sla.any_history import History
from tests.sla.build import instant, targets, terms, words
from tests.sla.histories import histories

ESCALATION = terms(
    targets("P1 4h office, P3 8h office", metric=Metric.ESCALATION), warnings=(), tiers=(1, 2), vendor_tiers=(1, 2, 3)
)
UPDATES = terms(targets("P1 2h always", metric=Metric.UPDATE), warnings=())


def saying(agreed: Terms, **said: Any) -> Terms:
    """The terms with an agreement that says so of alarms."""
    policy = dataclasses.replace(agreed.agreement.alarms, **said)
    return dataclasses.replace(agreed, agreement=dataclasses.replace(agreed.agreement, alarms=policy))


def opened(priority: str, at: str = "Mon 09:00") -> Opened:
    return Opened(at=instant(at), priority=priority)


def found(*events: Event, agreed: Terms, now: str | None = None) -> list[Alarm]:
    timeline = fold(events, agreed)
    return list(schedule(timeline.at(instant(now)) if now else timeline))


def steps(*events: Event, agreed: Terms, now: str | None = None) -> list[tuple[str, str]]:
    return [(words(alarm.at), alarm.step) for alarm in found(*events, agreed=agreed, now=now)]


def test_the_desk_escalates_at_95_percent_of_the_working_time() -> None:
    assert steps(opened("P3", "Mon 16:00"), agreed=ESCALATION) == [("Tue 15:36", "escalate"), ("Tue 16:00", "due")]


def test_the_agreement_says_how_far_ahead() -> None:
    agreed = saying(ESCALATION, act_ahead=0.5)
    assert steps(opened("P1"), agreed=agreed) == [("Mon 11:00", "escalate"), ("Mon 13:00", "due")]


def test_it_acts_a_minute_ahead_at_the_latest() -> None:
    agreed = terms(targets("P1 10m office", metric=Metric.ESCALATION), warnings=(), vendor_tiers=(1, 2))
    assert steps(opened("P1"), agreed=agreed)[0] == ("Mon 09:09", "escalate")
    at_the_end = saying(ESCALATION, act_ahead=1.0)
    assert steps(opened("P1"), agreed=at_the_end)[0] == ("Mon 12:59", "escalate")


def test_an_act_whose_share_lies_behind_when_the_priority_is_raised_is_done_at_the_raise() -> None:
    agreed = terms(
        targets("P1 4h office, P3 8h office", metric=Metric.ESCALATION),
        warnings=(),
        vendor_tiers=(1, 2),
        from_opening=True,
    )
    raised = PriorityChanged(at=instant("Mon 12:55"), priority="P1")
    assert steps(opened("P3"), raised, agreed=agreed) == [("Mon 12:55", "escalate"), ("Mon 13:00", "due")]


def test_a_ticket_that_waits_for_the_customer_is_not_escalated() -> None:
    waiting = Waiting(at=instant("Mon 12:00"), reason="customer")
    assert steps(opened("P1"), waiting, agreed=ESCALATION) == [("Mon 13:00", "due")]
    resumed = Resumed(at=instant("Tue 09:00"))
    assert steps(opened("P1"), waiting, resumed, agreed=ESCALATION)[0] == ("Mon 12:48", "escalate")
    third_party = Waiting(at=instant("Mon 12:00"), reason="third_party")
    assert steps(opened("P1"), third_party, agreed=ESCALATION)[0] == ("Mon 12:48", "escalate")


def test_the_arrival_at_the_next_tier_ends_it_and_the_next_clock_has_its_own() -> None:
    arrived = Escalated(at=instant("Mon 12:48"), tier=2)
    assert [alarm.key for alarm in found(opened("P1"), arrived, agreed=ESCALATION)] == [
        "escalation:2:P1:escalate",
        "escalation:2:P1:due",
    ]


def test_an_update_is_reminded_of_ahead_in_each_cycle() -> None:
    assert steps(opened("P1"), agreed=UPDATES, now="Mon 11:30") == [
        ("Mon 10:54", "remind"),
        ("Mon 11:00", "due"),
        ("Mon 12:54", "remind"),
        ("Mon 13:00", "due"),
    ]


def step(after: float | Stretch, name: str = "duty", **given: Any) -> NamedStep:
    wanted: dict[str, Any] = {"metric": Metric.FIRST_RESPONSE, "tell": ("manager",), "name": {}, "text": {}}
    return NamedStep(id=name, after=after, **(wanted | given))


def test_a_named_step_comes_after_a_share_or_a_time_which_may_be_longer_than_the_target() -> None:
    agreed = saying(
        terms("P1 2h office", warnings=()),
        steps=(step(0.5), step(Stretch(4 * 3600), "director"), step(0.5, "other", metric=Metric.RESOLUTION)),
    )
    assert steps(opened("P1"), agreed=agreed) == [
        ("Mon 10:00", "step-duty"),
        ("Mon 11:00", "due"),
        ("Mon 13:00", "step-director"),
    ]


def test_a_named_step_may_be_for_some_priorities_alone() -> None:
    agreed = saying(terms("P1 2h office, P3 2h office", warnings=()), steps=(step(0.5, priorities=frozenset({"P1"})),))
    assert steps(opened("P3"), agreed=agreed) == [("Mon 11:00", "due")]


def test_after_so_many_missed_updates_one_alarm_a_day_says_that_the_ticket_is_silent() -> None:
    agreed = saying(UPDATES, silent_after=3)
    alarms = steps(opened("P1"), agreed=agreed, now="Wed 09:00")
    assert alarms[-4:] == [
        ("Mon 15:00", "due"),
        ("Mon 15:00", "silent"),
        ("Tue 15:00", "silent-day-1"),
        ("Wed 15:00", "silent-day-2"),
    ]
    assert len(alarms) == 3 * 2 + 3


def test_a_silent_ticket_has_a_next_alarm_whenever_one_looks() -> None:
    agreed = saying(UPDATES, silent_after=3)
    for now in ("Mon 15:01", "Tue 14:59", "Tue 15:01", "Fri 12:00"):
        assert found(opened("P1"), agreed=agreed, now=now)[-1].at > instant(now)


def test_every_missed_update_of_a_silent_ticket_counts() -> None:
    timeline = fold([opened("P1")], saying(UPDATES, silent_after=3)).at(instant("Wed 09:00"))
    missed = [clock for clock in timeline.clocks if clock.run_out]
    assert len(missed) == 23  # 46 hours, then one that is due at the instant itself


def test_a_message_ends_the_silence_and_the_next_one_is_another() -> None:
    agreed = saying(UPDATES, silent_after=3)
    written = Message(at=instant("Tue 08:00"), sender="support")
    assert steps(opened("P1"), written, agreed=agreed) == [("Tue 09:54", "remind"), ("Tue 10:00", "due")]
    assert "silent" in [each for _, each in steps(opened("P1"), written, agreed=agreed, now="Tue 15:00")]


def news(*events: Event, agreed: Terms, now: str) -> list[str]:
    due = [alarm for alarm in found(*events, agreed=agreed, now=now) if alarm.at <= instant(now)]
    return [alarm.key for alarm in due if not superseded(alarm, due)]


def test_of_steps_that_come_together_the_last_is_news() -> None:
    agreed = terms("P1 2h office", warnings=(0.5, 0.8))
    assert news(opened("P1"), agreed=agreed, now="Mon 10:40") == ["first_response:1:P1:warning-80"]
    assert news(opened("P1"), agreed=agreed, now="Mon 12:00") == ["first_response:1:P1:due"]


def test_a_named_step_is_news_beside_the_others_and_the_last_of_its_own_alone() -> None:
    agreed = saying(terms("P1 2h office", warnings=(0.5,)), steps=(step(0.5), step(0.75, "director")))
    assert news(opened("P1"), agreed=agreed, now="Mon 12:00") == [
        "first_response:1:P1:step-director",
        "first_response:1:P1:due",
    ]


def test_an_escalation_is_done_and_told_however_late() -> None:
    assert news(opened("P1"), agreed=ESCALATION, now="Tue 12:00") == ["escalation:1:P1:escalate", "escalation:1:P1:due"]


def test_of_missed_updates_the_last_is_news() -> None:
    assert news(opened("P1"), agreed=UPDATES, now="Mon 14:00") == ["update:2:P1:due"]


def test_the_usual_policy_acts_at_95_percent_and_falls_silent_after_twelve() -> None:
    assert (AlarmPolicy().act_ahead, AlarmPolicy().silent_after) == (0.95, 12)


@given(histories)
def test_the_desk_acts_ahead_of_the_due_time_or_as_soon_as_the_clock_rules(history: History) -> None:
    timeline = fold(history.events, history.terms).at(history.at())
    clocks = {(*clock.kind, clock.cycle): clock for clock in timeline.clocks}
    for alarm in schedule(timeline):
        if alarm.step in {ESCALATE, REMIND}:
            clock = clocks[*alarm.kind, alarm.cycle]
            assert clock.due is not None
            assert clock.ruled_since <= alarm.at <= max(clock.ruled_since, clock.due - AT_LEAST)


@given(histories)
def test_each_alarm_is_one_of_its_kind_in_a_ticket(history: History) -> None:
    keys = [alarm.key for alarm in schedule(fold(history.events, history.terms).at(history.at()))]
    assert len(keys) == len(set(keys))


@given(histories)
def test_whatever_was_due_the_next_alarm_of_the_record_is_found_from_the_one_before(history: History) -> None:
    """A worker that wakes for each alarm, and brings the timeline no further than that, misses none that one look later finds."""
    timeline = fold(history.events, history.terms)
    last = max(event.at for event in history.events)
    end = history.at()
    raised: set[str] = set()
    at = last
    while (due := [each for each in schedule(timeline.at(at)) if each.key not in raised]) and due[0].at <= end:
        at = max(at, due[0].at + dt.timedelta.resolution)
        raised.add(due[0].key)
    assert raised == {alarm.key for alarm in schedule(timeline.at(max(at, end))) if alarm.at <= end}
