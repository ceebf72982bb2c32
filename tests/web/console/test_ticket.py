"""A ticket's page: what was said by whom, what is due and why, and nothing that is not the reader's."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.tickets import operations
from tests.desk.world import MONDAY, World, after, altamar
from tests.web.conftest import Reader

TICKET = "/console/tickets/CRE-1/"
ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def show(reader: Reader, world: World, address: str = TICKET) -> str:
    return reader(world.bob).get(address).content.decode()


def test_messages_notes_and_acts_stand_clearly_apart(world: World, reader: Reader) -> None:
    ticket = world.ticket(text="Nobody can log in.")
    operations.note(ticket=ticket, by=world.lea, text="Like last week.", now=MONDAY)
    operations.reply(ticket=ticket, by=world.bob, text="We are on it.", now=MONDAY)
    operations.assign(ticket=ticket, by=world.bob, assignee=world.bob, now=MONDAY)
    page = show(reader, world)
    kinds = re.findall(r'<article class="message (\w+)"', page)
    assert kinds == ["customer", "note", "support"]
    assert "<bdi>Bob</bdi> took the ticket" in page


def test_the_clock_tells_what_is_left_and_when_it_is_due(world: World, reader: Reader) -> None:
    world.ticket(priority="P1")
    page = show(reader, world)
    assert "2 h left" in page
    both = "Monday, 16 November 2026, 11:00 (UTC)\nMonday, 16 November 2026, 12:00 (Europe/Madrid, UTC+01:00)"
    assert f'<time datetime="2026-11-16T11:00:00+00:00" title="{both}">11:00</time>' in page
    assert "(for the customer 12:00)" in page


def test_the_clock_explains_itself_alone_and_as_a_page(world: World, reader: Reader) -> None:
    world.ticket(priority="P1")
    address = f"{TICKET}why/first_response/1/"
    steps = re.findall(r'<li dir="auto">(.*?)</li>', show(reader, world, address))
    assert any("plans.basic.targets.first_response.P1" in step for step in steps)
    part = reader(world.bob).get(address, headers={"HX-Request": "true"}).content.decode()
    assert re.findall(r'<li dir="auto">(.*?)</li>', part) == steps
    assert "<html" not in part


def test_a_page_that_stays_open_asks_how_the_clock_stands(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    ticket = world.ticket(priority="P1")
    address = f"{TICKET}clock/first_response/1/"
    assert f'hx-get="{address}"' in show(reader, world)
    monday.move_to(after(hours=1))
    assert "1 h left" in show(reader, world, address)
    operations.reply(ticket=ticket, by=world.bob, text="Hello", now=after(hours=1))
    assert "Kept, took 1 h" in show(reader, world, address)
    assert "hx-get" not in show(reader, world, address)


@pytest.mark.parametrize("clock", ["first_response/2", "resolution/1", "nothing/1"])
def test_a_clock_that_is_not_there_is_none(world: World, reader: Reader, clock: str) -> None:
    world.ticket()
    assert reader(world.bob).get(f"{TICKET}why/{clock}/").status_code == 404


def test_a_missed_and_an_answered_clock_say_so(world: World, reader: Reader, monday: time_machine.Traveller) -> None:
    ticket = world.ticket(priority="P1")
    monday.move_to(after(hours=3))
    assert "Missed by 1 h" in show(reader, world)
    operations.reply(ticket=ticket, by=world.bob, text="Sorry", now=after(hours=4))
    monday.move_to(after(hours=9))
    assert "Missed by 2 h" in show(reader, world)


def test_a_missed_update_that_the_next_one_followed_is_late_by_nothing(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    ticket = world.ticket(brand=altamar(world), priority="critical")
    monday.move_to(after(hours=5))
    page = show(reader, world, f"/console/tickets/{ticket.reference}/")
    assert "Missed by 0" not in page
    assert "Missed</" in page


def test_where_nothing_is_promised_the_time_is_still_told(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    world.ticket(requester=world.olga, priority="P1")
    monday.move_to(after(hours=2))
    page = show(reader, world)
    assert "Best effort, 2 h" in page
    assert "nothing is promised, all is best effort" in page
    assert "There is no contract for it: no times are promised" in page


def test_what_people_write_is_text_wherever_it_stands(world: World, reader: Reader) -> None:
    world.ana.name = ATTACK
    world.ana.save()
    world.acme.name = ATTACK
    world.acme.save()
    ticket = world.ticket(subject=ATTACK, text=ATTACK)
    operations.note(ticket=ticket, by=world.bob, text=ATTACK, now=MONDAY)
    operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason=ATTACK, now=MONDAY)
    for address in (TICKET, "/console/", f"{TICKET}priority/?priority=P2", f"/console/?q={ATTACK}"):
        page = show(reader, world, address)
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_an_auditor_reads_and_is_offered_nothing_to_do(world: World, reader: Reader) -> None:
    world.ticket()
    page = reader(world.audrey).get(TICKET).content.decode()
    assert "Nobody can log in." in page
    assert 'class="composer"' not in page
    assert 'id="actions-title"' not in page


def test_what_can_be_done_follows_the_state(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    moves = re.compile(r'name="move" value="([a-z:_]+)"')
    assert moves.findall(show(reader, world))[0] == "wait:customer"
    assert moves.findall(show(reader, world))[-2:] == ["resolve", "close"]
    operations.wait(ticket=ticket, by=world.bob, reason="customer", now=MONDAY)
    assert moves.findall(show(reader, world)) == ["resume", "resolve", "close"]
    operations.resolve(ticket=ticket, by=world.bob, now=MONDAY)
    assert moves.findall(show(reader, world)) == ["reopen", "close"]
    operations.close(ticket=ticket, by=world.bob, now=MONDAY)
    page = show(reader, world)
    assert moves.findall(page) == ["reopen"]
    assert "reply-form" not in page


def test_a_change_of_priority_is_previewed_with_both_due_times(world: World, reader: Reader) -> None:
    world.ticket(priority="P2")
    page = show(reader, world, f"{TICKET}priority/?priority=P1")
    due = re.findall(r'<d[td][^>]*>(?:<time datetime="([^"]+)")', page.split("before-after")[1].split("</dl>")[0])
    assert due == ["2026-11-17T13:00:00+00:00", "2026-11-16T11:00:00+00:00"]
    assert "plans.basic.targets.first_response.P1" in page
    part = reader(world.bob).get(f"{TICKET}priority/?priority=P1", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "plans.basic.targets.first_response.P1" in part


def test_each_due_time_that_a_change_moves_is_shown_before_it_is_saved(world: World, reader: Reader) -> None:
    ticket = world.ticket(brand=altamar(world), priority="high")
    page = show(reader, world, f"/console/tickets/{ticket.reference}/priority/?priority=critical")
    moved = re.findall(r'<th scope="row">([^<]+)</th>', page.split("due-changes")[1].split("</table>")[0])
    assert moved == ["First response", "Customer update", "Escalation to the next tier"]


def test_an_unknown_priority_has_no_preview(world: World, reader: Reader) -> None:
    world.ticket()
    assert "before-after" not in show(reader, world, f"{TICKET}priority/?priority=P9")


def test_the_history_has_every_event(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    operations.assign(ticket=ticket, by=world.lea, assignee=world.bob, now=MONDAY)
    operations.wait(ticket=ticket, by=world.bob, reason="customer", now=MONDAY)
    operations.resume(ticket=ticket, by=world.bob, now=MONDAY)
    operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason="All are hit", now=MONDAY)
    operations.resolve(ticket=ticket, by=world.bob, now=MONDAY)
    operations.close(ticket=ticket, by=world.bob, now=MONDAY)
    operations.reopen(ticket=ticket, by=world.bob, now=MONDAY)
    lines = re.findall(r'<span dir="auto">(.*?)</span>', show(reader, world).split('class="card history"')[1])
    told = [re.sub(r"<[^>]+>", "", line) for line in lines]
    assert told[:4] == [
        "Ana opened the ticket on the portal",
        "Lea gave the ticket to Bob",
        "Bob set the ticket to wait for the customer",
        "Bob took the ticket up again",
    ]
    assert told[4].endswith("Reason: All are hit")
    assert told[5:] == ["Bob resolved the ticket", "Bob closed the ticket", "Bob reopened the ticket"]


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_every_page_speaks_every_language(world: World, reader: Reader, language: str) -> None:
    world.lea.language = language
    world.lea.save()
    world.ticket()
    for address in ("/console/", TICKET, f"{TICKET}why/first_response/1/", f"{TICKET}priority/", "/console/report/"):
        answer = reader(world.lea).get(address)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_history(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    operations.note(ticket=ticket, by=world.bob, text="One", now=MONDAY)
    client = reader(world.bob)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(TICKET)
        return len(seen)

    queries()
    few = queries()
    for person in (world.bob, world.lea) * 5:
        operations.note(ticket=ticket, by=person, text="Another", now=MONDAY)
        operations.customer_message(
            ticket=ticket, by=world.ana, text="And?", channel="web", submitted_at=MONDAY, now=MONDAY
        )
        operations.assign(ticket=ticket, by=world.lea, assignee=person, now=MONDAY)
    assert queries() == few
