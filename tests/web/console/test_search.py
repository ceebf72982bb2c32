"""The search's page and its fragment: by kind, escaped, in the reader's direction, and nothing of what they may not see."""

from __future__ import annotations

import html

import pytest
from django.test import Client
from django.urls import reverse

from parola.desk.accounts.models import Membership, Organization, Person
from parola.desk.search import following, names
from parola.desk.telephony import people as telephony
from parola.desk.tickets import operations
from tests.desk.knowledge import made
from tests.desk.world import World, after, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> World:
    world.ticket(subject="Printer <b>on fire</b>", text="The <script>alert(1)</script> printer of room 7 burns.")
    made.article(world.credenti, "Printers that burn", "Pull the plug of the printer.")
    printers = Organization.objects.create(name="Printer Works")
    pia = person("pia")
    Person.objects.filter(pk=pia.pk).update(name="Pía Printer")
    Membership.objects.create(person=pia, organization=world.acme)
    Membership.objects.create(person=pia, organization=printers)
    telephony.keep(pia, "+34 600 111 222")
    names.refresh()
    while following.step():
        pass
    return world


def page(reader: Person, text: str, route: str = "search") -> str:
    client = Client()
    client.force_login(reader)
    answer = client.get(reverse(f"console:{route}"), {"text": text})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_found_stands_by_its_kind(desk: World) -> None:
    said = page(desk.bob, "printer")
    assert [kind for kind in ("tickets", "people", "organizations", "articles") if f'id="found-{kind}"' in said] == [
        "tickets", "people", "articles",
    ]  # fmt: skip
    assert "<mark>Printer</mark> &lt;b&gt;on fire&lt;/b&gt;" in said
    assert "<script>alert" not in said
    assert "Printer Works" not in said  # nobody's customer: not even beside who belongs to it
    assert "Printer Works" in page(desk.root, "printer")
    assert 'id="found-people"' not in page(desk.bob, "in:articles printer")
    assert page(desk.zoe, "printer").count("found-row") == 0


def test_people_are_found_by_name_address_and_number(desk: World) -> None:
    for text in ("pia", "PÍA", "pia@people", "600111222", "+34 600 11 12", "pria printer"):
        assert "Pía Printer" in page(desk.bob, f"in:people {text}" if text[0] not in "+6" else text), text
    assert "Pía Printer" not in page(desk.zoe, "pia")


def test_filters_narrow_tickets_and_what_is_not_understood_is_told(desk: World) -> None:
    assert "found-row" in page(desk.bob, "printer state:open language:es")
    assert "found-row" not in page(desk.bob, "printer -state:open")
    assert "not known here" in page(desk.bob, "printer state:purple")
    assert "not known here" in page(desk.bob, "in:purple printer")
    assert "A quotation mark is missing" in page(desk.bob, 'printer brand:"cre')


def test_the_fragment_is_a_few_links(desk: World) -> None:
    said = page(desk.bob, "print", "search_quick")
    assert said.count("<a ") == 4, "two tickets, a person, and the way to all that is found"
    assert "<html" not in said
    assert html.escape("CRE-1") in page(desk.bob, "cre-1", "search_quick")
    assert page(desk.bob, "", "search_quick").count("<a ") == 0


def test_the_number_of_queries_does_not_depend_on_what_is_found(
    desk: World, django_assert_max_num_queries: object
) -> None:
    for place in range(12):
        ticket = desk.ticket(subject=f"Printer {place}", text="Printer.")
        operations.note(ticket=ticket, by=desk.bob, text="A printer again.", now=after(minutes=1))
    while following.step():
        pass
    with django_assert_max_num_queries(70):  # type: ignore[operator]
        page(desk.bob, "printer")
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        page(desk.bob, "printer", "search_quick")
