"""B3 and P3: what is written for the support side alone reaches no customer, by no way (Chatwoot #837, Brimir #412, Odoo #15621, CVE-2019-12497).

Each internal field of the desk holds a word of its own. Whatever a customer, a colleague or a stranger can open, and every mail that is
written to them, is searched for these words, as bytes and as text; and a note changes nothing of what they see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from html import escape
from urllib.parse import quote_plus

import pytest
from django.urls import reverse

from parola.desk.accounts.models import Person
from parola.desk.files import store
from parola.desk.mail import compose, parse
from parola.desk.mail.letters import Unsendable
from parola.desk.mail.models import Received, Sent
from parola.desk.outbox.models import OutboxRow
from parola.desk.problems import majors
from parola.desk.problems import operations as problems
from parola.desk.search import following
from parola.desk.teams.models import Team
from parola.desk.telephony import lines
from parola.desk.tickets import alarms, joining, operations
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import CannedReply, Ticket
from tests.desk.knowledge import made
from tests.desk.world import MONDAY, World, after
from tests.web.matrix import Row
from tests.web.readers import Desk
from tests.web.routes import ROWS

pytestmark = pytest.mark.django_db
OUTSIDE = ("anonymous", "ana", "amir", "otto", "caro")
OPENED = [row for row in ROWS if row.method == "GET"]
ONE_TIME = re.compile(rb'csrfmiddlewaretoken" value="\w+"|nonce[-=]"?[\w/+=-]+|name="token" value="[\w-]+"')


def note(world: World, ticket: Ticket, word: str) -> None:
    operations.note(ticket=ticket, by=world.bob, text=f"They owe us money: {word}", now=after(minutes=5))


def file_on_a_note(world: World, ticket: Ticket, word: str) -> None:
    file = File(blob=store.put([word.encode()], now=MONDAY), name=f"{word}.txt")
    operations.note(ticket=ticket, by=world.bob, text="See.", attachments=[file], now=after(minutes=5))


def note_before_a_merge(world: World, ticket: Ticket, word: str) -> None:
    other = world.ticket(submitted_at=after(minutes=1), now=after(minutes=1))
    operations.note(ticket=other, by=world.bob, text=word, now=after(minutes=2))
    joining.merge(ticket=ticket, other=other, by=world.bob, share=True, now=after(minutes=3))


def note_before_a_split(world: World, ticket: Ticket, word: str) -> None:
    operations.note(ticket=ticket, by=world.bob, text=word, now=after(minutes=1))
    operations.customer_message(
        ticket=ticket,
        by=world.ana,
        text="And the printer.",
        channel="web",
        submitted_at=after(minutes=2),
        now=after(minutes=2),
    )
    joining.split(
        ticket=ticket,
        message=Ticket.objects.get(pk=ticket.pk).last_event_seq,
        subject="Printer",
        by=world.bob,
        now=after(minutes=3),
    )


def reply_that_waits(world: World, ticket: Ticket, word: str) -> None:
    operations.change_priority(ticket=ticket, by=world.bob, priority="P3", reason="It can wait.", now=after(days=3))
    operations.reply(ticket=ticket, by=world.bob, text=word, now=after(days=3, hours=12))


def address_of_an_agent(world: World, ticket: Ticket, word: str) -> None:
    Person.objects.filter(pk=world.bob.pk).update(email=f"{word}@support.example")
    operations.reply(ticket=ticket, by=Person.objects.get(pk=world.bob.pk), text="We look.", now=after(minutes=5))


def note_of_a_contract(world: World, ticket: Ticket, word: str) -> None:
    world.contract.note = word
    world.contract.save()


def canned_reply(world: World, ticket: Ticket, word: str) -> None:
    CannedReply.objects.create(brand=world.credenti, title=word, shortcut=word, texts={"en": word})


def team(world: World, ticket: Ticket, word: str) -> None:
    Team.objects.create(brand=world.credenti, name=word)


def telephone_line(world: World, ticket: Ticket, word: str) -> None:
    lines.add(brand=world.credenti, name=word, by=world.root, now=MONDAY)


def draft_of_an_article(world: World, ticket: Ticket, word: str) -> None:
    made.article(world.credenti, f"No login {word}", f"Nobody can log in. {word}", state="draft")


def internal_article(world: World, ticket: Ticket, word: str) -> None:
    made.article(world.credenti, f"No login {word}", f"Nobody can log in. {word}", state="internal")


def fault_of_the_worker(world: World, ticket: Ticket, word: str) -> None:
    Ticket.objects.update(alarm_error=word, alarm_failures=1)


def mail_that_was_refused(world: World, ticket: Ticket, word: str) -> None:
    OutboxRow.objects.update(state="parked", last_error=word)
    Sent.objects.update(returned_at=MONDAY, returned_why=word)
    Received.objects.update(reason=word)


def problem_behind_it(world: World, ticket: Ticket, word: str) -> None:
    problem = problems.open_problem(
        brand=world.credenti, tickets=[ticket], title=word, symptoms=word, impact=word, by=world.bob, now=MONDAY
    )
    problems.find_cause(problem=problem, cause=word, by=world.bob, now=MONDAY)
    problems.note(problem=problem, text=word, by=world.bob, now=MONDAY)
    shown = majors.Shown(titles={"en": "Signing in"}, audience="all", informer=world.bob)
    major = majors.declare(problem=problem, shown=shown, reason=word, by=world.bob, now=MONDAY)
    majors.end(major=major, reason=word, by=world.bob, now=MONDAY)
    majors.declare(problem=problem, shown=shown, reason=word, by=world.bob, now=MONDAY)


def alarms_of_the_desk(world: World, ticket: Ticket, word: str) -> None:
    Person.objects.filter(pk=world.lea.pk).update(name=word)
    alarms.sweep(now=MONDAY + timedelta(days=3))


INSIDE: Mapping[str, Callable[[World, Ticket, str], None]] = {
    each.__name__.replace("_", " "): each
    for each in (
        note, file_on_a_note, note_before_a_merge, note_before_a_split, address_of_an_agent, note_of_a_contract,
        canned_reply, team, telephone_line, draft_of_an_article, internal_article, fault_of_the_worker, mail_that_was_refused,
        alarms_of_the_desk, reply_that_waits, problem_behind_it,
    )
}  # fmt: skip
"""Where the support side writes for itself, and how it comes there."""


def test_what_is_written_inside_stands_on_no_page_of_a_customer_and_in_no_mail_to_one(desk: Desk) -> None:
    words = {where: "zyxomma" + where.replace(" ", "") for where in INSIDE}
    for where, word in words.items():
        INSIDE[where](desk.world, Ticket.objects.get(pk=desk.ticket.pk), word)
    for reader, row in ((reader, row) for reader in OUTSIDE for row in OPENED if row.expected()[reader] == 200):
        seen = opened(desk, reader, row)
        assert [where for where, word in words.items() if word.encode() in seen] == [], (reader, str(row))
    mails = "\n".join(mails_to_customers())
    assert [where for where, word in words.items() if word in mails] == []


def test_the_words_are_found_where_the_support_side_reads_them(desk: Desk) -> None:
    """The search is no blind one: an agent's page has the note."""
    note(desk.world, desk.ticket, "zyxomma")
    (row,) = [row for row in OPENED if row.route == "console:ticket"]
    assert b"zyxomma" in opened(desk, "bob", row)


