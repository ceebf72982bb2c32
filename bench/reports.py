"""How long reports take on a desk with very many closed tickets: `python bench/reports.py --tickets 1000000 --database URL`.

Some thousand tickets are written by the ledger, with histories of some length (`lives`). The others are copies of these, made in the
database (`copying`), over three years or `--weeks`; `--alone`: all are of the brand of whose clocks most have ended. `--plans` tells how
the database finds what the dearest questions of each thing ask for.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import django

BY_LEDGER, AT_WORK = 2_000, 200
TIMES, ENOUGH_MS = 3, 20_000
"""So often each thing is done; less often what takes longer together."""
DEAREST = 3
PERIODS = {"a month": 31, "a quarter": 92, "a year": 366, "three years": 1098}
WEEKS = 156
"""Over so many the copies are spread, where nothing else is said."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=1_000_000, help="how many there are")
    parser.add_argument("--folder", type=Path, required=True, help="where the desk is kept, or is")
    parser.add_argument("--database", default="", help="postgresql://... instead of SQLite")
    parser.add_argument("--weeks", type=int, default=WEEKS, help="over how many the copies are spread")
    parser.add_argument("--alone", action="store_true", help="all copies are of the brand that has most")
    parser.add_argument("--plans", action="store_true", help="tell the plans of the dearest questions instead")
    parser.add_argument("--only", default="", help="measure what has this in its name")
    asked = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "parola.settings", "PAROLA_DATA": str(asked.folder.absolute())}
    os.environ["PAROLA_DATABASE_URL"] = asked.database
    django.setup()
    fill(asked.tickets, asked.weeks, alone=asked.alone)
    measure(only=asked.only, plans=asked.plans)


def fill(tickets: int, weeks: int, *, alone: bool) -> None:
    """Make the desk, where it is not there."""
    import copying
    import filling
    import lives
    from django.core.management import call_command

    from parola.desk.reports import stays
    from parola.desk.tickets.models import Ticket
    from parola.now import now

    call_command("migrate", verbosity=0)
    if not Ticket.objects.exists():
        filling.fill(now(), BY_LEDGER, AT_WORK, lives.story, lives.agreements())
    if (there := Ticket.objects.count()) < tickets:
        while stays.follow():
            pass
        begun = time.perf_counter()
        copying.copy(tickets - there, weeks, promising().pk if alone else None)
        print(f"copied after {time.perf_counter() - begun:,.0f} s")


def promising() -> Any:
    """The brand of whose clocks most have ended."""
    from django.db.models import Count

    from parola.desk.accounts.models import Brand
    from parola.desk.tickets.models import Outcome

    ended = Outcome.objects.values_list("brand").annotate(count=Count("pk")).order_by("-count")[0]
    return Brand.objects.get(pk=ended[0])


def busiest() -> Any:
    """The brand with the most tickets."""
    from django.db.models import Count

    from parola.desk.accounts.models import Brand

    return Brand.objects.annotate(count=Count("ticket")).order_by("-count")[0]


def measure(*, only: str, plans: bool) -> None:
    """What reports ask, of the brand with the most tickets, whose manager looks."""
    from parola.desk.reports.models import Stay
    from parola.desk.tickets import alarms
    from parola.desk.tickets.models import Outcome, Ticket, TicketEvent
    from parola.now import now as clock

    while alarms.sweep(now=clock()):  # as the worker does, who is not asleep
        pass
    now, brand = clock(), busiest()
    for rows in (Ticket, Outcome, Stay, TicketEvent):
        print(f"{rows.objects.count():>12,} rows of {rows.__name__}")
    print(f"{brand.slug} has {brand.count:,} tickets")
    print(f"{'':<60}{'median':>9}{'worst':>9}{'CPU':>9}   (ms)  questions   MiB")
    for name, act in everything(brand, now):
        if only in name:
            (planned if plans else timed)(name, act)


def everything(brand: Any, now: datetime) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each thing that is measured, under its name."""
    for name, days in PERIODS.items():
        first = now - timedelta(days=days)
        for what, act in (*questions(brand, first, now), *flow(brand, first, now)):
            yield f"{name}: {what}", act
    yield from pages(brand, now)
    yield from parts(brand, now)


def questions(brand: Any, first: datetime, now: datetime) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each question of the report of objectives."""
    from parola.desk.reports.which import Dimension, Which
    from parola.desk.tickets.models import Outcome
    from parola.sla.agreement import Metric
    from parola.sla.clock import State
    from parola.sla.objective import Objective

    whole = partial(ends, brand, first, now)
    yield "the table", lambda: whole().table()
    for by in Dimension:
        yield f"by {by.value}", partial(lambda by: whole().table(by), by)
    for by_priority in (False, True):
        each = Objective(id="", metrics=tuple(Metric), share=0.95, by_priority=by_priority, text={})
        yield f"an objective{', by priority' * by_priority}", partial(lambda each: judged(whole(), each), each)
    for state in (State.MISSED, State.MET):
        yield f"the tickets behind {state.value}", partial(lambda which: behind(whole(which)), Which(state=state))
    customers = Outcome.objects.filter(brand=brand).exclude(organization=None).values_list("organization", flat=True)
    which = Which(customer=customers[0])
    yield "one customer's months", lambda: whole(which).table(Dimension.MONTH)


def flow(brand: Any, first: datetime, now: datetime) -> Iterator[tuple[str, Callable[[], Any]]]:
    """All that the page of the flow of work tells, and the tables that are taken along with it."""
    from parola.desk.reports.parts import Part
    from parola.web.console.reporting.flow import flow as flow_of
    from parola.web.console.reporting.tables import TABLES
    from parola.web.tables.as_csv import as_csv
    from parola.web.tables.parquet import as_parquet

    person, part = reader(brand), Part(brand=brand, first=first, last=now, now=now)
    yield "the flow of work", lambda: flow_of(person, part)
    for name, form in (("CSV", as_csv), ("Parquet", as_parquet)):
        yield f"first of all ends as {name}", partial(lambda form: next(form(TABLES["outcomes"](person, part))), form)
        yield f"all ends as {name}", partial(lambda form: sum(map(len, form(TABLES["outcomes"](person, part)))), form)


