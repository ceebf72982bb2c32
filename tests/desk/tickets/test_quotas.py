"""Quotas of requests, named contacts, add-ons, channels: decided at the opening, recorded, told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from parola.desk.accounts.models import Membership
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.mail.compose import compose
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import joining, opening, operations, queries, quotas
from parola.desk.tickets.entitled import cause, told, why_undue
from parola.desk.tickets.models import Ticket
from parola.policy.words import Words
from parola.sla.agreement import Quota
from tests.desk.world import MONDAY, World, after, varied_credenti

ENGLISH = Words("en")
QUOTA = "    quota: {incidents: 2, per: month}\n"
ADDON = """
addons:
  weekend:
    name: Fin de semana
    targets:
      first_response: {on: always, P2: 1h}
    channels: [phone]
"""


def publish(world: World, plan: str = "", more: str = "") -> None:
    """Credenti's agreement with more in its Basic plan."""
    source = varied_credenti(**{"  basic:\n": f"  basic:\n{plan}"}) + more
    agreements.publish(brand=world.credenti, source=source, by=None, now=MONDAY)


def opened(ticket: Ticket) -> Any:
    return queries.history(ticket)[0].fact


def lines(ticket: Ticket) -> list[str]:
    return list(told(ENGLISH, opened(ticket), queries.terms(ticket)))


def test_requests_are_counted_and_what_comes_beyond_is_best_effort(world: World) -> None:
    publish(world, QUOTA)
    first, second, third = (world.ticket() for _ in range(3))
    assert [opened(each).quota.used for each in (first, second, third)] == [1, 2, 3]
    assert [each.best_effort for each in (first, second, third)] == [False, False, True]
    assert (opened(third).clause, cause(queries.history(third))) == ("plans.basic.quota", "quota")
    assert lines(second) == ["It is request 2 of the 2 that the contract includes this month."]
    assert "used up" in lines(third)[1]


def test_beyond_the_quota_another_plan_can_hold(world: World) -> None:
    publish(world, "    quota: {incidents: 1, per: contract, beyond: premium}\n")
    world.ticket()
    ticket = world.ticket()
    assert (ticket.plan, ticket.best_effort) == ("premium", False)
    assert lines(ticket)[1] == "Those are used up: for this one the plan Premium holds."


def test_other_priorities_are_not_counted(world: World) -> None:
    publish(world, "    quota: {incidents: 1, per: year, priorities: [P1]}\n")
    world.ticket(priority="P1")
    assert opened(world.ticket(priority="P2")).quota is None
    assert opened(world.ticket(priority="P1")).quota.used_up


def test_a_quota_begins_anew_with_its_period(world: World) -> None:
    publish(world, QUOTA)
    world.ticket(), world.ticket()
    december = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert opened(world.ticket(submitted_at=december, now=december)).quota.used == 1


def test_spam_takes_nothing_from_a_quota(world: World) -> None:
    publish(world, QUOTA)
    Ticket.objects.filter(pk=world.ticket().pk).update(void="spam")
    assert opened(world.ticket()).quota.used == 1


def test_a_message_that_becomes_a_ticket_takes_its_place_in_the_quota(world: World) -> None:
    publish(world, QUOTA)
    ticket, _second = world.ticket(), world.ticket()
    operations.customer_message(
        ticket=ticket, by=world.ana, text="Invoices", channel="web", submitted_at=after(hours=1), now=after(hours=1)
    )
    new = joining.split(ticket=ticket, message=2, subject="", by=world.bob, now=after(hours=2))
    assert (opened(new).quota.used, new.best_effort) == (3, True)
    assert opened(world.ticket()).quota.used == 4


def test_what_a_customer_is_promised_before_sending_counts_too(world: World) -> None:
    publish(world, "    quota: {incidents: 1, per: month}\n")
    world.ticket()
    prospect = opening.foresee(
        brand=world.credenti, requester=world.ana, channel="web", priority="P2", facts={}, at=MONDAY
    )
    assert prospect.quota is not None
    assert prospect.quota.used_up
    assert prospect.entitlement.best_effort


@pytest.mark.parametrize(
    ("first_day", "per", "at", "expected"),
    [
        ("2026-01-01", "month", "2026-11-16", ("2026-11-01", "2026-12-01")),
        ("2026-01-31", "month", "2026-02-28", ("2026-02-28", "2026-03-31")),
        ("2026-01-31", "month", "2026-02-27", ("2026-01-31", "2026-02-28")),
        ("2025-11-17", "year", "2026-11-16", ("2025-11-17", "2026-11-17")),
        ("2025-11-17", "year", "2026-11-17", ("2026-11-17", "2027-11-17")),
        ("2024-02-29", "year", "2026-02-28", ("2026-02-28", "2027-02-28")),
        ("2025-11-17", "contract", "2026-11-16", ("2025-11-17", None)),
    ],
)
def test_the_periods_of_a_contract(first_day: str, per: Any, at: str, expected: tuple[str, str | None]) -> None:
    contract = Contract(first_day=date.fromisoformat(first_day), timezone="UTC")
    noon = datetime.fromisoformat(f"{at}T12:00+00:00")
    first, last = quotas.period(contract, Quota(incidents=1, per=per), noon)
    assert (first.isoformat(), last.isoformat() if last else None) == expected


