"""B24 and P22: a person erased is in no table, no file and no log any more, the chain still proves all, and the numbers stay."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from email.header import Header
from email.message import EmailMessage
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, models

from parola.desk import erasing
from parola.desk.accounts import limits, staff
from parola.desk.accounts.models import Change, Invitation, Membership, Person, Post
from parola.desk.accounts.naming import naming_of
from parola.desk.accounts.queries import person_by_address
from parola.desk.agreements.models import Contract
from parola.desk.files import store, uploads
from parola.desk.files.models import Blob, Upload
from parola.desk.mail.models import Received, Sent
from parola.desk.outbox.models import OutboxRow
from parola.desk.reports import queries as reports
from parola.desk.tickets import operations, queries, verification
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Body, Ticket
from tests.desk.mail.post import take_in
from tests.desk.world import MONDAY, World, after

CANARY = "Xanthippe"
NAME = f"{CANARY} Quux-Ñandú"
ADDRESSES = (f"{CANARY.lower()}@people.example", f"{CANARY.lower()}.private@home.example")
LATER = after(days=40)


def everything() -> str:
    """Every value of every row of every table."""
    names, told = connection.introspection.table_names(), []
    with connection.cursor() as cursor:
        for table in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # names of tables, from the database
            for row in cursor.fetchall():
                told += [
                    bytes(each).decode("utf-8", "replace") if isinstance(each, bytes | memoryview) else str(each)
                    for each in row
                ]
    return "\n".join(told).casefold()


def mail(sender: str, text: str, **headers: str) -> bytes:
    """A mail with the canary's signature, in base64 and as it stands."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "support@credenti.example", f"Help for {NAME}"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(f"{text}\n\n-- \n{NAME}\n{ADDRESSES[0]}\n", cte="base64")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=f"{CANARY}.pdf")
    return message.as_bytes()


def known_everywhere(world: World) -> Person:
    """A customer of whom every corner of the desk knows something."""
    person = Person.objects.create_user(ADDRESSES[0], name=NAME, password=None, language="es")
    EmailAddress.objects.create(user=person, email=ADDRESSES[1], verified=True)
    Membership.objects.create(person=person, organization=world.acme)
    Authenticator.objects.create(user=person, type="totp", data={"secret": CANARY})
    sign_in(person)
    limits.count(limits.key_of("account", ADDRESSES[0]), MONDAY)
    Invitation.objects.create(
        email=ADDRESSES[0], name=NAME, language="es", brand=world.credenti, created_at=MONDAY, expires_at=LATER
    )
    return person


def sign_in(person: Person) -> None:
    """A session of the person's, as allauth notes it."""
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session.create()
    UserSession.objects.create(
        user=person, ip="192.0.2.1", user_agent=CANARY, session_key=session.session_key or "", data={}
    )


def history(world: World, person: Person) -> Ticket:
    """A request by mail, answered by name, with a colleague's word and a note; done. And another's that speaks of the person."""
    take_in(world, mail(ADDRESSES[0], "We cannot sign in."), path=ADDRESSES[0])
    ticket = Ticket.objects.get(requester=person)
    operations.reply(ticket=ticket, by=world.bob, text=f"Dear {NAME}, try again.", now=after(minutes=30))
    operations.note(ticket=ticket, by=world.bob, text=f"{CANARY} is often on the phone.", now=after(minutes=31))
    operations.customer_message(
        ticket=ticket, by=world.amir, text=f"{CANARY} is away; it works.", channel="web",
        submitted_at=after(hours=2), now=after(hours=2),
    )  # fmt: skip
    operations.resolve(ticket=queries.again(ticket), by=world.bob, now=after(hours=3))
    other = world.ticket(requester=world.amir, text=f"As I told {NAME} ({ADDRESSES[1]}), nobody can log in.")
    operations.reply(ticket=other, by=world.bob, text="We look into it.", now=after(hours=1))
    take_in(world, mail("olga@people.example", f"{NAME} said you can help.", Message_ID="<2@people.example>"))
    take_in(world, b"From: a@b.example, c@d.example\r\nSubject: x\r\n\r\n" + NAME.encode())
    OutboxRow.objects.update(last_error=f"550 <{ADDRESSES[0]}> unknown")
    Ticket.objects.filter(pk=other.pk).update(alarm_error=f"KeyError: {NAME}")
    Contract.objects.update(note=f"Call {NAME} first")
    Sent.objects.create(
        message_id="1@credenti.example", template="reply", ticket=ticket, person=person, first_try_at=MONDAY,
        returned_why=f"550 5.1.1 <{ADDRESSES[0]}>: no such mailbox",
    )  # fmt: skip
    return ticket


def numbers(world: World) -> list[object]:
    """What the report counts."""
    found = reports.counted(
        person=world.root, brand=world.credenti, first=after(days=-15), last=after(days=15), now=LATER
    )
    return [each.outcome for each in found]


