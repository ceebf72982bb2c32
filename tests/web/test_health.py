"""Whether the desk is well, for programs and for people."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from parola.desk.outbox.models import Heartbeat, OutboxRow
from parola.desk.tickets.models import Ticket
from parola.worker.jobs import LANES
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

STOPPED = "Timekeeping stopped 5 min ago"


def beat(ago: timedelta) -> None:
    for lane in LANES:
        Heartbeat.objects.create(name=lane, at=MONDAY - ago)


def test_the_web_works_without_a_worker_and_says_so(db: None) -> None:
    lanes = {"timekeeping": False, "mail": False}
    assert Client().get("/health").json() == {"web": True, "database": True, **lanes, "reports": True}


def test_all_is_well_while_the_worker_lives(world: World, reader: Reader) -> None:
    beat(timedelta(seconds=10))
    assert Client().get("/health").json()["timekeeping"] is True
    assert 'class="health' not in reader(world.bob).get("/console/").content.decode()


def test_every_page_says_that_timekeeping_stopped(world: World, reader: Reader) -> None:
    beat(timedelta(minutes=5))
    world.ticket()
    for address in ("/console/", "/console/tickets/CRE-1/", "/console/report/"):
        assert STOPPED in reader(world.lea).get(address).content.decode()


def test_mail_that_was_set_aside_is_not_forgotten(world: World, reader: Reader) -> None:
    beat(timedelta(0))
    world.ticket()
    OutboxRow.objects.update(state="parked")
    assert "1 mail could not be sent and was set aside." in reader(world.bob).get("/console/").content.decode()


def test_a_worker_that_lives_and_lags_is_told_too(world: World, reader: Reader) -> None:
    beat(timedelta(seconds=10))
    ticket = world.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(next_alarm_at=MONDAY - timedelta(minutes=5))
    assert Client().get("/health").json()["timekeeping"] is False
    assert STOPPED in reader(world.bob).get("/console/").content.decode()
