"""What a telephony system says to the desk: taken where it is signed, refused where it is not, shown to whom it is for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parola.desk import erasing
from parola.desk.telephony import lines, people, signatures
from parola.desk.telephony.models import Call, Line, PhoneNumber
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader
from tests.web.console.test_calls import page, typed

NUMBER = "+34 600 111 222"
SAYS = ("call", "state", "number", "agent", "at")
RINGS = {"call": "7", "state": "ringing", "number": NUMBER}


class System:
    """A telephony system of Credenti's that knows its secret."""

    def __init__(self, world: World) -> None:
        self.line, self.secret = lines.add(brand=world.credenti, name="Front desk", by=world.root, now=MONDAY)

    def tells(self, **changed: Any) -> Any:
        """Sends what it has to say. `changed`: of the headers, or of what is said; `body`: what arrives in place of that.

        `sent`: when; `secret`: with which; `line`: to which address.
        """
        said = json.dumps(RINGS | {key: value for key, value in changed.items() if key in SAYS}).encode()
        stamp = str(int(changed.get("sent", MONDAY).timestamp()))
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": stamp,
            "webhook-signature": signatures.signature(changed.get("secret", self.secret), "msg_1", stamp, said),
        } | {key: value for key, value in changed.items() if key.startswith("webhook-")}
        address = reverse("telephony", args=[changed.get("line", self.line.pk)])
        return Client().post(address, changed.get("body", said), content_type="application/json", headers=headers)


@pytest.fixture
def system(world: World) -> System:
    return System(world)


def test_a_call_that_is_announced_is_shown_with_who_it_may_be(system: System, world: World, reader: Reader) -> None:
    people.keep(world.ana, NUMBER)
    assert system.tells().status_code == 200
    head = reader(world.bob).get(reverse("console:calling")).content.decode()
    assert "Ana" in head
    assert "+34 600 11 12 22" in head
    assert "Acme" in head


def test_the_form_opens_with_the_caller_found_and_counts_from_the_beginning(
    system: System, world: World, reader: Reader
) -> None:
    people.keep(world.ana, NUMBER)
    system.tells()
    call = Call.objects.get()
    Call.objects.update(at=after(minutes=-7))
    browser = reader(world.bob)
    form = browser.get(reverse("console:new"), {"call": call.pk}).context["form"]
    assert form.initial["customer"] == world.ana.pk
    assert form.initial["at"] == "2026-11-16T08:53"  # Bob reads in UTC
    browser.post(reverse("console:new"), typed(world, call=call.pk, at="2026-11-16T08:53"))
    call.refresh_from_db()
    ticket = Ticket.objects.get()
    assert (call.ticket, call.agent, ticket.opened_at) == (ticket, world.bob, after(minutes=-7))


def test_a_number_of_two_people_chooses_neither(system: System, world: World, reader: Reader) -> None:
    for person in (world.ana, world.amir):
        people.keep(person, NUMBER)
    system.tells()
    answer = reader(world.bob).get(reverse("console:new"), {"call": Call.objects.get().pk})
    assert answer.context["customer"] is None
    assert {person.email for person in answer.context["found"]} == {world.ana.email, world.amir.email}


def test_who_is_new_is_found_by_the_number_the_next_time(system: System, world: World, reader: Reader) -> None:
    system.tells()
    browser, call = reader(world.bob), Call.objects.get()
    shown = browser.get(reverse("console:new"), {"call": call.pk}).context["form"]
    assert shown.initial["phone"] == "+34 600 11 12 22"
    said = typed(world, customer="", email="new@people.example", name="New", call=call.pk, phone=shown.initial["phone"])
    browser.post(reverse("console:new"), said)
    assert people.calling(world.credenti, "+34600111222")[0].email == "new@people.example"


def test_nothing_is_said_again_where_nothing_has_changed(system: System, world: World, reader: Reader) -> None:
    browser = reader(world.bob)
    assert browser.get(reverse("console:calling")).status_code == 204
    system.tells()
    state = f"{Call.objects.get().pk}-ringing"
    assert browser.get(reverse("console:calling"), {"seen": state}).status_code == 204
    system.tells(state="ended")
    assert state not in browser.get(reverse("console:calling"), {"seen": state}).content.decode()


def test_what_is_waved_off_is_offered_to_nobody(system: System, world: World, reader: Reader) -> None:
    system.tells()
    for _twice in range(2):
        assert reader(world.bob).post(reverse("console:wave_off", args=[Call.objects.get().pk])).status_code == 302
    assert reader(world.lea).get(reverse("console:calling")).status_code == 204


def test_a_call_joins_a_request_as_the_customers_words_at_its_time_and_once(world: World, reader: Reader) -> None:
    ticket, browser = world.ticket(submitted_at=after(hours=-2), now=after(hours=-2)), reader(world.bob)
    said = typed(world, joins=ticket.reference, subject="")
    for _twice in range(2):
        browser.post(reverse("console:new"), said)
    (message,) = [event for event in queries.history(ticket) if event.fact.kind == "message"]
    assert (message.at, message.actor) == (after(minutes=-30), world.bob.pk)
    assert Ticket.objects.count() == 1