def test_p22_a_person_erased_is_nowhere_and_the_proof_stays(world: World, caplog: pytest.LogCaptureFixture) -> None:
    person = known_everywhere(world)
    ticket = history(world, person)
    counted, before = numbers(world), everything()
    for said in (CANARY.casefold(), *ADDRESSES):
        assert said in before
    foreseen = erasing.foresee(person)
    with caplog.at_level(logging.DEBUG):
        erasing.erase(person=person, by=world.root, now=LATER)

    left = everything()
    assert [said for said in (CANARY.casefold(), NAME.casefold(), *ADDRESSES) if said in left] == []
    assert CANARY not in caplog.text
    assert ADDRESSES[0] not in caplog.text
    assert verification.verify().findings == ()
    assert numbers(world) == counted
    assert counted
    again = Person.objects.get(pk=person.pk)
    assert (str(again), again.is_active, again.erased_at) == (f"Erased person {person.pk}", False, LATER)
    assert not UserSession.objects.filter(user=person).exists()
    assert not Session.objects.exists()
    assert foreseen.mails == Received.objects.filter(erased_at=LATER).count() == 3
    assert foreseen.texts == Body.objects.filter(erased_at=LATER).count() == 3
    assert Ticket.objects.get(pk=ticket.pk).requester_id == person.pk


def test_others_keep_their_words_without_the_name(world: World) -> None:
    person = known_everywhere(world)
    ticket = history(world, person)
    erasing.erase(person=person, by=world.root, now=LATER)
    texts = [item.body.text for item in queries.conversation(ticket, world.root) if item.body]
    assert texts == ["", "", "", "[…] is away; it works."]
    other = Ticket.objects.get(requester=world.amir)
    assert other.opening.text == "As I told […] ([…]), nobody can log in."


def test_files_that_came_with_what_goes_go_too_unless_somebody_else_has_them(world: World) -> None:
    person = known_everywhere(world)
    lone, shared = (store.put([each], now=MONDAY) for each in (b"a scan of a passport", b"a picture of everybody's"))
    files = [File(blob=blob, name=f"{CANARY}.bin") for blob in (lone, shared)]
    ticket = world.ticket(requester=person, attachments=files)
    world.ticket(attachments=files[1:])
    uploads.keep([b"never sent"], name="x", owner=uploads.owner_of(person.pk), now=MONDAY)
    operations.resolve(ticket=ticket, by=world.bob, now=MONDAY)
    erasing.erase(person=person, by=world.root, now=LATER)
    assert [blob.pk for blob in Blob.objects.all()] == [shared.pk]
    assert not store.path_of(lone.sha256).exists()
    assert store.read(shared) == b"a picture of everybody's"
    assert Upload.objects.count() == 0
    assert verification.verify().findings == ()


def test_who_is_named_in_an_invitation_or_as_a_copy_alone_is_forgotten_there_too(world: World) -> None:
    person = known_everywhere(world)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "olga@people.example", "support@credenti.example", "When?"
    message["Cc"] = f"{Header(NAME, 'utf-8').encode()} <secretary@people.example>"
    message["Message-ID"] = "<invitation@people.example>"
    message.set_content("Tomorrow?")
    lines = ["BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", "SUMMARY:Call", "DTSTART:20261117T090000Z"]
    lines += [f"ORGANIZER;CN={NAME}:mailto:{ADDRESSES[0]}", "END:VEVENT", "END:VCALENDAR", ""]
    calendar = "\r\n".join(lines)
    message.add_attachment(calendar.encode(), maintype="text", subtype="calendar", filename="invite.ics", cte="base64")
    taken = take_in(world, message.as_bytes())
    assert NAME in str(taken.appointments)
    assert NAME in str(taken.copied)
    erasing.erase(person=person, by=world.root, now=LATER)
    left = everything()
    assert [said for said in (CANARY.casefold(), *ADDRESSES) if said in left] == []


def test_what_was_erased_cannot_be_written_anew(world: World) -> None:
    """An erased body is held to what was left of it: nobody puts other words in its place."""
    person = known_everywhere(world)
    history(world, person)
    erasing.erase(person=person, by=world.root, now=LATER)
    Body.objects.filter(erased_at=LATER).update(text="Something else")
    assert {finding.what for finding in verification.verify().findings} == {"body"}


def test_somebody_of_the_support_side_leaves_their_words(world: World) -> None:
    """What they wrote is the vendor's word to its customers; their name in it is struck out."""
    world.bob.name = "Bob Quibble"
    world.bob.save()
    ticket = world.ticket()
    operations.reply(ticket=ticket, by=world.bob, text="Solved.\nBob Quibble, Credenti", now=after(hours=1))
    erasing.erase(person=world.bob, by=world.root, now=LATER)
    texts = [item.body.text for item in queries.conversation(ticket, world.ana) if item.body]
    assert texts == ["Nobody can log in.", "Solved.\n[…], Credenti"]
    assert not Post.objects.filter(person=world.bob).exists()
    assert verification.verify().findings == ()


