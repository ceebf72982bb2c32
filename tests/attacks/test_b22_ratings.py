"""B22, B19: a link by which one rates is made by nobody else, opens no other request, and cannot be pressed on and on."""

from __future__ import annotations

import pytest
from django.core.signing import Signer

from parola.desk.tickets import operations, rating
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.web.account.limits import LIMITS
from tests.desk.world import World, after
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db


def resolved(world: World) -> Ticket:
    ticket = world.ticket()
    return operations.resolve(ticket=ticket, by=world.bob, now=after())


def test_no_other_link_opens_it(world: World, reader: Reader) -> None:
    ticket = resolved(world)
    signed = rating.token(ticket, world.ana)
    said, _, seal = signed.rpartition(":")
    others = [
        f"{ticket.pk + 1}.{world.ana.pk}:{seal}",
        f"{ticket.pk}.{world.bob.pk}:{seal}",
        said,
        Signer(salt="parola").sign(said),
        Signer().sign(said),
        rating.token(ticket, world.amir),
        rating._signer().sign(said + ".1"),
    ]
    for other in others:
        assert reader(None).post(f"/rate/{other}/1/", {"score": "1"}).status_code == 410, other
    assert Ticket.objects.get().rating is None


def test_pressed_on_and_on_it_writes_no_more(world: World, reader: Reader) -> None:
    ticket = resolved(world)
    nobody, address = reader(None), f"/rate/{rating.token(ticket, world.ana)}/1/"
    answers = [nobody.post(address, {"score": str(each % 2)}).status_code for each in range(LIMITS["rate"].place + 2)]
    assert answers[-2:] == [429, 429]
    assert TicketEvent.objects.filter(kind="rated").count() <= LIMITS["rate"].place
    assert nobody.get(address).status_code == 200
