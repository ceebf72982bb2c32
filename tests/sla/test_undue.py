"""Why a ticket has no due time: an answer for each way in which it can have none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parola.policy import entitled, library
from parola.policy.holidays import HolidayTable
from parola.policy.terms import ContractTerms, regions, resolve
from parola.policy.words import Words
from parola.sla.agreement import Metric, Terms
from parola.sla.events import Closed, Event, Message, Opened, Resolved, Voided, Waiting
from parola.sla.timeline import fold
from parola.sla.undue import Undue, undue
from tests.policy.samples import agreed, small

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
LATER = MONDAY + timedelta(hours=1)


def terms(agreement: str, plan: str) -> Terms:
    policy, contract = library.load(agreement).agreement, ContractTerms("UTC")
    return resolve(policy, plan, contract, HolidayTable(dict.fromkeys(regions(policy, contract), ())))


def opened(priority: str, **facts: str) -> Opened:
    return Opened(at=MONDAY, priority=priority, facts=facts)


def answer(**given: Any) -> Message:
    return Message(at=LATER, sender="support", **given)


CASES: list[tuple[str, list[Event], str, str]] = [
    ("cloudtalk basic", [opened("P3")], "best_effort", "plans.basic.targets.first_response.all"),
    ("zmanda community", [opened("P1")], "best_effort", "plans.community.targets.first_response.all"),
    ("cloudtalk advanced", [opened("P3", product="beta")], "excluded", "exclusions.previews"),
    ("cloudtalk advanced", [opened("P3"), answer()], "answered", ""),
    ("cloudtalk advanced", [opened("P3"), answer(), Resolved(at=LATER)], "resolved", ""),
    ("cloudtalk advanced", [opened("P3"), answer(), Closed(at=LATER)], "closed", ""),
    ("cloudtalk advanced", [opened("P3"), Voided(at=LATER, reason="spam")], "void", ""),
]


@pytest.mark.parametrize(("held", "events", "reason", "clause"), CASES)
def test_why_nothing_is_due(held: str, events: list[Event], reason: str, clause: str) -> None:
    agreement, plan = held.split()
    under = terms(agreement, plan)
    timeline = fold(events, under)
    assert undue(timeline, under, LATER) == Undue(reason=reason, clause=clause)  # type: ignore[arg-type]  # a column of the table


def test_where_something_is_due_there_is_nothing_to_explain() -> None:
    under = terms("cloudtalk", "advanced")
    assert undue(fold([opened("P3")], under), under, MONDAY) is None
    overdue = MONDAY + timedelta(days=30)
    assert undue(fold([opened("P3")], under), under, overdue) is None  # due in the past is due


@pytest.mark.parametrize(
    ("metric", "reason"),
    [(Metric.RESOLUTION, "no_target"), (Metric.FIRST_RESPONSE, None), (Metric.UPDATE, "no_target")],
)
def test_of_one_metric(metric: Metric, reason: str | None) -> None:
    under = terms("cloudtalk", "advanced")
    found = undue(fold([opened("P3")], under), under, MONDAY, metric=metric)
    assert (found.reason if found else None) == reason


def test_while_it_waits_the_time_stands_still() -> None:
    resolution = "      first_response: {on: office, P1: 2h, P2: 1d}\n      resolution: {on: office, all: 5d}"
    text = (
        small(**{"      first_response: {on: office, P1: 2h, P2: 1d}": resolution})
        + "pauses: {resolution: [customer]}\n"
    )
    holidays = HolidayTable({"ES-MD": ()})
    under = resolve(agreed(text).agreement, "basic", ContractTerms("UTC"), holidays)
    timeline = fold([opened("P2"), answer(), Waiting(at=LATER, reason="customer")], under)
    found = undue(timeline, under, LATER)
    assert found == Undue(reason="waiting")
    assert entitled.why_undue(Words("en"), found, timeline, under).endswith("waits for: the customer.")


@pytest.mark.parametrize("cause", ["no_contract", "ended", "plan_gone", "quota"])
@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_who_put_the_ticket_under_its_terms_knows_more(cause: Any, language: str) -> None:
    under = terms("cloudtalk", "basic")
    timeline = fold([opened("P3")], under)
    found = undue(timeline, under, MONDAY, cause=cause)
    assert found == Undue(reason=cause)
    assert entitled.why_undue(Words(language), found, timeline, under)
