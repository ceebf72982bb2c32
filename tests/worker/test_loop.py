"""The loop: slices until nothing is left, one bad job stops no other, a doubtful disk stops all, a signal ends it in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import OperationalError

from parola.desk.outbox import operations
from parola.desk.outbox.models import Heartbeat
from parola.worker.loop import Doubtful, Job, Loop, run_once

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def counting(seen: list[str], name: str, slices: int = 1) -> Job:
    """A job with that many slices of work."""
    left = [slices]

    def run(_now: datetime) -> bool:
        seen.append(name)
        left[0] -= 1
        return left[0] > 0

    return Job(name, run)


def failing(error: Exception) -> Job:
    def run(_now: datetime) -> bool:
        raise error

    return Job("bad", run)


def loop(*jobs: Job) -> Loop:
    return Loop("clocks", jobs, threading.Event())


def test_a_turn_is_a_slice_of_each_job_and_tells_whether_there_is_more() -> None:
    seen: list[str] = []
    lane = loop(counting(seen, "a", 2), counting(seen, "b"))
    assert lane.turn(NOW)
    assert not lane.turn(NOW)
    assert seen == ["a", "b", "a", "b"]


def test_a_job_that_fails_stops_no_other_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []
    lane = loop(failing(ValueError("broken")), counting(seen, "good"))
    assert not lane.turn(NOW)
    assert seen == ["good"]
    assert "broken" in caplog.text
    sign = Heartbeat.objects.get(name="clocks")
    assert (sign.at, sign.error, sign.error_at) == (NOW, "bad: ValueError: broken", NOW)


def test_a_lane_that_fails_gives_no_sign_of_life_and_one_that_recovers_keeps_the_error() -> None:
    loop().turn(NOW)
    failed, well_again = NOW.replace(minute=5), NOW.replace(minute=6)
    loop(failing(ValueError("broken"))).turn(failed)
    sign = Heartbeat.objects.get(name="clocks")
    assert (sign.at, sign.error_at) == (NOW, failed)
    loop().turn(well_again)
    sign.refresh_from_db()
    assert (sign.at, sign.error_at) == (well_again, failed)


@pytest.mark.parametrize("message", ["disk I/O error", "database disk image is malformed"])
def test_a_disk_that_cannot_be_trusted_stops_the_lane(message: str) -> None:
    with pytest.raises(Doubtful):
        loop(failing(OperationalError(message))).turn(NOW)


def test_a_database_that_is_busy_is_tried_again() -> None:
    assert not loop(failing(OperationalError("database is locked"))).turn(NOW)


@pytest.mark.django_db(transaction=True)
def test_a_lane_runs_from_its_first_instant_however_long_its_first_turn_is() -> None:
    seen = list[str]()

    def look(_now: datetime) -> bool:
        seen.extend(Heartbeat.objects.values_list("name", flat=True))
        lane.stopping.set()
        return False

    lane = loop(Job("long", look))
    thread = threading.Thread(target=lane.run)
    thread.start()
    thread.join(timeout=10)
    assert seen == ["clocks"]


def test_that_a_lane_begins_again_makes_up_for_no_sign_that_it_owes() -> None:
    operations.begin(name="clocks", now=NOW)
    operations.begin(name="clocks", now=NOW.replace(minute=9))
    assert Heartbeat.objects.get().at == NOW


@pytest.mark.django_db(transaction=True)
def test_a_doubt_stops_the_other_lanes_too() -> None:
    lane = loop(failing(OperationalError("disk I/O error")))
    thread = threading.Thread(target=lane.run)
    thread.start()
    thread.join(timeout=10)
    assert lane.stopping.is_set()
    assert isinstance(lane.doubt, Doubtful)


def test_once_comes_back_when_nothing_is_left() -> None:
    seen: list[str] = []
    run_once({"clocks": [counting(seen, "a", 3)], "mail": [counting(seen, "b", 2)]})
    assert seen == ["a", "a", "a", "b", "b"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_gives_signs_of_life_and_ends_in_order(number: signal.Signals, tmp_path: Path) -> None:
    """The real program, on a folder of its own."""
    environment = os.environ | {"PAROLA_DATA": str(tmp_path), "PAROLA_DATABASE_URL": ""}
    parola = [sys.executable, "-m", "parola"]
    subprocess.run([*parola, "manage", "migrate", "-v0"], env=environment, check=True)
    worker = subprocess.Popen([*parola, "worker"], env=environment, stderr=subprocess.PIPE, text=True)
    until(lambda: "mail" in signs(tmp_path) and "clocks" in signs(tmp_path))
    worker.send_signal(number)
    assert worker.communicate(timeout=20)[1] == ""
    assert worker.returncode == 0


def signs(folder: Path) -> set[str]:
    import sqlite3

    connection = sqlite3.connect(folder / "parola.sqlite3")
    try:
        return {name for (name,) in connection.execute("SELECT name FROM outbox_heartbeat")}
    finally:
        connection.close()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
