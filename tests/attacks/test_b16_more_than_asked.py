"""B16: fields that no form has change nothing, at any address (mass assignment: CVE-2026-40569, CVE-2021-42086).

Every form of the table of routes is sent twice by whoever gets it done: as it is, and with a value for every column of every model that no form
asks for. What is written is the same.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import connection

from tests.web.matrix import Row
from tests.web.readers import Desk
from tests.web.routes import ROWS

pytestmark = pytest.mark.django_db
SENT = [row for row in ROWS if row.method == "POST" and row.route != "telephony"]  # that one takes no form
NAME = re.compile(r'\bname="([^"]+)"')
RANDOM = re.compile(r"[\w!.:=+/~-]{16,}")


@pytest.fixture(scope="module")
def unasked(desk: Desk) -> set[str]:
    """The columns for which no page has a field."""
    fields = {
        name
        for model in apps.get_models()
        for field in model._meta.get_fields()
        for name in (field.name, getattr(field, "attname", field.name))
    }
    asked: set[str] = {name for row in SENT for name in row.data}
    for row in ROWS:
        if row.method == "GET":
            asked |= set(NAME.findall(b"".join(desk.tried("root", row).answer).decode(errors="replace")))
    return fields - asked


def test_there_are_such_fields(unasked: set[str]) -> None:
    assert {"is_superuser", "is_active", "organization_id", "requester_id", "brand_id"} <= unasked


@pytest.mark.parametrize("row", SENT, ids=str)
def test_what_nobody_asked_for_changes_nothing(
    row: Row, desk: Desk, unasked: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda below: below - 1)  # a seed that is written is the same both times
    reader = next((who for who in ("magda", "root", "ana") if row.expected()[who] not in {403, 404}), "root")
    more = replace(row, data={**dict.fromkeys(sorted(unasked), "1"), **row.data})
    plain, stuffed = desk.tried(reader, row), desk.tried(reader, more)
    assert stuffed.outcome == plain.outcome
    assert [*map(settled, stuffed.writes)] == [*map(settled, plain.writes)]


def settled(statement: str) -> str:
    """What is written, but for what differs each time: random keys and digests, and numbers where a sequence goes on."""
    kept = RANDOM.sub("…", statement)
    return re.sub(r"\b\d+\b", "#", kept) if connection.vendor == "postgresql" else kept
