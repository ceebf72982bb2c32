"""What is promised: the metrics, and what may start their clocks."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class Metric(StrEnum):
    """What is promised (ITIL 4, service level management), in the order in which it is shown."""

    ACKNOWLEDGEMENT = "acknowledgement"
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    UPDATE = "update"
    ESCALATION = "escalation"
    WORKAROUND = "workaround"
    RESTORATION = "restoration"
    RESOLUTION = "resolution"
    CAUSE = "cause"


GOAL = "goal"
"""The threshold of goals that have no other."""

Start = Literal["opening", "acknowledgement", "first_response", "workaround", "restoration"]
"""What a target's clock may start with: the metric's own start (`opening`), or another promise's being met."""
