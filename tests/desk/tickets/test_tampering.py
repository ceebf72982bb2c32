"""Whatever is done to any events behind the desk's back, `verify` finds it and says where: on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parola.desk.tickets.models import TicketEvent
from parola.desk.tickets.verification import Finding, verify
from tests.desk.tickets.test_verification import history as history  # noqa: PLC0414  # a fixture
from tests.desk.tickets.test_verification import tamper
from tests.desk.world import World

Tampering = Callable[[list[int], int], set[int]]
"""What is done with the positions and a number; gives where it must be named: one of these positions."""


def flip(positions: list[int], number: int) -> set[int]:
    """A character of what one event says, or of its link, is another one."""
    place = positions[number % len(positions)]
    row = TicketEvent.objects.get(position=place)
    if number % 3 == 0:
        link = row.hash[:-1] + ("0" if row.hash[-1] != "0" else "1")
        tamper("UPDATE tickets_ticketevent SET hash = %s WHERE position = %s", link, place)
        return {place}
    column = ("version", "kind", "at", "recorded_at", "alarm_key", "source_id", "data")[number % 7]
    tamper(f"UPDATE tickets_ticketevent SET {column} = {SPOILT[column]} WHERE position = %s", place)
    return {place}


SPOILT = {
    "version": "version + 1",
    "kind": "'dreamt'",
    "at": "'2020-01-01 00:00:00+00:00'",
    "recorded_at": "'2020-01-01 00:00:00+00:00'",
    "alarm_key": "'x'",
    "source_id": "'x'",
    "data": "'" + json.dumps({"spoilt": True}) + "'",
}


def lose(positions: list[int], number: int) -> set[int]:
    """An event that is not the last is gone."""
    place = positions[number % (len(positions) - 1)]
    tamper("DELETE FROM tickets_ticketevent WHERE position = %s", place)
    return {place + 1}


def swap(positions: list[int], number: int) -> set[int]:
    """Two events stand in each other's place."""
    first, second = positions[number % len(positions)], positions[(number // 7 + 1 + number) % len(positions)]
    if first == second:
        second = positions[(number + 1) % len(positions)]
    tamper("UPDATE tickets_ticketevent SET position = 100000 WHERE position = %s", first)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_ticketevent SET position = %s WHERE position = %s", [first, second])
        cursor.execute("UPDATE tickets_ticketevent SET position = %s WHERE position = 100000", [second])
    return {first, second}


def cut(positions: list[int], number: int) -> set[int]:
    """The end is gone, from some event on: what was noted of it shows it."""
    place = positions[number % len(positions)]
    tamper("DELETE FROM tickets_ticketevent WHERE position >= %s", place)
    return {positions[-1]}


@pytest.mark.parametrize("act", [flip, lose, swap, cut])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 10_000))
def test_it_is_found_where_it_was_done(history: World, act: Tampering, number: int) -> None:
    positions = list(TicketEvent.objects.order_by("position").values_list("position", flat=True))
    head = verify().head
    with transaction.atomic():
        named = act(positions, number)
        report = verify(anchors=[head])
        transaction.set_rollback(True)
    of_the_chain = [finding for finding in report.findings if finding.what in {"altered", "missing_before", "head"}]
    assert named & {finding.position for finding in of_the_chain}
    if act is not cut:
        assert all(where(finding) for finding in of_the_chain)


def where(finding: Finding) -> bool:
    """Whether it says the place, on the desk and in its ticket."""
    return finding.what == "head" or bool(finding.position and finding.ticket and finding.seq)
