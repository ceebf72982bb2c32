"""Report, evidence and `parola clocks` say the same of every clock: three ways to one fold, none of which knows the others."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
import typer
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from typer.testing import CliRunner

from parola.cli import clocks
from parola.cli.demo import play
from parola.desk.accounts.models import Brand
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import AgreementVersion, Contract, PinnedTerms
from parola.desk.reports import evidence as making
from parola.desk.reports import queries as reports
from parola.desk.tickets import agreeing, corrections, escalating, joining, moving, operations
from parola.desk.tickets.ended import Ended
from parola.desk.tickets.models import Outcome, Ticket, TicketEvent
from parola.desk.tickets.moving import Wanted
from parola.desk.transfer.past.importing import begin
from parola.lab.read import find
from parola.proof.events import counts
from parola.proof.form import ClockSaid, Evidence
from parola.proof.period import period_of
from parola.sla.agreement import Metric
from parola.sla.zones import zone_of
from tests.desk.courses import ACTS, Act
from tests.desk.world import MONDAY, SIGNED, World, after, altamar, brand

app = typer.Typer()
clocks.register(app)
FOLDER = Path(os.environ.get("PAROLA_TEST_DATA", Path(__file__).parents[4] / "shared/data"))
SERVICENOW = FOLDER / "uci_servicenow/dev.csv.gz"
ONE_IN = int(os.environ.get("PAROLA_TEST_ONE_IN", "150"))
"""Of so many incidents of the real log one is taken; 1 takes all, which lasts a quarter of an hour."""
EVER = datetime(1971, 1, 1, tzinfo=UTC)


class End(NamedTuple):
    """What all three say of the end of a clock."""

    ticket: int
    metric: str
    threshold: str
    cycle: int
    priority: str
    state: str
    at: datetime


def of_report(brand: Brand, now: datetime) -> Counter[End]:
    """Every clock that ended under a contract, as reports count it; and, as they tell it apart, what ended at another desk."""
    ends = reports.Ends(brand=brand, first=EVER, last=now + timedelta.resolution, now=now)
    elsewhere = Outcome.objects.filter(brand=brand, elsewhere=True).values_list("ticket", *Ended._fields)
    found = [*((each.ticket, each.ended) for each in ends.each()), *((key, Ended(*row)) for key, *row in elsewhere)]
    return Counter(
        End(ticket, kind.metric, kind.threshold, kind.cycle, kind.priority, kind.state, kind.at)
        for ticket, kind in found
        if kind.contract_id is not None
    )


def of_evidence(brand: Brand, now: datetime) -> Counter[End]:
    """The same of all bundles of the brand's contracts, year by year."""
    found = Counter[End]()
    for contract in Contract.objects.filter(brand=brand):
        for name in years(brand, now):
            period = period_of(name, brand.timezone)
            found += Counter(told(making.evidence(contract, period, now)))
    return found


def years(vendor: Brand, now: datetime) -> Iterator[str]:
    """The years in which the brand has had tickets, by their names."""
    opened = Ticket.objects.filter(brand=vendor).order_by("opened_at").values_list("opened_at", flat=True)[:1]
    for at in opened:
        first, last = (each.astimezone(zone_of(vendor.timezone)).year for each in (at, now))
        yield from map(str, range(first, last + 1))


def told(evidence: Evidence) -> Iterator[End]:
    for ticket in evidence.tickets:
        for clock in ticket.clocks:
            if clock.at and clock.counts not in ("other_contract", "open", "later"):
                kind = clock.metric, clock.threshold, clock.cycle, clock.priority, state(clock)
                yield End(ticket.ticket, *kind, datetime.fromisoformat(clock.at))


def state(clock: ClockSaid) -> str:
    """What became of it; of what ended at another desk the evidence says so, and the instants."""
    if clock.counts != "elsewhere":
        return clock.counts
    if clock.due and clock.at == clock.due and clock.done != clock.due:
        return "missed"
    return ("met" if clock.due else "best_effort") if clock.done else "void"


def of_clocks(brand: Brand, now: datetime, folder: Path) -> Counter[End]:
    """The same by the command, which reads nothing but the tickets' events and the agreement files."""
    tickets = list(Ticket.objects.filter(brand=brand, contract__isnull=False))
    lines = "\n".join(json.dumps(as_asked(ticket, now)) for ticket in tickets)
    files = [option for file in files_of(brand, folder) for option in ("--agreement", str(file))]
    result = CliRunner().invoke(app, files, input=lines)
    assert result.exit_code == 0, result.stderr
    return Counter(end for line in result.stdout.splitlines() for end in answered(json.loads(line)))


