"""What a vendor undertakes to reach over a period, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .hours import Text
from .metric import Metric


class ReportPeriod(StrEnum):
    """Over which time an objective is judged: calendar months, quarters and years, in the brand's time zone."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What the customer is credited, in percent of the period's fee: where a share `below` this one (0 to 1) was kept, or
    where at least so many `misses` were counted. One of the two is 0, and says nothing.
    """

    below: float = 0.0
    misses: int = 0
    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """The share (0 to 1) of the clocks of `metrics` that the vendor undertakes to meet, each priority by itself if `by_priority`.

    Of each metric the clocks of `threshold` count, `""` being its own. A period with fewer than `minimum` of them is not
    judged. `credits` say what follows where it was not reached.
    """

    id: str = ""
    metrics: tuple[Metric, ...]
    share: float
    by_priority: bool
    text: Text
    threshold: str = ""
    period: ReportPeriod = ReportPeriod.MONTH
    minimum: int = 1
    credits: tuple[Credit, ...] = ()
