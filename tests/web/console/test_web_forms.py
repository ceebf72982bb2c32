"""Web forms in the console: their settings, and the requests that wait for their address to be confirmed."""

from __future__ import annotations

import re

import pytest

from parola.desk.accounts.models import Change
from parola.desk.tickets.models import Ticket
from parola.desk.webform import changing, keys, taking
from parola.desk.webform.models import WebForm, WebRequest
from parola.desk.webform.taking import Said
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

SETTINGS = "/console/settings/web-forms/"


@pytest.fixture
def held(world: World) -> WebRequest:
    said = Said(
        email=world.ana.email,
        name="<b>Ana</b>",
        language="es",
        subject="Cards <i>",
        text="Help <script>x</script>",
        facts={},
    )
    key = keys.issue(world.credenti, MONDAY)
    return taking.take(brand=world.credenti, said=said, key=key, place="", worked=True, now=MONDAY).request


def test_a_form_is_switched_on_with_what_it_asks_and_who_may_frame_it(world: World, reader: Reader) -> None:
    root = reader(world.root)
    page = root.get(SETTINGS).content.decode()
    assert 'id="zmanda-asks_0"' in page
    answer = root.post(
        f"{SETTINGS}zmanda/",
        {"active": "on", "asks": ["impact"], "sites": "https://A.example/x\n\nhttps://b.example\n"},
    )
    assert answer.status_code == 302
    form = WebForm.objects.get(brand=world.zmanda)
    assert (form.active, form.sites) == (True, ["https://a.example", "https://b.example"])
    assert "urgency" in form.leaves_out
    assert "impact" not in form.leaves_out
    page = root.get(SETTINGS).content.decode()
    assert "data-form=&quot;http://127.0.0.1:8000/at/zmanda/ask/&quot;" in page
    assert "embed.js" in page
    assert Change.objects.get(matter="web_form").after["sites"] == ["https://a.example", "https://b.example"]  # type: ignore[index]
    assert "https://a.example" in root.get("/console/settings/changes/").content.decode()


@pytest.mark.parametrize(
    "site", ["*", "https://*.example.com", "http://example.com", "https://a.example 'unsafe-inline'"]
)
def test_what_is_no_site_is_told(world: World, reader: Reader, site: str) -> None:
    answer = reader(world.root).post(f"{SETTINGS}zmanda/", {"active": "on", "sites": site})
    assert answer.status_code == 422
    assert "is no site" in answer.content.decode()
    assert not WebForm.objects.exists()


def test_the_line_to_paste_holds_whatever_a_brand_is_called(world: World, reader: Reader) -> None:
    world.zmanda.name = '"><script>alert(1)</script>'
    world.zmanda.save()
    changing.change_form(brand=world.zmanda, active=True, sites=[], leaves_out=[], by=None, now=MONDAY)
    page = reader(world.root).get(SETTINGS).content.decode()
    line = re.search(r"<textarea id=\"zmanda-line\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert line
    assert "&amp;lt;script&amp;gt;" in line[1]  # escaped for the vendor's page, and for ours around it


def test_an_agent_reads_what_waits_and_opens_it(world: World, held: WebRequest, reader: Reader) -> None:
    bob = reader(world.bob)
    assert "1 request by a web form waits" in bob.get("/console/aside/").content.decode()
    assert "Cards &lt;i&gt;" in bob.get("/console/aside/forms/").content.decode()
    page = bob.get(f"/console/aside/forms/{held.pk}/").content.decode()
    assert "Help &lt;script&gt;" in page
    assert "somebody else than the address says" in page
    assert bob.post(f"/console/aside/forms/{held.pk}/", {"act": "open", "email": "nobody"}).status_code == 422
    answer = bob.post(f"/console/aside/forms/{held.pk}/", {"act": "open", "email": "other@costa.example"})
    ticket = Ticket.objects.get()
    assert (answer["Location"], ticket.requester.email) == (
        f"/console/tickets/{ticket.reference}/",
        "other@costa.example",
    )
    assert bob.get(f"/console/aside/forms/{held.pk}/").status_code == 404


def test_an_agent_leaves_it_aside(world: World, held: WebRequest, reader: Reader) -> None:
    assert reader(world.audrey).post(f"/console/aside/forms/{held.pk}/", {"act": "leave"}).status_code == 403
    assert reader(world.bob).post(f"/console/aside/forms/{held.pk}/", {"act": "leave"}).status_code == 302
    held.refresh_from_db()
    assert (held.state, held.decided_by, Ticket.objects.count()) == (WebRequest.State.DISMISSED, world.bob, 0)