def test_nobody_is_erased_while_their_request_is_at_work(world: World) -> None:
    ticket = world.ticket()
    with pytest.raises(erasing.StillAsks, match=ticket.reference):
        erasing.erase(person=world.ana, by=world.root, now=LATER)
    assert erasing.foresee(world.ana).at_work == [ticket.reference]
    assert Person.objects.get(pk=world.ana.pk).is_active


@pytest.mark.parametrize("who", ["bob", "lea", "amir", "ana"])
def test_only_an_administrator_erases(world: World, who: str) -> None:
    with pytest.raises(erasing.NotAllowed):
        erasing.erase(person=world.olga, by=getattr(world, who), now=LATER)


def test_the_last_administrator_stays_whoever_says_otherwise(world: World) -> None:
    """Two who erase each other at once: the one who comes second is no administrator any more."""
    late = Person.objects.create_superuser("late@desk.example")
    Person.objects.filter(pk=late.pk).update(is_superuser=False)
    with pytest.raises(staff.LastAdministrator):
        erasing.erase(person=world.root, by=late, now=LATER)
    assert Person.objects.get(pk=world.root.pk).erased_at is None


def test_an_administrator_does_not_erase_themselves_and_nobody_twice(world: World) -> None:
    with pytest.raises(erasing.NotAllowed):
        erasing.erase(person=world.root, by=world.root, now=LATER)
    erasing.erase(person=world.olga, by=world.root, now=LATER)
    with pytest.raises(erasing.NotAllowed):
        erasing.erase(person=Person.objects.get(pk=world.olga.pk), by=world.root, now=LATER)


def test_the_audit_log_says_who_did_it_and_to_which_number(world: World) -> None:
    erasing.erase(person=world.olga, by=world.root, now=LATER)
    change = Change.objects.get(matter="person")
    assert (change.matter, change.key, change.by, change.after) == (
        "person",
        str(world.olga.pk),
        world.root,
        {"erased": True},
    )


def test_every_table_that_knows_people_was_thought_of() -> None:
    """A new one has to be placed in `desk/erasing.py`: what it holds goes with the person (GOES), or stays as a number (STAYS)."""
    related = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in Person._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and not isinstance(relation.related_model, str)
    }
    assert related == {*erasing.GOES, *erasing.STAYS}
    assert apps.get_model("accounts.Person") is Person


@pytest.mark.parametrize(
    ("name", "text", "near", "found"),
    [
        ("Ana Ruiz", "ana  RUIZ called", False, True),
        ("Ana", "Ana called", False, False),
        ("Ana", "Ana called", True, True),
        ("Ana", "Anatomy", True, False),
        ("Will Price", "Will you?", False, False),
        ("Will Price", "will you pay the price?", True, False),
        ("Will Price", "Will called", True, True),
        ("نورة القحطاني", "السيدة نورة القحطاني", False, True),
        ("", "Nobody", True, False),
    ],
)
@pytest.mark.django_db
def test_a_name_of_one_word_is_anothers_too(name: str, text: str, near: bool, found: bool) -> None:
    person = Person.objects.create_user("p@people.example", name=name)
    assert naming_of(person).is_in(text, near=near) is found


SCRIPT = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.desk import test_erasing as t, world as worlds
from parola.desk import erasing
from parola.desk.mail import catcher
from django.conf import settings
world = worlds.build()
person = t.known_everywhere(world)
t.history(world, person)
folder = settings.DATA / catcher.FOLDER
folder.mkdir()
(folder / "20261116T090000000000-00000000.eml").write_bytes(t.mail(t.ADDRESSES[0], "x"))
erasing.erase(person=person, by=world.root, now=t.LATER)
"""


def test_no_file_of_the_data_folder_holds_them(tmp_path: Path) -> None:
    """SQLite overwrites what it frees, and its journal is cut off."""
    environment = {**os.environ, "PAROLA_DATA": str(tmp_path), "PAROLA_DATABASE_URL": ""}
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", SCRIPT], env=environment, cwd=root, check=True, timeout=120)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "parola.sqlite3" in {path.name for path in files}
    held = [path.name for path in files if CANARY.casefold().encode() in path.read_bytes().lower()]
    assert held == []


def test_nobody_writes_in_the_name_of_an_erased_person(world: World) -> None:
    """What stands for the address cannot be guessed, and mail from the address that was theirs is a stranger's."""
    erasing.erase(person=world.olga, by=world.root, now=LATER)
    take_in(world, mail("olga@people.example", "It is me again."), path="olga@people.example")
    take_in(world, mail(f"erased-{world.olga.pk}@erased.invalid", "Me too.", Message_ID="<3@people.example>"))
    assert not Ticket.objects.filter(requester=world.olga).exists()
    assert person_by_address("olga@people.example") not in {None, world.olga}
