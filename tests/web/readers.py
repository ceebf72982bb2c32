"""The desk against which the routes are tried, and those who try them. Made once: every request is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parola.desk.accounts.models import Membership, Organization, Person, Post
from parola.desk.agreements import extras
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract, Extra
from parola.desk.files import store
from parola.desk.mail import receive
from parola.desk.mail.models import Received
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import leaving, operations, participants
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Attachment, Ticket
from tests.desk import world as worlds
from tests.desk.world import MONDAY, SIGNED, World, after, person, posted
from tests.web import (
    company,
    faces,
    grants,
    joined,
    knowledge_routes,
    misses_routes,
    noticed_routes,
    policy_routes,
    problem_routes,
    queue_routes,
    reporting_routes,
    requests_routes,
    teams,
    telephony,
    telling_routes,
    webforms,
)
from tests.web.matrix import DONE, READERS, SIGN_IN, Key, Outcome, Row

NOBODYS = b"From: nobody in particular\r\nTo: support@credenti.example\r\nSubject: Hm\r\n\r\nHello?\r\n"


def held(world: World) -> Ticket:
    """A ticket with a reply that waits for the contact window, as its second event."""
    return operations.reply(ticket=world.ticket(priority="P3"), by=world.bob, text="Good morning", now=after(hours=12))


def unread(world: World) -> Received:
    """A mail that could not be read."""
    return taken(world, NOBODYS)


def by_mail(world: World) -> Ticket:
    """A ticket that came as a mail, with a file."""
    raw = (
        b"From: ana@people.example\r\nCc: dolores@people.example\r\nSubject: See\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<table><tr><td>See</td><td>this</td></tr></table>\r\n--b\r\n"
        b"Content-Type: text/csv\r\nContent-Disposition: attachment; filename=log.csv\r\n\r\na,b\r\n--b--\r\n"
    )
    found = taken(world, raw).ticket
    assert found is not None
    return found


def file_of_mail(_world: World) -> Attachment:
    """What came along with that mail."""
    return Attachment.objects.get(name="log.csv")


def file_of_note(world: World) -> Attachment:
    """What came along with an internal note on it."""
    ticket = Ticket.objects.get(opening__attachments__name="log.csv")
    file = File(blob=store.put([b"canary"], now=MONDAY), name="inside.txt")
    operations.note(ticket=ticket, by=world.bob, text="Look.", attachments=[file], now=MONDAY)
    return Attachment.objects.get(name="inside.txt")


def taken(world: World, raw: bytes) -> Received:
    """A mail to Credenti, taken in."""
    to = world.credenti.support_address
    kept = receive.keep(
        brand=world.credenti, raw=raw, envelope_from="ana@people.example", envelope_to=to, received_at=MONDAY
    )
    return receive.process(kept, now=MONDAY)


def unsent(_world: World) -> OutboxRow:
    """A mail that was refused."""
    row = OutboxRow.objects.order_by("pk")[0]
    OutboxRow.objects.filter(pk=row.pk).update(state="parked", attempts=3, last_error="550 no such mailbox")
    return row


def ending(world: World) -> Contract:
    """A contract of Acme's that ends."""
    return agreements.sign(
        organization=world.acme,
        brand=world.credenti,
        plan="basic",
        first_day=SIGNED,
        last_day=date(2026, 12, 31),
        timezone="Europe/Madrid",
        now=MONDAY,
    )


def training(world: World) -> Extra:
    """Something beside the plan of Acme's contract."""
    return extras.add(contract=world.contract, extra=extras.NewExtra(name="Training"), by=None, now=MONDAY)


THINGS: Mapping[str, Callable[[World], Model]] = {
    "held": held, "unread": unread, "by_mail": by_mail, "unsent": unsent, "ending": ending, "training": training,
    "file_of_mail": file_of_mail, "file_of_note": file_of_note,
    **joined.THINGS, **company.THINGS, **teams.THINGS, **telephony.THINGS, **knowledge_routes.THINGS, **webforms.THINGS,
    **problem_routes.THINGS, **reporting_routes.THINGS, **misses_routes.THINGS, **telling_routes.THINGS, **noticed_routes.THINGS,
    **grants.THINGS, **requests_routes.THINGS, **faces.THINGS, **policy_routes.THINGS, **queue_routes.THINGS,
}  # fmt: skip
"""What else a Key names, and how it is made."""


