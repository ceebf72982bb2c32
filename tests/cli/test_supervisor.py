"""The supervisor, with small programs that really run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parola.cli.supervisor import Child, Program, Supervisor

ENDLESS = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)


def python(name: str, code: str) -> Program:
    return Program(name, (sys.executable, "-c", code))


class Log:
    """What was said, as pairs of name and line."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def __call__(self, name: str, line: str) -> None:
        self.said.append((name, line))

    def has(self, text: str) -> bool:
        return any(text in line for _, line in self.said)


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def stop_when(condition: Callable[[], bool], seconds: float = 10) -> Callable[[], None]:
    """A turn that sends this process the signal of Ctrl-C once the condition holds, or the time is over."""
    deadline = time.monotonic() + seconds

    def turn() -> None:
        if condition() or time.monotonic() > deadline:
            os.kill(os.getpid(), signal.SIGINT)

    return turn


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z")


def test_every_line_carries_the_name_of_its_program(log: Log) -> None:
    programs = [
        python("web", f"print('one\\ntwo', flush=True); {ENDLESS}"),
        python("worker", f"print('grüße', flush=True); {ENDLESS}"),
    ]
    Supervisor(programs, log, str).run(stop_when(lambda: len(log.said) == 3))
    assert sorted(log.said) == [("web", "one"), ("web", "two"), ("worker", "grüße")]


def test_a_crashed_program_is_started_again_and_it_is_said(log: Log, tmp_path: Path) -> None:
    code = f"import pathlib; p = pathlib.Path({str(tmp_path / 'runs')!r}); p.open('a').write('x'); raise SystemExit(3)"
    runs = tmp_path / "runs"
    runs.touch()
    Supervisor([python("worker", code)], log, str).run(stop_when(lambda: len(runs.read_text()) == 2))
    assert log.said[0] == ("parola", "worker ended unexpectedly (code 3); it is started again in 1 s")
    assert runs.read_text() == "xx"


def test_what_a_crashed_program_printed_last_is_shown(log: Log) -> None:
    Supervisor([python("web", "raise SystemExit('the port is taken')")], log, str).run(
        stop_when(lambda: log.has("again"))
    )
    assert log.said[0] == ("web", "the port is taken")


def test_the_pause_grows_to_half_a_minute_and_a_steady_run_resets_it() -> None:
    child = Child(python("web", ""))
    assert [child.crashed(now=10.0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert child.crashed(now=100.0) == 1


def test_programs_end_with_the_supervisor_and_so_do_their_own_children(log: Log) -> None:
    code = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', '{ENDLESS}']); print(p.pid, flush=True); p.wait()"
    Supervisor([python("web", code)], log, str).run(stop_when(lambda: bool(log.said)))
    grandchild = int(log.said[0][1])
    wait_for(lambda: gone(grandchild))


def test_a_second_signal_ends_a_program_that_will_not_end(log: Log) -> None:
    begun = time.monotonic()
    turn = stop_when(lambda: log.has("ready"))

    def interrupt_again() -> None:
        turn()
        if log.has("ready"):
            os.kill(os.getpid(), signal.SIGINT)

    Supervisor([python("web", STUBBORN)], log, str).run(interrupt_again)
    assert time.monotonic() - begun < 6
    assert log.said[-1] == ("parola", "web did not end by itself")


def test_a_sigterm_that_comes_twice_is_no_impatience(log: Log) -> None:
    slow = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.5), print('bye', flush=True), sys.exit()))"

    def end() -> None:
        if log.has("ready"):
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGTERM)

    Supervisor([python("web", f"{slow}; print('ready', flush=True); {ENDLESS}")], log, str).run(end)
    assert log.said[-1] == ("web", "bye")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_programs_end_even_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    child = f"import os, pathlib, time; pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); time.sleep(60)"
    code = (
        "import sys\nfrom parola.cli.supervisor import Program, Supervisor\n"
        f"Supervisor([Program('web', (sys.executable, '-c', {child!r}))], print, str).run()"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code])
    wait_for(lambda: pid.exists() and pid.read_text() != "")
    supervisor.kill()
    supervisor.wait()
    wait_for(lambda: gone(int(pid.read_text())))


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
