"""A due time told in steps: the steps are those of the clock itself, and they add up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from parola.sla.agreement import Condition, Exclusion, Metric, Terms
from parola.sla.clock import State
from parola.sla.events import (
    Agreed,
    Closed,
    Event,
    FactsChanged,
    Message,
    Opened,
    PriorityChanged,
    Reached,
    Reopened,
    Resolved,
    Resumed,
    TermsChanged,
    Waiting,
)
from parola.sla.explain import (
    AgreedOn,
    ContactLimited,
    Counted,
    Due,
    Excluded,
    Moved,
    NeverDue,
    NotCounted,
    Outlasted,
    Promised,
    Stands,
    Started,
    Step,
    Total,
    explain,
)
from parola.sla.timeline import fold
from tests.sla.build import instant, length, targets, terms, words

AGREED = terms("P1 1h office, P3 8h office, P4 best effort office")


def steps(*events: Event, now: str, agreed: Terms = AGREED) -> tuple[Step, ...]:
    timeline = fold(events, agreed)
    return explain(timeline.clocks[0], timeline, agreed, instant(now)).steps


def told(*events: Event, now: str, agreed: Terms = AGREED) -> list[str]:
    return [tell(step) for step in steps(*events, now=now, agreed=agreed)]


def tell(step: Step) -> str:
    """The steps in short, for the tests."""
    match step:
        case Counted():
            return f"counted {words(step.span.start)} to {words(step.span.end)} {length(step.length)}"
        case NotCounted():
            why = " ".join(filter(None, (step.reason, step.name.get("en", ""), step.detail)))
            return f"not {words(step.span.start)} to {words(step.span.end)} {why}"
        case Total():
            return f"total {length(step.length)}"
        case Started() | Due() | Stands() | Moved() | AgreedOn():
            return tell_instant(step)
        case _:
            return tell_clause(step)


def tell_instant(step: Started | Due | Stands | Moved | AgreedOn) -> str:
    match step:
        case Started():
            by = " by a raise" if step.raised else " by other facts" if step.refitted else ""
            return f"started {words(step.at)}{by}{'' if step.start == 'opening' else f' with the {step.start}'}"
        case Due():
            how = " by the change" if step.by_change else " as a goal" if step.goal else ""
            return f"due {words(step.at)}{how}"
        case Moved():
            return f"under these terms since {words(step.at)}"
        case AgreedOn():
            return f"agreed on {words(step.due)} by {step.by} at {words(step.at)}"
        case Stands():
            return f"{step.state} at {words(step.at)} used {length(step.elapsed)}"


def tell_clause(step: Promised | Outlasted | Excluded | ContactLimited | NeverDue) -> str:
    match step:
        case Promised():
            return f"promised by {step.target.clause}"
        case Outlasted():
            return f"{step.priority.id} by itself due {words(step.at) if step.at else 'never'}"
        case Excluded():
            return f"excluded: {step.exclusion.text['en']}"
        case ContactLimited():
            return f"contact on {step.calendar}"
        case NeverDue():
            return "never due"


def opened(priority: str, at: str, **facts: str) -> Opened:
    return Opened(at=instant(at), priority=priority, facts=facts)


def changed(priority: str, at: str) -> PriorityChanged:
    return PriorityChanged(at=instant(at), priority=priority)


def test_a_plain_due_time() -> None:
    assert told(opened("P3", "Wed 16:00"), now="Wed 16:30") == [
        "started Wed 16:00",
        "promised by plans.plan.targets.first_response.P3",
        "counted Wed 16:00 to Wed 17:00 1:00",
        "not Wed 17:00 to Thu 00:00 closed",
        "not Thu 00:00 to Fri 00:00 holiday Corpus Christi",
        "not Fri 00:00 to Fri 09:00 closed",
        "counted Fri 09:00 to Fri 16:00 7:00",
        "total 8:00",
        "due Fri 16:00",
        "running at Wed 16:30 used 0:30",
    ]


def test_nights_and_weekends_are_one_stretch_each() -> None:
    lines = told(opened("P3", "Fri 16:00"), now="Fri 16:00")
    assert [line for line in lines if line.startswith("not")] == ["not Fri 17:00 to Mon+1 09:00 closed"]


def test_time_at_a_less_severe_priority_is_told_with_it() -> None:
    events = (opened("P1", "Mon 09:00"), changed("P3", "Mon 09:40"), changed("P1", "Mon 14:00"))
    assert told(*events, now="Mon 14:10")[2:] == [
        "counted Mon 09:00 to Mon 09:40 0:40",
        "not Mon 09:40 to Mon 14:00 priority P3",
        "counted Mon 14:00 to Mon 14:20 0:20",
        "total 1:00",
        "due Mon 14:20",
        "running at Mon 14:10 used 0:50",
    ]


def test_a_raise_is_told_as_the_start() -> None:
    assert told(opened("P3", "Mon 09:00"), changed("P1", "Mon 11:00"), now="Mon 11:30") == [
        "started Mon 11:00 by a raise",
        "promised by plans.plan.targets.first_response.P1",
        "counted Mon 11:00 to Mon 12:00 1:00",
        "total 1:00",
        "due Mon 12:00",
        "running at Mon 11:30 used 0:30",
    ]


def test_where_an_earlier_promise_holds_that_of_the_tickets_own_priority_is_told() -> None:
    lines = told(opened("P3", "Mon 09:00"), changed("P1", "Mon 16:30"), now="Mon 16:40")
    assert lines[:3] == [
        "started Mon 09:00",
        "promised by plans.plan.targets.first_response.P3",
        "P1 by itself due Tue 09:30",
    ]
    assert lines[-2] == "due Mon 17:00"


def test_where_the_tickets_own_priority_is_best_effort_the_promise_below_it_is_told() -> None:
    agreed = terms("P1 best effort office, P3 8h office")
    assert told(opened("P1", "Mon 09:00"), now="Mon 09:00", agreed=agreed)[1:3] == [
        "promised by plans.plan.targets.first_response.P3",
        "P1 by itself due never",
    ]


def test_the_time_that_a_ticket_was_closed_is_told() -> None:
    events = (opened("P1", "Mon 09:00"), Closed(at=instant("Mon 09:30")), Reopened(at=instant("Tue 12:00")))
    assert told(*events, now="Tue 12:10")[2:] == [
        "counted Mon 09:00 to Mon 09:30 0:30",
        "not Mon 09:30 to Tue 12:00 ticket_closed",
        "counted Tue 12:00 to Tue 12:30 0:30",
        "total 1:00",
        "due Tue 12:30",
        "running at Tue 12:10 used 0:40",
    ]


def test_a_change_that_makes_the_clock_due_at_once_says_so() -> None:
    agreed = terms("P1 2h office, P3 8h office", from_opening=True)
    lines = told(opened("P3", "Mon 09:00"), changed("P1", "Mon 14:00"), now="Mon 14:00", agreed=agreed)
    assert lines[2:] == [
        "counted Mon 09:00 to Mon 14:00 5:00",
        "total 5:00",
        "due Mon 14:00 by the change",
        "running at Mon 14:00 used 5:00",
    ]


def test_best_effort_is_measured_and_never_due() -> None:
    assert told(opened("P4", "Mon 16:00"), now="Tue 10:00")[2:] == [
        "counted Mon 16:00 to Mon 17:00 1:00",
        "not Mon 17:00 to Tue 09:00 closed",
        "counted Tue 09:00 to Tue 10:00 1:00",
        "total 2:00",
        "never due",
        "best_effort at Tue 10:00 used 2:00",
    ]


def test_an_exclusion_is_told() -> None:
    beta = Exclusion(when=Condition({"product": frozenset({"beta"})}), text={"en": "Not guaranteed."})
    lines = told(
        opened("P1", "Mon 09:00", product="beta"), now="Mon 09:00", agreed=terms("P1 1h office", exclusions=[beta])
    )
    assert lines[2] == "excluded: Not guaranteed."


def test_a_limited_contact_is_told() -> None:
    agreed = terms("P3 8h office", contact={"P3": "office"})
    assert told(opened("P3", "Mon 09:00"), now="Mon 09:00", agreed=agreed)[2] == "contact on office"


def test_an_answer_is_told_beside_the_due_time_that_it_kept() -> None:
    answered = Message(at=instant("Mon 10:00"), sender="support")
    assert told(opened("P3", "Mon 09:00"), answered, now="Fri 09:00")[2:] == [
        "counted Mon 09:00 to Mon 17:00 8:00",
        "total 8:00",
        "due Mon 17:00",
        "met at Mon 10:00 used 1:00",
    ]


def test_a_miss_is_told_with_the_time_used_since() -> None:
    last = steps(opened("P1", "Mon 09:00"), now="Mon 12:00")[-1]
    assert last == Stands(at=instant("Mon 12:00"), state=State.MISSED, elapsed=dt.timedelta(hours=3))


def test_a_void_clock_is_told_up_to_the_closing_and_is_not_due() -> None:
    closed = Closed(at=instant("Mon 10:00"))
    assert told(opened("P3", "Mon 09:00"), closed, now="Fri 09:00")[2:] == [
        "counted Mon 09:00 to Mon 10:00 1:00",
        "total 1:00",
        "void at Mon 10:00 used 1:00",
    ]


def told_of(metric: Metric, *events: Event, now: str, agreed: Terms) -> list[str]:
    timeline = fold(events, agreed).at(instant(now))
    clock = next(clock for clock in reversed(timeline.clocks) if clock.metric is metric)
    return [tell(step) for step in explain(clock, timeline, agreed, instant(now)).steps]


def test_waiting_and_the_time_that_a_ticket_was_resolved_are_told() -> None:
    agreed = terms(
        targets("P3 8h office", metric=Metric.RESOLUTION), pauses={Metric.RESOLUTION: frozenset({"customer"})}
    )
    waits = (Waiting(at=instant("Mon 10:00"), reason="customer"), Resumed(at=instant("Mon 12:00")))
    end = (Resolved(at=instant("Mon 13:00")), Reopened(at=instant("Mon 15:00")))
    steps = told_of(Metric.RESOLUTION, opened("P3", "Mon 09:00"), *waits, *end, now="Mon 15:30", agreed=agreed)
    assert steps[2:] == [
        "counted Mon 09:00 to Mon 10:00 1:00",
        "not Mon 10:00 to Mon 12:00 waiting customer",
        "counted Mon 12:00 to Mon 13:00 1:00",
        "not Mon 13:00 to Mon 15:00 ticket_resolved",
        "counted Mon 15:00 to Mon 17:00 2:00",
        "not Mon 17:00 to Tue 09:00 closed",
        "counted Tue 09:00 to Tue 13:00 4:00",
        "total 8:00",
        "due Tue 13:00",
        "running at Mon 15:30 used 2:30",
    ]


def test_a_cycle_is_told_from_the_due_time_of_the_one_before() -> None:
    agreed = terms(targets("P1 2h always", metric=Metric.UPDATE))
    assert told_of(Metric.UPDATE, opened("P1", "Mon 09:00"), now="Mon 13:30", agreed=agreed) == [
        "started Mon 13:00",
        "promised by plans.plan.targets.update.P1",
        "counted Mon 13:00 to Mon 15:00 2:00",
        "total 2:00",
        "due Mon 15:00",
        "running at Mon 13:30 used 0:30",
    ]


PRODUCTION = Condition({"production": frozenset({"down"})})
AROUND_THE_CLOCK = terms(
    (
        *targets("P1 4h always", when=PRODUCTION, metric=Metric.RESOLUTION),
        *targets("P1 4h office", metric=Metric.RESOLUTION),
    )
)


def test_the_time_in_which_other_facts_asked_for_another_target_is_told_with_them() -> None:
    down = FactsChanged(at=instant("Mon 10:00"), facts={"production": "down"})
    up = FactsChanged(at=instant("Mon 11:00"), facts={"production": "up"})
    told = told_of(Metric.RESOLUTION, opened("P1", "Mon 09:00"), down, up, now="Mon 12:00", agreed=AROUND_THE_CLOCK)
    assert told[2:] == [
        "counted Mon 09:00 to Mon 10:00 1:00",
        "not Mon 10:00 to Mon 11:00 facts production=down",
        "counted Mon 11:00 to Mon 14:00 3:00",
        "total 4:00",
        "due Mon 14:00",
        "running at Mon 12:00 used 2:00",
    ]


def test_a_target_that_comes_to_apply_counts_from_the_change() -> None:
    down = FactsChanged(at=instant("Mon 11:30"), facts={"production": "down"})
    told = told_of(Metric.RESOLUTION, opened("P1", "Mon 09:00"), down, now="Mon 11:30", agreed=AROUND_THE_CLOCK)
    assert told == [
        "started Mon 11:30 by other facts",
        "promised by plans.plan.targets.resolution.P1",
        "counted Mon 11:30 to Mon 15:30 4:00",
        "total 4:00",
        "due Mon 15:30",
        "running at Mon 11:30 used 0:00",
    ]


def test_what_both_sides_agreed_on_is_told_with_who_and_when() -> None:
    deal = Agreed(at=instant("Mon 10:00"), metric=Metric.FIRST_RESPONSE, due=instant("Mon 15:00"), by="Sofia")
    assert told(opened("P1", "Mon 09:00"), deal, now="Mon 11:00") == [
        "started Mon 09:00",
        "promised by plans.plan.targets.first_response.P1",
        "agreed on Mon 15:00 by Sofia at Mon 10:00",
        "counted Mon 09:00 to Mon 15:00 6:00",
        "total 6:00",
        "due Mon 15:00",
        "running at Mon 11:00 used 2:00",
    ]


def test_a_clock_under_other_terms_is_told_under_them_and_one_decided_before_under_its_own() -> None:
    faster = terms("P3 2h always")
    moved = TermsChanged(at=instant("Mon 10:00"), terms=faster)
    assert told(opened("P3", "Mon 09:00"), moved, now="Mon 10:00") == [
        "started Mon 09:00",
        "promised by plans.plan.targets.first_response.P3",
        "under these terms since Mon 10:00",
        "counted Mon 09:00 to Mon 11:00 2:00",
        "total 2:00",
        "due Mon 11:00",
        "running at Mon 10:00 used 1:00",
    ]
    answered = Message(at=instant("Mon 09:30"), sender="support")
    assert told(opened("P3", "Mon 09:00"), answered, moved, now="Mon 12:00")[2:] == [
        "counted Mon 09:00 to Mon 17:00 8:00",
        "total 8:00",
        "due Mon 17:00",
        "met at Mon 09:30 used 0:30",
    ]


def test_what_starts_with_a_milestone_is_told_with_it_and_a_goal_as_one() -> None:
    agreed = terms((replace(targets("P3 8h office", metric=Metric.CAUSE)[0], starts="restoration", goal=True),))
    restored = Reached(at=instant("Mon 15:00"), milestone="restored")
    told = told_of(Metric.CAUSE, opened("P3", "Mon 09:00"), restored, now="Mon 16:00", agreed=agreed)
    assert told[0] == "started Mon 15:00 with the restoration"
    assert told[-2] == "due Tue 15:00 as a goal"
