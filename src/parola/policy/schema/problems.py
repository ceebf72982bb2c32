"""What the vendor sets itself for problems, the causes behind incidents."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from parola.policy.fields import Cell


class Aim(StrEnum):
    """What is aimed at, in the order in which it is shown."""

    WORKAROUND = "workaround"
    CAUSE = "cause"
    RESOLUTION = "resolution"


class ProblemTable(BaseModel):
    """The times of one aim: a duration for each priority, or for `all` the others. A priority that it lacks has none."""

    model_config = ConfigDict(extra="allow", frozen=True, use_attribute_docstrings=True)
    __pydantic_extra__: dict[str, Cell]

    on: str
    """The calendar on which the time counts: an id, or `always`."""
    all: Cell | None = None
    """What holds for every priority that the table does not name."""


Problems = dict[Aim, ProblemTable]