UNAUTHORIZED = 401
READING = ("SELECT", "SHOW", "DECLARE", "SAVEPOINT", "RELEASE", "ROLLBACK TO")
"""PostgreSQL declares a cursor where much is read."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """An answer, what it came to, and what was written for it."""

    answer: HttpResponse
    outcome: Outcome
    writes: list[str]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A world with a ticket, and a browser for each reader."""

    world: World
    ticket: Ticket
    people: Mapping[str, Person]
    things: Mapping[str, Model]
    cookies: Mapping[str, Mapping[str, str]]

    def browser(self, reader: str, *, tokens: bool = False) -> Client:
        """A browser with the session of that reader, which began before anything was taken from them. `tokens`: forms need theirs."""
        client = Client(enforce_csrf_checks=tokens)
        client.cookies.load(dict(self.cookies[reader]))
        return client

    def thing(self, name: str) -> Model:
        """What is called so: of the people, the things, or the world."""
        known = {**self.people, **self.things}
        found: Model = known[name] if name in known else getattr(self.world, name)
        return found

    def value(self, given: object) -> object:
        """What is meant, where that is a Key."""
        return getattr(self.thing(given.of), given.field) if isinstance(given, Key) else given

    def address(self, row: Row) -> str:
        """Where a row's request goes."""
        there = reverse(row.route, args=[self.value(arg) for arg in row.args])
        return f"/at/{row.door}{there}" if row.door else there

    def send(self, client: Client, row: Row, method: str = "", **headers: str) -> HttpResponse:
        """The request of a row, in its method or another."""
        data = {name: str(self.value(given)) for name, given in row.data.items()}
        how = method or row.method
        request = getattr(client, how.lower())
        if how in {"GET", "HEAD", "POST"}:
            answer: HttpResponse = request(self.address(row), data, headers=headers)
        else:
            answer = request(self.address(row), headers=headers)
        return answer

    def tried(self, reader: str, row: Row, method: str = "") -> Tried:
        """What became of a row's request, in its method or another, for that reader; taken back at once."""
        with transaction.atomic():
            with CaptureQueriesContext(connection) as seen:
                answer = self.send(self.browser(reader), row, method)
                b"".join(answer)  # a file is read to its end
            transaction.set_rollback(True)
        writes = [query["sql"] for query in seen if not query["sql"].startswith(READING)]
        return Tried(answer=answer, outcome=outcome(answer, self.address(row)), writes=writes)


def outcome(answer: HttpResponse, address: str) -> Outcome:
    """What an answer came to. Who sends what they wrote when they are signed out gets it back, with the way to sign in."""
    if answer.status_code == UNAUTHORIZED and b"data-sign-in" in answer.content:
        return SIGN_IN
    if answer.status_code != 302:
        return answer.status_code
    return SIGN_IN if answer["Location"].startswith(f"/sign-in/?next={address}") else DONE


def build() -> Desk:
    """The desk, in an empty database."""
    world = worlds.build()
    ticket = world.ticket()
    people = {**customers(world), **workers(world)}
    participants.add(ticket=ticket, by=world.bob, person=people["pia"], now=MONDAY)
    participants.add(ticket=ticket, by=world.bob, person=people["fay"], now=MONDAY)
    cookies = {reader: session_of(people.get(reader)) for reader in READERS}
    revoke(world, people)
    EmailAddress.objects.filter(user=world.ana).update(verified=True)
    things = {name: make(world) for name, make in THINGS.items()}
    return Desk(world=world, ticket=ticket, people=people, things=things, cookies=cookies)


def customers(world: World) -> dict[str, Person]:
    """Those of Acme, and one of another organization that is Credenti's customer too."""
    globex = Organization.objects.create(name="Globex", language="en", timezone="Europe/Madrid")
    agreements.sign(
        organization=globex, brand=world.credenti, plan="basic", first_day=SIGNED, timezone="Europe/Madrid", now=MONDAY
    )
    found = {"ana": world.ana, "amir": world.amir, "otto": person("otto")}
    Membership.objects.create(person=found["otto"], organization=globex, manager=True)
    for name in ("pia", "caro", "emil", "fay", "dina"):
        found[name] = person(name)
        manages = name in {"emil", "dina"}
        Membership.objects.create(person=found[name], organization=world.acme, manager=manages)
    world.ticket(requester=found["otto"])
    return found


def workers(world: World) -> dict[str, Person]:
    """The support side."""
    return {
        "bob": world.bob,
        "lea": world.lea,
        "paula": posted("paula", world.credenti, Post.Role.PROBLEM_MANAGER),
        "alma": posted("alma", world.credenti, Post.Role.ACCOUNT_MANAGER),
        "magda": posted("magda", world.credenti, Post.Role.MANAGER),
        "audrey": world.audrey,
        "zoe": world.zoe,
        "zeno": posted("zeno", world.zmanda, Post.Role.MANAGER),
        "exeter": posted("exeter", world.credenti, Post.Role.AGENT),
        "deactivated": posted("dora", world.credenti, Post.Role.MANAGER),
        "adam": Person.objects.create_superuser("adam@desk.example", name="Adam"),
        "root": world.root,
    }


def revoke(world: World, people: Mapping[str, Person]) -> None:
    """What some of them had is taken from them, while they are signed in."""
    for left in ("emil", "fay"):
        leaving.leave(organization=world.acme, person=people[left], by=world.root, now=MONDAY)
    people["dina"].memberships.update(manager=False)
    people["exeter"].posts.all().delete()
    Person.objects.update(
        session_age=0
    )  # as if their sessions had not ended with it: what they may do must not hang on that
    Person.objects.filter(pk=people["deactivated"].pk).update(is_active=False)
    Person.objects.filter(pk=people["adam"].pk).update(is_superuser=False)


def session_of(somebody: Person | None) -> dict[str, str]:
    """The cookies of a browser in which the person has signed in, or nobody."""
    client = Client()
    if somebody is not None:
        client.force_login(somebody)
    return {name: morsel.value for name, morsel in client.cookies.items()}