def pages(brand: Any, now: datetime) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Whole pages, from the address to the last byte: of the month, the quarter that ended last, and the present year."""
    from django.test import Client
    from django.urls import reverse

    from parola.web.console.reporting.periods import Month

    client, present = Client(headers={"host": "127.0.0.1"}), Month(now.year, now.month)
    client.force_login(reader(brand))
    month = present.before.key
    behind = f"{reverse('console:report_tickets')}?brand={brand.slug}&month={month}"
    quarter = Month(now.year, (now.month - 1) // 3 * 3 + 1).before.key
    flow = f"{reverse('console:flow')}?brand={brand.slug}"
    addresses = {
        "objectives, a month": f"{reverse('console:report')}?month={month}",
        "tickets of a way": f"{behind}&way=tier-1",
        "tickets behind what was missed": f"{behind}&what=missed",
        "misses, a month": f"{reverse('console:misses')}?month={month}",
        "flow, a month": f"{flow}&period=month&month={month}",
        "flow, a quarter": f"{flow}&period=quarter&month={quarter}",
        "flow, the year": f"{flow}&period=year",
        "taken over from other desks": reverse("console:imported"),
        "risk": reverse("console:report_risk"),
        "staffing": reverse("console:staffing"),
        "the self-check": reverse("console:report_check"),
    }

    def get(address: str) -> None:
        assert client.get(address).status_code == 200, address

    for name, address in addresses.items():
        yield f"page: {name}", partial(get, address)


def parts(brand: Any, now: datetime) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What is asked of the record in other ways: evidence of the largest contract, a look of the self-check, which way tickets went."""
    from django.db.models import Count

    from parola.desk.agreements.models import Contract
    from parola.desk.reports import checking
    from parola.desk.reports.evidence import evidence
    from parola.proof.period import period_of
    from parola.web.console.reporting.periods import Month

    yield "a look of the self-check", lambda: checking.check(brand, now, nightly=False, seed=1)
    contract = Contract.objects.filter(brand=brand).annotate(count=Count("ticket")).order_by("-count")[0]
    before = Month(now.year, now.month).before
    for name in (before.key, f"{before.year}-Q{(before.month - 1) // 3}", str(now.year)):
        period = period_of(name, brand.timezone)
        yield f"evidence of the largest contract, {name}", partial(lambda each: evidence(contract, each, now), period)


def reader(brand: Any) -> Any:
    """Who manages that brand, and no other."""
    from parola.desk.accounts.models import Person, Post

    person, made = Person.objects.get_or_create(email=f"reports@{brand.slug}.example", defaults={"name": "Reports"})
    if made:
        Post.objects.create(person=person, brand=brand, role="manager")
    return person


def ends(brand: Any, first: datetime, now: datetime, which: Any = None) -> Any:
    """What is asked."""
    from parola.desk.reports.queries import ALL, Ends

    return Ends(brand=brand, first=first, last=now, now=now, which=which or ALL)


def judged(found: Any, objective: Any) -> Any:
    """How the objective fares, if every version had stated it: by customers, and with its percentiles."""
    from unittest.mock import patch

    with patch("parola.desk.reports.queries._stated", lambda _version: {objective.id}):
        return found.judge(objective, by_customer=True)


def behind(found: Any) -> Any:
    """The page of them: how many there are, and the keys of the oldest."""
    those = found.behind()
    return those.count(), list(those.order_by("opened_at", "pk").values_list("pk", flat=True)[:300])


def timed(name: str, act: Callable[[], Any]) -> None:
    """Do it once for warming up, then some times, and print the median and the worst of real time, and what processors did meanwhile.

    The questions are counted without those of the sign-in; the memory is the most that this process has had until then.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    count, took, worked = len(asked), list[float](), list[float]()
    for _ in range(TIMES):
        begun, before = time.perf_counter(), processors()
        act()
        took.append((time.perf_counter() - begun) * 1e3)
        worked.append((processors() - before) * 1e3)
        if sum(took) > ENOUGH_MS:
            break
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures = f"{statistics.median(took):>9.0f}{max(took):>9.0f}{statistics.median(worked):>9.0f}"
    print(f"{name:<60}{figures}{count:>18}{memory:>6}", flush=True)


def planned(name: str, act: Callable[[], Any]) -> None:
    """The plans of its DEAREST questions."""
    from django.db import connection

    asked = list[tuple[float, str, Any]]()

    def heard(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            asked.append((time.perf_counter() - begun, sql, params))

    with connection.execute_wrapper(heard):
        act()
    explain = "EXPLAIN (ANALYZE)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    for took, sql, params in sorted(asked, key=lambda each: -each[0])[:DEAREST]:
        print(f"\n{name}: {took * 1e3:,.0f} ms\n{sql[:1000]}")
        with connection.cursor() as cursor:
            cursor.execute(f"{explain} {sql}", params)
            print("\n".join(f"    {row[-1]}" for row in cursor.fetchall()), flush=True)


def processors() -> float:
    """Seconds of processor time so far: of this process, and of its database's server (on this machine) with all its helpers."""
    from django.db import connection

    here = time.process_time()
    if connection.vendor != "postgresql":
        return here
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    stat = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    parent = Path(f"/proc/{stat[1]}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(map(int, (stat[11], stat[12], parent[13], parent[14])))
    return here + ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
