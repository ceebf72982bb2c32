"""A manager puts a ticket under other terms on a page of its own, and sees first what that does."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import time_machine
from django.urls import reverse

from parola.desk.accounts.models import Post
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.mail.compose import compose
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, moving, operations, queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.moving import Wanted
from parola.policy import library
from tests.desk.world import World, after, altamar
from tests.web.conftest import Reader


def manager(world: World) -> Any:
    Post.objects.create(person=world.lea, brand=world.credenti, role="manager")
    return world.lea


def premium(world: World) -> Contract:
    return agreements.sign(
        organization=world.acme,
        brand=world.credenti,
        plan="premium",
        first_day=date(2026, 11, 17),
        timezone="Europe/Madrid",
        now=after(),
    )


def form(ticket: Ticket, world: World, **given: Any) -> dict[str, Any]:
    return {"seen": ticket.last_event_seq, "version": world.version.pk, "plan": "", "reason": "Bought it", **given}


def test_only_managers_are_offered_it(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    address = reverse("console:terms", args=[ticket.reference])
    assert reader(world.bob).get(address).status_code == 403
    page = reader(manager(world)).get(reverse("console:ticket", args=[ticket.reference])).content.decode()
    assert address in page


def test_the_due_times_before_and_after_are_shown_first(world: World, reader: Reader) -> None:
    ticket, contract = world.ticket(), premium(world)
    address = reverse("console:terms", args=[ticket.reference])
    page = reader(manager(world)).get(address, {"contract": contract.pk}).content.decode()
    assert "Due after the change" in page
    assert "10:00" in page  # Premium's P2 is an hour; Lea reads in UTC
    nothing_new = reader(world.lea).get(address).content.decode()
    assert "under these terms already" in nothing_new
    part = reader(world.lea).get(address, {"contract": contract.pk}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def test_the_change_is_made_and_told(world: World, reader: Reader) -> None:
    ticket, contract = world.ticket(), premium(world)
    address = reverse("console:terms", args=[ticket.reference])
    assert reader(manager(world)).post(address, form(ticket, world, contract=contract.pk)).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).plan == "premium"
    page = reader(world.lea).get(reverse("console:ticket", args=[ticket.reference])).content.decode()
    assert "put the ticket under other terms" in page
    told = reader(world.ana).get(reverse("portal:ticket", args=[ticket.reference])).content.decode()
    assert "Bought it" in told


def test_what_does_not_fit_comes_back_with_all_that_was_typed(world: World, reader: Reader) -> None:
    ticket, contract = world.ticket(), premium(world)
    address = reverse("console:terms", args=[ticket.reference])
    client = reader(manager(world))
    assert client.post(address, form(ticket, world, contract=contract.pk, reason="")).status_code == 422
    stale = client.post(address, form(ticket, world, contract=contract.pk, seen=0))
    assert stale.status_code == 409
    assert "Bought it" in stale.content.decode()
    assert client.post(address, form(ticket, world, contract=world.contract.pk)).status_code == 409


def test_the_clause_is_found_in_the_agreement_as_published(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    page = reader(world.bob).get(reverse("console:agreement", args=[ticket.reference]), {"clause": "plans.basic"})
    marked = page.content.decode().split('id="clause"')[1]
    assert marked.split("</li>")[0].endswith("  basic:")


def renamed(world: World) -> Ticket:
    """A ticket that was at a priority which its present agreement no longer has."""
    brand = altamar(world)
    ticket = world.ticket(brand=brand, priority="high")
    alarms.sweep(now=after(hours=2))
    for minutes, priority in ((1, "critical"), (5, "high"), (9, "critical")):
        ticket = queries.again(ticket)
        now = after(hours=3, minutes=minutes)
        ticket = operations.change_priority(ticket=ticket, by=world.bob, priority=priority, reason="Outage", now=now)
    source = re.sub(r"\bhigh\b(?=[:,}\n])", "urgent", library.load("native").source)
    version = agreements.publish(brand=brand, source=source, by=None, now=after(hours=4))
    wanted = Wanted(version=version, contract=Contract.objects.get(brand=brand))
    return moving.change_terms(ticket=ticket, by=world.root, wanted=wanted, reason="New version", now=after(hours=5))


def test_a_priority_that_the_new_agreement_lacks_keeps_its_name_in_all_that_is_told(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    ticket = renamed(world)
    monday.move_to(after(hours=6))
    inside, outside = reader(world.root), reader(world.ana)
    for metric in ("first_response", "update", "escalation"):
        assert inside.get(reverse("console:why", args=[ticket.reference, metric, 1])).status_code == 200
    for page in ("ticket", "history", "history_json"):
        assert inside.get(reverse(f"console:{page}", args=[ticket.reference])).status_code == 200
    for page in ("ticket", "history", "history_json"):
        told = outside.get(reverse(f"portal:{page}", args=[ticket.reference]))
        assert "Alto" in told.content.decode()
    for row in OutboxRow.objects.all():
        compose(row, after(hours=6))
