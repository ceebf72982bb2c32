"""Writing a request: whom to ask and how, the priority with its meaning, what is promised, and what the agreement refuses."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from parola.desk.accounts.models import Membership, Organization
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.queries import agreement, newest_version
from parola.desk.tickets.models import Body, Ticket, TicketEvent
from parola.desk.tickets.vocabulary import Opened
from tests.desk import world as worlds
from tests.desk.world import SIGNED, World
from tests.web.conftest import Reader
from tests.web.portal.pages import TOKEN, english, signed, text_of

NEW = "/portal/new/credenti/"
SEND = f"{NEW}send/"
FILLED = {"token": TOKEN, "subject": "No login", "text": "Nobody can log in."}


def cloudtalk(world: World, plan: str = "advanced") -> None:
    """Acme has a contract with CloudTalk too."""
    signed(world, worlds.brand("cloudtalk", "CTK"), plan)


def test_who_has_one_vendor_comes_to_its_form_at_once(world: World, reader: Reader) -> None:
    answer = reader(world.ana).get("/portal/new/")
    assert answer["Location"] == NEW


def test_who_has_several_vendors_is_asked_which(world: World, reader: Reader) -> None:
    cloudtalk(world)
    page = reader(world.ana).get("/portal/new/").content.decode()
    assert re.findall(r'href="/portal/new/(\w+)/"', page) == ["credenti", "cloudtalk"]


def test_a_vendor_that_one_has_nothing_to_do_with_has_no_form(world: World, reader: Reader) -> None:
    client = reader(world.ana)
    for address in ("/portal/new/zmanda/", "/portal/new/nobody/", "/portal/new/zmanda/outlook/"):
        assert client.get(address).status_code == 404
    assert client.post("/portal/new/zmanda/send/", FILLED).status_code == 404
    assert not Ticket.objects.exists()


def test_who_asked_a_vendor_before_can_ask_it_again_without_a_contract(world: World, reader: Reader) -> None:
    world.ticket(requester=world.olga, brand=world.zmanda, priority=None)
    page = english(reader, world.olga).get("/portal/new/", follow=True).content.decode()
    assert "Community (Amanda)" in page
    assert "What reaches us another way is kept and answered all the same" in page


def test_the_form_tells_the_ways_that_the_plan_has(world: World, reader: Reader) -> None:
    page = english(reader, world.ana).get(NEW).content.decode()
    ways = page.split('class="ways"')[1].split("</ul>")[0]
    assert "support@credenti.example" in ways
    assert "Phone" not in ways


def test_each_priority_is_shown_with_its_meaning_example_responsibility_and_promise(
    world: World, reader: Reader
) -> None:
    page = text_of(english(reader, world.ana).get(NEW).content)
    first = agreement(world.version).priority("P1")
    for text in (first.name, first.definition, first.example, first.responsibility):
        assert text["en"] in page
    assert "First response: 2 business hours" in page
    assert "I cannot say: P3" in page


def test_the_words_of_the_agreement_are_in_the_readers_language(world: World, reader: Reader) -> None:
    page = text_of(reader(world.ana).get(NEW).content)
    assert "P1 · Impacto crítico en el negocio" in page
    assert "Al seleccionar la prioridad 1, usted confirma" in page


def test_a_request_becomes_a_ticket_with_its_promise_in_sight(world: World, reader: Reader) -> None:
    client = english(reader, world.ana)
    answer = client.post(SEND, {**FILLED, "priority": "P1", "undertake": "on"}, follow=True)
    ticket = Ticket.objects.get()
    assert answer.redirect_chain == [(f"/portal/requests/{ticket.reference}/", 302)]
    page = text_of(answer.content)
    assert "We have your request." in page
    assert "We will answer by Monday, 16 November 2026, 11:00 (UTC)." in page
    assert (ticket.brand, ticket.requester, ticket.organization) == (world.credenti, world.ana, world.acme)
    assert (ticket.subject, ticket.priority, ticket.channel) == ("No login", "P1", "web")


def test_where_nothing_is_chosen_the_default_holds(world: World, reader: Reader) -> None:
    cloudtalk(world)
    reader(world.ana).post("/portal/new/cloudtalk/send/", FILLED)
    assert Ticket.objects.get().priority == "P3"


def test_what_a_priority_asks_must_be_read(world: World, reader: Reader) -> None:
    answer = english(reader, world.ana).post(SEND, {**FILLED, "priority": "P1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Ticket.objects.exists()
    assert "Read what this priority asks of you" in page
    box = re.search(r'<input type="checkbox"[^>]*>', page)
    assert box is not None
    assert "autofocus" in box.group()
    assert 'aria-describedby="id_undertake_error"' in box.group()


def test_the_agreement_refuses_beside_the_field_and_nothing_typed_is_lost(world: World, reader: Reader) -> None:
    cloudtalk(world)
    sent = {**FILLED, "priority": "P1", "environment": "staging", "type": "question"}
    answer = english(reader, world.ana).post("/portal/new/cloudtalk/send/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Ticket.objects.exists()
    field = page.split('class="priorities')[1]
    assert 'aria-invalid="true" aria-describedby="id_priority_error"' in field
    assert "Priority 1 is for applications in production only" in unescape(field)
    assert "Nobody can log in." in page
    assert 'value="No login"' in page
    assert re.search(r'<option value="staging" selected', page)
    assert re.search(r'value="P1"[^>]* checked autofocus', page)


def test_what_the_guard_asks_for_lets_the_priority_through(world: World, reader: Reader) -> None:
    cloudtalk(world)
    sent = {**FILLED, "priority": "P1", "environment": "production"}
    reader(world.ana).post("/portal/new/cloudtalk/send/", sent)
    ticket = Ticket.objects.get()
    assert ticket.priority == "P1"
    assert opened(ticket).facts == {"environment": "production"}


def test_what_is_missing_is_said_at_its_field_and_the_first_has_the_focus(world: World, reader: Reader) -> None:
    answer = reader(world.ana).post(SEND, {"token": TOKEN, "subject": "", "text": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    (focused,) = re.findall(r"<[^>]* autofocus[^>]*>", page)
    assert 'name="subject"' in focused
    assert 'aria-describedby="id_subject_error"' in focused


def test_what_is_sent_twice_is_one_ticket(world: World, reader: Reader) -> None:
    client = reader(world.ana)
    first, second = client.post(SEND, FILLED), client.post(SEND, FILLED)
    assert Ticket.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_what_was_changed_before_it_was_sent_again_is_not_lost(world: World, reader: Reader) -> None:
    client = reader(world.ana)
    client.post(SEND, FILLED)
    client.post(SEND, {**FILLED, "text": "Nor can the managers."})
    assert Body.objects.filter(text="Nor can the managers.").exists()


def test_a_token_of_somebody_else_finds_nothing_of_theirs(world: World, reader: Reader) -> None:
    reader(world.ana).post(SEND, FILLED)
    reader(world.amir).post(SEND, FILLED)
    assert set(Ticket.objects.values_list("requester", flat=True)) == {world.ana.pk, world.amir.pk}


@pytest.mark.parametrize(
    ("told", "priority", "source"),
    [
        ({"impact": "high", "urgency": "high"}, "P1", "matrix"),
        ({"impact": "low", "urgency": "medium"}, "P4", "matrix"),
        ({"impact": "low", "urgency": "medium", "priority": "P2"}, "P2", "chosen"),
        ({"impact": "low"}, "P3", "default"),
        ({}, "P3", "default"),
    ],
)
def test_impact_and_urgency_give_the_priority_which_the_customer_may_override(
    world: World, reader: Reader, told: dict[str, str], priority: str, source: str
) -> None:
    signed(world, world.zmanda, "standard")
    client = english(reader, world.ana)
    outlook = text_of(client.get("/portal/new/zmanda/outlook/", told).content)
    assert f"The priority that follows: Priority: {priority} " in outlook
    client.post("/portal/new/zmanda/send/", {**FILLED, **told})
    ticket = Ticket.objects.get()
    assert (ticket.priority, opened(ticket).priority_from) == (priority, source)


def test_how_the_priority_follows_can_be_read_without_script(world: World, reader: Reader) -> None:
    signed(world, world.zmanda, "standard")
    page = english(reader, world.ana).get("/portal/new/zmanda/").content.decode()
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    assert re.findall(r"<bdi>(P\d)</bdi>", table) == ["P1", "P2", "P3", "P2", "P3", "P4", "P3", "P4", "P4"]


def test_the_outlook_tells_the_due_time_that_the_ticket_then_has(world: World, reader: Reader) -> None:
    client = english(reader, world.ana)
    outlook = text_of(client.get(f"{NEW}outlook/", {"priority": "P2"}).content)
    assert "We will answer by Tuesday, 17 November 2026, 13:00 (UTC)." in outlook
    assert not TicketEvent.objects.exists()
    ticket = world.ticket(priority="P2")
    assert ticket.due_at is not None
    assert ticket.due_at.isoformat() == "2026-11-17T13:00:00+00:00"


def test_the_outlook_says_what_the_agreement_refuses(world: World, reader: Reader) -> None:
    cloudtalk(world)
    outlook = text_of(english(reader, world.ana).get("/portal/new/cloudtalk/outlook/", {"priority": "P1"}).content)
    assert "Priority 1 is for applications in production only" in outlook


def test_best_effort_is_said_before_and_after(world: World, reader: Reader) -> None:
    cloudtalk(world, "basic")
    client = english(reader, world.ana)
    honest = "Your plan promises no fixed time for an answer: we answer as soon as we can."
    assert honest in text_of(client.get("/portal/new/cloudtalk/").content)
    assert honest in text_of(client.post("/portal/new/cloudtalk/send/", FILLED, follow=True).content)


def test_a_contract_for_some_products_asks_which(world: World, reader: Reader) -> None:
    gamma = Organization.objects.create(name="Gamma", timezone="Europe/Madrid")
    Membership.objects.create(person=world.olga, organization=gamma)
    for product, plan in (("Tower", "premium"), ("Desk", "basic")):
        agreements.sign(
            organization=gamma,
            brand=world.credenti,
            plan=plan,
            first_day=SIGNED,
            timezone="Europe/Madrid",
            products=(product,),
            now=worlds.MONDAY,
        )
    client = english(reader, world.olga)
    assert "Your plan: Premium" in text_of(client.get(NEW).content)
    client.post(SEND, {**FILLED, "product": "Desk", "priority": "P2", "undertake": "on"})
    assert Ticket.objects.get().plan == "basic"


def test_choices_that_the_form_does_not_offer_are_refused(world: World, reader: Reader) -> None:
    client: Client = reader(world.ana)
    for extra in ({"priority": "P9"}, {"token": "x"}, {"subject": "x" * 201}, {"text": "a\x00b"}):
        assert client.post(SEND, {**FILLED, **extra}).status_code == 422
    assert not Ticket.objects.exists()


def opened(ticket: Ticket) -> Opened:
    """The event of the opening."""
    return Opened.model_validate(ticket.events.get(seq=1).data)


def test_a_guard_is_told_beside_its_priority_before_anything_is_sent(world: World, reader: Reader) -> None:
    cloudtalk(world)
    page = unescape(english(reader, world.ana).get("/portal/new/cloudtalk/").content.decode())
    choice = page.split('id="meaning-P1"')[1].split("</div>")[0]
    assert "Priority 1 is for applications in production only" in choice


def test_the_promise_is_explained_with_what_the_priority_means_and_the_ways_that_are_recommended(
    world: World, reader: Reader
) -> None:
    vendor = worlds.altamar(world)
    vendor.phone = "+34 900 000 000"
    vendor.save()
    newest = newest_version(vendor)
    assert newest is not None
    shown = english(reader, world.ana).get("/portal/new/altamar/outlook/", {"priority": "critical"}).content
    text = text_of(shown)
    assert "Why?" in text
    assert agreement(newest).priority("critical").definition["en"] in text
    assert "For this priority we recommend that you reach us like this: Phone +34 900 000 000" in text


def test_what_a_customer_undertakes_is_in_the_record(world: World, reader: Reader) -> None:
    client = english(reader, world.ana)
    client.post(SEND, {**FILLED, "priority": "P1", "undertake": "on"})
    client.post(SEND, {**FILLED, "subject": "Another", "undertake": "on"})
    found = TicketEvent.objects.filter(kind=Opened.kind).order_by("pk").values_list("data", flat=True)
    assert [fact["undertook"] for fact in found] == [True, False]
    page = text_of(client.get("/portal/requests/CRE-1/history/").content)
    assert "agreed to what its priority asks of the customer" in page
