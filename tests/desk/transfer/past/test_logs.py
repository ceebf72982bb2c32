"""The past of another desk from a CSV log: what becomes of it, once, and what it never does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from parola.desk.accounts.models import Membership, Organization, Person
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, ledger, operations, projection, queries
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.transfer.past import run
from parola.desk.transfer.past.importing import begin
from parola.desk.transfer.past.run import Told
from parola.sla.clock import State
from tests.desk.world import MONDAY, World

NOW = MONDAY
MAPPING = """mapping: old-desk
title: {en: The old desk}
log: {timezone: Europe/Madrid, dates: ["%Y-%m-%d %H:%M"]}
case: Number
opened: Opened
priority: {column: Priority, values: {High: P1, Normal: P2}}
events: {answered: Answered, waiting for customer: Waiting, resolved: Solved, closed: Closed}
other:
  due: Due
  tolerance_seconds: 60
  verdict: {column: Kept, met: ["yes"], missed: ["no"]}
desk:
  subject: Subject
  body: Text
  name: Name
  address: Address
  organization: Company
  channel: Way
  channels: {Mail: email, Call: phone}
  TERMS
"""
HEADER = "Number,Opened,Priority,Answered,Waiting,Solved,Closed,Due,Kept,Subject,Text,Name,Address,Company,Way\n"
ANSWERED = (
    "A-1,2026-11-04 09:30,High,2026-11-04 10:00,,2026-11-04 12:00,2026-11-07 12:00,2026-11-04 11:30,yes,"
    "No login,Nobody can log in.,Ana,ana@people.example,Acme,Mail\n"
)
LATE = (
    "A-2,2026-11-04 16:00,High,2026-11-05 16:00,,,,2026-11-05 17:00,yes,"
    "Slow,It is slow.,Nina,nina@nova.example,Nova,Call\n"
)
OPEN = "A-3,2026-11-13 10:00,Normal,,,,,,,Question,How?,Olga,olga@people.example,,Mail\n"
LOG = HEADER + ANSWERED + LATE + OPEN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mapping.yaml").write_text(MAPPING.replace("TERMS", "terms: {under: today}"))
    (tmp_path / "log.csv").write_text(LOG)
    return tmp_path


def bring(world: World, folder: Path, *, dry: bool = False, now: datetime = NOW) -> Told:
    mapping = str(folder / "mapping.yaml")
    begun = begin(source="csv", path=folder / "log.csv", brand=world.credenti, mapping=mapping, now=now, dry=dry)
    return begun.job.run(begun.tickets)


def ticket(number: str) -> Ticket:
    found = queries.made_from(f"import:credenti:old-desk:{number}")
    assert found is not None
    return found


def test_a_past_becomes_tickets_that_lived_elsewhere(world: World, folder: Path) -> None:
    told = bring(world, folder)
    assert (told.new, told.at_work, told.same, told.bad, told.notes) == (3, 2, 0, [], [])
    first = ticket("A-1")
    assert (first.imported, first.channel, first.status, first.subject) == ("old-desk", "email", "closed", "No login")
    assert (first.organization, first.requester, first.contract) == (world.acme, world.ana, world.contract)
    assert first.opened_at == datetime(2026, 11, 4, 8, 30, tzinfo=UTC)
    kinds = [(each.kind, each.recorded_at) for each in TicketEvent.objects.filter(ticket=first).order_by("seq")]
    assert kinds == [(kind, NOW) for kind in ("opened", "message", "resolved", "closed")]


def test_what_was_answered_in_time_over_there_was_kept_though_it_is_recorded_today(world: World, folder: Path) -> None:
    bring(world, folder)
    (clock,) = [each for each in queries.timeline(ticket("A-1")).clocks if each.metric == "first_response"]
    assert clock.state(NOW) is State.MET
    assert ticket("A-1").missed == 0


def test_the_same_file_once_more_changes_nothing(world: World, folder: Path) -> None:
    bring(world, folder)
    before = (TicketEvent.objects.count(), Person.objects.count(), Organization.objects.count())
    told = bring(world, folder, now=NOW + timedelta(days=1))
    assert (told.new, told.same, told.gone_on) == (0, 3, 0)
    assert (TicketEvent.objects.count(), Person.objects.count(), Organization.objects.count()) == before


def test_what_went_on_over_there_is_told_and_left(world: World, folder: Path) -> None:
    bring(world, folder)
    (folder / "log.csv").write_text(LOG.replace("How?", "How now?"))
    assert bring(world, folder).gone_on == 1


def test_what_has_not_happened_yet_is_left_out_and_told(world: World, folder: Path) -> None:
    """Or the mapping's time zone is another: of nothing that lies ahead a clock could be told."""
    (folder / "log.csv").write_text(LOG + LATE.replace("A-2", "A-4").replace("2026-11-05 16:00", "2026-11-16 10:01"))
    told = bring(world, folder)
    assert (told.new, [(row.line, row.reason) for row in told.bad]) == (3, [(5, run.FUTURE)])


