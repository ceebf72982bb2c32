"""Language and appearance are chosen on any page, and lead back to one: also on a form that was refused."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from tests.desk.world import World
from tests.web.conftest import Reader
from tests.web.routes import TOKEN

TICKET, REQUEST = "/console/tickets/CRE-1/", "/portal/requests/CRE-1/"
REFUSED = [
    ("bob", f"{TICKET}reply/", {"seen": "1", "text": ""}, 422, TICKET),
    ("bob", f"{TICKET}reply/", {"seen": "0", "text": "Hello"}, 409, TICKET),
    ("bob", f"{TICKET}note/", {"seen": "1", "text": ""}, 422, TICKET),
    ("bob", f"{TICKET}change-priority/", {"seen": "1", "priority": "P1", "reason": ""}, 422, TICKET),
    ("bob", f"{TICKET}move/", {"seen": "1", "move": "resume"}, 409, TICKET),
    ("audrey", f"{TICKET}reply/", {"seen": "1", "text": "Hello"}, 403, "/"),
    ("ana", f"{REQUEST}answer/", {"token": TOKEN, "text": ""}, 422, REQUEST),
    ("ana", "/portal/new/credenti/send/", {"token": TOKEN}, 422, "/portal/new/credenti/"),
]


@pytest.mark.parametrize(("who", "address", "data", "status", "page"), REFUSED)
def test_a_refused_form_leads_back_to_its_page(
    world: World, reader: Reader, who: str, address: str, data: dict[str, str], status: int, page: str
) -> None:
    world.ticket()
    client = reader(getattr(world, who))
    answer = client.post(address, data)
    assert answer.status_code == status
    assert ways_back(answer.content) <= {page}
    assert client.post("/preferences/", {"language": "it", "next": page}, follow=True).status_code == 200


def test_a_page_leads_back_to_itself(world: World, reader: Reader) -> None:
    world.ticket()
    assert ways_back(reader(world.bob).get("/console/?q=printer").content) == {"/console/?q=printer"}


def test_a_failed_sign_in_still_knows_where_one_was_going(db: None) -> None:
    data = {"email": "nobody@people.example", "password": "wrong", "next": TICKET}
    answer = Client().post("/sign-in/", data)
    assert answer.status_code == 422
    (back,) = ways_back(answer.content)
    assert f'name="next" value="{TICKET}"' in Client().get(back).content.decode()


def ways_back(content: bytes) -> set[str]:
    """Where the page's choice of language leads."""
    form = re.findall(r'action="/preferences/".*?name="next" value="([^"]*)"', content.decode(), re.DOTALL)
    return {unescape(address) for address in form}
