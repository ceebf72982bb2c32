"""What the event stream costs: 1,000 streams of 100 people, idle, and while tickets change.

    python bench/live.py [--streams 1000] [--database postgresql://...]

It makes a small desk in a folder of its own (or in the empty database given), starts `parola stream`, opens the streams, and
measures the process from outside: its memory and processor time while nothing happens, and how long after its commit each event
is read, by the first and the last of those who hear it.
"""

from __future__ import annotations

import argparse
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOST, PORT = "127.0.0.1", 8049
PEOPLE = 100
IDLE = 20.0
EVENTS = 20


def desk(folder: str, database: str) -> None:
    """Settings for this process and the stream's, and the database."""
    os.environ |= {"PAROLA_DATA": folder, "DJANGO_SETTINGS_MODULE": "parola.settings", "PAROLA_STREAM": "port"}
    if database:
        os.environ["PAROLA_DATABASE_URL"] = database
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def cookies() -> list[str]:
    """The sessions of PEOPLE agents."""
    from django.test import Client

    from parola.desk.accounts.models import Brand
    from tests.desk.world import posted

    brand, made = Brand.objects.get(slug="credenti"), []
    for number in range(PEOPLE):
        client = Client()
        client.force_login(posted(f"agent{number}", brand, "agent"))
        made.append(client.cookies["sessionid"].value)
    return made


def opened(streams: int, sessions: list[str]) -> list[socket.socket]:
    """The streams, each read up to its first line."""
    asked = "GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nCookie: sessionid={}\r\n\r\n"
    sockets = []
    for number in range(streams):
        one = socket.create_connection((HOST, PORT))
        one.sendall(asked.format(sessions[number % len(sessions)]).encode())
        sockets.append(one)
    for one in sockets:
        said = b""
        while b"retry:" not in said:
            piece = one.recv(4096)
            if not piece:
                raise SystemExit(f"refused: {said.decode()}")
            said += piece
    return sockets


def used(pid: int) -> tuple[float, float]:
    """Processor time in seconds, and memory in MiB."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def heard(sockets: list[socket.socket], since: float) -> tuple[float, float]:
    """Seconds after which the first and the last read an event."""
    waiting, first = set(sockets), 0.0
    with selectors.DefaultSelector() as ready:
        for one in sockets:
            ready.register(one, selectors.EVENT_READ)
        while waiting:
            for key, _ in ready.select(30):
                if b"event: news" in key.fileobj.recv(65536):  # type: ignore[union-attr]
                    waiting.discard(key.fileobj)  # type: ignore[arg-type]
                    first = first or time.monotonic() - since
    return first, time.monotonic() - since


def measure(streams: int, pid: int) -> None:
    """Print what it costs."""
    from parola.desk.tickets import operations
    from parola.now import now
    from tests.desk import world as worlds

    world = worlds.build()
    ticket = world.ticket(submitted_at=now(), now=now())
    sessions = cookies()
    bare = used(pid)[1]
    begun = time.monotonic()
    sockets = opened(streams, sessions)
    print(f"opened {streams} streams in {time.monotonic() - begun:.1f} s")
    time.sleep(6)  # what was told just before they came
    before = used(pid)[0]
    time.sleep(IDLE)
    after, full = used(pid)
    print(
        f"memory {bare:.0f} MiB without streams, {full:.0f} MiB with them ({1024 * (full - bare) / streams:.0f} KiB each)"
    )
    print(f"idle: {100 * (after - before) / IDLE:.1f} % of a processor")
    firsts, lasts = [], []
    for number in range(EVENTS):
        ticket = operations.note(ticket=ticket, by=world.bob, text=str(number), now=now())
        first, last = heard(sockets, time.monotonic())
        firsts.append(first)
        lasts.append(last)
    print(
        f"an event to all: first {statistics.median(firsts):.2f} s, last {statistics.median(lasts):.2f} s, at worst {max(lasts):.2f} s"
    )
    print(f"which took {1000 * (used(pid)[0] - after) / EVENTS:.0f} ms of processor time each")


def main() -> None:
    """Make the desk, start the stream, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--database", default="")
    given = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parents[1]))
    with tempfile.TemporaryDirectory() as folder:
        desk(folder, given.database)
        program = [sys.executable, "-m", "parola", "stream", "--port", str(PORT)]
        with subprocess.Popen(program, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                measure(given.streams, process.pid)
                begun = time.monotonic()
            finally:
                process.terminate()
                process.wait(20)
            print(f"ended in {time.monotonic() - begun:.1f} s, with all of them open")


if __name__ == "__main__":
    main()
