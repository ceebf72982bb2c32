"""How one signs in, in the tests of what others got wrong about it."""

from __future__ import annotations

import json
import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from parola.desk.accounts.models import Person
from parola.desk.accounts.secrets import Secret
from parola.desk.mail import personal
from parola.desk.outbox.models import OutboxRow
from tests.desk.world import MONDAY

PASSWORD = "a long password"
NEW = "another long password"
KNOWN, UNKNOWN, CLOSED = "ana@people.example", "nobody@people.example", "olga@people.example"


def signed_in(person: Person, client: Client | None = None) -> Client:
    client = client or Client()
    answer = client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


def comes_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def told(row: OutboxRow | None = None) -> dict[str, str]:
    """What the last personal mail says."""
    row = row or OutboxRow.objects.filter(kind=personal.KIND).latest("pk")
    found: dict[str, str] = json.loads(Secret(row.payload["told"]).reveal())
    return found


def code_of(secret: str) -> str:
    """What the app shows at MONDAY."""
    return format_hotp_value(hotp_value(secret, int(MONDAY.timestamp()) // 30))


def page_of(answer: HttpResponse) -> tuple[int, str, str]:
    """An answer without what differs from one page to the next by chance."""
    body = re.sub(r'(nonce|value)="[^"]*"', "", answer.content.decode())
    for address in (KNOWN, UNKNOWN, CLOSED):
        body = body.replace(address, "")
    return answer.status_code, answer.headers.get("Location", ""), body


def recover(person: Person, client: Client | None = None) -> str:
    """A new password behind the link of a mail; returns the link."""
    client = client or Client()
    client.post("/recovery/", {"email": person.email})
    link = told()["link"].removeprefix("http://127.0.0.1:8000")
    form = client.get(link)["Location"]
    assert client.post(form, {"password1": NEW, "password2": NEW})["Location"] == "/recovery/done/"
    return link
