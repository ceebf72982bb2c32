"""The fold, by the tables in `tables/`: one line per event, with the clocks expected after it.

A support manager should be able to read them and to say whether they are right.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from parola.sla.agreement import Condition, Exclusion, Metric, Start, Target, Terms
from parola.sla.clock import Clock, State
from parola.sla.events import (
    Agreed,
    Closed,
    Escalated,
    Event,
    FactsChanged,
    Message,
    Milestone,
    Opened,
    PriorityChanged,
    Reached,
    Reopened,
    Resolved,
    Resumed,
    Sender,
    TermsChanged,
    Voided,
    Waiting,
    Withdrawn,
)
from parola.sla.timeline import BadHistory, fold
from tests.sla.build import instant, length, targets, terms, words

TABLES = Path(__file__).parent / "tables"
HEADERS = ("promise", "from", "reopening", "starts", "excluded", "pauses", "tiers", "vendor", *Metric)
START: dict[str, Start] = {start: start for start in ("acknowledgement", "first_response", "workaround", "restoration")}


@dataclass(frozen=True)
class Case:
    """A title, the promises above the table, and its lines: when, what happens, the clocks expected."""

    title: str
    header: dict[str, str]
    lines: tuple[tuple[dt.datetime, str, list[str]], ...]


def cases() -> Iterator[Case]:
    for path in sorted(TABLES.glob("*.txt")):
        _, *blocks = path.read_text(encoding="utf-8").split("== ")
        for block in blocks:
            yield read_case(f"{path.stem}: {block.splitlines()[0]}", block.splitlines()[1:])


def read_case(title: str, rows: list[str]) -> Case:
    header: dict[str, str] = {}
    lines: list[tuple[dt.datetime, str, list[str]]] = []
    for row in filter(None, map(str.strip, rows)):
        first, rest = re.split(r"\s{2,}", row, maxsplit=1)
        if re.split(r"[ /]", first.removeprefix("then "))[0] in HEADERS:
            header[first] = rest
        elif first == "and":
            lines[-1][2].append(" ".join(rest.split()))
        else:
            what, expected = re.split(r"\s{2,}", rest, maxsplit=1)
            lines.append((instant(first), what, [" ".join(expected.split())]))
    return Case(title, header, tuple(lines))


def case_terms(header: dict[str, str]) -> Terms:
    exclusions = []
    if "excluded" in header:
        name, value = header["excluded"].split(" ")
        exclusions.append(Exclusion(when=Condition({name: frozenset({value})}), text={"en": "Not guaranteed."}))
    starts = dict(each.split(" ") for each in header.get("starts", "").split(", ") if each)
    return terms(
        [target for key, cells in header.items() for target in case_targets(key, cells, starts)],
        from_opening=header.get("from") == "opening",
        through=header.get("reopening") == "counts through",
        exclusions=exclusions,
        pauses={metric: frozenset(header.get("pauses", "").split()) for metric in Metric},
        tiers=tuple(int(tier) for tier in header.get("tiers", "1").split()),
        vendor_tiers=[int(tier) for tier in header.get("vendor", "").split()],
    )


def case_targets(key: str, cells: str, starts: dict[str, str]) -> Iterator[Target]:
    """The targets of a row: `resolution`, `first_response/outer`, `first_response/goal`, `resolution when production=down`."""
    kind, _, asked = key.partition(" when ")
    metric, _, threshold = ("first_response" if kind == "promise" else kind).partition("/")
    if metric not in set(Metric):
        return
    fact, _, value = asked.partition("=")
    when = Condition({fact: frozenset({value})}) if asked else Condition()
    start = START[starts[metric]] if metric in starts else "opening"
    for target in targets(cells, metric=Metric(metric), when=when):
        yield replace(target, threshold=threshold, goal=threshold == "goal", starts=start)


def other_terms(header: dict[str, str]) -> Terms:
    """What the ticket comes under: the rows that begin with `then`, with what else is said above."""
    then = {key.removeprefix("then "): cells for key, cells in header.items() if key.startswith("then ")}
    kept = {key: cells for key, cells in header.items() if key in HEADERS and key not in set(Metric)}
    return case_terms(kept | then)


SENDERS: dict[str, Sender] = {"customer": "customer", "support": "support", "automatic": "automatic"}
PLAIN: dict[str, type[Resumed | Resolved | Reopened | Closed]] = {
    "resumed": Resumed,
    "resolved": Resolved,
    "reopened": Reopened,
    "closed": Closed,
}


MILESTONES: dict[str, Milestone] = {
    "acknowledged": "acknowledged",
    "workaround given": "workaround",
    "restored": "restored",
    "cause found": "cause_found",
}


def read_event(what: str, at: dt.datetime, others: Terms) -> Event | None:
    """`-` is no event; a priority by itself is a change to it; what took place earlier has its time in brackets."""
    if earlier := re.fullmatch(r"(.*) \((.*)\)", what):
        event = read_event(earlier[1], instant(earlier[2]), others)
        return replace(event, recorded_at=at) if event else None
    if what in MILESTONES:
        return Reached(at=at, milestone=MILESTONES[what])
    if what.removesuffix(" withdrawn") in MILESTONES:
        return Withdrawn(at=at, milestone=MILESTONES[what.removesuffix(" withdrawn")])
    if "=" in what and not what.startswith("opened"):
        return FactsChanged(at=at, facts=dict(fact.split("=") for fact in what.split(" ")))
    return read_plain(what, at, others)


def read_plain(what: str, at: dt.datetime, others: Terms) -> Event | None:  # noqa: C901, PLR0911  # one flat table of kinds
    match what.split(" "):
        case ["opened", priority, *facts]:
            return Opened(at=at, priority=priority, facts=dict(fact.split("=") for fact in facts))
        case [sender, "writes" | "notes" as verb]:
            return Message(at=at, sender=SENDERS[sender], public=verb == "writes")
        case ["waiting", "for", reason]:
            return Waiting(at=at, reason=reason)
        case ["merged" | "duplicate" | "spam" as reason]:
            return Voided(at=at, reason=reason)
        case ["tier", tier]:
            return Escalated(at=at, tier=int(tier))
        case ["agreed", kind, day, time]:
            metric, _, threshold = kind.partition("/")
            return Agreed(at=at, metric=Metric(metric), threshold=threshold, due=instant(f"{day} {time}"))
        case ["other", "terms"]:
            return TermsChanged(at=at, terms=others)
        case [verb] if verb in PLAIN:
            return PLAIN[verb](at=at)
        case _:
            return None if what == "-" else PriorityChanged(at=at, priority=what)


def told(clock: Clock, now: dt.datetime) -> str:
    """The clock in the words of the tables."""
    due = words(clock.due) if clock.due else "-"
    ended = f" ended {words(clock.ended)}" if clock.ended else ""
    return f"{clock.state(now)} {clock.priority} due {due} used {length(clock.elapsed(now))}{ended}"


def named(clock: Clock) -> str:
    """`update`, or `first_response/outer` where several stand side by side."""
    return f"{clock.metric}/{clock.threshold}" if clock.threshold else clock.metric


def told_all(clocks: Sequence[Clock], now: dt.datetime, over: set[tuple[str, int]]) -> list[str]:
    """The clocks but for those that were told to be over: `update 2: running P1 ...`."""
    lines = [
        f"{named(clock)} {clock.cycle}: {told(clock, now)}"
        for clock in clocks
        if (named(clock), clock.cycle) not in over or (clock.ended is None)
    ]
    over |= {(named(clock), clock.cycle) for clock in clocks if clock.ended}
    over -= {(named(clock), clock.cycle) for clock in clocks if clock.shut or not clock.ended}
    return lines or ["nothing new"] * bool(clocks)


def written(case: Case) -> list[list[str]]:
    """What the table should say, line by line."""
    agreed, others = case_terms(case.header), other_terms(case.header)
    events: list[Event] = []
    over: set[tuple[str, int]] = set()
    found = []
    for at, what, _ in case.lines:
        event = read_event(what, at, others)
        events += [event] if event else []
        clocks = fold(events, agreed).at(at).clocks
        lines = [told(clock, at) for clock in clocks] if "promise" in case.header else told_all(clocks, at, over)
        found.append(lines or ["no clock"])
    return found


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.title)
def test_after_each_event_the_clocks_are_as_the_table_says(case: Case) -> None:
    assert written(case) == [expected for _, _, expected in case.lines]


MONDAY = instant("Mon 09:00")
OPENED = Opened(at=MONDAY, priority="P3")
HOUR = dt.timedelta(hours=1)
AGREED = terms("P1 1h office, P3 8h office")


def test_a_plan_without_targets_for_a_metric_has_no_clock() -> None:
    timeline = fold([OPENED], terms(targets("P3 8h office", metric=Metric.NEXT_RESPONSE)))
    assert timeline.clocks == ()
    assert timeline.next_due(MONDAY) is None


def test_the_first_row_whose_condition_holds_gives_the_target() -> None:
    agreed = terms(
        (
            *targets("P3 2h office", when=Condition({"environment": frozenset({"production"})})),
            *targets("P3 8h office"),
            *targets("P3 1h office"),
        )
    )
    production = Opened(at=MONDAY, priority="P3", facts={"environment": "production"})
    assert fold([production], agreed).clocks[0].due == MONDAY + 2 * HOUR
    assert fold([OPENED], agreed).clocks[0].due == MONDAY + 8 * HOUR


def test_a_fact_recorded_late_stands_where_it_took_place() -> None:
    answered = Message(at=MONDAY + HOUR, sender="support")
    raised = PriorityChanged(at=MONDAY + 2 * HOUR, priority="P1")
    timeline = fold([OPENED, raised, answered], AGREED)
    assert timeline == fold([OPENED, answered, raised], AGREED)
    assert timeline.clocks[0].priority == "P3"


def test_events_of_one_instant_are_taken_in_the_order_of_the_record() -> None:
    raised = PriorityChanged(at=MONDAY + HOUR, priority="P1")
    answered = Message(at=MONDAY + HOUR, sender="support")
    assert fold([OPENED, answered, raised], AGREED).clocks[0].priority == "P3"
    assert fold([OPENED, raised, answered], AGREED).clocks[0].priority == "P1"


def test_nothing_happens_before_the_opening() -> None:
    early = Message(at=MONDAY - HOUR, sender="support")
    clock = fold([early, OPENED], AGREED).clocks[0]
    assert clock.state(MONDAY) is State.MET
    assert clock.ended == MONDAY
    assert clock.elapsed(MONDAY) == dt.timedelta()


@pytest.mark.parametrize(
    ("events", "complaint"),
    [
        ([], "never opened"),
        ([Message(at=MONDAY, sender="support")], "never opened"),
        ([OPENED, OPENED], "opened once"),
        ([Opened(at=MONDAY, priority="P9")], "no priority 'P9', only P1, P2, P3, P4"),
        ([OPENED, PriorityChanged(at=MONDAY, priority="urgent")], "no priority 'urgent'"),
    ],
)
def test_a_history_that_no_ticket_can_have_is_refused(events: list[Event], complaint: str) -> None:
    with pytest.raises(BadHistory, match=complaint):
        fold(events, AGREED)


def test_the_timeline_says_where_the_ticket_stands() -> None:
    def stands(*events: Event) -> tuple[str, str | None, int]:
        timeline = fold([OPENED, *events], AGREED)
        return timeline.status, timeline.waiting_for, timeline.tier

    waiting, resumed = Waiting(at=MONDAY, reason="customer"), Resumed(at=MONDAY)
    resolved, reopened, closed = Resolved(at=MONDAY), Reopened(at=MONDAY), Closed(at=MONDAY)
    assert stands() == ("open", None, 1)
    assert stands(Escalated(at=MONDAY, tier=2)) == ("open", None, 2)
    assert stands(waiting) == ("waiting", "customer", 1)
    assert stands(waiting, resumed, resumed) == ("open", None, 1)
    assert stands(waiting, resolved, waiting, resumed) == ("resolved", None, 1)
    assert stands(resolved, reopened, reopened) == ("open", None, 1)
    assert stands(closed, resolved, waiting) == ("closed", None, 1)
    assert stands(closed, reopened) == ("open", None, 1)


def test_the_next_due_clock_is_the_running_one() -> None:
    timeline = fold([OPENED], AGREED)
    assert timeline.next_due(MONDAY) == timeline.clocks[0]
    assert timeline.next_due(MONDAY + 9 * HOUR) is None


def test_a_miss_keeps_its_due_time_where_a_later_question_has_no_promise_any_more() -> None:
    while_down = targets("P1 1h always", Condition({"production": frozenset({"down"})}), Metric.NEXT_RESPONSE)
    answered = Message(at=MONDAY + 3 * HOUR, sender="support")
    timeline = fold(
        [
            Opened(at=MONDAY, priority="P1", facts={"production": "down"}),
            Message(at=MONDAY, sender="support"),
            Message(at=MONDAY, sender="customer"),
            FactsChanged(at=MONDAY + 2 * HOUR, facts={"production": "up"}),
            answered,
            Resolved(at=MONDAY + 3 * HOUR),
            Message(at=MONDAY + 4 * HOUR, sender="customer"),
            Reopened(at=MONDAY + 5 * HOUR),
        ],
        terms(while_down),
    )
    (missed,) = timeline.clocks
    assert (missed.state(MONDAY + 6 * HOUR), missed.due, missed.ended) == (State.MISSED, MONDAY + HOUR, answered.at)
