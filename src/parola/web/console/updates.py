"""The update that the customer is to have soon, proposed beside the conversation before it is due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from parola.sla.agreement import Metric
from parola.sla.timeline import Timeline

AHEAD = timedelta(hours=1)
"""An update is proposed so long before it is due, or when a quarter of its time is left, whichever is earlier."""
LEFT = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """The customer is to hear from us soon. `what` names it where it is put by."""

    due: datetime
    what: str


def update_due(timeline: Timeline, gone: Collection[str], now: datetime) -> Update | None:
    """The update that the customer is to have soon, or should have had, unless somebody put it by."""
    waiting = [
        each for each in timeline.present if each.metric is Metric.UPDATE and each.ended is None and not each.goal
    ]
    for clock in waiting:
        if clock.due is None or f"update:{clock.cycle}" in gone:
            continue
        ahead = max(AHEAD, LEFT * (clock.due - clock.began))
        if now >= clock.due - ahead:
            return Update(due=clock.due, what=f"update:{clock.cycle}")
    return None
