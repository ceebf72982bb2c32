"""Several processes at once, on a database of their own: everybody works, nothing is lost, nothing happens twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import postgres

ROOT = Path(__file__).resolve().parents[2]

START = """
import os, sys, time, django
django.setup()
from pathlib import Path
from tests.desk import world as worlds
from tests.desk.world import MONDAY, after
from parola.desk.tickets import alarms, ledger, operations, queries, verification
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.accounts.models import Brand, Person
from parola.desk.outbox.models import OutboxRow
def together(number):
    "Wait until all have come so far: each leaves a file."
    (Path(os.environ["MEETING"]) / f"{os.getpid()}").touch()
    while len(list(Path(os.environ["MEETING"]).iterdir())) < number:
        time.sleep(0.001)
"""
BUILD = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
world = worlds.build()
"""
SWEEPERS, TICKETS = 2, 16
OPEN_MANY = f"""
for _ in range({TICKETS}):
    world.ticket(priority="P1")
"""
SWEEP = f"""
together({SWEEPERS})
while alarms.sweep(now=after(days=1), limit=4):
    pass
"""
CHECK_SWEEP = f"""
assert verification.verify().findings == ()
fired = TicketEvent.objects.filter(kind="alarm_fired")
assert fired.count() == 3 * {TICKETS}, fired.count()
told = [(row.payload["to"], alarm["ticket"]) for row in OutboxRow.objects.filter(payload__template="alarm") for alarm in row.payload["alarms"]]
assert len(told) == len(set(told)) == 2 * {TICKETS}, len(told)
"""
WRITERS, MESSAGES = 3, 6
WRITE = f"""
together({WRITERS})
ticket, ana, bob = Ticket.objects.first(), Person.objects.get(name="Ana"), Person.objects.get(name="Bob")
brand, longest = Brand.objects.get(slug="credenti"), 0.0
for number in range({MESSAGES}):
    started = time.monotonic()
    operations.note(ticket=ticket, by=bob, text=str(number), now=MONDAY)
    longest = max(longest, time.monotonic() - started)
    operations.open_ticket(brand=brand, requester=ana, subject="x", text="x", channel="web", submitted_at=MONDAY, now=MONDAY)
print(f"longest wait of a writer: {{longest:.3f}} s")
assert longest < 5
"""
CHECK_WRITE = f"""
assert verification.verify().findings == ()
assert Ticket.objects.get(reference="CRE-1").last_event_seq == 1 + {WRITERS * MESSAGES}
assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, 2 + {WRITERS * MESSAGES}))
"""

COUNT = """
from parola.desk.agreements import operations as agreements
source = worlds.varied_credenti(**{"  basic:\\n": "  basic:\\n    quota: {incidents: 100, per: year}\\n"})
agreements.publish(brand=world.credenti, source=source, by=None, now=MONDAY)
"""
ASKERS, ASKED = 3, 5
ASK = f"""
together({ASKERS})
brand, ana = Brand.objects.get(slug="credenti"), Person.objects.get(name="Ana")
for _ in range({ASKED}):
    operations.open_ticket(brand=brand, requester=ana, subject="x", text="x", channel="web", submitted_at=MONDAY, now=MONDAY)
"""
CHECK_COUNT = f"""
used = TicketEvent.objects.filter(kind="opened").values_list("data__quota__used", flat=True)
assert sorted(used) == list(range(1, 1 + {ASKERS * ASKED})), sorted(used)
"""
STRANGERS, ADDRESSES = 3, 20
MEET = f"""
from parola.desk.accounts.operations import find_or_create_person
together({STRANGERS})
for number in range({ADDRESSES}):
    find_or_create_person(email=f"new{{number}}@stranger.example")
"""
CHECK_MET = f"""
from allauth.account.models import EmailAddress
assert Person.objects.filter(email__endswith="@stranger.example").count() == {ADDRESSES}
assert EmailAddress.objects.filter(email__endswith="@stranger.example").count() == {ADDRESSES}
"""
GUESSERS, GUESSES = 3, 12
GUESS = f"""
from parola.desk.accounts import limits
together({GUESSERS})
taken = 0
for _ in range({GUESSES}):
    taken += limits.count("guesses", MONDAY) <= 10
(Path(os.environ["MEETING"]).parent / f"taken-{{os.getpid()}}").write_text(str(taken))
"""
CHECK_GUESSED = f"""
from parola.desk.accounts import limits
from parola.desk.accounts.models import Attempts
assert Attempts.objects.get(key="guesses").number == {GUESSERS * GUESSES}
assert sum(int(each.read_text()) for each in Path(os.environ["MEETING"]).parent.glob("taken-*")) <= 10
try:
    limits.refuse({{"guesses": 10}}, MONDAY)
except limits.TooManyAttempts:
    pass
else:
    raise AssertionError("a restart forgot what was counted")
"""


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'desk.sqlite3'}"
        return
    server = postgres.new_folder()
    with postgres.serving(server):
        yield postgres.url(server)


def start(script: str, url: str, meeting: Path) -> subprocess.Popen[str]:
    environment = os.environ | {
        "PAROLA_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "parola.settings",
        "PYTHONPATH": str(ROOT),
        "MEETING": str(meeting),
    }
    command = [sys.executable, "-c", START + script]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def done(*processes: subprocess.Popen[str]) -> None:
    outputs = [process.communicate(timeout=240)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), "\n".join(outputs)


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]


@pytest.mark.parametrize("engine", ENGINES)
def test_workers_that_race_raise_each_alarm_once(engine: str, tmp_path: Path) -> None:
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    with database(engine, tmp_path) as url:
        done(start(BUILD + OPEN_MANY, url, meeting))
        done(*(start(SWEEP, url, meeting) for _ in range(SWEEPERS)))
        done(start(CHECK_SWEEP, url, meeting))


@pytest.mark.parametrize("engine", ENGINES)
def test_writers_that_race_all_write_and_none_waits_long(engine: str, tmp_path: Path) -> None:
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    with database(engine, tmp_path) as url:
        done(start(BUILD + "world.ticket()", url, meeting))
        done(*(start(WRITE, url, meeting) for _ in range(WRITERS)))
        done(start(CHECK_WRITE, url, meeting))


@pytest.mark.parametrize("engine", ENGINES)
def test_requests_that_race_never_take_the_same_place_in_a_quota(engine: str, tmp_path: Path) -> None:
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    with database(engine, tmp_path) as url:
        done(start(BUILD + COUNT, url, meeting))
        done(*(start(ASK, url, meeting) for _ in range(ASKERS)))
        done(start(CHECK_COUNT, url, meeting))


@pytest.mark.parametrize("engine", ENGINES)
def test_writers_from_a_new_address_that_race_are_one_person(engine: str, tmp_path: Path) -> None:
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    with database(engine, tmp_path) as url:
        done(start(BUILD, url, meeting))
        done(*(start(MEET, url, meeting) for _ in range(STRANGERS)))
        done(start(CHECK_MET, url, meeting))


@pytest.mark.parametrize("engine", ENGINES)
def test_b22_guesses_of_several_processes_are_counted_together_and_after_a_restart(engine: str, tmp_path: Path) -> None:
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    with database(engine, tmp_path) as url:
        done(start(BUILD, url, meeting))
        done(*(start(GUESS, url, meeting) for _ in range(GUESSERS)))
        done(start(CHECK_GUESSED, url, meeting))
