"""The course of a ticket: which priorities it had and how it stood, so that an account can be made up for the time before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Literal

from .strand import Cause, Stop, Strand

Status = Literal["open", "waiting", "resolved", "closed"]
AT_WORK = ("open", "waiting")
STANDSTILL: tuple[Cause, ...] = ("waiting", "resolved", "closed")
Stopping = Callable[[Status, str], bool]
"""Whether an account stands still while the ticket has a status, and waits for something."""


class Course:
    """What happened to a ticket so far, each at its instant, in order."""

    __slots__ = ("priorities", "standings")

    def __init__(self, opened: datetime, priority: str) -> None:
        self.priorities: list[tuple[datetime, str]] = [(opened, priority)]
        self.standings: list[tuple[datetime, Status, str]] = [(opened, "open", "")]

    @property
    def priority_since(self) -> datetime:
        """Since when the ticket has its priority."""
        return self.priorities[-1][0]

    @property
    def stands_since(self) -> datetime:
        """Since when it has its status, and waits for what it waits for."""
        return self.standings[-1][0]

    def since(self, standing: int) -> Course:
        """The course as if how the ticket stood before that standing had never been."""
        course = Course(*self.priorities[0])
        course.priorities, course.standings = self.priorities, self.standings[standing:]
        return course

    def relived(self, strand: Strand, severities: Mapping[str, int], stopping: Stopping) -> Strand:
        """The account, begun at its start, as if it had been there all along.

        A priority that is not among the severities counts as less severe than all.
        """
        least = len(severities)
        steps = [
            (at, partial(_taking, severity=severities.get(priority, least), priority=priority))
            for at, priority in self.priorities
        ]
        steps += [
            (at, partial(_standing, stopping=stopping, status=how, reason=why)) for at, how, why in self.standings
        ]
        began = strand.started
        for at, step in sorted(steps, key=itemgetter(0)):
            step(strand, max(at, began))
        return strand


def _taking(strand: Strand, at: datetime, *, severity: int, priority: str) -> None:
    strand.under(severity, priority, at)


def _standing(strand: Strand, at: datetime, *, stopping: Stopping, status: Status, reason: str) -> None:
    for cause in STANDSTILL:
        strand.go_on(cause, at)
    if status != "open" and stopping(status, reason):
        strand.stand_still(Stop(at, None, status, reason))