def test_a_dry_run_says_the_same_and_writes_nothing(world: World, folder: Path) -> None:
    before = (TicketEvent.objects.count(), Person.objects.count(), Organization.objects.count())
    dry = bring(world, folder, dry=True)
    assert (TicketEvent.objects.count(), Person.objects.count(), Organization.objects.count()) == before
    wet = bring(world, folder)
    assert (dry.new, dry.events, dry.rows, dry.differences) == (wet.new, wet.events, wet.rows, wet.differences)


def test_nothing_is_mailed_and_no_alarm_of_the_past_is_told(world: World, folder: Path) -> None:
    bring(world, folder)
    assert not OutboxRow.objects.exists()
    while alarms.sweep(now=NOW):
        pass
    assert not OutboxRow.objects.exists()
    assert not TicketEvent.objects.filter(kind="alarm_fired").exists()


def test_what_is_open_has_its_alarms_from_now_on(world: World, folder: Path) -> None:
    bring(world, folder)
    waiting = ticket("A-3")
    assert waiting.next_alarm_at is None or waiting.next_alarm_at > NOW
    later = NOW + timedelta(days=30)
    alarms.sweep(now=later)
    fired = TicketEvent.objects.filter(ticket=waiting, kind="alarm_fired")
    assert all(each.at > NOW for each in fired)
    operations.reply(ticket=waiting, by=world.bob, text="So.", now=later)
    assert ledger.fold(queries.history(waiting), waiting) == projection.project(
        queries.history(waiting), queries.terms(waiting)
    )


def test_nothing_that_waited_over_there_is_closed_by_itself(world: World, folder: Path) -> None:
    row = OPEN.replace("Normal,,,,", "Normal,2026-09-01 11:00,2026-09-01 12:00,,").replace("2026-11-13", "2026-09-01")
    (folder / "log.csv").write_text(HEADER + row)
    bring(world, folder)
    assert queries.closes_at(ticket("A-3")) is None
    for days in (0, 1, 30, 300):
        alarms.sweep(now=NOW + timedelta(days=days))
    assert ticket("A-3").status == "waiting"
    assert not OutboxRow.objects.filter(payload__template="customer_reminded").exists()


def test_people_are_requesters_and_nothing_else(world: World, folder: Path) -> None:
    members = Membership.objects.count()
    bring(world, folder)
    nina = Person.objects.get(email="nina@nova.example")
    assert (nina.has_usable_password(), nina.is_support, nina.memberships.exists()) == (False, False, False)
    assert Membership.objects.count() == members
    assert ticket("A-2").organization == Organization.objects.get(name="Nova")


def test_where_the_other_desk_says_otherwise_both_are_told_with_the_reason(world: World, folder: Path) -> None:
    (folder / "log.csv").write_text(LOG.replace(",Nova,", ",Acme,"))
    told = bring(world, folder)
    assert told.agreed == {"due": 1, "verdict": 1}
    due, verdict = told.differences
    assert (due.ticket, due.kind, verdict.kind, verdict.ours, verdict.theirs) == ("A-2", "due", "verdict", False, True)
    assert due.why.target is not None
    assert due.why.closed > timedelta()


@pytest.mark.parametrize(
    ("company", "address"),
    [("Аcme", "eve@elsewhere.example"), ("Nova", "ana@people.example"), ("ACME ", "support@credenti.example")],
)
def test_a_name_that_looks_like_a_customers_gives_nothing(
    world: World, folder: Path, company: str, address: str
) -> None:
    row = LATE.replace("Nova", company).replace("nina@nova.example", address)
    (folder / "log.csv").write_text(HEADER + row)
    told = bring(world, folder)
    if company.strip() == "ACME":
        assert (ticket("A-2").organization, ticket("A-2").requester.is_active) == (world.acme, False)
        return
    assert ticket("A-2").organization is None
    assert len(told.notes) == 1


@pytest.mark.parametrize(
    ("terms", "plan", "entitled_by"),
    [
        ("terms: {under: today}", "basic", "contract"),
        ("terms: {plan: premium}", "premium", "decision"),
        ("terms: {under: then, version: 1}", "basic", "contract"),
    ],
)
def test_the_mapping_says_under_what(world: World, folder: Path, terms: str, plan: str, entitled_by: str) -> None:
    (folder / "mapping.yaml").write_text(MAPPING.replace("TERMS", terms))
    bring(world, folder)
    opened = projection.opening(queries.history(ticket("A-1")))
    assert (opened.plan, opened.entitled_by) == (plan, entitled_by)
