"""Several rankings of the same things made one: by place alone, since what words weigh and what meanings measure cannot be added. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

CONSTANT = 60
"""How little a place matters: of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009), which gives 1 / (60 + rank)."""


def fused(rankings: Sequence[Mapping[int, float]]) -> list[int]:
    """The things in all rankings, the best first. A ranking gives each of its things, in its order, a weight: how sure it is of it."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, (thing, weight) in enumerate(ranking.items(), start=1):
            scores[thing] += weight / (CONSTANT + rank)
    return sorted(scores, key=lambda thing: (-scores[thing], thing))
