"""Round steps for an axis: of counts and shares those of 1, 2 and 5, of times those that clocks have."""

from __future__ import annotations

from math import ceil, floor, log10

from parola.web.charts.values import Measure

STEPS = 5
"""As many as an axis has at most."""
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_TIMES = (
    *(1, 5, 15, 30),
    *(minutes * _MINUTE for minutes in (1, 2, 5, 10, 15, 30)),
    *(hours * _HOUR for hours in (1, 2, 4, 8, 12)),
    *(days * _DAY for days in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
)
_SLACK = 1e-9


def ticks(low: float, high: float, measure: Measure) -> tuple[float, ...]:
    """From the step at or below `low` to the one at or above `high`, which are two at least."""
    step = _step(max(high - low, _SLACK), measure)
    first, last = floor(low / step + _SLACK), ceil(high / step - _SLACK)
    return tuple(round(count * step, 9) for count in range(first, max(last, first + 1) + 1))


def _step(width: float, measure: Measure) -> float:
    least = width / STEPS
    if measure is Measure.TIME:
        return next((each for each in _TIMES if each >= least), _round(least / _DAY) * _DAY)
    return max(_round(least), 1.0) if measure is Measure.COUNT else _round(least)


def _round(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is no less."""
    power = 10.0 ** floor(log10(least) + _SLACK)
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - _SLACK))
