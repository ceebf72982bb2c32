"""What the table of routes needs of web forms: one of Credenti's, and requests by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.tickets import invitations
from parola.desk.webform import changing, keys, taking
from parola.desk.webform.models import WebForm, WebRequest
from parola.desk.webform.taking import Said
from tests.desk.world import MONDAY, World
from tests.web.matrix import (
    CONFIGURES,
    DONE,
    DONE_BY_ALL,
    FOR_ALL,
    LINK_KEY,
    OTHER_BRAND,
    READS,
    SETS_UP,
    TO_PORTAL,
    TOOK_CALLS,
    UNKNOWN,
    WORKERS,
    Key,
    Row,
    form,
)

ASKED = Key("web_request")
DOOR = "credenti"
WORDS = {"subject": "Cards", "text": "They do not work."}
NO_SESSION = "it is shown in other sites' pages and looks at no cookies: there are no rights that a form from elsewhere could use"


def web_form(world: World) -> WebForm:
    """Credenti's form; no site may frame it yet."""
    return changing.change_form(brand=world.credenti, active=True, sites=[], leaves_out=[], by=None, now=MONDAY)


def web_request(world: World) -> WebRequest:
    """A request by it, whose link has gone out."""
    said = Said(email="new@costa.example", name="", language="en", subject="Hm", text="Hello?", facts={})
    taken = taking.take(
        brand=world.credenti, said=said, key=keys.issue(world.credenti, MONDAY), place="", worked=True, now=MONDAY
    )
    WebRequest.objects.filter(pk=taken.request.pk).update(keys=[invitations.digest(LINK_KEY)])
    return taken.request


THINGS: Mapping[str, Callable[[World], Model]] = {"web_form": web_form, "web_request": web_request}
ROWS = [
    Row(route="ask_page", method="GET", outcomes=(200,) + (DONE,) * 10, door=DOOR),
    Row(route="ask_page", method="POST", outcomes=(422,) + (DONE,) * 10, door=DOOR),  # it has no key
    Row(route="ask_sent_page", method="GET", outcomes=FOR_ALL, args=(ASKED,), door=DOOR),
    Row(route="ask_frame", method="GET", outcomes=FOR_ALL, door=DOOR),
    Row(route="ask_frame", method="POST", outcomes=UNKNOWN, door=DOOR, without_token=NO_SESSION),
    Row(route="ask_upload", method="POST", outcomes=UNKNOWN, door=DOOR, without_token=NO_SESSION),  # it has no key
    Row(route="ask_sent_frame", method="GET", outcomes=FOR_ALL, args=(ASKED,), door=DOOR),
    Row(route="console:settings_web_forms", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    Row(
        route="console:settings_web_form_of",
        method="POST",
        outcomes=SETS_UP,
        args=("credenti",),
        data={"active": "on", "sites": "https://www.credenti.example"},
    ),
    Row(route="console:web_requests", method="GET", outcomes=WORKERS),
    *form("console:web_request", READS, TOOK_CALLS, ASKED, email="new@costa.example", act="open"),
    Row(route="ask_suggest", method="POST", outcomes=FOR_ALL, door=DOOR, data=WORDS, without_token=NO_SESSION),
    Row(route="ask_suggested", method="GET", outcomes=FOR_ALL, args=(Key("article"),), door=DOOR),
    Row(
        route="ask_solved",
        method="POST",
        outcomes=FOR_ALL,
        args=(Key("article"),),
        door=DOOR,
        without_token=NO_SESSION,
    ),
    Row(route="portal:suggest", method="POST", outcomes=TO_PORTAL, args=("credenti",), data=WORDS),
    Row(route="portal:suggested", method="GET", outcomes=TO_PORTAL, args=("credenti", Key("article"))),
    Row(route="ask_proof", method="GET", outcomes=FOR_ALL, args=(ASKED, LINK_KEY), door=DOOR),
    Row(
        route="ask_proof", method="POST", outcomes=DONE_BY_ALL, args=(ASKED, LINK_KEY), door=DOOR, data={"act": "prove"}
    ),
]