def test_a_request_from_somebody_who_is_no_contact_is_kept_and_told(world: World) -> None:
    publish(world, "    contacts: 1\n")
    agreements.name_contacts(contract=world.contract, contacts=[world.amir], now=MONDAY)
    ticket = world.ticket()
    assert opened(ticket).not_named
    assert not opened(world.ticket(requester=world.amir)).not_named
    assert "The contract names who asks for support: Amir." in lines(ticket)[0]
    with pytest.raises(agreements.BadContract):
        agreements.name_contacts(contract=world.contract, contacts=[world.amir, world.ana], now=MONDAY)


def test_where_nobody_is_named_everybody_may_ask(world: World) -> None:
    publish(world, "    contacts: 5\n")
    assert not opened(world.ticket()).not_named


def test_an_addon_is_pinned_with_the_terms(world: World) -> None:
    publish(world, more=ADDON)
    before = world.ticket()
    Contract.objects.filter(pk=world.contract.pk).update(addons=["weekend"])
    ticket = world.ticket()
    assert (before.due_at, ticket.due_at) == (before.due_at, after(hours=1))
    assert ticket.pinned.data["contract"]["addons"] == ["weekend"]
    Contract.objects.filter(pk=world.contract.pk).update(addons=[])
    assert queries.terms(ticket).plan.targets[0].clause == "addons.weekend.targets.first_response.P2"


def test_an_addon_adds_its_channels(world: World) -> None:
    publish(world, more=ADDON)
    assert opened(world.ticket(channel="phone")).outside_channels
    Contract.objects.filter(pk=world.contract.pk).update(addons=["weekend"])
    assert not opened(world.ticket(channel="phone")).outside_channels


def test_an_addon_that_somebody_holds_cannot_leave_the_agreement(world: World) -> None:
    publish(world, more=ADDON)
    Contract.objects.filter(pk=world.contract.pk).update(addons=["weekend"])
    with pytest.raises(agreements.PlanInUse, match="weekend"):
        publish(world)
    with pytest.raises(agreements.BadContract):
        agreements.sign(
            organization=world.acme,
            brand=world.credenti,
            plan="basic",
            first_day=date(2026, 1, 1),
            timezone="UTC",
            addons=("night",),
            now=MONDAY,
        )


def test_a_basic_customer_who_phones_is_answered_and_told_what_the_plan_includes(world: World) -> None:
    ticket = world.ticket(channel="phone", by=world.bob)
    assert (ticket.plan, ticket.due_at is not None) == ("basic", True)
    assert "E-mail and Web" in lines(ticket)[0]
    mail = compose(OutboxRow.objects.get(payload__template="acknowledgement"), MONDAY).data.decode()
    assert "Correo" in mail or "correo" in mail


def test_a_zmanda_customer_who_writes_a_mail_is_answered_and_told(world: World) -> None:
    agreements.sign(
        organization=world.acme,
        brand=world.zmanda,
        plan="standard",
        first_day=date(2026, 1, 1),
        timezone="Europe/Madrid",
        now=MONDAY,
    )
    ticket = world.ticket(brand=world.zmanda, channel="email", priority=None)
    assert ticket.due_at is not None
    assert "Phone and Web" in lines(ticket)[0]


def test_who_comes_by_a_way_of_the_plan_is_told_nothing(world: World) -> None:
    assert lines(world.ticket(channel="email")) == []


def test_where_a_contract_has_ended_its_customer_is_told(world: World) -> None:
    Contract.objects.filter(pk=world.contract.pk).update(last_day=date(2026, 11, 1))
    ticket = world.ticket()
    assert (ticket.best_effort, opened(ticket).lapsed) == (True, world.contract.pk)
    assert lines(ticket) == ["The contract ended on Sunday, 1 November 2026."]
    timeline = queries.timeline(ticket)
    said = why_undue(ENGLISH, queries.history(ticket), timeline, queries.terms(ticket), MONDAY)
    assert said.startswith("The contract had ended when it came")


def test_members_of_an_organization_share_its_quota(world: World) -> None:
    publish(world, QUOTA)
    Membership.objects.filter(person=world.amir).update(manager=True)
    world.ticket()
    assert opened(world.ticket(requester=world.amir)).quota.used == 2
