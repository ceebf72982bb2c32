"""Tickets of one group and version weighed at once, where arrays can say what became of them."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from parola.sla.agreement import Terms
from parola.sla.calendar import NeverOpens
from parola.sla.compiled import micros

from .arrays import PLAIN, VERDICTS, Fates, Plain, fates, lanes
from .columns import Columns, Group
from .counting import Attaining, Counting
from .verdicts import NOTHING, Kind, Turning, Verdict

UNPROMISED = VERDICTS.index(Verdict.UNPROMISED)
_NOTHING = np.array([verdict in NOTHING for verdict in VERDICTS])


def weigh(
    counting: Counting, columns: Columns, places: NDArray[np.int64], sides: tuple[Terms, Terms], end: datetime
) -> NDArray[np.bool_] | None:
    """Count these tickets, and say which turn; None, and nothing counted, where only the fold can say."""
    if not columns.happened.keys() <= PLAIN:
        return None
    group = columns.groups[columns.group[places[0]]]
    happened = {happening: column[places] for happening, column in columns.happened.items()}
    some = Plain(columns.opened[places], happened)
    try:
        before, after = (_side(terms, group, some, micros(end)) for terms in sides)
    except (NeverOpens, KeyError):  # the fold tells of which ticket, and why
        return None
    if before is None or after is None:
        return None
    _attain(counting.before, sides[0], before)
    _attain(counting.after, sides[1], after)
    counting.tickets += len(places)
    turned = np.zeros(len(places), dtype=bool)
    for kind in {*before, *after}:
        turned |= _turn(counting, kind, *(_verdicts(side, kind, len(places)) for side in (before, after)))
    counting.turned += int(turned.sum())
    return turned


def _side(terms: Terms, group: Group, some: Plain, end: int) -> dict[Kind, Fates] | None:
    promised = lanes(terms, group)
    if promised is None:
        return None
    return {kind: fates(terms, kind, targets, some, end) for kind, targets in promised.items()}


def _attain(attaining: Attaining, terms: Terms, side: dict[Kind, Fates]) -> None:
    for each in side.values():
        for promised, state, count in each.counts():
            attaining.add(terms.agreement, promised, state, count)


def _verdicts(side: dict[Kind, Fates], kind: Kind, count: int) -> NDArray[np.int64]:
    return side[kind].verdicts if kind in side else np.full(count, UNPROMISED)


def _turn(counting: Counting, kind: Kind, before: NDArray[np.int64], after: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Count how many turn from what to what."""
    turned: NDArray[np.bool_] = (before != after) & ~(_NOTHING[before] & _NOTHING[after])
    pairs = np.bincount((before * len(VERDICTS) + after)[turned])
    for pair in np.flatnonzero(pairs):
        was, becomes = divmod(int(pair), len(VERDICTS))
        counting.turnings[Turning(kind, VERDICTS[was], VERDICTS[becomes])] += int(pairs[pair])
    return turned
