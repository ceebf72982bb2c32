"""Lengths of time that vary: how long work takes, how long a customer takes to write again."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from parola.sla.table import SECOND

Micros = NDArray[np.int64]
Form = Literal["fixed", "exponential", "lognormal", "observed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A length of `mean` seconds on average. `spread` is the standard deviation as a part of the mean, of the lognormal form.

    `observed` are lengths of a history (in seconds), of which any is as likely as the other; `mean` is then theirs.
    """

    form: Form = "exponential"
    mean: float
    spread: float = 1.0
    observed: tuple[float, ...] = ()

    def lengths(self, chance: np.random.Generator, count: int) -> Micros:
        """So many of them, in microseconds, each at least one."""
        seconds = self._seconds(chance, count)
        return np.maximum(1, np.rint(seconds * SECOND)).astype(np.int64)

    def _seconds(self, chance: np.random.Generator, count: int) -> NDArray[np.float64]:
        if self.form == "exponential":
            return chance.exponential(self.mean, count)
        if self.form == "observed":
            return np.asarray(self.observed, dtype=np.float64)[chance.integers(len(self.observed), size=count)]
        if self.form == "fixed" or not self.spread:
            return np.full(count, self.mean)
        variance = log(1 + self.spread**2)
        return chance.lognormal(log(self.mean) - variance / 2, sqrt(variance), count)


def observed(seconds: tuple[float, ...]) -> Draw:
    """Lengths as a history had them; there must be some."""
    return Draw(form="observed", mean=sum(seconds) / len(seconds), observed=seconds)
