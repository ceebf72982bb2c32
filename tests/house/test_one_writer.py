"""Only `desk/tickets/ledger.py` writes tickets and their events: import contracts see modules, not calls, so this does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src/parola"
LEDGER = SOURCE / "desk/tickets/ledger.py"
RECORDS = {"Ticket", "TicketEvent"}
NAMES = {"ticket", "event"}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"}
INSTANCE_WRITES = {"save", "delete", "save_base"}

BESIDE_THE_PROJECTION = {"alarm_retry_at", "alarm_failures", "alarm_error"}
"""What a failed alarm leaves on a ticket: no part of the fold, so that setting a ticket aside never changes its history."""


def chain(node: ast.expr) -> list[str]:
    """`a.b(...).c` as [a, b, c]; without the root's name where that is no plain one."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return [*chain(node.value), node.attr]
    if isinstance(node, ast.Call | ast.Subscript):
        return chain(node.func if isinstance(node, ast.Call) else node.value)
    return []


def writes(source: str) -> Iterator[int]:
    """The lines that write a ticket or an event."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        *path, last = chain(node.func) or [""]
        keywords = {keyword.arg for keyword in node.keywords}
        made = last in RECORDS and path in ([], ["models"])
        through_manager = (
            last in WRITES and RECORDS.intersection(path) and not (keywords and keywords <= BESIDE_THE_PROJECTION)
        )
        emptied = last == "delete" and RECORDS.intersection(path)
        of_instance = last in INSTANCE_WRITES and path[-1:] and path[-1] in NAMES
        if made or through_manager or emptied or of_instance:
            yield node.lineno


def sources() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if path != LEDGER and "migrations" not in path.parts)


def test_nobody_but_the_ledger_writes_tickets() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}" for path in sources() for line in writes(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_ledger_does() -> None:
    assert list(writes(LEDGER.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "statement",
    [
        "TicketEvent(ticket=ticket, seq=1)",
        "models.Ticket(reference='CRE-1')",
        "Ticket.objects.create(reference='CRE-1')",
        "Ticket.objects.filter(pk=1).update(status='closed')",
        "Ticket.objects.filter(pk=1).order_by('pk').update(status='closed', alarm_error='')",
        "TicketEvent._base_manager.all().delete()",
        "models.TicketEvent.objects.bulk_create(rows)",
        "ticket.save()",
        "row.ticket.save(update_fields=['status'])",
        "event.delete()",
    ],
)
def test_every_way_of_writing_is_seen(statement: str) -> None:
    assert list(writes(statement)) == [1]


@pytest.mark.parametrize(
    "statement",
    [
        "Ticket.objects.filter(pk=1).first()",
        "Ticket.objects.filter(pk=1).update(alarm_retry_at=later, alarm_failures=2, alarm_error='x')",
        "OutboxRow.objects.create(ticket_id=ticket.pk)",
        "facts.update(product='x')",
        "person.save()",
    ],
)
def test_reading_and_writing_of_other_things_is_free(statement: str) -> None:
    assert list(writes(statement)) == []
