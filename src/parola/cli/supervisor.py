"""Keeps a few programs running as children of this one, and ends them with it.

One thread: a selector waits for what the children print and for signals, so that nothing here can deadlock in a fork.
Each child leads a session of its own: Ctrl-C reaches only the supervisor, which ends the others in order, and a whole
group can be ended together, so that no grandchild is left behind.
"""

from __future__ import annotations

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

GRACE = 8.0
"""Seconds that a program has to end by itself, before it is killed."""
STEADY = 60.0
"""A program that ran this many seconds is steady: its next crash counts as its first."""
LONGEST_PAUSE = 30.0
TICK = 0.2
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Program:
    """Something to keep running: the name that its output carries, and its command."""

    name: str
    command: Sequence[str]


class Child:
    """A program and the process that runs it now, if one does. Times are those of the monotonic clock, in seconds."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.crashes = 0
        self.started = 0.0
        self.start_at = 0.0
        self.rest = b""

    def start(self, now: float) -> int:
        """Start the program; its output is read from the descriptor returned."""
        self.process = subprocess.Popen(
            self.program.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509  # safe: this program has one thread
        )
        self.started = now
        assert self.process.stdout is not None  # noqa: S101  # we asked for a pipe
        os.set_blocking(self.process.stdout.fileno(), False)
        return self.process.stdout.fileno()

    def lines(self) -> list[str]:
        """The whole lines that the program has printed since the last call."""
        assert self.process is not None  # noqa: S101  # it has printed something
        assert self.process.stdout is not None  # noqa: S101
        chunks = [self.rest]
        while chunk := self.process.stdout.read(65_536):
            chunks.append(chunk)
        *whole, self.rest = b"".join(chunks).split(b"\n")
        return [line.decode(errors="replace") for line in whole]

    def crashed(self, now: float) -> float:
        """Note that the program ended unasked; the seconds to wait before it is started again."""
        self.crashes = 1 if now - self.started > STEADY else self.crashes + 1
        pause = min(2.0 ** (self.crashes - 1), LONGEST_PAUSE)
        self.start_at = now + pause
        self.clear()
        return pause

    def clear(self) -> None:
        """Forget a process that has ended, and end what it may have left behind."""
        if self.process is None:
            return
        kill_group(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None


class Supervisor:
    """Runs the programs until it is told to stop, by SIGINT or SIGTERM.

    `say(name, line)` shows a line of a program, or of the supervisor itself under the name `parola`.
    """

    def __init__(
        self, programs: Sequence[Program], say: Callable[[str, str], None], gettext: Callable[[str], str]
    ) -> None:
        self.children = [Child(program) for program in programs]
        self.say = say
        self.gettext = gettext
        self.selector = selectors.DefaultSelector()
        self.stopping = False
        self.hurried = False

    def run(self, each_turn: Callable[[], None] = lambda: None) -> None:
        """Start everything, keep it running, and return when all has ended. `each_turn` is called several times a second."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked_to_stop)
        try:
            while not self.stopping:
                self._start_what_is_due(time.monotonic())
                self._show_output()
                self._notice_crashes(time.monotonic())
                each_turn()
        finally:
            self._end_all()

    def _asked_to_stop(self, number: int, _frame: object) -> None:
        # Only a second Ctrl-C is impatience: a SIGTERM to a whole group comes again from the one in it that passes it on.
        self.hurried = self.stopping and number == signal.SIGINT
        self.stopping = True

    def _start_what_is_due(self, now: float) -> None:
        for child in self.children:
            if child.process is None and child.start_at <= now:
                self.selector.register(child.start(now), selectors.EVENT_READ, child)

    def _show_output(self) -> None:
        for key, _events in self.selector.select(TICK):
            self._show(key.data)

    def _show(self, child: Child) -> None:
        for line in child.lines():
            self.say(child.program.name, line)

    def _notice_crashes(self, now: float) -> None:
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            code = child.process.returncode
            self._forget_output(child)
            pause = child.crashed(now)
            message = self.gettext(
                "%(program)s ended unexpectedly (code %(code)d); it is started again in %(seconds)d s"
            )
            self.say("parola", message % {"program": child.program.name, "code": code, "seconds": pause})

    def _forget_output(self, child: Child) -> None:
        if child.process is not None and child.process.stdout is not None:
            self._show(child)
            self.selector.unregister(child.process.stdout.fileno())

    def _end_all(self) -> None:
        running = [child for child in self.children if child.process is not None]
        for child in reversed(running):
            self._signal(child, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while any(alive(child) for child in running) and time.monotonic() < deadline and not self.hurried:
            self._show_output()
        for child in running:
            if alive(child):
                self.say("parola", self.gettext("%(program)s did not end by itself") % {"program": child.program.name})
            self._forget_output(child)
            child.clear()
        self.selector.close()

    @staticmethod
    def _signal(child: Child, number: signal.Signals) -> None:
        if child.process is not None and child.process.poll() is None:
            child.process.send_signal(number)


def alive(child: Child) -> bool:
    """Whether the child's process still runs."""
    return child.process is not None and child.process.poll() is None


def kill_group(leader: int, number: signal.Signals) -> None:
    """Signal every process of a group, if it has any left."""
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a group that has only just ended
        return


def die_with_parent() -> None:
    """In a child, before its program starts: be told to end if the supervisor is killed (Linux has that; others do not)."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
