"""The worker's loop over its jobs, until it is told to stop.

A job does a slice of its work and tells whether there may be more; the loop sleeps only when none has. What must happen
is data in the database, so that a worker may die at any instant and another may run beside it. Jobs that wait for others
(a mail server) are in a lane of their own, so that no clock waits with them.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import OperationalError, close_old_connections, connections

from parola.desk.outbox.operations import beat, begin
from parola.now import now

PAUSE = 1.0
"""Seconds between two turns when there is nothing to do."""
BEAT = 5.0
"""Seconds between two signs of life."""
DOUBTFUL = ("disk i/o error", "database disk image is malformed")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A name for the log, and what is done: a slice at that instant, True where there may be more; and what ends it with the lane."""

    name: str
    run: Callable[[datetime], bool]
    end: Callable[[], None] = lambda: None


class Doubtful(Exception):
    """The disk or the database file cannot be trusted: stop at once, and do no more harm."""


class Loop:
    """A lane: its jobs in their order, again and again. `name` is what its sign of life is known by."""

    def __init__(self, name: str, jobs: Sequence[Job], stopping: threading.Event) -> None:
        self.name = name
        self.jobs = jobs
        self.stopping = stopping
        self.doubt: Doubtful | None = None
        self.beat_at = 0.0

    def run(self) -> None:
        """Turn until told to stop, each time to the end of the slice in hand. A doubt stops every lane."""
        try:
            self.tell(partial(begin, name=self.name, now=now()))
            while not self.stopping.is_set():
                close_old_connections()
                if not self.turn(now()):
                    self.stopping.wait(PAUSE)
        except Doubtful as doubt:
            self.doubt = doubt
            self.stopping.set()
        finally:
            for job in self.jobs:
                job.end()
            connections.close_all()

    def turn(self, at: datetime) -> bool:
        """A slice of each job. One that fails is told in the log and by the sign of life, and does not stop the others.

        True where there may be more to do at once. Raises Doubtful.
        """
        more = False
        errors = []
        for job in self.jobs:
            if self.stopping.is_set():
                break
            try:
                more = job.run(at) or more
            except Exception as error:
                refuse_doubt(error)
                logger.exception("%s failed", job.name)
                errors.append(f"{job.name}: {type(error).__name__}: {error}")
        self.show_life(at, "; ".join(errors)[:1000])
        return more and not errors

    def show_life(self, at: datetime, error: str) -> None:
        """The sign of life, now and then, and at once where something failed."""
        if not error and self.beat_at and time.monotonic() - self.beat_at < BEAT:
            return
        if self.tell(partial(beat, name=self.name, now=at, error=error)):
            self.beat_at = time.monotonic()

    def tell(self, sign: Callable[[], None]) -> bool:
        """Give a sign; False where the database did not take it. Raises Doubtful."""
        try:
            sign()
        except Exception as failure:
            refuse_doubt(failure)
            logger.exception("no sign of life")
            return False
        return True


def refuse_doubt(error: Exception) -> None:
    """Raise Doubtful where the error says that what was written may not be what is there."""
    if isinstance(error, OperationalError) and str(error).lower().startswith(DOUBTFUL):
        raise Doubtful(str(error)) from error


def run(lanes: Mapping[str, Sequence[Job]]) -> None:
    """Run the lanes, a thread each, until SIGTERM or SIGINT. Raises Doubtful."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: stopping.set())
    loops = [Loop(name, jobs, stopping) for name, jobs in lanes.items()]
    threads = [threading.Thread(target=loop.run, name=loop.name) for loop in loops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for loop in loops:
        if loop.doubt is not None:
            raise loop.doubt


def run_once(lanes: Mapping[str, Sequence[Job]]) -> None:
    """Do what is due by now, lane after lane, and come back. Raises Doubtful."""
    for name, jobs in lanes.items():
        loop = Loop(name, jobs, threading.Event())
        while loop.turn(now()):
            pass
