"""What agents do now and then, from the page: done once, refused with a reason beside the field, and nothing typed is lost."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from parola.desk.accounts.models import Membership
from parola.desk.tickets import milestones, operations, queries
from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.kinds import ties, turns
from parola.desk.tickets.models import Ticket
from parola.web.console.more.deeds import DEEDS
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, after, altamar
from tests.web.conftest import Reader

TICKET = "/console/tickets/CRE-1/"
MORE = f"{TICKET}more/"


@pytest.fixture
def bob(world: World, reader: Reader) -> Client:
    return reader(world.bob)


def present(reference: str = "CRE-1") -> Ticket:
    return Ticket.objects.get(reference=reference)


def seen() -> dict[str, str]:
    return {"seen": str(present().last_event_seq)}


def last(kind: type[said.Fact], reference: str = "CRE-1") -> said.Fact:
    return [event.fact for event in queries.history(present(reference)) if isinstance(event.fact, kind)][-1]


def test_the_menu_is_one_disclosure_that_offers_what_the_state_allows(world: World, bob: Client) -> None:
    ticket = world.ticket()
    page = bob.get(TICKET).content.decode()
    assert page.count('<details class="more"') == 1
    assert f'href="{MORE}restored/"' in page
    assert f'href="{MORE}restored-wrong/"' not in page
    milestones.reach(ticket=ticket, milestone="restored", by=world.bob, now=MONDAY)
    page = bob.get(TICKET).content.decode()
    assert f'href="{MORE}restored/"' not in page
    assert f'href="{MORE}restored-wrong/"' in page
    operations.close(ticket=ticket, by=world.bob, now=MONDAY)
    assert f'href="{MORE}call/"' not in bob.get(TICKET).content.decode()
    assert f'href="{MORE}merge/"' in bob.get(TICKET).content.decode()


def test_an_auditor_is_offered_none_of_it(world: World, reader: Reader) -> None:
    world.ticket()
    assert "/more/" not in reader(world.audrey).get(TICKET).content.decode()


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_every_page_of_it_opens_in_every_language(world: World, reader: Reader, language: str) -> None:
    world.bob.language = language
    world.bob.save()
    world.ticket()
    for deed in DEEDS:
        answer = reader(world.bob).get(f"{MORE}{deed.key}/")
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()


def test_an_act_that_is_not_there_is_none(world: World, bob: Client) -> None:
    world.ticket()
    assert bob.get(f"{MORE}dance/").status_code == 404


def test_two_tickets_are_merged_and_one_is_on_the_page_of_the_one_that_goes_on(world: World, bob: Client) -> None:
    world.ticket(text="first words")
    world.ticket(text="second words", submitted_at=after(minutes=-1))
    answer = bob.post(f"{MORE}merge/", {**seen(), "other": " cre-2 "}, follow=True)
    assert answer.redirect_chain == [("/console/tickets/CRE-2/#main", 302)]
    page = answer.content.decode()
    assert page.index("second words") < page.index("first words")
    assert 'joined <bdi><a href="/console/tickets/CRE-1/" dir="ltr">CRE-1</a></bdi> to this ticket' in page
    merged = bob.get(TICKET).content.decode()
    assert 'goes on in <a href="/console/tickets/CRE-2/" dir="ltr">CRE-2</a>' in merged
    assert ">Merged<" in merged


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ("CRE-99", "There is no such ticket among yours."),
        ("ZMA-1", "There is no such ticket among yours."),
        ("CRE-2", "Only requests of the same customer to the same brand go together."),
        ("CRE-1", "Only requests of the same customer to the same brand go together."),
    ],
)
def test_what_cannot_be_merged_is_refused_beside_the_field(world: World, bob: Client, other: str, error: str) -> None:
    world.ticket()
    world.ticket(requester=world.olga, priority=None)
    world.ticket(brand=world.zmanda, priority=None)
    answer = bob.post(f"{MORE}merge/", {**seen(), "other": other})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert error in page
    assert f'value="{other}"' in page


def test_who_would_be_shown_something_is_named_before(world: World, bob: Client) -> None:
    carla = worlds.person("carla")
    Membership.objects.create(person=carla, organization=world.acme)
    world.ticket(requester=carla)
    world.ticket()
    answer = bob.post(f"{MORE}merge/", {**seen(), "other": "CRE-2"})
    assert "Carla would be shown what was written on the other ticket" in answer.content.decode()
    bob.post(f"{MORE}merge/", {**seen(), "other": "CRE-2", "share": "on"})
    assert present("CRE-2").void == "merged"


def test_duplicate_spam_and_the_way_back(world: World, bob: Client) -> None:
    world.ticket()
    world.ticket()
    bob.post(f"{MORE}duplicate/", {**seen(), "other": "CRE-2"})
    assert present().void == "duplicate"
    bob.post(f"{TICKET}move/", {**seen(), "move": "reopen"})
    assert (present().void, present().status) == ("", "open")
    bob.post(f"{MORE}spam/", seen())
    assert present().void == "spam"


def test_a_message_is_split_off_from_the_page(world: World, bob: Client) -> None:
    ticket = world.ticket()
    operations.customer_message(
        ticket=ticket, by=world.ana, text="Invoices too", channel="web", submitted_at=MONDAY, now=MONDAY
    )
    assert "Invoices too" in bob.get(f"{MORE}split/").content.decode()
    answer = bob.post(f"{MORE}split/", {**seen(), "message": "2", "subject": "Invoices"}, follow=True)
    assert answer.redirect_chain == [("/console/tickets/CRE-2/#main", 302)]
    assert "Invoices too" in answer.content.decode()
    assert bob.post(f"{MORE}split/", {**seen(), "message": "2", "subject": "x"}).status_code == 422


def test_a_call_is_noted_in_the_writers_own_time(world: World, bob: Client, monday: time_machine.Traveller) -> None:
    world.bob.timezone = "Asia/Dubai"
    world.bob.save()
    world.ticket(priority="P1")
    monday.move_to(after(hours=1))
    call = {"direction": "to", "caller": str(world.ana.pk), "at": "2026-11-16T13:30", "text": "Told her"}
    bob.post(f"{MORE}call/", {**seen(), **call})
    event = queries.history(present())[-1]
    assert (event.at, event.recorded_at) == (after(minutes=30), after(hours=1))
    assert present().first_response_at == after(minutes=30)
    late = bob.post(f"{MORE}call/", {**seen(), **call, "at": "2026-11-16T14:30"})
    assert "This cannot have been then." in late.content.decode()
    assert "Told her" in late.content.decode()


def test_the_minute_of_the_opening_is_the_opening(world: World, bob: Client, monday: time_machine.Traveller) -> None:
    world.ticket(submitted_at=after(seconds=30), now=after(seconds=30))
    monday.move_to(after(minutes=1))
    bob.post(f"{MORE}restored/", {**seen(), "at": "2026-11-16T09:00"})
    assert queries.history(present())[-1].at == after(seconds=30)


def test_a_waiting_is_noted(world: World, bob: Client, monday: time_machine.Traveller) -> None:
    world.ticket()
    monday.move_to(after(hours=1))
    bob.post(f"{MORE}pause/", {**seen(), "reason": "customer", "start": "2026-11-16T09:10", "end": "2026-11-16T09:20"})
    assert [event.at for event in queries.history(present())[1:]] == [after(minutes=10), after(minutes=20)]
    overlapping = {"reason": "customer", "start": "2026-11-16T09:15", "end": "2026-11-16T09:30"}
    answer = bob.post(f"{MORE}pause/", {**seen(), **overlapping})
    assert "During a part of this time the ticket waited already" in answer.content.decode()


def test_a_workaround_is_given_and_taken_back(world: World, bob: Client) -> None:
    world.ticket()
    answer = bob.post(f"{MORE}workaround/", {**seen(), "text": ""})
    assert "A workaround is given with words to the customer" in answer.content.decode()
    bob.post(f"{MORE}workaround/", {**seen(), "text": "Use the other door."})
    assert last(turns.WorkaroundGiven) == turns.WorkaroundGiven(message=2)
    bob.post(f"{MORE}workaround-wrong/", {**seen(), "reason": "It is locked"})
    assert last(turns.MilestoneWithdrawn) == turns.MilestoneWithdrawn(milestone="workaround", reason="It is locked")


def test_outside_the_contact_hours_a_reason_is_asked_for(
    world: World, bob: Client, monday: time_machine.Traveller
) -> None:
    world.ticket(priority="P3")
    monday.move_to(after(hours=12))
    answer = bob.post(f"{MORE}restored/", {**seen(), "text": "It works"})
    assert "A reason is needed." in answer.content.decode()
    bob.post(f"{MORE}restored/", {**seen(), "text": "It works", "at_once_reason": "She waits"})
    assert last(turns.Restored) == turns.Restored(message=2)


def test_the_due_times_before_and_after_are_seen_before_facts_are_changed(world: World, bob: Client) -> None:
    world.ticket(priority="P2", facts={"environment": "production"})
    page = bob.get(f"{MORE}facts/").content.decode()
    assert 'name="fact_environment"' in page
    given = {"fact_environment": "", "reason": "Not theirs"}
    looked = bob.post(f"{MORE}facts/", {**seen(), **given, "look": "1"})
    assert looked.status_code == 200
    assert "Not theirs" in looked.content.decode()
    assert "No due time changes." in looked.content.decode() or "due-changes" in looked.content.decode()
    assert present().last_event_seq == 1
    bob.post(f"{MORE}facts/", {**seen(), **given})
    assert last(turns.FactsChanged).model_dump()["facts"] == {"environment": ""}


def test_both_sides_agree_in_the_customers_time(world: World, bob: Client) -> None:
    ticket = world.ticket(brand=altamar(world), priority="critical")
    address = f"/console/tickets/{ticket.reference}/more/agree/"
    assert 'name="look"' in bob.get(address).content.decode()
    assert "In the customer’s time" in bob.get(address).content.decode().replace("&#x27;", "’")
    given = {
        "seen": "1", "clock": "update/", "due": "2026-11-16T17:00", "agreed_with": str(world.ana.pk), "reason": "Parts",
    }  # fmt: skip
    looked = bob.post(address, {**given, "look": "1"}).content.decode()
    assert looked.count("<time") >= 1 or "No due time changes." in looked
    bob.post(address, given)
    fact = last(turns.PromiseAgreed, ticket.reference)
    assert isinstance(fact, turns.PromiseAgreed)
    assert fact.due == after(hours=7)  # 17:00 in Madrid
    why = bob.get(f"/console/tickets/{ticket.reference}/why/update/1/").content.decode()
    assert "Agreed by both sides in place of the plan's: Monday" in why.replace("&#x27;", "'")
    assert f"{world.bob} and {world.ana})" in why
    for due, pressed in (("2026-11-16T09:00", {}), ("9999-12-31T23:59", {}), ("9999-12-31T23:59", {"look": "1"})):
        refused = bob.post(address, {**given, **pressed, "seen": "2", "due": due})
        assert "Choose a time that lies ahead, at most two years from now." in refused.content.decode()


def test_where_nothing_is_promised_any_more_there_is_nothing_to_agree_on(world: World, bob: Client) -> None:
    ticket = world.ticket()
    assert f'href="{MORE}agree/"' in bob.get(TICKET).content.decode()
    operations.reply(ticket=ticket, by=world.bob, text="Hello", now=MONDAY)
    assert f'href="{MORE}agree/"' not in bob.get(TICKET).content.decode()


def test_a_form_from_an_older_page_is_found_out_and_keeps_what_was_typed(world: World, bob: Client) -> None:
    ticket = world.ticket()
    operations.assign(ticket=ticket, by=world.lea, assignee=world.lea, now=MONDAY)
    answer = bob.post(f"{MORE}restored/", {"seen": "1", "text": "What I typed"})
    assert answer.status_code == 409
    assert "took the ticket" in answer.content.decode()
    assert "What I typed" in answer.content.decode()
    assert not any(isinstance(event.fact, turns.Restored) for event in queries.history(present()))


def test_what_the_state_no_longer_allows_is_said(world: World, bob: Client) -> None:
    operations.close(ticket=world.ticket(), by=world.bob, now=MONDAY)
    answer = bob.post(f"{MORE}restored/", {**seen(), "text": ""})
    assert answer.status_code == 409


def test_a_link_to_a_ticket_of_another_brand_is_none(world: World, bob: Client) -> None:
    world.ticket()
    assert bob.post(f"{MORE}duplicate/", {**seen(), "other": "CRE-404"}).status_code == 422
    assert not any(isinstance(event.fact, ties.Duplicate) for event in queries.history(present()))
