"""A promised acknowledgement is kept when the desk's own confirmation leaves: then, once, and only where it is promised."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from parola.desk.agreements import operations as agreements
from parola.desk.mail import send
from parola.desk.mail.server import Delivery
from parola.desk.tickets import queries
from parola.desk.tickets.acknowledging import acknowledged
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Metric
from parola.sla.clock import State
from tests.desk.mail.post import gathering, listening
from tests.desk.world import MONDAY, World, after
from tests.policy.samples import small

PROMISED = small(
    **{
        "{on: office, P1: 2h, P2: 1d}\n": "{on: office, P1: 2h, P2: 1d}\n      acknowledgement: {on: always, all: 10m}\n"
    }
)


@pytest.fixture
def server(settings: Settings) -> Iterator[list[Delivery]]:
    """What a mail server that is well takes."""
    deliveries: list[Delivery] = []
    with listening(gathering(deliveries)) as port:
        settings.EMAIL_PORT = port
        yield deliveries


def state(ticket: Ticket) -> State:
    (clock,) = [one for one in queries.timeline(ticket).clocks if one.metric is Metric.ACKNOWLEDGEMENT]
    return clock.state(after(hours=1))


def kinds(ticket: Ticket) -> list[str]:
    return list(ticket.events.order_by("seq").values_list("kind", flat=True))


@pytest.mark.parametrize(("minutes", "expected"), [(1, State.MET), (11, State.MISSED)])
def test_it_is_kept_when_the_confirmation_leaves(
    world: World, server: list[Delivery], minutes: int, expected: State
) -> None:
    agreements.publish(brand=world.credenti, source=PROMISED, by=None, now=MONDAY)
    ticket = world.ticket()
    send.deliver(now=after(minutes=minutes))
    assert len(server) == 1
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert kinds(ticket).count("acknowledged") == 1
    assert state(ticket) is expected


def test_it_is_recorded_once_however_often_the_mail_is_sent(world: World) -> None:
    agreements.publish(brand=world.credenti, source=PROMISED, by=None, now=MONDAY)
    ticket = world.ticket()
    for minutes in (1, 2):
        acknowledged(ticket=ticket, to=world.ana, source_id="acknowledged:x", now=after(minutes=minutes))
    assert kinds(ticket) == ["opened", "acknowledged"]


def test_where_it_is_not_promised_nothing_is_recorded(world: World, server: list[Delivery]) -> None:
    ticket = world.ticket()
    send.deliver(now=after(minutes=1))
    assert (len(server), kinds(ticket)) == (1, ["opened"])
