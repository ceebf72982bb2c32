"""From an outbox row to the mail that leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from parola.desk.accounts.models import Person
from parola.desk.files import store
from parola.desk.files.names import tidy
from parola.desk.mail import carrying, notices, parse, route, token
from parola.desk.mail.compose import Outgoing, compose
from parola.desk.mail.letters import Unsendable
from parola.desk.mail.models import Sent
from parola.desk.mail.trim import new_text
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, operations
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Body, Ticket
from tests.desk.mail.post import VERIFIED, take_in, written
from tests.desk.world import MONDAY, World, after


@dataclass(frozen=True)
class Letter:
    """A mail as its reader has it."""

    outgoing: Outgoing
    mail: EmailMessage

    @property
    def text(self) -> str:
        part = self.mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def html(self) -> str:
        part = self.mail.get_body(("html",))
        assert part is not None
        return str(part.get_content())


def letter(template: str, ticket: Ticket | None = None, now: datetime = MONDAY) -> Letter:
    rows = [row for row in OutboxRow.objects.order_by("-pk") if row.payload["template"] == template]
    row = next(row for row in rows if ticket is None or row.payload["ticket"] == ticket.pk)
    outgoing = compose(row, now)
    mail = message_from_bytes(outgoing.data, policy=default)
    assert isinstance(mail, EmailMessage)
    return Letter(outgoing, mail)


def verify(person: Person) -> None:
    EmailAddress.objects.filter(user=person).update(verified=True)


def test_the_acknowledgement_says_when_the_answer_is_due_in_the_customers_zone(world: World) -> None:
    verify(world.ana)
    world.ana.timezone = "Asia/Dubai"
    world.ana.language = "en"
    world.ana.save()
    ticket = world.ticket()
    sent = letter("acknowledgement")
    assert ticket.first_response_due_at is not None
    assert f"Its reference is {ticket.reference}." in sent.text
    assert "We will answer by Tuesday, 17 November 2026, 17:00 (Asia/Dubai, UTC+04:00), your time." in sent.text
    assert sent.mail["subject"] == f"[{ticket.reference}] No login"


def test_an_acknowledgement_that_leaves_late_does_not_promise_the_past(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    world.ticket()
    sent = letter("acknowledgement", now=after(days=3))
    assert "We will answer" not in sent.text
    assert "Our answer was due Tuesday, 17 November 2026" in sent.text


def test_best_effort_is_called_so(world: World) -> None:
    world.olga.language = "en"
    world.olga.save()
    ticket = world.ticket(requester=world.olga, priority=None)
    assert ticket.best_effort
    assert "as soon as we can" in letter("acknowledgement").text


def test_a_promise_is_told_by_the_minute_and_never_later_than_it_is_kept(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    ticket = world.ticket(now=after(seconds=59), submitted_at=after(seconds=59), priority="P1")
    assert ticket.first_response_due_at is not None
    assert ticket.first_response_due_at.second == 59
    assert f"{ticket.first_response_due_at:%M} (" in letter("acknowledgement").text


def test_once_answered_no_promise_is_repeated(world: World) -> None:
    world.ana.language = "en"
    world.ana.save()
    operations.reply(ticket=world.ticket(), by=world.bob, text="Hello", now=MONDAY)
    assert "We will answer" not in letter("acknowledgement").text


def test_an_unverified_sender_gets_none_of_their_own_words_back(world: World) -> None:
    raw = written(
        sender="Buy cheap pills <nadia@stranger.example>", subject="Cheap pills http://evil.example", text="pills"
    )
    ticket = take_in(world, raw).ticket
    assert ticket is not None
    sent = letter("acknowledgement", ticket)
    assert sent.mail["subject"] == f"[{ticket.reference}] We have received your request"
    assert sent.mail["to"] == "nadia@stranger.example"
    for words in (b"ills", b"evil.example"):
        assert words not in sent.outgoing.data + sent.text.encode() + sent.html.encode()


def test_a_machines_mail_says_so_and_has_the_null_path(world: World) -> None:
    world.ticket()
    sent = letter("acknowledgement")
    assert sent.outgoing.sender == ""
    assert sent.mail["auto-submitted"] == "auto-replied"
    assert sent.mail["x-auto-response-suppress"] == "All"
    assert parse.parse(sent.outgoing.data).automatic


def test_a_reply_carries_the_agents_words_and_comes_from_the_brand(world: World) -> None:
    verify(world.ana)
    text = "Hola,\n\n<b>prueba</b> https://status.credenti.example ahora."
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text=text, now=MONDAY)
    sent = letter("reply")
    assert text in sent.text.replace("\r\n", "\n")
    assert "&lt;b&gt;prueba&lt;/b&gt;" in sent.html
    assert reverse("portal:ticket", args=[ticket.reference]) in sent.text
    assert sent.mail["from"] == "Credenti <support@credenti.example>"
    assert sent.mail["to"] == "Ana <ana@people.example>"
    assert sent.mail["auto-submitted"] is None
    assert sent.outgoing.sender == "support@credenti.example"
    assert "Bob" not in sent.outgoing.data.decode() + sent.text + sent.html
    assert "bob@people.example" not in sent.outgoing.data.decode()


def test_the_reply_address_brings_the_answer_to_the_ticket(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Hola", now=MONDAY)
    sent = letter("reply")
    address = sent.mail["reply-to"].addresses[0].addr_spec
    assert token.read(address, route.mail_key()) == token.Token(ticket.pk, world.ana.pk)
    quoted = "Gracias.\n\n" + "".join(f"> {line}\n" for line in sent.text.splitlines())
    assert new_text(quoted, ["@credenti.example"]) == "Gracias."


def test_every_mail_of_a_conversation_names_what_came_before(world: World) -> None:
    ticket = take_in(world, written(sender="ana@people.example", **VERIFIED)).ticket
    assert ticket is not None
    first = letter("acknowledgement", ticket)
    assert (first.mail["in-reply-to"], first.mail["references"]) == ("<1@people.example>", "<1@people.example>")
    Sent.objects.create(
        message_id="ours@x.example", template="acknowledgement", ticket=ticket, person=world.ana, first_try_at=MONDAY
    )
    again = written(
        sender="ana@people.example", message_id="<2@people.example>", in_reply_to="<ours@x.example>", **VERIFIED
    )
    assert take_in(world, again).ticket == ticket
    operations.reply(ticket=ticket, by=world.bob, text="Hola", now=MONDAY)
    reply = letter("reply", ticket)
    assert reply.mail["in-reply-to"] == "<2@people.example>"
    assert reply.mail["references"].split() == ["<1@people.example>", "<ours@x.example>", "<2@people.example>"]


def test_a_row_gives_the_same_message_id_and_date_each_time(world: World) -> None:
    world.ticket()
    one, other = letter("acknowledgement"), letter("acknowledgement")
    assert one.mail["message-id"] == other.mail["message-id"] == OutboxRow.objects.get().message_id
    assert one.mail["date"] == other.mail["date"]


def test_a_change_of_priority_tells_what_why_and_until_when(world: World) -> None:
    ticket = world.ticket(priority="P3")
    operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason="Todos parados", now=MONDAY)
    world.ana.language = "en"
    sent = letter("priority_changed")
    assert "P3" in sent.text
    assert "P1" in sent.text
    assert "Todos parados" in sent.text
    assert sent.mail["auto-submitted"] == "auto-generated"


def test_a_resolution_can_be_answered(world: World) -> None:
    ticket = operations.resolve(ticket=world.ticket(), by=world.bob, now=MONDAY)
    sent = letter("resolved")
    assert ticket.reference in sent.text
    assert token.read(sent.mail["reply-to"].addresses[0].addr_spec, route.mail_key()) is not None


def test_an_alarm_goes_to_the_agent_and_cannot_be_answered_into_the_ticket(world: World) -> None:
    ticket = operations.assign(ticket=world.ticket(priority="P1"), by=world.bob, assignee=world.lea, now=MONDAY)
    assert ticket.first_response_due_at is not None
    alarms.sweep(now=ticket.first_response_due_at)
    sent = letter("alarm")
    assert sent.outgoing.recipient == "lea@people.example"
    assert ticket.reference in sent.text
    assert "missed" in sent.text
    assert f"/console/tickets/{ticket.reference}/" in sent.text
    assert sent.mail["reply-to"] is None
    assert sent.mail["auto-submitted"] == "auto-generated"


def test_alarms_of_several_tickets_are_one_mail(world: World) -> None:
    for number in range(3):
        ticket = world.ticket(priority="P1", source_id=f"test:{number}")
        operations.assign(ticket=ticket, by=world.bob, assignee=world.bob, now=MONDAY)
    alarms.sweep(now=after(hours=9))
    sent = letter("alarm")
    assert sent.mail["subject"] == "3 deadlines"
    assert sent.text.count("CRE-") == 3


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("it", "ltr"), ("ar", "rtl")])
def test_the_page_has_the_customers_language_and_direction(world: World, language: str, direction: str) -> None:
    world.ana.language = language
    world.ana.save()
    world.ticket()
    sent = letter("acknowledgement")
    assert f'<html lang="{language}" dir="{direction}">' in sent.html
    assert sent.mail["content-language"] == language


def test_markup_in_names_and_subjects_is_text(world: World) -> None:
    verify(world.ana)
    hostile = '<script>alert(1)</script> {{ 7|add:"42" }} {% load x %}'
    world.credenti.signature = {"en": hostile}
    world.credenti.save()
    world.ana.language, world.ana.name = "en", hostile
    world.ana.save()
    operations.reply(ticket=world.ticket(subject=hostile), by=world.bob, text=hostile, now=MONDAY)
    sent = letter("reply")
    assert "<script" not in sent.html
    assert "49" not in sent.html
    assert sent.text.count(hostile) == 2
    assert hostile in str(sent.mail["subject"])
    assert hostile in sent.mail["to"].addresses[0].display_name


@pytest.mark.parametrize(
    "wrong",
    [{"template": "no_such"}, {"ticket": 0}, {"to": 0}, {"event": 99, "template": "reply"}, {"template": "reply"},
     {"template": "priority_changed"}],
)  # fmt: skip
def test_a_row_that_names_what_is_not_there_cannot_be_sent(world: World, wrong: dict[str, Any]) -> None:
    world.ticket()
    row = OutboxRow.objects.get()
    row.payload |= wrong
    with pytest.raises(Unsendable):
        compose(row, MONDAY)


def test_what_was_erased_is_not_sent(world: World) -> None:
    operations.reply(ticket=world.ticket(), by=world.bob, text="Hola", now=MONDAY)
    Body.objects.filter(text="Hola").update(erased_at=MONDAY, text="")
    with pytest.raises(Unsendable, match="erased"):
        letter("reply")


def test_every_template_that_the_desk_enqueues_has_a_letter() -> None:
    assert set(notices.LETTERS) >= {"acknowledgement", "reply", "priority_changed", "resolved", "alarm"}


def answered_with(world: World, *files: tuple[str, bytes]) -> Letter:
    ticket = world.ticket()
    given = [File(blob=store.put([content], now=MONDAY), name=name) for name, content in files]
    operations.reply(ticket=ticket, by=world.bob, text="See the files.", attachments=given, now=after(minutes=5))
    return letter("reply")


def test_an_answer_carries_its_files_and_a_note_never_does(world: World) -> None:
    names = ["دليل الاستخدام " * 6 + ".pdf", 'a "quoted" name; x=y.png', "plain.txt"]
    contents = [b"%PDF-1.7 \xff\x00", b"\x89PNG\r\n\x1a\n", b"plain\r\n.\r\n"]
    sent = answered_with(world, *zip(names, contents, strict=True))
    read = parse.parse(sent.outgoing.data)
    assert [each.name for each in read.attachments] == [tidy(name) for name in names]
    assert [each.kind for each in read.attachments] == ["application/pdf", "image/png", "application/octet-stream"]
    assert list(parse.contents(sent.outgoing.data)) == contents
    assert "See the files." in sent.text
    assert compose(OutboxRow.objects.get(payload__template="reply"), MONDAY).data == sent.outgoing.data
    note = File(blob=store.put([b"canary"], now=MONDAY), name="canary.txt")
    operations.note(ticket=sent.outgoing.ticket, by=world.bob, text="Hm", attachments=[note], now=after(minutes=6))
    operations.resolve(ticket=sent.outgoing.ticket, by=world.bob, now=after(minutes=7))
    assert all(b"Y2FuYXJ5" not in compose(row, MONDAY).data for row in OutboxRow.objects.all())


def test_files_that_are_too_large_for_a_mail_are_named_and_wait_with_the_request(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "LARGEST", 10)
    sent = answered_with(world, ("one.log", b"123456"), ("two.log", b"1234567"))
    assert parse.parse(sent.outgoing.data).attachments == ()
    assert "one.log, two.log" in " ".join(sent.text.split())


def test_a_mail_whose_file_is_lost_is_not_sent_without_it(world: World) -> None:
    ticket = world.ticket()
    file = File(blob=store.put([b"soon lost"], now=MONDAY), name="a.txt")
    operations.reply(ticket=ticket, by=world.bob, text="See.", attachments=[file], now=MONDAY)
    store.path_of(file.blob.sha256).unlink()
    with pytest.raises(Unsendable, match="an attached file is not there"):
        letter("reply")
