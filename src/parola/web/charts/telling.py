"""A chart's numbers in the reader's words and digits."""

from __future__ import annotations

from datetime import timedelta

from parola.web import brief
from parola.web.charts.values import Measure
from parola.web.templatetags.parola import words

NOTHING = "–"


def told(value: float | None, measure: Measure) -> str:
    """A number in full, as tables and hovers tell it; a dash where there is none."""
    if value is None:
        return NOTHING
    if measure is Measure.SHARE:
        return words().percent(value)
    if measure is Measure.TIME:
        return brief.duration(timedelta(seconds=value)) if value else words().number(0)
    return words().number(round(value, 1) if value % 1 else round(value))
