"""The whole history of a customer's requests: found, paged, and taken away as a table."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Person
from parola.desk.search import following
from parola.desk.tickets import operations, own, rating
from parola.desk.tickets.own import Wanted
from tests.desk.world import World, after
from tests.web.conftest import Reader
from tests.web.portal import test_requests
from tests.web.portal.pages import english, text_of

PORTAL = "/portal/"
OLDER = re.compile(r'href="(\?[^"]*after=[^"]*)"')


def subjects(client: Client, address: str = PORTAL) -> list[str]:
    return test_requests.SUBJECT.findall(client.get(address).content.decode())


def table(client: Client, address: str = f"{PORTAL}requests.csv") -> list[list[str]]:
    answer = client.get(address)
    assert isinstance(answer, StreamingHttpResponse)
    text = b"".join(answer).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_every_request_is_on_some_page_once_whatever_comes_meanwhile(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parola.web.portal.listing.SHOWN", 2)
    for number in range(5):
        world.ticket(subject=f"No. {number}", submitted_at=after(minutes=number // 2), now=after(minutes=number // 2))
    client, address, found = reader(world.ana), PORTAL, list[str]()
    while address:
        page = client.get(address).content.decode()
        found += test_requests.SUBJECT.findall(page)
        world.ticket(subject="New", submitted_at=after(hours=1), now=after(hours=1))
        older = OLDER.search(page)
        address = f"{PORTAL}{older.group(1).replace('&amp;', '&')}" if older else ""
    assert found == [f"No. {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("place", ["", "x", "1-", "99999999999999999-1", "1-999999999999999999999", "-1--1"])
def test_a_place_that_is_none_is_the_beginning_or_the_end(world: World, reader: Reader, place: str) -> None:
    world.ticket()
    assert reader(world.ana).get(f"{PORTAL}?after={place}&state=work").status_code == 200


def test_requests_are_found_by_what_is_asked(world: World, reader: Reader) -> None:
    done = operations.resolve(ticket=world.ticket(subject="Invoice wrong", priority="P1"), by=world.bob, now=after())
    world.ticket(subject="Printer", facts={"product": "Cloud"}, submitted_at=after(days=2), now=after(days=2))
    world.ticket(subject="Of Amir", requester=world.amir)
    ana, amir = reader(world.ana), reader(world.amir)
    for question, expected in {
        "text=INVOICE": ["Invoice wrong"],
        f"text={done.reference.lower()}": ["Invoice wrong"],
        "text=invoice+printer": [],
        "state=done": ["Invoice wrong"],
        "state=work": ["Printer"],
        "state=nonsense": ["Printer", "Invoice wrong"],
        "priority=P1": ["Invoice wrong"],
        "product=Cloud": ["Printer"],
        "first=2026-11-17": ["Printer"],
        "last=2026-11-16": ["Invoice wrong"],
        "first=9999-12-31&last=0001-01-01": ["Printer", "Invoice wrong"],
        "text=%00": ["Printer", "Invoice wrong"],
    }.items():
        assert subjects(ana, f"{PORTAL}?{question}") == expected, question
    assert subjects(amir, f"{PORTAL}?person={world.amir.pk}") == ["Of Amir"]
    assert "None of your requests is like that" in text_of(english(reader, world.ana).get(f"{PORTAL}?text=zzz").content)


def test_words_of_the_conversation_are_found_and_never_those_inside(world: World, reader: Reader) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Restart the gateway.", now=after())
    operations.note(ticket=ticket, by=world.bob, text="They never pay.", now=after())
    while following.step():
        pass
    ana = reader(world.ana)
    assert subjects(ana, f"{PORTAL}?text=gateways") == ["No login"]
    assert subjects(ana, f"{PORTAL}?text=never") == []
    assert subjects(reader(world.olga), f"{PORTAL}?text=gateway") == []


def test_a_row_tells_news_the_last_answer_and_what_was_kept(world: World, reader: Reader) -> None:
    operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="We look.", now=after(minutes=5))
    client = english(reader, world.ana)
    page = text_of(client.get(PORTAL).content)
    assert "New" in page
    assert "last answer 09:05" in page
    assert "1 promise kept" in page
    client.post("/portal/requests/CRE-1/read/")
    assert 'class="request unread"' not in client.get(PORTAL).content.decode()


def test_the_table_has_what_the_list_has_and_no_formula(world: World, reader: Reader) -> None:
    ticket = world.ticket(subject='=cmd|" /C calc"!A0')
    ticket = operations.resolve(ticket=ticket, by=world.bob, now=after(minutes=1))
    rating.rate(ticket=ticket, by=world.ana, score=1, words="", through="portal", now=after(minutes=2))
    world.ticket(subject="Of a stranger", requester=world.olga)
    head, row = table(english(reader, world.ana))
    told = dict(zip(head, row, strict=True))
    assert told["Reference"] == "CRE-1"
    assert told["Subject"].startswith("'=")
    assert told["Opened"] == "2026-11-16T09:00:00+00:00"
    assert told["How the help was"] == "Good"
    assert len(table(reader(world.ana), f"{PORTAL}requests.csv?state=work")) == 1


def test_the_table_is_written_slice_by_slice(world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "SLICE", 2)
    for _ in range(5):
        world.ticket()
    found = own.requests(world.ana, Wanted())
    assert [len(each) for each in own.slices(found)] == [2, 2, 1]
    assert len(table(reader(world.ana))) == 6


def test_the_number_of_queries_is_the_same_for_any_filter(world: World, reader: Reader) -> None:
    def queries(person: Person) -> int:
        client = reader(person)
        client.get(PORTAL)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{PORTAL}?state=work&text=login")
        return len(asked)

    world.ticket()
    few = queries(world.amir)
    for _ in range(4):
        operations.reply(ticket=world.ticket(), by=world.bob, text="Hm.", now=after())
    assert queries(world.amir) == few
