"""Other terms for an open ticket: who may, what is written, what is proved, what the customer is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from parola.desk.accounts.models import Post
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import AgreementVersion, Contract, PinnedTerms
from parola.desk.mail.compose import compose
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import moving, operations, projection, queries, verification
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.moving import Wanted
from tests.desk.world import MONDAY, World, after, varied_credenti


def manager(world: World) -> Any:
    Post.objects.create(person=world.bob, brand=world.credenti, role="manager")
    return world.bob


def premium(world: World) -> Contract:
    return agreements.sign(
        organization=world.acme,
        brand=world.credenti,
        plan="premium",
        first_day=date(2026, 11, 17),
        timezone="Europe/Madrid",
        country="ES",
        now=MONDAY,
    )


def move(world: World, ticket: Ticket, **given: Any) -> Ticket:
    wanted = Wanted(
        version=given.pop("version", world.version), contract=given.pop("contract", None), plan=given.pop("plan", "")
    )
    act: dict[str, Any] = {"by": world.root, "reason": "They have bought Premium", "now": after(hours=1)}
    return moving.change_terms(ticket=ticket, wanted=wanted, **(act | given))


def test_the_ticket_is_under_the_new_contract_and_knows_what_was_before(world: World) -> None:
    ticket = move(world, world.ticket(), contract=premium(world))
    terms = queries.terms(ticket)
    assert (ticket.plan, terms.plan.id, [each.plan.id for each in terms.before]) == ("premium", "premium", ["basic"])
    assert queries.terms(Ticket.objects.get(pk=ticket.pk)) == terms


def test_the_event_says_what_was_due_before_and_after(world: World) -> None:
    before = world.ticket()
    preview = moving.preview(
        ticket=before, wanted=Wanted(version=world.version, contract=premium(world)), now=after(hours=1)
    )
    ticket = move(world, before, contract=Contract.objects.get(plan="premium"))
    fact: Any = queries.history(ticket)[-1].fact
    assert (fact.due_before, fact.due_after) == (before.due_at, ticket.due_at) == (preview.before, preview.after)
    assert (fact.before, fact.plan, fact.clause, fact.entitled_by) == ("basic", "premium", "plans.premium", "contract")


def test_open_clocks_count_under_the_new_terms_from_their_own_start(world: World) -> None:
    """Premium's P2 is an hour around the clock; Basic's twelve business hours."""
    ticket = move(world, world.ticket(), contract=premium(world), now=after(minutes=20))
    assert ticket.due_at == after(hours=1)


def test_no_due_time_lies_before_the_change_by_itself(world: World) -> None:
    ticket = move(world, world.ticket(), contract=premium(world), now=after(hours=3))
    assert ticket.due_at == after(hours=3)


def test_what_was_missed_stays_missed(world: World) -> None:
    ticket = world.ticket(priority="P1")
    ticket = operations.reply(ticket=ticket, by=world.bob, text="Sorry.", now=after(hours=5))
    assert ticket.missed == 1
    wanted = Wanted(version=world.version, contract=None)
    ticket = moving.change_terms(ticket=ticket, by=world.root, wanted=wanted, reason="Over", now=after(hours=6))
    assert (ticket.missed, ticket.best_effort) == (1, True)


def test_a_ticket_can_change_its_terms_more_than_once(world: World) -> None:
    contract = premium(world)
    ticket = move(world, world.ticket(), contract=contract)
    ticket = move(world, ticket, contract=world.contract, now=after(hours=2))
    terms = queries.terms(ticket)
    assert [each.plan.id for each in (*terms.before, terms)] == ["basic", "premium", "basic"]
    assert ticket.earlier_terms[1][2:] == ["premium", False]
    history = queries.history(ticket)
    assert projection.timeline(history[:1], terms).priority == "P2"  # a part of the history, under the terms it had


def test_a_ticket_can_be_put_under_a_newer_version(world: World) -> None:
    ticket = world.ticket()
    source = varied_credenti(**{"P2: 12h": "P2: 6h"})
    version = agreements.publish(brand=world.credenti, source=source, by=None, now=MONDAY)
    ticket = move(world, ticket, version=version, contract=world.contract)
    assert (ticket.version, ticket.due_at) == (version, after(hours=6))


def test_a_manager_can_give_a_plan_that_no_contract_has(world: World) -> None:
    ticket = move(world, world.ticket(), contract=world.contract, plan="premium")
    fact: Any = queries.history(ticket)[-1].fact
    assert (ticket.plan, fact.entitled_by, ticket.contract) == ("premium", "decision", world.contract)


def test_only_managers_may(world: World) -> None:
    contract, ticket = premium(world), world.ticket()
    for somebody in (world.bob, world.lea, world.ana):
        with pytest.raises(operations.NotAllowed):
            move(world, ticket, contract=contract, by=somebody)
    assert move(world, ticket, contract=contract, by=manager(world)).plan == "premium"


def test_without_a_reason_nothing_changes(world: World) -> None:
    with pytest.raises(operations.ReasonNeeded):
        move(world, world.ticket(), contract=premium(world), reason=" ")


def test_the_same_terms_are_nothing_new(world: World) -> None:
    with pytest.raises(moving.NothingNew):
        move(world, world.ticket(), contract=world.contract)


@pytest.mark.parametrize("given", [{"plan": "gold"}, {"brand": "zmanda"}, {"organization": "other"}])
def test_terms_that_do_not_fit_are_refused(world: World, given: dict[str, str]) -> None:
    version = AgreementVersion.objects.get(brand=world.zmanda) if "brand" in given else world.version
    contract = premium(world)
    if "organization" in given:
        Contract.objects.filter(pk=contract.pk).update(brand=world.zmanda)
        contract.refresh_from_db()
    with pytest.raises(moving.DoesNotFit):
        move(world, world.ticket(), version=version, contract=contract, plan=given.get("plan", ""))


def test_the_customer_is_told_which_plan_and_why(world: World) -> None:
    ticket = move(world, world.ticket(), contract=premium(world))
    row = OutboxRow.objects.get(payload__template="terms_changed")
    mail = compose(row, after(hours=1)).data.decode()
    assert "Premium" in mail
    assert any(event.fact.kind == "terms_changed" for event in queries.history(ticket) if event.fact.customer_sees)


def test_what_the_change_names_is_proved_with_the_chain(world: World) -> None:
    from django.db import connection

    move(world, world.ticket(), contract=premium(world))
    assert verification.verify().findings == ()
    newest = PinnedTerms.objects.order_by("-pk").first()
    assert newest is not None
    with connection.cursor() as cursor:
        for trigger in ("UPDATE",):
            cursor.execute(
                f"DROP TRIGGER agreements_pinnedterms_{trigger}_refused"
                if connection.vendor == "sqlite"
                else "ALTER TABLE agreements_pinnedterms DISABLE TRIGGER USER"
            )
        cursor.execute("UPDATE agreements_pinnedterms SET digest = %s WHERE id = %s", ["0" * 64, newest.pk])
    assert [finding.what for finding in verification.verify().findings] == ["pinned_terms"]
