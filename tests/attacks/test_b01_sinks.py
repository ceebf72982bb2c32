"""B1, stored scripts, everywhere else: whatever people, files, mails and administrators' things are called, pages have the elements that they have.

The desk of the route table is shown twice: with plain words in every place where somebody may write, and with hostile ones. Both have the
same kinds of elements, with the same attributes.
Precedents: CVE-2026-40568, CVE-2026-40497, CVE-2020-12629, CVE-2019-13397, CVE-2020-24917, CVE-2021-3945, CVE-2024-39125.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import cycle
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from ruamel.yaml import YAML

from parola.desk.accounts.models import Brand, Mailbox, Organization, Person
from parola.desk.accounts.providers import IdentityProvider
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract, Extra
from parola.desk.knowledge.models import File, Translation
from parola.desk.mail.models import Received, Wording
from parola.desk.outbox.models import Heartbeat, OutboxRow
from parola.desk.teams.models import Team
from parola.desk.tickets import operations
from parola.desk.tickets.models import Attachment, Body, CannedReply, Draft, Ticket, View
from parola.desk.webform.models import WebRequest
from tests.attacks import hostile
from tests.desk.world import MONDAY, varied_credenti
from tests.support.walls import Elements, elements
from tests.web.matrix import READERS
from tests.web.readers import Desk
from tests.web.routes import ROWS

pytestmark = pytest.mark.django_db
SINKS: Mapping[type[Model], Sequence[str]] = {
    Attachment: ["name"],
    Body: ["subject", "text"],
    Brand: ["name", "signature", "legal_name", "postal_address", "registration", "website", "phone", "greeting"],
    CannedReply: ["title", "shortcut", "texts"],
    Contract: ["number", "note"],
    Draft: ["text", "at_once_reason"],
    Extra: ["name", "unit"],
    File: ["name"],
    Heartbeat: ["error"],
    IdentityProvider: ["name"],
    Mailbox: ["name", "product"],
    Organization: ["name"],
    OutboxRow: ["last_error"],
    Person: ["name"],
    Received: ["reason", "sender", "subject", "envelope_from"],
    Team: ["name"],
    Ticket: ["product", "alarm_error"],
    Translation: ["title", "text"],
    View: ["name"],
    WebRequest: ["name", "subject", "text"],
    Wording: ["text"],
}
"""Where somebody may write, on the desk as it lies in the database."""

LANGUAGES = frozenset({"en", "es", "it", "ar"})
GROUPS = 2
LONGEST = 60
PAGES = [
    row for row in {row.route: row for row in ROWS if row.method == "GET"}.values() if 200 in row.expected().values()
]


def written(words: Iterator[str], field: Any, value: Any) -> Any:
    """Other words of the same shape and length."""
    if isinstance(value, dict):
        return {key: next(words) for key in value}
    longest = getattr(field, "max_length", None) or 100_000
    return next(words)[:longest] if value else value


def overwrite(words: Iterator[str]) -> None:
    """Put words into every sink that says something."""
    for model, names in SINKS.items():
        for row in model._default_manager.all():  # the interface that Django's documentation gives it
            changed = {name: written(words, model._meta.get_field(name), getattr(row, name)) for name in names}
            model._default_manager.filter(pk=row.pk).update(**changed)


def renamed(told: Any, words: Iterator[str]) -> Any:
    """An agreement with other words for everything that has words in several languages."""
    if isinstance(told, dict):
        if told and set(told) <= LANGUAGES:
            return {language: next(words) for language in told}
        return {key: renamed(value, words) for key, value in told.items()}
    return [renamed(each, words) for each in told] if isinstance(told, list) else told


def acted(desk: Desk, words: Iterator[str]) -> None:
    """What people say as they act is in the history."""
    ticket = Ticket.objects.get(pk=desk.ticket.pk)
    ticket = operations.note(ticket=ticket, by=desk.world.bob, text=next(words), now=MONDAY)
    ticket = operations.reply(
        ticket=ticket, by=desk.world.bob, text=next(words), at_once_reason=next(words), now=MONDAY
    )
    operations.change_priority(ticket=ticket, by=desk.world.bob, priority="P1", reason=next(words), now=MONDAY)


def pages(desk: Desk, words: Sequence[str]) -> dict[str, Elements]:
    """Every page of the desk with these words in it, and in its address, as somebody sees it who may."""
    told: dict[str, Elements] = {}
    with transaction.atomic():
        said = cycle(words)
        acted(desk, said)
        overwrite(said)
        for row in PAGES:
            reader = next(reader for reader in READERS[::-1] if row.expected()[reader] == 200)
            query = {name: next(said) for name in ("q", "whose", "next", "for")}
            answer = desk.browser(reader).get(desk.address(row), query | {name: str(desk.value(value)) for name, value in row.data.items()},
                                              headers={"referer": next(said), "user-agent": next(said)})  # fmt: skip
            content = b"".join(answer)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                told[str(row)] = elements(content.decode())
        transaction.set_rollback(True)
    return told


def check(shown: Mapping[str, Elements], plain: Mapping[str, Elements]) -> None:
    """The pages have no kind of element, by its name and the names of its attributes, that none has with plain words."""
    assert plain.keys() == shown.keys()
    known = set[str]().union(*(page.kinds for page in plain.values()))
    assert {name: page.kinds - known for name, page in shown.items() if page.kinds - known} == {}
    allowed = {"http", "https", "mailto", "tel"}
    assert {name: page.leads for name, page in shown.items() if page.leads - allowed - plain[name].leads} == {}


@pytest.fixture(scope="module")
def plain(desk: Desk) -> dict[str, Elements]:
    return {}


@pytest.mark.parametrize("group", range(GROUPS))
def test_pages_have_the_elements_that_they_have_whatever_is_written(
    desk: Desk, plain: dict[str, Elements], group: int
) -> None:
    if not plain:
        plain.update(pages(desk, ["Plain"]))
        faulty = desk.browser("root").get("/console/", {"q": "state:plain"}).content.decode()
        plain["GET console:queue"].kinds.update(elements(faulty).kinds)  # a line that cannot be read says where
    assert len(plain) > len(PAGES) / 2
    hostile_words = [payload.replace("\x00", "") for payload in hostile.everything()[group::GROUPS]]
    shown = pages(desk, hostile_words)
    check(shown, plain)


def of_an_agreement(desk: Desk, words: Sequence[str]) -> dict[str, Elements]:
    """The pages that tell an agreement whose every text is one of the words."""
    told: dict[str, Elements] = {}
    yaml, source, world = YAML(), StringIO(), desk.world
    with transaction.atomic():
        agreement = yaml.load(varied_credenti())
        yaml.dump(renamed(agreement, cycle(words)), source)
        agreements.publish(brand=world.credenti, source=source.getvalue(), by=None, now=MONDAY)
        ticket = f"{world.ticket().reference}/"
        for person, address in (("bob", "/console/tickets/"), ("ana", "/portal/requests/")):
            for page in ("", "history/"):
                told[f"{address}{page}"] = elements(
                    desk.browser(person).get(f"{address}{ticket}{page}").content.decode()
                )
        for person, address in (
            ("bob", f"/console/tickets/{ticket}agreement/"), ("bob", f"/console/tickets/{ticket}priority/"),
            ("bob", f"/console/tickets/{ticket}why/first_response/1/"), ("root", "/console/agreements/credenti/2/"),
            ("ana", "/portal/plan/"), ("ana", "/portal/new/credenti/"), ("ana", "/portal/new/credenti/outlook/"),
        ):  # fmt: skip
            answer = desk.browser(person).get(address)
            assert answer.status_code == 200, address
            told[address] = elements(answer.content.decode())
        transaction.set_rollback(True)
    return told


def test_what_an_agreement_calls_things_is_text(desk: Desk) -> None:
    """CVE-2020-12629: a script in the name of a service level."""
    plain = of_an_agreement(desk, ["Plain"])
    words = [
        payload.replace("\x00", "").replace("\x01", "").strip() for payload in hostile.ours() if len(payload) < LONGEST
    ]
    check(of_an_agreement(desk, words), plain)


def test_what_is_json_says_the_words_and_is_no_page(desk: Desk) -> None:
    with transaction.atomic():
        acted(desk, cycle(["</script><script>alert(1)</script>"]))
        answer = desk.browser("bob").get("/console/tickets/CRE-1/history.json")
        transaction.set_rollback(True)
    assert answer["Content-Type"].startswith("application/json")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "</script><script>" in json.dumps(json.loads(answer.content))
