"""Random agreements and random histories, dense where things belong together; see `any_history.py` for what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from hypothesis import strategies as st

from parola.sla.agreement import Metric, Start
from parola.sla.events import Milestone
from tests.sla.any_history import FACTS, LAST, REASONS, Deal, History, Line
from tests.sla.naive import When
from tests.sla.naive_ticket import Happening, Ticket

STARTS: Sequence[Start] = get_args(Start)
STARTED = (Metric.WORKAROUND, Metric.RESTORATION, Metric.RESOLUTION, Metric.CAUSE)
"""What may start with something else than the opening."""
MILESTONES: Sequence[Milestone] = get_args(Milestone)

Slot = tuple[Metric, str, Start]
"""A metric, a threshold, and what its clocks start with."""


demands = st.one_of(
    *(st.tuples(st.just(name), st.frozensets(st.sampled_from(values), min_size=1)) for name, values in FACTS.items())
)
one_of_them = st.lists(demands, max_size=1).map(dict)
conditions = st.builds(When, one_of_them, one_of_them)
facts = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in FACTS.items()})
stretches = st.lists(st.integers(0, LAST), unique=True, max_size=8).map(
    lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)
ticks = st.integers(1, 60)
severities = st.integers(0, 4)
anywhere = st.integers(0, 2)
lines = st.tuples(
    anywhere,
    st.builds(
        Line,
        st.just(Metric.FIRST_RESPONSE),
        severities,
        st.one_of(ticks, ticks, ticks, st.none()),
        anywhere,
        st.one_of(*[st.just(When())] * 5, conditions),
        st.booleans(),
    ),
)
slots = st.tuples(
    st.sampled_from(Metric),
    st.sampled_from(("", "", "outer")),
    st.sampled_from(("opening", "opening", *STARTS)),
)


def deal(
    priorities: int,
    slots: Sequence[Slot],
    lines: Sequence[tuple[int, Line]],
    pauses: Sequence[frozenset[str]],
    **given: Any,
) -> Deal:
    """Few metrics and priorities, so that much happens to each."""
    starts = {(metric, threshold): start for metric, threshold, start in reversed(slots) if metric in STARTED}
    promised = [slots[place][:2] for place, _ in lines]
    return Deal(
        priorities=priorities,
        lines=tuple(
            replace(line, metric=metric, threshold=threshold, starts=starts.get((metric, threshold), "opening"))
            for (metric, threshold), (_, line) in zip(promised, lines, strict=True)
        ),
        pauses={metric: reasons for (metric, *_), reasons in zip(slots, pauses, strict=True)},
        **given,
    )


deals = st.builds(
    deal,
    st.sampled_from([1, 2, 2, 3, 3, 4, 5]),
    st.tuples(*[slots] * 3),
    st.lists(lines, min_size=1, max_size=8),
    st.tuples(*[st.frozensets(st.sampled_from(REASONS))] * 3),
    hours=st.tuples(st.just(()), stretches, stretches),
    from_opening=st.booleans(),
    tiers=st.sampled_from([(1,), (1, 2), (1, 2, 3), (2, 3)]),
    highest=st.integers(1, 4),
    exclusions=st.lists(conditions.filter(lambda when: when != When()), max_size=1).map(tuple),
    shares=st.sampled_from([(0.5, 0.8), (0.25,), (0.5, 0.75, 0.9)]),
    through=st.booleans(),
)


KINDS = ("support", "customer", "automatic", "note", "resume", "resolve", "close", "reopen", "void")
changed_facts = st.fixed_dictionaries({}, optional={name: st.sampled_from(("", *FACTS[name])) for name in FACTS})
values = st.one_of(
    *[st.tuples(st.just("priority"), severities)] * 3,
    *[st.tuples(st.sampled_from(KINDS), st.just(0))] * 3,
    st.tuples(st.just("tier"), st.integers(1, 4)),
    st.tuples(st.just("wait"), st.sampled_from(REASONS)),
    st.tuples(st.sampled_from(MILESTONES), st.just(0)),
    st.tuples(st.just("withdrawn"), st.sampled_from(MILESTONES)),
    st.tuples(st.just("facts"), changed_facts),
    st.tuples(st.just("agreed"), st.tuples(anywhere, ticks)),
)
STORIES: Sequence[Sequence[tuple[str, Any]]] = (
    [("close", 0), ("priority", 0), ("reopen", 0)],
    [("resolve", 0), ("priority", 1), ("reopen", 0)],
    [("support", 0), ("customer", 0), ("resolve", 0), ("customer", 0), ("reopen", 0)],
    [("support", 0), ("close", 0), ("customer", 0), ("customer", 0), ("reopen", 0)],
    [("support", 0), ("customer", 0), ("resolve", 0), ("support", 0), ("reopen", 0)],
    [("wait", "customer"), ("priority", 0), ("resume", 0)],
    [("wait", "customer"), ("priority", 1), ("priority", 0), ("wait", "vendor")],
    [("wait", "third_party"), ("resolve", 0), ("reopen", 0)],
    [("resolve", 0), ("tier", 2), ("reopen", 0), ("tier", 3)],
    [("priority", 0), ("priority", 2), ("priority", 0)],
    [("restored", 0), ("withdrawn", "restored"), ("priority", 0)],
    [("facts", {"product": "preview"}), ("priority", 0), ("facts", {"product": "core"})],
    [("resolve", 0), ("facts", {"environment": "test"}), ("reopen", 0)],
)
"""What belongs together, and would come together by chance too seldom."""
gaps = st.integers(0, 40)
after = st.one_of(gaps, gaps, st.integers(0, 150))
late = st.one_of(*[st.just(0)] * 4, gaps)
chapters = st.one_of(st.tuples(values), st.tuples(values), st.sampled_from(STORIES))


def told(chapters: Sequence[Sequence[tuple[str, Any]]], gaps: Sequence[int], late: Sequence[int]) -> list[Happening]:
    """The stories one after another, with these gaps between what happens, some of it told so much later."""
    found: list[Happening] = []
    for place, (kind, value) in enumerate(happening for chapter in chapters for happening in chapter):
        at = (found[-1].at if found else 0) + gaps[place % len(gaps)]
        told = at + late[place % len(late)]
        found.append(Happening(at, kind, value, told if told > at else -1))
    return found


told_at_once = st.builds(told, st.lists(chapters, max_size=6), st.lists(gaps, min_size=4, max_size=8), st.just((0,)))
told_sometime = st.builds(
    told, st.lists(chapters, max_size=6), st.lists(gaps, min_size=4, max_size=8), st.lists(late, min_size=3, max_size=7)
)


def history(deal: Deal, severity: int, facts: Mapping[str, str], told: Sequence[Happening], after: int) -> History:
    """`after` is how long after the last of it one looks."""
    last = max((happening.known for happening in told), default=0)
    ticket = Ticket(deal.policy(), severity % deal.priorities, facts)
    return History(deal, deal.terms(), ticket, tuple(map(deal.known, told)), last + after)


histories = st.builds(history, deals, severities, facts, told_at_once, after)
"""Whose facts are told at once."""
late_histories = st.builds(history, deals, severities, facts, told_sometime, after)
