"""A manager puts a ticket under other terms on a page of its own, and sees first what that does."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from parola.desk.accounts.models import Post
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.tickets.models import Ticket
from tests.desk.world import World
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
