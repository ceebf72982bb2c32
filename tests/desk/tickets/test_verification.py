"""Whatever is changed behind the desk's back is found, and its place is named."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from parola.desk.agreements import digests
from parola.desk.agreements.models import AgreementVersion, PinnedTerms
from parola.desk.tickets import alarms, operations, participants, queries
from parola.desk.tickets.models import Body, Ticket, TicketEvent
from parola.desk.tickets.verification import Finding, verify
from tests.desk.world import MONDAY, World, after


@pytest.fixture
def history(world: World) -> World:
    """Two tickets, eight events in turn."""
    first = world.ticket(priority="P1")
    second = world.ticket(priority="P1")
    operations.note(ticket=first, by=world.bob, text="Look", now=MONDAY)
    participants.add(ticket=second, by=world.bob, person=world.olga, now=MONDAY)
    operations.change_priority(ticket=first, by=world.bob, priority="P2", reason="As agreed", now=after(minutes=5))
    operations.reply(ticket=second, by=world.bob, text="Done", now=after(minutes=10))
    operations.resolve(ticket=second, by=world.bob, now=after(minutes=20))
    alarms.sweep(now=after(days=1))
    return world


def tamper(sql: str, *values: str | int | None, table: str = "tickets_ticketevent") -> None:
    """Change the database as somebody would who has it in their hands: without the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER {table}_{verb}_refused")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)


def found() -> list[tuple[str, int | None, str]]:
    return [(finding.what, finding.position, finding.ticket) for finding in verify().findings]


def test_what_nobody_touched_is_as_it_was_written(history: World) -> None:
    report = verify()
    assert (report.events, report.tickets, report.findings) == (TicketEvent.objects.count(), 2, ())
    last = TicketEvent.objects.order_by("position").last()
    assert last is not None
    assert report.head == (last.position, last.hash)


def test_an_empty_desk_is_in_order(db: None) -> None:
    assert verify().findings == ()


