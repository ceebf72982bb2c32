"""How fast the desk is when it has lived for a year: `python bench/desk.py --tickets 100000`.

A desk is made in a folder of its own (with `--folder`, kept and used again; on PostgreSQL with `--database`, where an
empty one is filled), then what people and the worker do is measured, one thing after another: the median and the 95th
percentile of real time, and the median of this process's own processor time, which is not disturbed by what else the
machine does. Of a page it is the whole request, from the address to the last byte, by Django's test client.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import django

TIMES = 20
WRITES = 200
SAMPLE = 2_000
"""Tickets folded anew for the figure of `verify`."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=100_000, help="how many there are")
    parser.add_argument("--open", type=int, default=500, help="of which are at work, with clocks that run")
    parser.add_argument("--folder", type=Path, help="keep the desk here, or use the one that is here")
    parser.add_argument("--database", default="", help="postgresql://USER:PASSWORD@HOST:PORT/NAME instead of SQLite")
    asked = parser.parse_args()
    with folder(asked.folder) as place:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "parola.settings", "PAROLA_DATA": str(place)}
        os.environ["PAROLA_DATABASE_URL"] = asked.database
        django.setup()
        run(asked.tickets, asked.open)


@contextmanager
def folder(given: Path | None) -> Iterator[Path]:
    """The folder given, or one that is gone afterwards."""
    if given is not None:
        yield given.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="parola-bench-") as made:
        yield Path(made)


def run(tickets: int, at_work: int) -> None:
    """Make the desk if it is not there, and measure."""
    import filling
    from django.core.management import call_command

    from parola.desk.tickets.models import Ticket
    from parola.now import now

    call_command("migrate", verbosity=0)
    if not Ticket.objects.exists():
        filling.fill(now(), tickets, at_work)
    print(f"{'':<44}{'median':>9}{'p95':>9}{'CPU':>9}   (ms)  queries")
    pages()
    proofs()
    writes(now())
    for days in (0, 1):
        alarms(now() + timedelta(days=days))


def measured(name: str, act: Callable[[], Any], times: int = TIMES) -> None:
    """Do it so many times, after twice for warming up, and print what it took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    act()
    with CaptureQueriesContext(connection) as seen:
        act()
    queries = len(seen)  # before the next request empties the log
    real, processor = [], []
    for _ in range(times):
        begun = time.perf_counter(), time.process_time()
        act()
        real.append((time.perf_counter() - begun[0]) * 1e3)
        processor.append((time.process_time() - begun[1]) * 1e3)
    late = statistics.quantiles(real, n=20)[-1]
    figures = f"{statistics.median(real):>9.1f}{late:>9.1f}{statistics.median(processor):>9.1f}"
    print(f"{name:<44}{figures}{queries:>16}", flush=True)


def rate(name: str, act: Callable[[], int]) -> None:
    """Do it once, and print how many it did in a second."""
    begun = time.perf_counter(), time.process_time()
    count = act()
    real, processor = time.perf_counter() - begun[0], time.process_time() - begun[1]
    print(f"{name:<44}{count / real:>9,.0f}/s of real time, {count / processor:,.0f}/s of processor time", flush=True)


def pages() -> None:
    """What people look at."""
    from django.test import Client
    from django.urls import reverse

    from parola.desk.accounts.models import Person
    from parola.desk.tickets.models import Ticket

    agent = Person.objects.filter(posts__role="agent").order_by("pk").last()  # of every brand
    lead = Person.objects.filter(posts__role="manager").order_by("pk").last()
    last = Ticket.objects.order_by("-pk").select_related("requester")[0]
    old = Ticket.objects.order_by("pk")[0]
    customer = Person.objects.filter(memberships__manager=True, memberships__organization=last.organization_id).first()

    def page(person: Any, address: str) -> Callable[[], None]:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(person)

        def get() -> None:
            assert client.get(address).status_code == 200, address

        return get

    measured("queue, 100 rows", page(agent, "/console/"))
    measured("queue, closed tickets", page(agent, "/console/?q=state:closed"))
    measured("search: a reference", page(agent, f"/console/?q={last.reference}"))
    measured("search: a word of the subject", page(agent, "/console/?q=printer"))
    measured("search: what is nowhere", page(agent, "/console/?q=nowhere"))
    measured("search: closed, what is nowhere", page(agent, "/console/?q=state:closed+nowhere"))
    measured("ticket, at work", page(agent, reverse("console:ticket", args=[last.reference])))
    measured("ticket, closed", page(agent, reverse("console:ticket", args=[old.reference])))
    measured("portal: a manager's requests", page(customer, reverse("portal:requests")))
    measured("portal: a request", page(customer, reverse("portal:ticket", args=[last.reference])))
    measured("report of a month, four brands", page(lead, reverse("console:report")), times=3)


def proofs() -> None:
    """What `parola verify` does."""
    from parola.desk.tickets import queries, verification
    from parola.desk.tickets.models import Ticket

    walk = verification.Walk(())

    def links() -> int:
        assert list(walk.findings(lambda _: None)) == []
        return walk.events

    def columns() -> int:
        some = list(queries.with_relations(Ticket.objects.order_by("-pk"))[:SAMPLE])
        assert verification.check_tickets(some, lambda _: None) == []
        return len(some)

    rate("verify: links of the chain", links)
    rate("verify: tickets folded anew", columns)


def writes(now: datetime) -> None:
    """What people do, each in a transaction of its own, on the disk when it is done."""
    from parola.desk.tickets import operations, queries
    from parola.desk.tickets.models import Ticket

    random = Random(1)
    at_work = list(queries.with_relations(Ticket.objects.filter(status="open", assignee__isnull=False))[:100])

    def answer() -> None:
        ticket = random.choice(at_work)
        operations.reply(ticket=ticket, by=ticket.assignee, text="We are on it.", at_once_reason="Urgent", now=now)

    def ask() -> None:
        like = random.choice(at_work)
        operations.open_ticket(
            brand=like.brand,
            requester=like.requester,
            subject="Printer",
            text="It is out of paper.",
            channel="web",
            submitted_at=now,
            now=now,
        )

    measured("an answer", answer, WRITES)
    measured("a new ticket", ask, WRITES)


def alarms(later: datetime) -> None:
    """What the worker does that was away until then, as long as there is more to do."""
    from parola.desk.tickets import alarms
    from parola.desk.tickets.models import TicketEvent

    before, due = TicketEvent.objects.count(), alarms.due(later).count()

    def sweep() -> int:
        while alarms.sweep(now=later):
            pass
        return due

    rate(f"alarms: {due} overdue tickets", sweep)
    print(f"{'':<44}{TicketEvent.objects.count() - before:>9,} alarms raised", flush=True)


if __name__ == "__main__":
    main()