def test_a_note_changes_nothing_that_a_customer_sees(desk: Desk) -> None:
    """Not a count, not an order, not a time (CVE-2024-33666)."""
    pages = [row for row in OPENED if row.route.startswith("portal:") and row.expected()["ana"] == 200]
    before = {str(row): opened(desk, "ana", row) for row in pages}
    note(desk.world, desk.ticket, "zyxomma")
    assert {str(row): opened(desk, "ana", row) for row in pages} == before


def test_a_customer_who_looks_for_what_is_written_inside_finds_what_they_find_by_any_other_word(desk: Desk) -> None:
    """Not a ticket, not a count, not a guess; while the support side does find it."""
    words = {where: "zyxomma" + where.replace(" ", "") for where in ("note", "file on a note", "reply that waits")}
    for where, word in words.items():
        INSIDE[where](desk.world, Ticket.objects.get(pk=desk.ticket.pk), word)
    while following.step():
        pass
    assert b"CRE-1" in found(desk, "bob", "console:search", words["note"])
    for reader in ("ana", "amir"):
        nothing = found(desk, reader, "portal:requests", "quirrlington")
        assert [where for where, word in words.items() if found(desk, reader, "portal:requests", word) != nothing] == []
        assert found(desk, reader, "portal:requests", "~zyxommanote") == nothing


def found(desk: Desk, reader: str, route: str, text: str) -> bytes:
    """The page of a search, without what was looked for."""
    body = b"".join(desk.browser(reader).get(reverse(route), {"text": text}))
    for told in (quote_plus(text), escape(text)):
        body = body.replace(told.encode(), b"")
    return ONE_TIME.sub(b"", body)


def opened(desk: Desk, reader: str, row: Row) -> bytes:
    """All that came back, heads too, but for what is another each time."""
    answer = desk.tried(reader, row).answer
    body = b"".join(answer)
    return ONE_TIME.sub(b"", b"\n".join([str(sorted(answer.items())).encode(), body]))


def mails_to_customers() -> list[str]:
    """The mails in the outbox that are for people outside, as their programs show them, heads too."""
    told = []
    for row in OutboxRow.objects.filter(kind="mail").order_by("pk"):
        to = Person.objects.get(pk=row.payload["to"])
        if to.is_support:
            continue
        try:
            outgoing = compose.compose(row, after(days=4))
        except Unsendable:
            continue
        told += [outgoing.data.decode(), parse.parse(outgoing.data).text, outgoing.sender]
    return told


def test_there_are_mails_to_customers_to_look_at(desk: Desk) -> None:
    operations.reply(ticket=desk.ticket, by=desk.world.bob, text="We look into it.", now=after(minutes=5))
    assert any("We look into it." in mail for mail in mails_to_customers())
