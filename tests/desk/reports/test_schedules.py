"""A report leaves once for each period and reader, as it is true then and to whoever may see it then, however late the worker comes."""

from __future__ import annotations

import email
from datetime import UTC, datetime, timedelta
from email import policy
from typing import Any

import pytest

from parola.desk.accounts.models import Change, Person, Post
from parola.desk.mail import choices
from parola.desk.outbox.models import OutboxRow
from parola.desk.reports import schedules, stays
from parola.desk.reports.letters import envelope
from parola.desk.reports.models import Schedule
from parola.desk.reports.queries import NotAllowed
from parola.desk.tickets import operations
from tests.desk.world import MONDAY, World, after

WEEK = timedelta(days=7)


def arranged(world: World, **given: Any) -> Schedule:
    wanted: dict[str, Any] = {
        "by": world.lea, "brand": world.credenti, "report": Schedule.Report.KEPT, "every": Schedule.Every.WEEK,
        "weekday": 1, "hour": 8, "readers": [world.lea, world.audrey], "now": MONDAY,
    }  # fmt: skip
    return schedules.arrange(**(wanted | given))


def rows() -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(kind=schedules.KIND).order_by("pk"))


def text(row: OutboxRow, now: datetime) -> str:
    mail = envelope(row, now)
    assert mail is not None
    told = email.message_from_bytes(mail.data, policy=policy.default)
    part = told.get_body(("plain",))
    assert part is not None
    return f"{told['subject']}\n{part.get_content()}"


@pytest.mark.parametrize(
    ("given", "now", "next_at"),
    [
        ({"weekday": 1, "hour": 8}, "2026-11-16 06:59", "2026-11-16 07:00"),
        ({"weekday": 1, "hour": 8}, "2026-11-16 07:00", "2026-11-23 07:00"),
        ({"weekday": 7, "hour": 0}, "2026-11-16 09:00", "2026-11-21 23:00"),
        ({"every": "month", "hour": 8}, "2026-11-16 09:00", "2026-12-01 07:00"),
        ({"weekday": 7, "hour": 2}, "2026-10-19 09:00", "2026-10-25 00:00"),
    ],
)
def test_it_leaves_at_its_hour_in_the_brands_zone(world: World, given: dict[str, Any], now: str, next_at: str) -> None:
    schedule = Schedule(brand=world.credenti, **({"every": "week"} | given))
    assert schedules.next_time(schedule, at(now)) == at(next_at)


def at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=UTC)


def test_a_late_worker_sends_the_last_period_once(world: World) -> None:
    schedule = arranged(world)
    schedules.sweep(now=MONDAY)
    assert rows() == []
    for hours in (30, 31, 60):
        schedules.sweep(now=MONDAY + 3 * WEEK + timedelta(hours=hours))
    assert [row.payload["to"] for row in rows()] == [world.lea.pk, world.audrey.pk]
    assert {row.payload["first"] for row in rows()} == {"2026-11-29T23:00:00+00:00"}
    schedule.refresh_from_db()
    assert schedule.next_at == at("2026-12-14 07:00")
    schedules.sweep(now=at("2026-12-14 07:00"))
    assert len(rows()) == 4


def test_it_tells_what_was_kept_and_leads_to_the_page(world: World) -> None:
    arranged(world)
    ticket = world.ticket()
    operations.reply(ticket=ticket, by=world.bob, text="We look.", now=after(minutes=20))
    schedules.sweep(now=MONDAY + WEEK)
    told = text(rows()[0], MONDAY + WEEK)
    assert "Credenti, what was kept" in told
    assert "First response" in told
    assert "100% kept (1 of 1)" in told
    assert "/console/report/?brand=credenti&month=2026-11" in told


def test_it_tells_the_flow_in_the_readers_language(world: World) -> None:
    Person.objects.filter(pk=world.lea.pk).update(language="ar", numerals="arab")
    arranged(world, report=Schedule.Report.FLOW)
    operations.resolve(ticket=world.ticket(), by=world.bob, now=after(hours=1))
    stays.follow()
    schedules.sweep(now=MONDAY + WEEK)
    mail = envelope(rows()[0], MONDAY + WEEK)
    assert mail is not None
    assert b"Content-Language: ar" in mail.data


def test_who_may_not_see_it_any_more_or_does_not_want_it_gets_nothing(world: World) -> None:
    schedule = arranged(world)
    schedules.sweep(now=MONDAY + WEEK)
    leas, audreys = rows()
    choices.stop(person=world.lea, notice=schedules.KIND)
    Post.objects.filter(person=world.audrey).delete()
    assert envelope(leas, MONDAY + WEEK) is None
    assert envelope(audreys, MONDAY + WEEK) is None
    choices.choose(person=world.lea, notices=list(choices.NOTICES), digest=False, now=MONDAY)
    assert envelope(leas, MONDAY + WEEK) is not None
    schedules.remove(schedule=schedule, by=world.lea, now=MONDAY)
    assert envelope(leas, MONDAY + WEEK) is None
    assert [change.matter for change in Change.objects.order_by("pk")][-2:] == ["report_schedule", "report_schedule"]


def test_who_neither_leads_nor_manages_sets_none_up_and_none_goes_to_whom_it_is_not_for(world: World) -> None:
    for by in (world.bob, world.audrey, world.ana):
        with pytest.raises(NotAllowed):
            arranged(world, by=by)
    for readers in ([], [world.bob], [world.lea, world.ana]):
        with pytest.raises(schedules.Unreadable):
            arranged(world, readers=readers)
    with pytest.raises(NotAllowed):
        schedules.remove(schedule=arranged(world), by=world.zoe, now=MONDAY)
    assert list(schedules.readers_of(world.credenti)) == [world.audrey, world.lea, world.root]


@pytest.mark.parametrize(
    ("every", "now", "told"),
    [
        ("month", "2026-11-01 09:00", "Credenti, what was kept: October 2026\n"),
        ("week", "2026-10-26 09:00", "Credenti, what was kept: Mon, 19 Oct 2026 to Sun, 25 Oct 2026\n"),
    ],
)
def test_a_period_in_which_the_clocks_change_is_told_by_its_days(world: World, every: str, now: str, told: str) -> None:
    arranged(world, every=every, readers=[world.lea], now=at("2026-10-01 00:00"))
    schedules.sweep(now=at(now))
    assert text(rows()[-1], at(now)).startswith(told)
