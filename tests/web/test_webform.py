"""The form of people who are not signed in: taken, proved by a link, safe against doubles and robots, and framed by the named sites alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from parola.desk.accounts.models import Person
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket
from parola.desk.webform import bounds, changing, keys, letters, taking
from parola.desk.webform.models import WebForm, WebRequest
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

FORM, FRAME = "/at/credenti/ask/", "/at/credenti/ask/frame/"
SITE = "https://www.credenti.example"
SAID = {
    "email": "New@Costa.example", "name": "Iria", "subject": "No cards", "text": "Cards cannot be enrolled.", "language": "es",
}  # fmt: skip


@pytest.fixture
def form(world: World) -> WebForm:
    return changing.change_form(brand=world.credenti, active=True, sites=[SITE], leaves_out=[], by=None, now=MONDAY)


@pytest.fixture
def client(monday: time_machine.Traveller) -> Client:
    """Somebody who reads before they send."""
    return Client()


def key_in(answer: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def worked(key: str) -> str:
    return next(str(n) for n in range(10**7) if keys.Key(signed=key, token="", shown_at=MONDAY).is_worked(str(n)))


def send(client: Client, monday: time_machine.Traveller, address: str = FORM, **said: str) -> Any:
    """The form opened, filled in within a minute, and sent."""
    key = key_in(client.get(address))
    monday.shift(60)
    return client.post(address, {**SAID, "key": key, "work": worked(key), **said})


def link() -> str:
    [row] = OutboxRow.objects.filter(kind=taking.KIND)
    mail = letters.mail(row, MONDAY)
    assert mail is not None
    found = re.search(
        rb"http://127.0.0.1:8000(/at/credenti/ask/proof/\S+)", mail.data.replace(b"=\r\n", b"").replace(b"=\n", b"")
    )
    assert found
    return found[1].decode()


@pytest.mark.parametrize("address", [FORM, FRAME])
def test_a_request_is_sent_proved_and_opened(
    form: WebForm, client: Client, monday: time_machine.Traveller, address: str
) -> None:
    answer = send(client, monday, address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{address}sent/")
    told = client.get(answer["Location"])
    assert "new@costa.example" in told.content.decode()
    assert "Cards cannot" not in told.content.decode()
    there = link()
    page = client.get(there)
    assert "No cards" not in page.content.decode()  # nothing of it before somebody says that it is theirs
    assert Ticket.objects.count() == 0
    assert client.post(there, {"act": "prove"}).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.requester.email, ticket.language) == ("No cards", "new@costa.example", "es")
    assert ticket.opened_at == after(seconds=60)
    done = client.get(there).content.decode()
    assert ticket.reference in done
    client.post(there, {"act": "prove"})
    assert Ticket.objects.count() == 1
    assert client.get("/at/credenti/portal/").status_code == 302  # nobody was signed in


def test_whoever_did_not_ask_says_so(form: WebForm, client: Client, monday: time_machine.Traveller) -> None:
    send(client, monday)
    there = link()
    assert client.post(there, {"act": "refuse"}).status_code == 302
    assert "no link there for a week" in client.get(there).content.decode()
    assert client.post(there, {"act": "prove"}).status_code == 200
    assert (Ticket.objects.count(), Person.objects.filter(email="new@costa.example").count()) == (0, 0)


def test_of_several_requests_one_says_which_are_ones_own(
    form: WebForm, client: Client, monday: time_machine.Traveller
) -> None:
    send(client, monday)
    send(Client(), monday, text="Give me access.", subject="Another")
    there = link()
    assert "No cards" not in client.get(there).content.decode()
    choosing = client.post(there, {"act": "prove"})
    assert "No cards" in choosing.content.decode()
    mine = WebRequest.objects.get(subject="No cards")
    assert client.post(there, {"act": "prove", "chosen": str(mine.pk)}).status_code == 302
    assert Ticket.objects.get().subject == "No cards"


def test_a_second_click_a_reload_and_the_back_button_make_one_request(
    form: WebForm, client: Client, monday: time_machine.Traveller
) -> None:
    key = key_in(client.get(FORM))
    monday.shift(60)
    places = {client.post(FORM, {**SAID, "key": key})["Location"] for _ in range(3)}
    assert (len(places), WebRequest.objects.count()) == (1, 1)
    again = send(client, monday)
    assert again["Location"] == f"{places.pop()}?again=1"
    assert "We have them once" in client.get(again["Location"]).content.decode()
    assert WebRequest.objects.count() == 1


def test_known_and_unknown_addresses_get_the_same_answer(
    world: World, form: WebForm, monday: time_machine.Traveller
) -> None:
    """B11."""
    told = set()
    for email in (world.ana.email, "nobody@people.example"):
        answer = send(Client(), monday, email=email)
        page = Client().get(answer["Location"]).content.decode().replace(email, "")
        told.add(
            re.sub(
                r"[0-9a-f]{8}-[0-9a-f-]{27}|nonce=\"[^\"]+\"|<time.*?</time>|name=\"csrf\S+ value=\"[^\"]+\"", "", page
            )
        )
    assert len(told) == 1
    assert OutboxRow.objects.filter(kind=taking.KIND).count() == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"contact_me_by_fax": "+34 900"}, "as programs do it"),
        ({"key": "forged"}, "stood open for too long"),
        ({"email": "support@credenti.example"}, "support address"),
        ({"email": "who@nowhere"}, "valid"),
        ({"subject": ""}, "Nothing was sent yet"),
        ({"text": "x" * 100_001}, "Nothing was sent yet"),
        ({"language": "tlh"}, "Nothing was sent yet"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_comes_back_with_all_that_was_typed(
    form: WebForm, client: Client, monday: time_machine.Traveller, given: dict[str, str], words: str
) -> None:
    answer = send(client, monday, **given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (given.get("text") or "Cards cannot be enrolled.") in answer.content.decode()
    assert WebRequest.objects.count() == 0


def test_a_form_filled_in_within_a_blink_is_asked_for_once_more(
    form: WebForm, client: Client, monday: time_machine.Traveller
) -> None:
    key = key_in(client.get(FORM))
    hasty = client.post(FORM, {**SAID, "key": key})
    assert (hasty.status_code, key_in(hasty)) == (422, key)
    monday.shift(5)
    assert client.post(FORM, {**SAID, "key": key}).status_code == 302


def test_a_form_that_stood_open_for_days_is_sent_with_a_second_click(
    form: WebForm, client: Client, monday: time_machine.Traveller
) -> None:
    key = key_in(client.get(FORM))
    monday.shift(3 * 24 * 3600)
    old = client.post(FORM, {**SAID, "key": key})
    assert old.status_code == 422
    monday.shift(5)
    assert client.post(FORM, {**SAID, "key": key_in(old)}).status_code == 302


def test_too_many_are_told_when_and_where_else(form: WebForm, client: Client, monday: time_machine.Traveller) -> None:
    """B22: without the work of its script one place sends few."""
    for number in range(bounds.BY_PLACE_UNWORKED):
        assert send(client, monday, email=f"{number}@costa.example", work="").status_code == 302
    answer = send(client, monday, work="")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 900
    told = answer.content.decode()
    assert "support@credenti.example" in told
    assert "Cards cannot be enrolled." in told
    assert send(client, monday).status_code == 302


def test_the_form_asks_what_the_agreement_depends_on(world: World, client: Client) -> None:
    changing.change_form(brand=world.zmanda, active=True, sites=[], leaves_out=["urgency"], by=None, now=MONDAY)
    page = client.get("/at/zmanda/ask/").content.decode()
    assert 'name="impact"' in page
    assert 'name="urgency"' not in page


def test_without_a_form_there_is_no_page(world: World, form: WebForm, client: Client) -> None:
    for address in ("/ask/", "/at/zmanda/ask/", "/at/zmanda/ask/frame/"):
        assert client.get(address).status_code == 404
    changing.change_form(brand=world.credenti, active=False, sites=[SITE], leaves_out=[], by=None, now=MONDAY)
    assert client.get(FORM).status_code == client.get(FRAME).status_code == 404


def test_a_customer_who_is_signed_in_gets_the_portals_form(world: World, form: WebForm, reader: Reader) -> None:
    answer = reader(world.ana).get(FORM)
    assert (answer.status_code, answer["Location"]) == (302, "/at/credenti/portal/new/credenti/")


def test_the_named_sites_alone_frame_the_form_and_nothing_else(world: World, form: WebForm, client: Client) -> None:
    """B26."""
    framed = client.get(FRAME)
    assert f"frame-ancestors {SITE};" in framed["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in framed
    for address in (FORM, "/at/credenti/sign-in/", "/at/credenti/portal/"):
        answer = client.get(address)
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    changing.change_form(brand=world.credenti, active=True, sites=[], leaves_out=[], by=None, now=MONDAY)
    nobody = client.get(FRAME)
    assert nobody["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in nobody["Content-Security-Policy"]


def test_a_framed_page_knows_nobody(world: World, form: WebForm, reader: Reader) -> None:
    """Also where the browser sends the session along: the site around it is of the same domain."""
    world.amir.name = "Amir the Manager"
    world.amir.save()
    known = reader(world.amir)
    known.cookies["parola_theme"] = "dark"
    answer = known.get(FRAME, headers={"accept-language": "it"})
    page = answer.content.decode()
    assert "Amir" not in page
    assert 'lang="it" dir="ltr"' in page
    assert "data-theme" not in page
    assert answer.cookies == {}
    assert known.get("/portal/").status_code == 200


def test_a_framed_page_speaks_as_the_page_around_it(
    form: WebForm, client: Client, monday: time_machine.Traveller
) -> None:
    page = client.get(f"{FRAME}?lang=ar-SA&theme=dark&site={SITE}")
    told = page.content.decode()
    assert '<html lang="ar" dir="rtl" data-theme="dark">' in told
    assert f'data-site="{SITE}"' in told
    assert page["Content-Language"] == "ar"
    assert "data-site" not in client.get(f"{FRAME}?site=https://evil.example").content.decode()
    sent = send(client, monday, f"{FRAME}?lang=ar&site={SITE}")
    assert "lang=ar" in sent["Location"]
    assert 'dir="rtl"' in client.get(sent["Location"]).content.decode()


def test_another_brands_door_does_not_show_the_request(
    world: World, form: WebForm, client: Client, monday: time_machine.Traveller
) -> None:
    changing.change_form(brand=world.zmanda, active=True, sites=[], leaves_out=[], by=None, now=MONDAY)
    sent = send(client, monday)["Location"]
    assert client.get(sent.replace("credenti", "zmanda")).status_code == 404
