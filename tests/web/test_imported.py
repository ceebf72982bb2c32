"""What was taken over from another desk, on the pages: said where it came from, and never as this desk's word."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from parola.desk.reports import imported
from parola.desk.reports import queries as reports
from parola.desk.tickets.models import Outcome, Ticket
from parola.desk.transfer.past.run import Import
from parola.desk.transfer.past.ticket import Happened, Past, Said, Who
from parola.lab.mapping import TermsSpec
from parola.sla.agreement import Metric
from tests.desk.world import MONDAY, World, build

THEN = MONDAY - timedelta(days=11)
BOB = Who(address="bob@people.example")


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Late by what is promised here; the other desk said otherwise, and knew of another priority first."""
    past = Past(
        line=1,
        id="4711",
        opened=THEN,
        requester=Who(address="ana@people.example"),
        subject="From before",
        text="It was slow.",
        priority="P2",
        happened=(
            Happened(at=THEN + timedelta(hours=1), what="priority", value="P1", by=BOB),
            Happened(at=THEN + timedelta(days=3), what="message", text="Not any more.", by=BOB),
        ),
        said=(Said(metric=Metric.FIRST_RESPONSE, due=THEN + timedelta(days=5), met=True),),
        files_left=2,
    )
    Import(brand=world.credenti, source="old", spec=TermsSpec(), now=MONDAY, dry=False).run([past])
    return Ticket.objects.get(imported="old")


def shown_csv(client: Client) -> str:
    answer = client.get(reverse("portal:requests_csv"))
    assert isinstance(answer, StreamingHttpResponse)
    return answer.getvalue().decode("utf-8-sig")


def shown(client: Client, name: str, *keys: str) -> str:
    return client.get(reverse(name, args=keys)).content.decode()


def test_the_console_says_where_it_lived_and_where_the_desks_differ(
    client: Client, world: World, ticket: Ticket
) -> None:
    client.force_login(world.bob)
    page = shown(client, "console:ticket", ticket.reference)
    assert "Imported" in page
    assert "<bdi>4711</bdi>" in page
    assert "2 files of its messages were not in the export." in page
    assert "here missed, there met" in page
    assert "counted from" in page
    assert "(due before" not in page


def test_the_customer_is_told_of_no_promise_that_was_none(client: Client, world: World, ticket: Ticket) -> None:
    client.force_login(world.olga)
    assert client.get(reverse("portal:ticket", args=[ticket.reference])).status_code == 404
    world.ana.language = "en"
    world.ana.save()
    client.force_login(world.ana)
    page = shown(client, "portal:ticket", ticket.reference)
    assert "was taken over from another desk" in page
    assert "We promised to answer" not in page
    listed = shown(client, "portal:requests")
    assert "From before" in listed
    assert "not kept" not in listed
    (line,) = csv.DictReader(io.StringIO(shown_csv(client)))
    assert (line["Promises kept"], line["Promises missed"]) == ("0", "0")


def test_what_ended_there_counts_apart(client: Client, world: World, ticket: Ticket) -> None:
    period = {"first": THEN, "last": MONDAY + timedelta(days=60), "now": MONDAY}
    assert Outcome.objects.filter(ticket=ticket, elsewhere=True, state="missed").exists()
    assert reports.counted(person=world.lea, brand=world.credenti, **period) == []  # type: ignore[arg-type]
    (row,) = imported.kept(world.lea, world.credenti, "old")
    assert (row.met, row.missed) == (0, 1)
    with pytest.raises(reports.NotAllowed):
        imported.sources(world.bob, world.credenti)
    client.force_login(world.lea)
    page = shown(client, "console:imported")
    assert "1 ticket, 1 of them at work" in page
