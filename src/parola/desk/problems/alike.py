"""Which incidents are about the same, why, and when that is to be told: values alone, no database, no clock.

Two are alike that are not about different products and share their words or their meaning, or that concern the same component. Those
that are like one of them, its centre, within the brand's days, are a group. In whatever order they come in, the last one finds it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

SUBJECT, SUBJECT_WORDS = 0.4, 2
"""Subjects that say the same: so much of what both say together, in so many words at least."""
TEXT, TEXT_WORDS = 0.3, 4
"""The same of subject and text."""
MEANING = 0.5
"""The likeness from which two texts mean the same: chosen by what it finds and confuses (docs/problems.md)."""
ENOUGH = 40
"""With so many texts the half of their mean is taken out of each."""
CENTRES = 20
"""Of those that are like the new one so many, the most alike first, are tried as the centre of a group."""

State = Literal["noticed", "made", "dismissed"]
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A ticket, as far as it is compared. `problem`: the one that it is known to come from, if that is not closed."""

    key: int
    at: datetime
    """When it was submitted."""
    product: str = ""
    component: str = ""
    subject: frozenset[str] = frozenset()
    """The telling words of the subject, stemmed."""
    words: frozenset[str] = frozenset()
    """Those of the text too."""
    vector: Vector | None = field(default=None, compare=False)
    """What it means, beside what all mean (`apart`), of length 1; None where that is not known. All are of one model."""
    problem: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Why two incidents are thought to be about the same."""

    words: int = 0
    """How many words they have in common, where that is the reason."""
    meaning: float = 0.0
    """How near they are in meaning, from 0 to 1, where that is the reason."""
    product: str = ""
    """What both are about; empty where one of them does not say it."""
    component: str = ""
    """The component that both concern."""

    @property
    def strength(self) -> tuple[float, int]:
        """By which the nearest of several is chosen."""
        return (max(self.meaning, 1.0 if self.component else 0.0), self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Incidents that are like one of them, with the reason for each of the others."""

    centre: int
    ties: Mapping[int, Tie]

    @property
    def keys(self) -> frozenset[int]:
        """All of them."""
        return frozenset({self.centre, *self.ties})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A group that was told before, and what a person made of it. `problem`: for which new incidents were proposed."""

    key: int
    state: State
    tickets: frozenset[int]
    problem: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to be told: these `tickets`, as part of what stands as `grows` or as something new; for `problem`, if one is known."""

    group: Group
    tickets: frozenset[int]
    grows: int | None = None
    problem: int | None = None


def apart(vectors: Vector) -> Vector:
    """The rows without what they have in common, each of length 1.

    Whatever the customers of one product write is near in meaning: it all is about that product. So the mean is taken out, as far as
    there are enough of them to tell it.
    """
    rows = vectors - vectors.mean(axis=0) * (len(vectors) / (len(vectors) + ENOUGH))
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)  # type: ignore[no-any-return]


def tie(one: Incident, other: Incident) -> Tie | None:
    """Why the two are about the same; None: they are not."""
    component = one.component if one.component == other.component else ""
    differ = bool(one.product and other.product and one.product != other.product)
    if differ and not component:
        return None
    words = 0 if differ else _words(one, other)
    meaning = 0.0 if differ else _meaning(one, other)
    if not (component or words or meaning):
        return None
    product = one.product if one.product == other.product else ""
    return Tie(words=words, meaning=meaning, product=product, component=component)


def _words(one: Incident, other: Incident) -> int:
    """How many words they share, where these are enough to say that both are about the same."""
    for mine, theirs, share, least in (
        (one.words, other.words, TEXT, TEXT_WORDS),
        (one.subject, other.subject, SUBJECT, SUBJECT_WORDS),
    ):
        shared = len(mine & theirs)
        if shared >= least and shared >= share * (len(mine) + len(theirs) - shared):
            return shared
    return 0


def _meaning(one: Incident, other: Incident) -> float:
    if one.vector is None or other.vector is None:
        return 0.0
    near = round(min(1.0, float(np.dot(one.vector, other.vector))), 3)
    return near if near >= MEANING else 0.0


