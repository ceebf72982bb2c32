"""A program with the desk loaded that does each thing in a child of its own, so that a test can kill hundreds of workers.

It reads commands on standard input, one a line, and answers on standard output:

- `build`, `recover`, `report`: done in a child, answered by one line of JSON; `warm`: done here;
- `work`: a child stops itself (SIGSTOP) just before it does the worker's work; answered by its pid, and when it has
  ended by its exit status (negative: the signal that killed it).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # Django first
from django.db import connections  # noqa: E402

from parola.desk.agreements import operations as agreements  # noqa: E402
from parola.desk.outbox.models import OutboxRow  # noqa: E402
from parola.desk.tickets import operations, verification  # noqa: E402
from parola.desk.tickets.models import TicketEvent  # noqa: E402
from parola.now import now  # noqa: E402
from parola.worker.jobs import LANES  # noqa: E402
from parola.worker.loop import Loop, run_once  # noqa: E402
from tests.desk import world as worlds  # noqa: E402


def build() -> Any:
    """A desk on which much is overdue: three tickets with all alarms, a reply to be let go, mails that wait."""
    call_command("migrate", verbosity=0)
    world = worlds.build()
    native = worlds.brand("native", "NAT")
    worlds.publish(native, "native")
    worlds.posted("nadia", native, "agent")
    agreements.sign(
        organization=world.acme, brand=native, plan="native", first_day=worlds.SIGNED, timezone="UTC", now=worlds.MONDAY
    )
    yesterday = now() - timedelta(days=1)
    for _ in range(3):  # by mail: who types an address into forms is told once a day
        world.ticket(brand=native, channel="email", priority="critical", submitted_at=yesterday, now=yesterday)
    saturday = now() - timedelta(days=now().weekday() + 9)
    ticket = world.ticket(priority="P3", submitted_at=saturday, now=saturday)
    operations.reply(ticket=ticket, by=world.bob, text="Held", now=saturday.astimezone(UTC).replace(hour=20))
    return "built"


def recover() -> Any:
    """What a worker does that is started after the leases of a dead one have run out; then the report."""
    later = now() + timedelta(minutes=10)
    for name, jobs in LANES.items():
        loop = Loop(name, jobs, threading.Event())
        while loop.turn(later):
            pass
    return report()


def report() -> Any:
    """What the database holds: findings of the verification, events by ticket and key, what left and what was told."""
    events = TicketEvent.objects.order_by("ticket_id", "seq")
    rows = OutboxRow.objects.order_by("pk")
    told = Counter(
        f"{alarm['ticket']}:{alarm['event']}>{row.payload['to']}"
        for row in rows.filter(payload__template="alarm")
        for alarm in row.payload["alarms"]
    )
    return {
        "findings": [str(finding) for finding in verification.verify().findings],
        "events": [f"{event.ticket_id}:{event.kind}:{event.alarm_key}" for event in events],
        "told": dict(sorted(told.items())),
        "outbox": {row.message_id: row.state for row in rows},
    }


def in_child(act: Callable[[], Any]) -> str:
    """What `act` gives, as JSON, from a child."""
    reading, writing = os.pipe()
    if (pid := os.fork()) == 0:
        with os.fdopen(writing, "w") as answer:
            json.dump(act(), answer)
        connections.close_all()
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    _, status = os.waitpid(pid, 0)
    if status:
        raise RuntimeError(f"{act.__name__} failed: {status}")
    return text


def work() -> None:
    """A worker that waits to be watched, then does what is due."""
    if (pid := os.fork()) == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        run_once(LANES)
        connections.close_all()
        os._exit(0)
    os.waitpid(pid, os.WUNTRACED)  # it has stopped
    print(pid, flush=True)
    _, status = os.waitpid(pid, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)


def warm() -> Any:
    """Work once, here, so that no child has to read agreements, terms, languages and addresses again."""
    run_once(LANES)
    report()
    connections.close_all()
    return "warm"


def main() -> None:
    """Obey until standard input ends."""
    acts = {act.__name__: act for act in (build, recover, report)}
    for line in sys.stdin:
        if (command := line.strip()) == "work":
            work()
        elif command == "warm":
            print(json.dumps(warm()), flush=True)
        else:
            print(in_child(acts[command]), flush=True)


if __name__ == "__main__":
    main()
