"""What is kept of a ticket's life at another desk, from which it was taken over: in its opening."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Said(BaseModel):
    """What the other desk said of a promise: when it was `due`, and whether it was `met`, as far as it said so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: str
    due: AwareDatetime | None = None
    met: bool | None = None


class Elsewhere(BaseModel):
    """The ticket was `ticket` at the desk `source`; `digest` is of all that was read of it.

    `said`: what that desk computed. `files_left`: how many files its messages had that were not in the export.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    ticket: str
    digest: str
    said: tuple[Said, ...] = ()
    files_left: int = 0