def test_a_call_before_the_request_was_opened_is_refused_with_all_that_was_typed(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    answer = reader(world.bob).post(reverse("console:new"), typed(world, joins=ticket.reference))
    assert answer.status_code == 422
    assert "before the request was opened" in answer.content.decode()
    assert "Ana called." in answer.content.decode()


def test_the_requests_of_others_are_not_offered_and_not_joined(world: World, reader: Reader) -> None:
    other = world.ticket(requester=world.olga, priority=None)
    assert other.reference not in page(reader(world.bob), customer=world.ana.pk)
    answer = reader(world.bob).post(reverse("console:new"), typed(world, joins=other.reference))
    assert answer.status_code == 422
    assert queries.history(other)[-1].fact.kind == "opened"


def test_the_form_in_a_page_answers_in_its_place(world: World, reader: Reader) -> None:
    browser, headers = reader(world.bob), {"HX-Request": "true"}
    assert b"<html" not in browser.get(reverse("console:new"), headers=headers).content
    wrong = browser.post(reverse("console:new"), typed(world, subject=""), headers=headers)
    assert (wrong.status_code, b"Say in a few words" in wrong.content) == (200, True)
    right = browser.post(reverse("console:new"), typed(world), headers=headers)
    assert (right.status_code, Ticket.objects.get().reference in right.content.decode()) == (200, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"secret": "whsec_" + "A" * 44},
        {"sent": after(minutes=-6)},
        {"sent": after(minutes=6)},
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": str(int(after(minutes=1).timestamp()))},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1a,AAAA v2,AAAA é"},
        {"body": b'{"call": "7", "state": "ended"}'},
        {"line": 999},
    ],
    ids=str,
)
def test_cve_2023_33185_what_is_not_signed_lately_with_the_lines_secret_is_refused(
    system: System, changed: dict[str, Any]
) -> None:
    assert system.tells(**changed).status_code == 401
    assert not Call.objects.exists()


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """Reckoned by hand from the specification: HMAC-SHA256 over `id.timestamp.body`, base64, after `v1,`."""
    key = b"twenty-four random bytes"
    secret = "whsec_" + base64.b64encode(key).decode()
    by_hand = base64.b64encode(hmac.new(key, b"msg_1.1700000000.{}", hashlib.sha256).digest()).decode()
    assert signatures.signature(secret, "msg_1", "1700000000", b"{}") == f"v1,{by_hand}"


def test_while_a_secret_changes_both_are_good_and_one_of_several_signatures_is_enough(
    system: System, world: World
) -> None:
    lines.renew(line=system.line, by=world.root, now=MONDAY)
    assert system.tells().status_code == 200
    stamp = str(int(MONDAY.timestamp()))
    good = signatures.signature(system.secret, "msg_1", stamp, json.dumps(RINGS).encode())
    assert system.tells(**{"webhook-signature": f"v1,AAAA {good}"}).status_code == 200


def test_a_line_out_of_use_says_nothing(system: System, world: World) -> None:
    lines.use(line=system.line, in_use=False, by=world.root, now=MONDAY)
    assert system.tells().status_code == 401


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"state": "gone"}, "state"),
        ({"call": ""}, "call"),
        ({"number": "1" * 41}, "number"),
        ({"at": "2026-11-16T10:00:00"}, "at"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_and_where(
    system: System, changed: dict[str, str], told: str
) -> None:
    said = json.dumps(RINGS | changed).encode()
    stamp = str(int(MONDAY.timestamp()))
    signed = signatures.signature(system.secret, "msg_1", stamp, said)
    answer = system.tells(body=said, **{"webhook-signature": signed})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].startswith(told)


def test_what_is_too_large_is_not_read(system: System) -> None:
    assert system.tells(body=b"x" * 20_000).status_code == 413


def test_a_secret_is_shown_once(world: World, reader: Reader) -> None:
    browser = reader(world.root)
    made = browser.post(
        reverse("console:settings_line_new", args=["credenti"]), {"name": "Front desk"}
    ).content.decode()
    assert "whsec_" in made
    assert f"/hooks/telephony/{Line.objects.get().pk}/" in made
    assert "whsec_" not in browser.get(reverse("console:settings_lines")).content.decode()


def test_one_keeps_and_takes_away_ones_own_numbers(world: World, reader: Reader) -> None:
    browser, address = reader(world.ana), reverse("my_phones")
    assert browser.post(address, {"number": NUMBER}).status_code == 302
    assert "+34 600 11 12 22" in browser.get(address).content.decode()
    assert browser.post(address, {"number": "no number"}).status_code == 422
    reader(world.amir).post(address, {"remove": "+34600111222"})
    assert world.ana.phone_numbers.count() == 1
    browser.post(address, {"remove": "+34600111222"})
    assert world.ana.phone_numbers.count() == 0


def test_of_who_is_erased_no_number_is_left(world: World, system: System) -> None:
    people.keep(world.olga, NUMBER)
    system.tells()
    erasing.erase(person=world.olga, by=world.root, now=after(days=1))
    assert not PhoneNumber.objects.exists()
    assert Call.objects.get().number == ""
