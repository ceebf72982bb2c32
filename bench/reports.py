"""How long reports take on a desk with very many closed tickets: `python bench/reports.py --tickets 1000000 --database URL`.

Some thousand tickets are written by the ledger (`filling`). The others are made of these in the database, by INSERT ... SELECT: each
with the columns, the rows of ended clocks and the stays of one that the ledger wrote, some weeks earlier, spread over three years or
`--weeks`; `--alone`: all of the one brand that has most. They have no events and no words, so that `parola verify` does not agree with
such a desk, and what reads events is not measured here.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import django

BY_LEDGER, AT_WORK = 2_000, 200
TIMES = 5
WEEKS = 156
"""Over so many the copies are spread, where nothing else is said."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=1_000_000, help="how many there are")
    parser.add_argument("--folder", type=Path, required=True, help="where the desk is kept, or is")
    parser.add_argument("--database", default="", help="postgresql://... instead of SQLite")
    parser.add_argument("--weeks", type=int, default=WEEKS, help="over how many the copies are spread")
    parser.add_argument("--alone", action="store_true", help="all copies are of the brand that has most")
    asked = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "parola.settings", "PAROLA_DATA": str(asked.folder.absolute())}
    os.environ["PAROLA_DATABASE_URL"] = asked.database
    django.setup()
    fill(asked.tickets, asked.weeks, alone=asked.alone)
    measure()


def fill(tickets: int, weeks: int, *, alone: bool) -> None:
    """Make the desk, where it is not there."""
    import filling
    from django.core.management import call_command

    from parola.desk.reports import stays
    from parola.desk.tickets.models import Ticket
    from parola.now import now

    call_command("migrate", verbosity=0)
    if not Ticket.objects.exists():
        filling.fill(now(), BY_LEDGER, AT_WORK)
    if (there := Ticket.objects.count()) < tickets:
        while stays.follow():
            pass
        begun = time.perf_counter()
        copy(tickets - there, weeks, busiest().pk if alone else None)
        print(f"copied after {time.perf_counter() - begun:,.0f} s")


def busiest() -> Any:
    """The brand with the most tickets."""
    from django.db.models import Count

    from parola.desk.accounts.models import Brand

    return Brand.objects.annotate(count=Count("ticket")).order_by("-count")[0]


def copy(tickets: int, weeks: int, brand: int | None) -> None:
    """So many copies of the closed tickets, of the brand alone where there is one, and of their rows."""
    from django.db import connection

    from parola.desk.reports.models import Stay
    from parola.desk.tickets.models import Body, Outcome, Ticket

    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if on_postgresql:
            cursor.execute("SET session_replication_role = replica")  # what is copied refers to what is there
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
        uuid = "gen_random_uuid()" if on_postgresql else "lower(hex(randomblob(16)))"
        cursor.execute(
            "CREATE TEMPORARY TABLE closed AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS place"
            f" FROM tickets_ticket WHERE status = 'closed'{f' AND brand_id = {brand}' if brand else ''}"
        )
        cursor.execute("SELECT count(*) FROM closed")
        (closed,) = cursor.fetchone()
        cursor.execute("SELECT max(id), max(number) FROM tickets_ticket")
        last, number = cursor.fetchone()
        cursor.execute(
            f"CREATE TEMPORARY TABLE copies AS WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {tickets})"
            f" SELECT n, {last} + n AS id, closed.id AS model, {uuid} AS body, 7 * (1 + n % {weeks}) AS days"
            f" FROM n JOIN closed ON closed.place = n % {closed}"
        )
        insert(
            cursor,
            Body,
            {"id": "c.body", "subject": "''", "text": "''", "html": "''"},
            on_postgresql=on_postgresql,
        )
        own = {"id": "c.id", "number": f"{number} + c.n", "reference": "'COPY-' || c.n", "opening_id": "c.body"}
        insert(cursor, Ticket, own, on_postgresql=on_postgresql)
        for rows in (Outcome, Stay):
            insert(cursor, rows, {"ticket_id": "c.id"}, on_postgresql=on_postgresql)
        cursor.execute("ANALYZE")
        if on_postgresql:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('tickets_ticket', 'id'), (SELECT max(id) FROM tickets_ticket))"
            )


def insert(cursor: Any, model: Any, own: dict[str, str], *, on_postgresql: bool) -> None:
    """The rows of the models again, with what is their own, and earlier."""
    from django.db.models import DateTimeField

    meta, names, values = model._meta, list[str](), list[str]()  # noqa: SLF001  # Django's own way
    table = meta.db_table
    for field in meta.concrete_fields:
        if field.column == "id" and "id" not in own:
            continue
        names.append(f'"{field.column}"')
        if field.column in own:
            values.append(own[field.column])
        elif isinstance(field, DateTimeField):
            values.append(earlier(f'm."{field.column}"', on_postgresql=on_postgresql))
        else:
            values.append(f'm."{field.column}"')
    tie = {
        "tickets_ticket": "JOIN tickets_ticket m ON m.id = c.model",
        "tickets_body": "JOIN tickets_ticket t ON t.id = c.model JOIN tickets_body m ON m.id = t.opening_id",
    }.get(table, f"JOIN {table} m ON m.ticket_id = c.model")
    cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM copies c {tie}")
    print(f"{table}: {cursor.rowcount:,} rows", flush=True)


def earlier(column: str, *, on_postgresql: bool) -> str:
    """The instant, by a copy's days."""
    if on_postgresql:
        return f"{column} - make_interval(days => c.days::int)"
    return f"strftime('%Y-%m-%d %H:%M:%f000', {column}, '-' || c.days || ' days')"


def measure() -> None:
    """What reports ask, of the brand with the most tickets; of its agreement, which states none, one objective is made up."""
    from parola.desk.reports.models import Stay
    from parola.desk.tickets.models import Outcome, Ticket
    from parola.now import now as clock

    now, brand = clock(), busiest()
    print(f"{Ticket.objects.count():,} tickets, {Outcome.objects.count():,} rows, {Stay.objects.count():,} stays")
    print(f"{brand.slug} has {brand.count:,} tickets")
    print(f"{'':<52}{'median':>9}{'worst':>9}   (ms)")
    for name, days in (("a month", 31), ("a quarter", 92), ("a year", 366), ("three years", 1098)):
        for what, act in questions(brand, now - timedelta(days=days), now):
            timed(f"{name}: {what}", act)


def questions(brand: Any, first: datetime, now: datetime) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each question of a report, under its name."""
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
    """The page of them: how many there are, and the oldest."""
    those = found.behind()
    return those.count(), list(those.order_by("opened_at", "pk")[:300])


def timed(name: str, act: Callable[[], Any]) -> None:
    """Do it once for warming up, then some times, and print the median and the worst."""
    act()
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        took.append((time.perf_counter() - begun) * 1e3)
    print(f"{name:<52}{statistics.median(took):>9.0f}{max(took):>9.0f}", flush=True)


if __name__ == "__main__":
    main()
