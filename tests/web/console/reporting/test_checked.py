"""What the desk found when it looked at its own numbers: on a page of its own, and loudly where they differ."""

from __future__ import annotations

from django.test import Client

from parola.desk.outbox.models import Heartbeat
from parola.desk.tickets import operations
from parola.desk.tickets.models import Outcome
from parola.worker.jobs import LANES
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader
from tests.web.console.test_board import told_by


def test_a_difference_is_told_on_every_page_and_to_programs(world: World, reader: Reader) -> None:
    operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=MONDAY)
    for lane in LANES:
        Heartbeat.objects.create(name=lane, at=MONDAY)
    assert Client().get("/health").json()["reports"] is True
    client = reader(world.lea)
    assert "No difference" in told_by(client.post("/console/report/check/", {"brand": "credenti"}, follow=True).content)
    Outcome.objects.filter(state="met").delete()
    page = told_by(client.post("/console/report/check/", {"brand": "credenti"}, follow=True).content)
    assert "The numbers are not what the record says." in page
    assert "1 ticket differs. " in page
    assert "CRE-1 0 1" in page
    told = "The reports of Credenti differ from the record at 1 of the tickets that were checked."
    assert told in client.get("/console/").content.decode()
    assert told not in reader(world.bob).get("/console/").content.decode()
    assert Client().get("/health").json()["reports"] is False
