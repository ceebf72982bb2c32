"""A desk that was filled (`filling`), with very many more closed tickets, made in the database by INSERT ... SELECT: for what reports ask.

Each is a copy of one that the ledger wrote, with the rows of its ended clocks, its stays and its events, moved by whole weeks, so that all
lie evenly over a time, in the order of their keys, as tickets come. They have no words, and the links of their events are not theirs:
`parola verify` does not agree with such a desk. Every tenth is of another desk; every other was asked how the help was,
and half of those said it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

BEFORE = 7
"""Days ago is when the last of them was opened, at the earliest."""
ASKED, GOOD, BAD, TAKEN_OVER = "c.n % 2 = 0", "c.n % 12 IN (0, 4)", "c.n % 12 = 8", "c.n % 10 = 0"


def copy(tickets: int, weeks: int, brand: int | None) -> None:
    """So many copies of the closed tickets over so many weeks up to now, of the brand alone where there is one, and of their rows."""
    from django.db import connection

    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if on_postgresql:
            cursor.execute("SET session_replication_role = replica")  # what is copied refers to what is there
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
        _plan(cursor, tickets, weeks, brand, on_postgresql=on_postgresql)
        _insert_all(cursor, on_postgresql=on_postgresql)
        cursor.execute("ANALYZE")
        if on_postgresql:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('tickets_ticket', 'id'), (SELECT max(id) FROM tickets_ticket))"
            )
            cursor.execute("VACUUM")  # as the server does by itself, some time later
    _followed()


def _plan(cursor: Any, tickets: int, weeks: int, brand: int | None, *, on_postgresql: bool) -> None:
    """Which ticket each copy is made of, and what is its own."""
    from parola.desk.tickets.models import Ticket
    from parola.now import now

    closed = Ticket.objects.filter(status="closed", **({"brand": brand} if brand else {})).order_by("pk")
    rows = closed.values_list("pk", "opened_at", "last_event_seq")
    cursor.execute("CREATE TEMPORARY TABLE closed (place int, id bigint, age float, events int)")
    for place, (key, opened, events) in enumerate(rows):
        age = (now() - opened).total_seconds() / 86_400
        cursor.execute("INSERT INTO closed VALUES (%s, %s, %s, %s)", [place, key, age, events])
    cursor.execute("SELECT count(*) FROM closed")
    (count,) = cursor.fetchone()
    cursor.execute("SELECT max(id), max(number), (SELECT max(position) FROM tickets_ticketevent) FROM tickets_ticket")
    last, number, position = cursor.fetchone()
    uuid = "gen_random_uuid()" if on_postgresql else "lower(hex(randomblob(16)))"
    age = f"{BEFORE} + {7.0 * weeks} * ({tickets} - n) / {tickets}"
    cursor.execute(
        f"CREATE TEMPORARY TABLE copies AS WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {tickets})"
        f" SELECT n, {last} + n AS id, {number} + n AS number, closed.id AS model, {uuid} AS body,"
        f" 7 * CAST(round((({age}) - age) / 7) AS int) AS days,"
        f" {position} + sum(events) OVER (ORDER BY n) - events AS position"
        f" FROM n JOIN closed ON closed.place = n % {count}"
    )
    cursor.execute("ANALYZE")


def _insert_all(cursor: Any, *, on_postgresql: bool) -> None:
    """The rows of the copies."""
    from parola.desk.reports.models import Stay
    from parola.desk.tickets.models import Body, Outcome, Ticket, TicketEvent

    asked = earlier("m.updated_at", on_postgresql=on_postgresql)
    of_ticket = {
        "id": "c.id",
        "number": "c.number",
        "reference": "'COPY-' || c.n",
        "opening_id": "c.body",
        "asked_at": f"CASE WHEN {ASKED} THEN {asked} END",
        "rating": f"CASE WHEN {GOOD} THEN 1 WHEN {BAD} THEN 0 END",
        "rated_at": f"CASE WHEN {GOOD} OR {BAD} THEN {asked} END",
        "imported": f"CASE WHEN {TAKEN_OVER} THEN 'zendesk' ELSE '' END",
    }
    own: dict[type[Any], dict[str, str]] = {
        Body: {"id": "c.body", "subject": "''", "text": "''", "html": "''"},
        Ticket: of_ticket,
        Outcome: {"ticket_id": "c.id", "elsewhere": TAKEN_OVER},
        Stay: {"ticket_id": "c.id"},
        TicketEvent: {"ticket_id": "c.id", "position": "c.position + m.seq", "source_id": "NULL"},
    }
    for model, columns in own.items():
        begun = time.perf_counter()
        insert(cursor, model, columns, on_postgresql=on_postgresql)
        print(f"{model.__name__}: {cursor.rowcount:,} rows after {time.perf_counter() - begun:,.0f} s", flush=True)


def insert(cursor: Any, model: Any, own: Mapping[str, str], *, on_postgresql: bool) -> None:
    """The rows of the models again, with what is their own, and at another time."""
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
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM copies c {tie} ORDER BY c.n"
    )


def earlier(column: str, *, on_postgresql: bool) -> str:
    """The instant, by a copy's days."""
    if on_postgresql:
        return f"{column} - make_interval(days => c.days::int)"
    return f"strftime('%Y-%m-%d %H:%M:%f000', {column}, printf('%+d days', -c.days))"


def _followed() -> None:
    """Nothing is left to be read: stays were copied."""
    from django.db.models import Max

    from parola.desk.reports.models import Followed
    from parola.desk.tickets.models import TicketEvent

    Followed.objects.update(position=TicketEvent.objects.aggregate(last=Max("position"))["last"])
