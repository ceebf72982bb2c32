"""The fast desk does what the plain one does: every turn of every ticket is asked for, begun and done at the same instant."""

from __future__ import annotations

from dataclasses import asdict
from itertools import accumulate

from hypothesis import example, given, settings
from hypothesis import strategies as st

from parola.lab.simulation.crews import Agent
from parola.lab.simulation.engine import run
from parola.lab.simulation.load import Course, Load
from parola.sla.table import NEVER
from tests.lab.simulation.plainly import Desk, Tickets

SKILLS = 2
LONG = 1 << 54
"""Microseconds, so that an instant fits into 64 bits, and an event does not."""


@st.composite
def tickets(draw: st.DrawFn) -> Tickets:
    """Some tickets of one to three turns, of several skills, with and without a due time."""
    turns = draw(st.lists(st.integers(1, 3), min_size=1, max_size=12))
    count = sum(turns)
    several = st.integers(0, 5)
    waits = draw(st.lists(several, min_size=count, max_size=count))
    for end in accumulate(turns):
        waits[end - 1] = -1
    return Tickets(
        opened=list(accumulate(draw(st.lists(several, min_size=len(turns), max_size=len(turns))))),
        starts=[end - own for end, own in zip(accumulate(turns), turns, strict=True)],
        due=draw(st.lists(st.integers(0, 40) | st.just(NEVER), min_size=count, max_size=count)),
        skill=draw(st.lists(st.integers(0, SKILLS - 1), min_size=count, max_size=count)),
        works=draw(st.lists(st.integers(1, 12), min_size=count, max_size=count)),
        waits=waits,
    )


@st.composite
def crew(draw: st.DrawFn) -> list[Agent]:
    """One to three people who are alike, with a few shifts."""
    bounds = sorted(draw(st.lists(st.integers(0, 60), min_size=2, max_size=6, unique=True)))
    there = tuple(zip(bounds[::2], bounds[1::2], strict=False))
    skills = frozenset(draw(st.sampled_from([{0}, {1}, {0, 1}])))
    return [Agent(there=there, skills=skills, stays=draw(st.integers(0, 5)))] * draw(st.integers(1, 3))


@settings(max_examples=200)
@given(tickets(), st.lists(crew(), min_size=1, max_size=4), st.integers(1, 60), st.booleans())
@example(Tickets(opened=[0], starts=[0], due=[9], skill=[1], works=[1], waits=[-1]), [[]], 9, False)
def test_every_turn_is_asked_for_begun_and_done_when_it_is_on_the_plain_desk(
    asked: Tickets, crews: list[list[Agent]], until: int, owing: bool
) -> None:
    agents = [agent for crew in crews for agent in crew]
    course = run(Load(**asdict(asked)), agents, until, owed if owing else None)
    assert told(course) == Desk(asked, agents, until, owed if owing else nothing).run()


@settings(max_examples=40)
@given(tickets(), crew(), st.integers(1, 90))
def test_instants_that_need_more_than_64_bits_change_nothing(asked: Tickets, agents: list[Agent], until: int) -> None:
    plain = run(Load(**asdict(asked)), agents, until)
    load = Load(
        opened=[at * LONG for at in asked.opened],
        starts=asked.starts,
        due=[min(at * LONG, NEVER) for at in asked.due],
        skill=asked.skill,
        works=[work * LONG for work in asked.works],
        waits=[max(wait * LONG, -1) for wait in asked.waits],
    )
    longer = [
        Agent(
            there=[(start * LONG, end * LONG) for start, end in agent.there],
            skills=agent.skills,
            stays=agent.stays * LONG,
        )
        for agent in agents
    ]
    course = run(load, longer, until * LONG)
    assert told(course) == tuple([min(at * LONG, NEVER) for at in instants] for instants in told(plain))


def owed(turn: int, at: int) -> int:
    return at + turn % 7


def nothing(_turn: int, _at: int) -> int:
    return NEVER


def told(course: Course) -> tuple[list[int], list[int], list[int]]:
    return course.asked.tolist(), course.begun.tolist(), course.done.tolist()