COLUMNS = {
    "seq": "seq + 100",
    "kind": "'resolved'",
    "version": "2",
    "at": "'2020-01-01 00:00:00+00:00'",
    "recorded_at": "'2020-01-01 00:00:00+00:00'",
    "actor_id": "NULL",
    "alarm_key": "'x'",
    "source_id": "'x'",
    "hash": "'" + "0" * 64 + "'",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_of_an_event_is_found(history: World, column: str) -> None:
    tamper(f"UPDATE tickets_ticketevent SET {column} = {COLUMNS[column]} WHERE position = 3")
    assert ("altered", 3, "CRE-1") in found()


def is_json(text: str) -> bool:
    try:
        return bool(json.loads(text))
    except ValueError:
        return False


@pytest.mark.parametrize("position", range(1, 9))
def test_a_changed_letter_of_any_event_is_found_at_its_place(history: World, position: int) -> None:
    row = TicketEvent.objects.select_related("ticket").get(position=position)
    text = json.dumps(row.data)
    changed = (text[:place] + "1" + text[place + 1 :] for place in reversed(range(len(text))) if text[place] != "1")
    spoilt = next(filter(is_json, changed), '{"more": 1}')
    tamper("UPDATE tickets_ticketevent SET data = %s WHERE position = %s", spoilt, position)
    assert ("altered", position, row.ticket.reference) in found()


@pytest.mark.parametrize("data", ["[]", "{}", "7", '"x"', '{"body": 7}', '{"body": "x", "digest": "y"}'])
@pytest.mark.parametrize("position", [1, 3])
def test_nonsense_in_an_event_is_a_finding_and_no_end(history: World, position: int, data: str) -> None:
    tamper("UPDATE tickets_ticketevent SET data = %s WHERE position = %s", data, position)
    assert {("altered", position, "CRE-1"), ("unreadable", position, "CRE-1")} <= set(found())


def test_a_link_that_is_no_number_is_found(history: World) -> None:
    tamper("UPDATE tickets_ticketevent SET hash = 'nonsense' WHERE position = 3")
    assert ("altered", 3, "CRE-1") in found()


def test_a_body_that_the_event_does_not_name_is_found(history: World) -> None:
    row = TicketEvent.objects.get(position=3)
    tamper("UPDATE tickets_ticketevent SET data = %s WHERE position = 3", json.dumps(row.data | {"body": "nobody"}))
    assert {("altered", 3, "CRE-1"), ("body", 3, "CRE-1")} <= set(found())


def test_a_lost_event_is_found_before_the_next(history: World) -> None:
    tamper("DELETE FROM tickets_ticketevent WHERE position = 3")
    assert {("missing_before", 4, "CRE-2"), ("gap", 5, "CRE-1")} <= set(found())


def test_two_swapped_events_are_both_found(history: World) -> None:
    tamper("UPDATE tickets_ticketevent SET position = 1000 WHERE position = 3")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_ticketevent SET position = 3 WHERE position = 4")
        cursor.execute("UPDATE tickets_ticketevent SET position = 4 WHERE position = 1000")
    assert {("altered", 3, "CRE-2"), ("altered", 4, "CRE-1")} <= set(found())


def test_a_cut_tail_is_found_by_the_columns(history: World) -> None:
    report = verify()
    tamper("DELETE FROM tickets_ticketevent WHERE position = %s", report.head[0])
    assert ("columns", None, "CRE-1") in found()


def test_a_cut_tail_is_found_by_a_head_that_was_noted(history: World) -> None:
    head = verify().head
    assert verify(anchors=[head]).findings == ()
    tamper("DELETE FROM tickets_ticketevent WHERE position = %s", head[0])
    assert Finding(what="head", position=head[0]) in verify(anchors=[head]).findings


def forged(row: TicketEvent) -> str:
    from parola.desk.tickets import chain
    from parola.desk.tickets.payload import payload

    return chain.link(TicketEvent.objects.get(position=row.position - 1).hash, payload(row))


def test_a_forged_link_is_found_at_the_next_one(history: World) -> None:
    row = TicketEvent.objects.get(position=3)
    row.actor_id = history.lea.pk
    tamper("UPDATE tickets_ticketevent SET actor_id = %s, hash = %s WHERE position = 3", row.actor_id, forged(row))
    assert [finding for finding in found() if finding[0] == "altered"] == [("altered", 4, "CRE-2")]


CHANGES: dict[str, Callable[[], object]] = {
    "due_at": lambda: Ticket.objects.filter(reference="CRE-1").update(due_at=None),
    "status": lambda: Ticket.objects.filter(reference="CRE-1").update(status="closed"),
    "missed": lambda: Ticket.objects.filter(reference="CRE-1").update(missed=7),
    "next_alarm_at": lambda: Ticket.objects.filter(reference="CRE-1").update(next_alarm_at=None),
    "participants": lambda: Ticket.participants.through.objects.all().delete(),
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_of_a_ticket_is_named(history: World, column: str) -> None:
    CHANGES[column]()
    assert [(finding.what, finding.detail) for finding in verify().findings] == [("columns", column)]


@pytest.mark.parametrize("field", ["text", "html", "subject"])
def test_changed_words_are_found(history: World, field: str) -> None:
    body = queries.history(Ticket.objects.get(reference="CRE-1"))[1].fact
    Body.objects.filter(pk=getattr(body, "body")).update(**{field: "other words"})  # noqa: B009
    assert found() == [("body", 3, "CRE-1")]


def test_words_that_somebody_emptied_behind_the_desks_back_are_found(history: World) -> None:
    """Erasing a person leaves an event that says what is left of the words: see `tests/desk/test_erasing.py`."""
    Body.objects.update(subject="", text="", html="", salt="", erased_at=MONDAY)
    assert {what for what, _position, _ticket in found()} == {"body"}


def test_an_event_of_an_unknown_kind_is_named(history: World) -> None:
    tamper("UPDATE tickets_ticketevent SET kind = 'dreamt' WHERE position = 3")
    assert {("altered", 3, "CRE-1"), ("unreadable", 3, "CRE-1")} <= set(found())


@pytest.mark.parametrize("sql", ["UPDATE tickets_ticketevent SET kind = 'x'", "DELETE FROM tickets_ticketevent"])
def test_the_database_itself_refuses_to_change_the_record(history: World, sql: str) -> None:
    with (
        pytest.raises(DatabaseError, match="rows are never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert verify().findings == ()


def spoil_agreement(*, hide: bool = False) -> str:
    """A blank more in a published agreement. `hide`: with the digest made good, as who knows the program would."""
    version = AgreementVersion.objects.order_by("pk")[0]
    source = version.source + " "
    digest = digests.of_source(source) if hide else version.digest
    sql = "UPDATE agreements_agreementversion SET source = %s, digest = %s WHERE id = %s"
    tamper(sql, source, digest, version.pk, table="agreements_agreementversion")
    return f"{version.agreement_id} {version.number} (#{version.pk})"


def spoil_terms(*, hide: bool = False) -> str:
    """Other hours in pinned terms."""
    pinned = PinnedTerms.objects.order_by("pk")[0]
    data = pinned.data | {"contract": pinned.data["contract"] | {"timezone": "Europe/Rome"}}
    digest = digests.of_source(digests.canonical(data)) if hide else pinned.digest
    sql = "UPDATE agreements_pinnedterms SET data = %s, digest = %s WHERE id = %s"
    tamper(sql, json.dumps(data), digest, pinned.pk, table="agreements_pinnedterms")
    return f"#{pinned.pk}"


@pytest.mark.parametrize("hide", [False, True])
def test_a_changed_agreement_is_named(history: World, hide: bool) -> None:
    name = spoil_agreement(hide=hide)
    assert Finding(what="agreement", detail=name) in verify().findings


@pytest.mark.parametrize("hide", [False, True])
def test_changed_terms_are_named(history: World, hide: bool) -> None:
    name = spoil_terms(hide=hide)
    assert Finding(what="pinned_terms", detail=name) in verify().findings


def test_an_agreement_is_proved_though_no_ticket_rests_on_it(world: World) -> None:
    name = spoil_agreement()
    assert verify().findings == (Finding(what="agreement", detail=name),)


def test_terms_that_are_lost_are_named_and_so_are_their_tickets(history: World) -> None:
    pinned = Ticket.objects.get(reference="CRE-1").pinned
    tamper("SELECT 1", table="agreements_pinnedterms")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("DELETE FROM agreements_pinnedterms WHERE id = %s", [pinned.pk])
    findings = verify().findings
    PinnedTerms.objects.bulk_create([pinned])  # the database looks for it at the end of the test
    assert Finding(what="pinned_terms", detail=f"#{pinned.pk}") in findings
    assert Finding(what="columns", ticket="CRE-1", detail="DoesNotExist") in findings


@pytest.mark.parametrize("table", ["agreements_agreementversion", "agreements_pinnedterms", "tickets_ticketevent"])
def test_the_database_refuses_to_replace_a_row(history: World, table: str) -> None:
    replacing = "REPLACE" if connection.vendor == "sqlite" else "INSERT"  # PostgreSQL has no REPLACE
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{replacing} INTO {table} SELECT * FROM {table} LIMIT 1")


@pytest.mark.parametrize("table", ["agreements_agreementversion", "agreements_pinnedterms"])
def test_the_database_refuses_to_change_what_was_agreed(history: World, table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="rows are never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET digest = 'x'")
