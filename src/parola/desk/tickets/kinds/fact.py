"""What every kind of event is: a typed fact, with what the customer may know of it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """What an event says beyond who and when. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    customer_sees: ClassVar[bool] = False
    """Whether the customer is shown that it happened."""