def answered(answer: dict[str, Any]) -> Iterator[End]:
    for clock in answer["clocks"]:
        at = clock["due"] if clock["state"] == "missed" else clock["ended"]
        if at is not None and clock["state"] in ("met", "missed", "best_effort", "void"):
            kind = clock["metric"], clock.get("threshold", ""), clock["cycle"], clock["priority"], clock["state"]
            yield End(int(answer["id"]), *kind, datetime.fromisoformat(at))


def files_of(brand: Brand, folder: Path) -> Iterator[Path]:
    """The versions of the brand's agreement as files, each under an id of its own."""
    for version in AgreementVersion.objects.filter(brand=brand):
        file = folder / f"{version.pk}.yaml"
        lines = version.source.splitlines()
        place = next(place for place, line in enumerate(lines) if line.startswith("id:"))
        lines[place] = f"id: version-{version.pk}"
        file.write_text("\n".join(lines), encoding="utf-8")
        yield file


def as_asked(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """A ticket's events as the command reads them (docs/clocks.md)."""
    rows = [row for row in TicketEvent.objects.filter(ticket=ticket).order_by("seq") if counts(row.kind, row.data)]
    came = rows[0].recorded_at if ticket.imported else None
    return {
        "id": str(ticket.pk),
        **under(rows[0].data),
        "events": [event(row, row.at if row.recorded_at == came else row.recorded_at) for row in rows],
        "now": now.isoformat(),
    }


def under(data: dict[str, Any]) -> dict[str, Any]:
    contract = PinnedTerms.objects.get(pk=data["pinned_terms"]).data["contract"]
    named = {"agreement": f"version-{data['agreement_version']}", "plan": data["plan"]}
    return {**named, "contract": contract, "best_effort": data["best_effort"]}


def event(row: TicketEvent, known: datetime) -> dict[str, Any]:
    data = row.data
    more: dict[str, dict[str, Any]] = {
        "opened": {"priority": data.get("priority"), "channel": data.get("channel"), **data.get("facts", {})},
        "message": {"from": data.get("side"), "public": data.get("public")},
        "priority_changed": {"priority": data.get("priority")},
        "waiting": {"for": data.get("reason")},
        "escalated": {"tier": data.get("tier")},
        "sent_back": {"kind": "escalated", "tier": data.get("tier")},
        "workaround_given": {"kind": "workaround"},
        "milestone_withdrawn": {"kind": "withdrawn", "milestone": data.get("milestone")},
        "facts_changed": data.get("facts", {}),
        "promise_agreed": {name: data.get(name) for name in ("metric", "due", "threshold")} | {"kind": "agreed"},
        "terms_changed": under(data) if row.kind == "terms_changed" else {},
    }
    times = {"at": row.at.isoformat(), "recorded_at": known.isoformat()}
    return {"kind": row.kind, **times, **more.get(row.kind, {})}


def agree(brand: Brand, now: datetime, folder: Path) -> Counter[End]:
    """Hold the three against each other; what they say."""
    found = of_report(brand, now)
    assert of_evidence(brand, now) == found
    assert of_clocks(brand, now, folder) == found
    return found


@pytest.mark.once
def test_of_the_sample_desk(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["parola.desk.accounts.passwords.Sample"]
    assert play.fill(MONDAY, past=False)
    for vendor in Brand.objects.all():
        assert agree(vendor, MONDAY, tmp_path)


ENDS: tuple[Act, ...] = (
    lambda world, ticket, now: escalating.escalate(ticket=ticket, by=world.bob, now=now),
    lambda world, ticket, now: operations.close(ticket=ticket, by=world.bob, now=now),
    lambda world, ticket, now: joining.mark_spam(ticket=ticket, by=world.bob, now=now),
    lambda world, ticket, now: joining.merge(ticket=ticket, other=earliest(ticket), by=world.bob, now=now),
    lambda world, ticket, now: called(world, ticket, now, from_customer=True),
    lambda world, ticket, now: called(world, ticket, now, from_customer=False),
    lambda world, ticket, now: agreeing.change_facts(
        ticket=ticket, by=world.lea, facts={"product": f"at {now}"}, reason="x", now=now
    ),
    lambda world, ticket, now: agreeing.agree(
        ticket=ticket,
        by=world.lea,
        metric=Metric.UPDATE,
        due=now + timedelta(hours=3),
        agreed_with=world.ana,
        reason="x",
        now=now,
    ),
    lambda world, ticket, now: moving.change_terms(
        ticket=ticket, by=world.root, wanted=Wanted(version=ticket.version, contract=other(ticket)), reason="x", now=now
    ),
)
NOT_NOW = (operations.BadState, joining.Apart, moving.DoesNotFit, moving.NothingNew)


def earliest(ticket: Ticket) -> Ticket:
    return Ticket.objects.filter(brand=ticket.brand).earliest("pk")


def other(ticket: Ticket) -> Contract:
    return Contract.objects.filter(brand=ticket.brand).exclude(pk=ticket.contract_id or 0).earliest("pk")


def called(world: World, ticket: Ticket, now: datetime, *, from_customer: bool) -> Ticket:
    """A fact that is told late: a call some hours ago."""
    at = max(ticket.opened_at, now - timedelta(hours=5))
    return corrections.note_call(
        ticket=ticket, by=world.lea, caller=world.ana, from_customer=from_customer, text="x", at=at, now=now
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    courses=st.lists(st.lists(st.tuples(st.integers(1, 900), st.sampled_from((*ACTS, *ENDS))), max_size=7), max_size=3)
)
def test_of_any_tickets(world: World, courses: list[list[tuple[int, Act]]]) -> None:
    """The worker sleeps all the while: what time alone has ended is in no row."""
    with suppress(Undone), transaction.atomic(), TemporaryDirectory() as folder:
        vendor = altamar(world)
        agreements.sign(
            organization=world.acme, brand=vendor, plan="native", first_day=SIGNED, timezone="Asia/Dubai", now=MONDAY
        )
        for course in courses:
            ticket, now = world.ticket(brand=vendor, priority="critical"), MONDAY
            for pause, act in course:
                now += timedelta(minutes=pause)
                with suppress(*NOT_NOW):
                    ticket = act(world, Ticket.objects.get(pk=ticket.pk), now)
        agree(vendor, after(days=5), Path(folder))
        raise Undone


class Undone(Exception):
    """Nothing of a run is kept."""


@pytest.mark.once
@pytest.mark.beside(SERVICENOW)
def test_of_a_real_log(world: World, tmp_path: Path) -> None:
    """Some incidents of the ServiceNow log, as Acme's, under an agreement of that name."""
    mapping = find("servicenow")
    vendor = brand("log", "LOG")
    source = mapping.with_name("servicenow-agreement.yaml").read_text(encoding="utf-8")
    agreements.publish(brand=vendor, source=source, by=None, now=datetime(2016, 1, 1, tzinfo=UTC))
    agreements.sign(
        organization=world.acme, brand=vendor, plan="response", first_day=date(2016, 1, 1), timezone="UTC", now=MONDAY
    )
    text = mapping.read_text(encoding="utf-8").replace(
        "agreement: servicenow-", f"agreement: {mapping.parent}/servicenow-"
    )
    (tmp_path / "mapping.yaml").write_text(f"{text}\ndesk: {{organization: company, terms: {{under: then}}}}\n")
    lines = sampled(ONE_IN)
    (tmp_path / "log.csv").write_text("\n".join([f"{lines[0]},company", *(f"{line},Acme" for line in lines[1:])]))
    told = begin(
        source="csv",
        path=tmp_path / "log.csv",
        brand=vendor,
        mapping=str(tmp_path / "mapping.yaml"),
        now=MONDAY,
        dry=False,
    )
    assert told.job.run(told.tickets).new > 100
    found = agree(vendor, MONDAY, tmp_path)
    assert {each.state for each in found} >= {"met", "missed"}


def sampled(one_in: int) -> list[str]:
    """The header of the log, and all rows of one in so many incidents."""
    with gzip.open(SERVICENOW, "rt", encoding="utf-8") as log:
        header, *rows = log.read().splitlines()
    return [header, *(row for row in rows if zlib.crc32(row.partition(",")[0].encode()) % one_in == 0)]