def found(new: Incident, others: Iterable[Incident], *, window: timedelta) -> Group | None:
    """The largest group with the new one, within the window; None: it is like no other. The order of the others makes no difference."""
    rest = sorted((each for each in others if each.key != new.key), key=lambda each: each.key)
    near = around(new, rest, window)
    by_key = {each.key: each for each in rest}
    centres = sorted(near.items(), key=lambda pair: (pair[1].strength, -pair[0]), reverse=True)[:CENTRES]
    groups = [_within(new, Group(centre=new.key, ties=near), by_key | {new.key: new}, window)]
    for key, _tie in centres:
        ties = around(by_key[key], [*rest, new], window)
        groups.append(_within(new, Group(centre=key, ties=ties), by_key | {new.key: new}, window))
    best = max(groups, key=lambda each: (len(each.keys), each.centre == new.key, -each.centre))
    return best if best.ties else None


def around(one: Incident, others: Iterable[Incident], window: timedelta) -> dict[int, Tie]:
    """Those of the others within the window that are like it, each with the reason."""
    ties = {each.key: tie(one, each) for each in others if each.key != one.key and abs(each.at - one.at) <= window}
    return {key: reason for key, reason in ties.items() if reason is not None}


def _within(new: Incident, group: Group, by_key: Mapping[int, Incident], window: timedelta) -> Group:
    """As much of the group as lies in one window with its centre and the new one; the later, where two have as many."""
    fixed = {group.centre, new.key}
    first, last = min(by_key[key].at for key in fixed), max(by_key[key].at for key in fixed)
    starts = sorted(
        {by_key[key].at for key in group.keys if last - window <= by_key[key].at <= first} | {first}, reverse=True
    )
    spans = [
        {key: reason for key, reason in group.ties.items() if start <= by_key[key].at <= start + window}
        for start in starts
    ]
    return Group(centre=group.centre, ties=max(spans, key=len))


def weighed(
    new: Incident, others: Sequence[Incident], standing: Collection[Standing], *, times: int, window: timedelta
) -> Verdict | None:
    """What the new incident makes worth telling; None: nothing.

    One like the incidents of a problem is proposed for it, and becomes part of nothing by itself. A group that waits for a person
    takes it in. What was dismissed comes back only with as many others as it had.
    """
    if new.problem is not None:
        return None
    known = around(new, [each for each in others if each.problem is not None], window)
    if known:
        return _for_problem(new, known, {each.key: each.problem for each in others}, standing)
    group = found(new, [each for each in others if each.problem is None], window=window)
    return _of_group(new, group, [each for each in standing if each.problem is None], times) if group else None


def _for_problem(
    new: Incident, known: Mapping[int, Tie], problems: Mapping[int, int | None], standing: Collection[Standing]
) -> Verdict | None:
    """The new one as a proposal for the problem from which most of those come that are like it."""
    counts: dict[int, int] = {}
    for key in known:
        if (problem := problems[key]) is not None:
            counts[problem] = counts.get(problem, 0) + 1
    problem = max(counts, key=lambda key: (counts[key], -key))
    ties = {key: reason for key, reason in known.items() if problems[key] == problem}
    group = Group(centre=new.key, ties=ties)
    own = [each for each in standing if each.problem == problem]
    if any(new.key in each.tickets for each in own):
        return None
    waiting = min((each.key for each in own if each.state == "noticed"), default=None)
    return Verdict(group=group, tickets=frozenset({new.key}), grows=waiting, problem=problem)


def _of_group(new: Incident, group: Group, standing: Collection[Standing], times: int) -> Verdict | None:
    met = [each for each in standing if each.tickets & group.keys]
    waiting = [each for each in met if each.state == "noticed"]
    decided = [each for each in met if each.state != "noticed"]
    fresh = group.keys - frozenset[int]().union(*(each.tickets for each in decided))
    if waiting:
        into = max(waiting, key=lambda each: (len(each.tickets & group.keys), -each.key))
        others = frozenset[int]().union(*(each.tickets for each in waiting if each is not into))
        more = fresh - into.tickets - others
        return Verdict(group=group, tickets=more, grows=into.key) if new.key in more else None
    enough = max([times, *(len(each.tickets) for each in decided)])
    return Verdict(group=group, tickets=fresh, grows=None) if len(fresh) >= enough else None
