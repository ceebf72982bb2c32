"""The year that the sample desk has lived: in the shape of working life, kept for the most part, closed, and sent nowhere."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from parola.cli.demo import play, script, year
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Outcome, Ticket, TicketEvent
from parola.desk.tickets.verification import verify
from parola.sla.zones import zone_of

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
FEW, SCRIPT = 6, 58
AS_DEMO: dict[str, Any] = {"DEMO": True, "PASSWORD_HASHERS": ["parola.desk.accounts.passwords.Sample"]}


@pytest.mark.parametrize("name", script.VENDORS)
def test_requests_come_in_the_shape_of_working_life(name: str) -> None:
    vendor = script.vendors()[name]
    found = year.requests(name, vendor, NOW)
    assert [request.opened for request in found] == [request.opened for request in year.requests(name, vendor, NOW)]
    assert len(found) == year.TICKETS
    assert all(NOW - year.BEGAN - timedelta(days=2) < each.opened < NOW - year.ENDED for each in found)
    people = dict(vendor.customers())
    hours = Counter(each.opened.astimezone(zone_of(people[each.requester].timezone)).hour for each in found)
    assert sum(hours[hour] for hour in range(8, 18)) > 0.85 * len(found)
    assert len({each.asked.priority for each in found}) >= 3
    assert len({each.text.subject for each in found}) > 25
    assert not any("{" in each.text.subject + each.text.asks + each.text.answer for each in found)
    weeks = Counter((NOW - each.opened) // timedelta(days=7) for each in found)
    assert any(each.hard for each in found)
    assert len(weeks) > 30


@pytest.mark.parametrize("name", script.VENDORS)
def test_whatever_may_be_said_has_words(name: str) -> None:
    vendor, lived = script.vendors()[name], year.of(name)
    people, lead = dict(vendor.customers()), next(each for each in vendor.staff.values() if each.role == "lead")
    causes = {"not_assigned", "nobody_there", "not_taken", "handled_late", "overload"}
    assert year.phrases()[lead.language].explained.keys() == causes
    for key in lived.requesters:
        assert any(asked.text(people[key].language) for asked in lived.asked)
        assert lived.places[people[key].language]
        assert year.phrases()[people[key].language].thanks
    assert len(lived.asked) >= 10


@pytest.mark.django_db
def test_the_year_is_lived_through_and_over_before_the_script_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(year, "TICKETS", FEW)
    parts = list[float]()
    with override_settings(**AS_DEMO):
        assert play.fill(NOW, past=True, tell=parts.append)
    lived = Ticket.objects.filter(opened_at__lt=NOW - year.ENDED, imported="")
    assert lived.count() == 4 * FEW
    assert Ticket.objects.count() == SCRIPT + 4 * FEW
    assert set(lived.values_list("status", flat=True)) <= {"closed", "resolved"}
    kept = Counter(Outcome.objects.filter(ticket__in=lived, metric="first_response").values_list("state", flat=True))
    assert kept["met"] > 0.8 * (kept["met"] + kept["missed"])
    assert lived.filter(rating__isnull=False).exists()
    assert verify().findings == ()
    assert not TicketEvent.objects.filter(recorded_at__gt=NOW).exists()
    assert parts == sorted(parts)
    assert parts[-1] == 1
    ready = OutboxRow.objects.exclude(state=OutboxRow.State.SENT)
    assert not ready.filter(ticket_id__in=lived.values("pk")).exists()
    assert ready.exists(), "what the script's own tickets send leaves when the desk is up"
    assert Ticket.objects.get(reference=f"CRE-{FEW + 1}").subject == script.vendors()["credenti"].tickets[5].subject
