"""Report, evidence and `parola clocks` say the same of every clock: three ways to one fold, none of which knows the others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from parola.cli import clocks
from parola.cli.demo import play
from parola.desk.accounts.models import Brand
from parola.desk.agreements.models import AgreementVersion, Contract, PinnedTerms
from parola.desk.reports import evidence as making
from parola.desk.reports import queries as reports
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.proof.events import counts
from parola.proof.form import Evidence
from parola.proof.period import period_of
from parola.sla.zones import zone_of
from tests.desk.world import MONDAY

app = typer.Typer()
clocks.register(app)
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
    """Every clock that ended under a contract, as reports count it."""
    ends = reports.Ends(brand=brand, first=EVER, last=now + timedelta.resolution, now=now)
    return Counter(
        End(each.ticket, kind.metric, kind.threshold, kind.cycle, kind.priority, kind.state, kind.at)
        for each in ends.each()
        if (kind := each.ended).contract_id is not None
    )


def of_evidence(brand: Brand, now: datetime) -> Counter[End]:
    """The same of all bundles of the brand's contracts, month by month."""
    found = Counter[End]()
    for contract in Contract.objects.filter(brand=brand):
        for name in months(brand, now):
            period = period_of(name, brand.timezone)
            found += Counter(told(making.evidence(contract, period, now)))
    return found


def months(brand: Brand, now: datetime) -> Iterator[str]:
    """The months in which the brand has had tickets, by their names."""
    opened = Ticket.objects.filter(brand=brand).order_by("opened_at").values_list("opened_at", flat=True)[:1]
    for at in opened:
        first, last = (each.astimezone(zone_of(brand.timezone)) for each in (at, now))
        for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
            yield f"{month // 12}-{month % 12 + 1:02}"


def told(evidence: Evidence) -> Iterator[End]:
    for ticket in evidence.tickets:
        for clock in ticket.clocks:
            if clock.counts in ("met", "missed", "best_effort", "void") and clock.at:
                at = datetime.fromisoformat(clock.at)
                kind = clock.metric, clock.threshold, clock.cycle, clock.priority, clock.counts
                yield End(ticket.ticket, *kind, at)


def of_clocks(brand: Brand, now: datetime, folder: Path) -> Counter[End]:
    """The same by the command, which reads nothing but the tickets' events and the agreement files."""
    tickets = list(Ticket.objects.filter(brand=brand, contract__isnull=False))
    lines = "\n".join(json.dumps(as_asked(ticket, now)) for ticket in tickets)
    files = [option for file in agreements(brand, folder) for option in ("--agreement", str(file))]
    result = CliRunner().invoke(app, files, input=lines)
    assert result.exit_code == 0, result.stderr
    return Counter(end for line in result.stdout.splitlines() for end in answered(json.loads(line)))


def answered(answer: dict[str, Any]) -> Iterator[End]:
    for clock in answer["clocks"]:
        at = clock["due"] if clock["state"] == "missed" else clock["ended"]
        if at is not None and clock["state"] in ("met", "missed", "best_effort", "void"):
            kind = clock["metric"], clock.get("threshold", ""), clock["cycle"], clock["priority"], clock["state"]
            yield End(int(answer["id"]), *kind, datetime.fromisoformat(at))


def agreements(brand: Brand, folder: Path) -> Iterator[Path]:
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
    return {
        "id": str(ticket.pk),
        **under(rows[0].data),
        "events": [event(row) for row in rows],
        "now": now.isoformat(),
    }


def under(data: dict[str, Any]) -> dict[str, Any]:
    contract = PinnedTerms.objects.get(pk=data["pinned_terms"]).data["contract"]
    named = {"agreement": f"version-{data['agreement_version']}", "plan": data["plan"]}
    return {**named, "contract": contract, "best_effort": data["best_effort"]}


def event(row: TicketEvent) -> dict[str, Any]:
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
    times = {"at": row.at.isoformat(), "recorded_at": row.recorded_at.isoformat()}
    return {"kind": row.kind, **times, **more.get(row.kind, {})}


@pytest.mark.django_db
def test_of_the_sample_desk(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["parola.desk.accounts.passwords.Sample"]
    assert play.fill(MONDAY)
    for brand in Brand.objects.all():
        found = of_report(brand, MONDAY)
        assert found
        assert of_evidence(brand, MONDAY) == found
        assert of_clocks(brand, MONDAY, tmp_path) == found
