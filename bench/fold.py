"""How long it takes to fold a ticket's events into its clocks: `python bench/fold.py`.

A ticket of 60 events, four priorities on three calendars, with changes of priority all along, and one that has the clocks
of five metrics, or of all nine: the aim is at most 1 ms. Times are the processor's.
"""

from __future__ import annotations

import datetime as dt
import time
import timeit
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from parola.policy import library
from parola.policy.holidays import table
from parola.policy.terms import ContractTerms, regions, resolve
from parola.sla.agreement import Metric, Terms
from parola.sla.alarms import schedule
from parola.sla.durations import Stretch
from parola.sla.events import Event, Message, Opened, PriorityChanged, Resumed, Waiting
from parola.sla.explain import explain
from parola.sla.timeline import fold, unfold

OPENED = dt.datetime(2026, 4, 2, 14, 30, tzinfo=dt.UTC)
REPEATS = 7
PAUSED = (Metric.UPDATE, Metric.ESCALATION, Metric.WORKAROUND, Metric.RESTORATION, Metric.RESOLUTION)
FIVE = (Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.UPDATE, Metric.ESCALATION, Metric.RESOLUTION)


def events(count: int, every: int) -> list[Event]:
    """An opening, then an event a minute; every so many of them a change of priority."""
    happened: list[Event] = [Opened(at=OPENED, priority="P3")]
    for minute in range(1, count):
        at = OPENED + dt.timedelta(minutes=minute)
        if minute % every == 0:
            happened.append(PriorityChanged(at=at, priority=("P4", "P2", "P3")[minute // every % 3]))
        else:
            happened.append(
                (Message(at=at, sender="customer"), Waiting(at=at, reason="customer"), Resumed(at=at))[minute % 3]
            )
    return happened


def measured(what: str, act: Callable[[], object]) -> None:
    """The best of several runs, in microseconds each: whatever else the machine does only adds."""
    number = 500
    runs = timeit.repeat(act, timer=time.process_time, number=number, repeat=REPEATS)
    print(f"{what:<55}{min(runs) / number * 1e6:>10.1f} µs")


def everything(terms: Terms, metrics: Iterable[Metric]) -> Terms:
    """The same, with each priority's first response promised for each of the metrics, ten times as long; waiting stops most."""
    targets = tuple(
        replace(target, metric=metric, promise=Stretch(10 * target.promise.seconds))
        for metric in metrics
        for target in terms.plan.targets
        if isinstance(target.promise, Stretch)
    )
    pauses = dict.fromkeys(PAUSED, frozenset({"customer"}))
    plan = replace(terms.plan, targets=targets, tiers=(1, 2, 3))
    return replace(terms, plan=plan, agreement=replace(terms.agreement, pauses=pauses))


def busy(count: int, priorities: tuple[str, str, str]) -> list[Event]:
    """An opening, then an event a minute: questions, answers, waiting, changes of priority."""
    happened: list[Event] = [Opened(at=OPENED, priority=priorities[2])]
    for minute in range(1, count):
        at = OPENED + dt.timedelta(minutes=minute)
        happened.append(
            (
                Message(at=at, sender="customer"),
                Resumed(at=at),
                Message(at=at, sender="support"),
                Waiting(at=at, reason="customer"),
                PriorityChanged(at=at, priority=priorities[minute // 5 % 3]),
            )[minute % 5]
        )
    return happened


def shipped(name: str, plan: str) -> Terms:
    """The terms of a contract in Madrid."""
    agreement = library.load(name).agreement
    contract = ContractTerms("Europe/Madrid", "ES", "MD")
    return resolve(agreement, plan, contract, table(regions(agreement, contract)))


def main() -> None:
    terms, native = shipped("credenti", "premium"), shipped("native", "hybrid")
    for count, every, name in (
        (3, 2, "3 events"),
        (60, 10, "60 events, 5 changes of priority"),
        (60, 2, "60 events, 29 changes of priority"),
    ):
        history = events(count, every)
        measured(f"fold: {name}", partial(fold, history, terms))
    severities = busy(60, ("high", "critical", "normal"))
    measured("fold: 60 events, native support, 3 metrics", partial(fold, severities, native))
    levels = busy(60, ("P2", "P4", "P3"))
    five = everything(terms, FIVE)
    measured("fold: 60 events, 5 metrics, 4 priorities, 12 pauses", partial(fold, levels, five))
    measured("fold: the same with all 9 metrics", partial(fold, levels, everything(terms, Metric)))
    measured("the 5 after each of the events (the history page)", lambda: list(unfold(levels, five)))
    silent = fold(levels, five)
    measured("a week of missed updates at the end of it", lambda: silent.at(OPENED + dt.timedelta(days=7)))
    timeline = fold(events(60, 10), terms)
    clock, now = timeline.clocks[0], OPENED + dt.timedelta(days=1)
    measured("state and elapsed of a clock", lambda: (clock.state(now), clock.elapsed(now)))
    measured("the schedule of alarms", lambda: schedule(timeline))
    measured("an explanation", lambda: explain(clock, timeline, terms, now))


if __name__ == "__main__":
    main()
