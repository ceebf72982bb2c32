"""`parola stream`, started for real: what is committed elsewhere is heard within two seconds by whom it concerns, and by nobody else (B28)."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from parola.desk.accounts.models import Person
from parola.desk.accounts.sessions import end_sessions
from parola.desk.outbox.models import Heartbeat
from parola.desk.tickets import operations
from parola.now import now
from tests.desk import world as worlds
from tests.desk.world import World
from tests.support.processes import HOST, free_port, running, shared

PROMISED = 2.0
ENDS_WITHIN = 15.0
ENDED = "ended"


class Ear:
    """A browser that listens: what it hears, one after the other."""

    def __init__(self, port: int, person: Person) -> None:
        client = Client()
        client.force_login(person)
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.connection = HTTPConnection(HOST, port, timeout=30)
        self.connection.request("GET", "/live/", headers={"Cookie": self.cookie, "Accept": "text/event-stream"})
        self.answer = self.connection.getresponse()
        self.heard: queue.Queue[object] = queue.Queue()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        kind = ""
        for line in iter(self._line, ""):
            name, _colon, value = line.strip().partition(":")
            kind = value.strip() if name == "event" else kind
            if name == "data" and kind == "news":
                self.heard.put(json.loads(value))
        self.heard.put(ENDED)

    def _line(self) -> str:
        try:
            return self.answer.readline().decode()
        except (OSError, ValueError, AttributeError):  # the test is at its end
            return ""

    def close(self) -> None:
        """Leave."""
        self.answer.close()
        self.connection.close()
        self.thread.join(5)

    def hears(self, within: float = PROMISED) -> object:
        """The next that it hears."""
        return self.heard.get(timeout=within)


def news(reference: str, *kinds: str) -> object:
    return {"tickets": {reference: list(kinds)}, "calls": False}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The process, the desk, and those who listen."""

    process: subprocess.Popen[str]
    port: int
    world: World
    ears: Mapping[str, Ear]


@pytest.fixture
def scene(transactional_db: None, tmp_path: Path) -> Iterator[Scene]:
    port = free_port()
    with (
        shared(tmp_path) as environment,
        running(port, environment, "parola", "stream", "--port", str(port)) as process,
    ):
        world = worlds.build()
        people = {"bob": world.bob, "lea": world.lea, "ana": world.ana, "olga": world.olga, "zoe": world.zoe}
        ears = {name: Ear(port, person) for name, person in people.items()}
        yield Scene(process=process, port=port, world=world, ears=ears)
        for ear in ears.values():
            ear.close()


@pytest.mark.django_db(transaction=True)
def test_what_happens_is_heard_and_what_is_taken_ends_it(scene: Scene) -> None:
    assert {ear.answer.status for ear in scene.ears.values()} == {200}
    assert scene.ears["bob"].answer.headers["Content-Type"].startswith("text/event-stream")
    each_hears_what_is_theirs(scene)
    what_is_taken_ends_it(scene)
    assert Heartbeat.objects.filter(name="stream").exists()
    scene.process.send_signal(signal.SIGTERM)
    assert scene.process.wait(30) == 0, "open streams hold nothing up"
    assert [scene.ears[name].hears() for name in ("olga", "zoe")] == [ENDED, ENDED], (
        "they heard nothing in all this time"
    )


def each_hears_what_is_theirs(scene: Scene) -> None:
    world, ears = scene.world, scene.ears
    ticket = world.ticket(submitted_at=now(), now=now())
    assert ears["ana"].hears() == ears["lea"].hears() == news(ticket.reference, "opened")
    ticket = operations.note(ticket=ticket, by=world.bob, text="canary", now=now())
    assert ears["lea"].hears() == news(ticket.reference, "message")
    operations.reply(ticket=ticket, by=world.bob, text="On it", now=now())
    assert ears["lea"].hears() == ears["ana"].hears() == news(ticket.reference, "message")
    assert ears["ana"].heard.empty(), "of the reply she heard, of the note nothing"


def what_is_taken_ends_it(scene: Scene) -> None:
    end_sessions(scene.world.ana)
    Person.objects.filter(pk=scene.world.lea.pk).update(is_active=False)
    assert scene.ears["ana"].hears(ENDS_WITHIN) is ENDED
    assert scene.ears["lea"].hears(ENDS_WITHIN) is ENDED
    again = HTTPConnection(HOST, scene.port, timeout=10)
    again.request("GET", "/live/", headers={"Cookie": scene.ears["ana"].cookie})
    assert again.getresponse().status == 401
    again.close()


def test_no_desk_is_told(tmp_path: Path) -> None:
    environment = {"PAROLA_DATA": str(tmp_path), "PATH": "/usr/bin:/bin", "PAROLA_SECRET_KEY": "x" * 40}
    command = [sys.executable, "-m", "parola", "stream", "--port", str(free_port())]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 1
    assert "There is no desk" in told.stderr
