from __future__ import annotations

import pytest
from django.db.models import Q

from parola.desk.files import store
from parola.desk.search import following, names
from parola.desk.search.asking import asked
from parola.desk.search.tickets import find
from parola.desk.tickets import operations, queries
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World, after, person

pytestmark = pytest.mark.django_db

ASKED = """
en | Sign-in fails with ORA-01555   | Nobody can log in since the upgrade. The invoices are due.
es | No recuerdo mi contraseña      | He olvidado las contraseñas y la facturación está parada.
it | Fattura sbagliata              | Le fatture di ottobre non sono corrette, grazie.
ar | إعادة ضبط كلمة المرور          | نسيت كلمة المرور ولا أستطيع الدخول إلى حسابي
"""

FOUND = """
passwords                 |
invoice                   | 1
invoices upgrade          | 1
UPGRADED                  | 1
ora-01555                 | 1
"log in"                  | 1
"in log"                  |
contraseña                | 2
contrasenas               | 2
CONTRASEÑAS               | 2
facturacion               | 2
contraseña -facturación   |
fattura                   | 3
fatture ottobre           | 3
fattrua                   | 3
كلمة                      | 4
الكلمة                    | 4
كلمه                      | 4
حسابى                     | 4
"كلمة المرور"             | 4
contrasenya               | 2
invoise                   | 1
zeppelin                  |
ana                       | 2
acme                      | 4 2
acme contraseña           | 2
olga fattura              | 3
olgo                      |
CRE-2                     | 2
cre 2                     | 2
2                         | 2
٢                         | 2
upgrade fatture           | 3 1
credential.pdf            |
recibo                    | 2
recibo.pdf                | 2
"""
"""What is typed, and the tickets that are found, the best first."""


@pytest.fixture
def desk(world: World) -> World:
    """With a request in each language; to the Spanish one a file was added."""
    asking = {"en": person("eve"), "es": world.ana, "it": world.olga, "ar": world.amir}
    for row in ASKED.strip().splitlines():
        language, subject, text = (cell.strip() for cell in row.split("|"))
        world.ticket(requester=asking[language], subject=subject, text=text)
    file = File(blob=store.put([b"%PDF-"], now=MONDAY), name="recibo.pdf")
    ticket = Ticket.objects.get(number=2)
    operations.customer_message(
        ticket=ticket, by=world.ana, text="Ahí va.", channel="web", attachments=[file], submitted_at=after(minutes=1),
        now=after(minutes=1),
    )  # fmt: skip
    up_to_date()
    return world


def up_to_date() -> None:
    names.refresh()
    while following.step():
        pass


def numbers(world: World, text: str, *, inside: bool = True, typing: bool = False) -> list[int]:
    reader = world.bob if inside else world.ana
    within = queries.worked_on_by(reader) if inside else queries.requests_of(reader)
    found = find(within, asked(text, typing=typing), Q(), inside=inside, now=after(hours=1))
    tickets = Ticket.objects.in_bulk(found.tickets)
    return [tickets[key].number for key in found.tickets]


def test_what_is_typed_finds_these_tickets(desk: World) -> None:
    table = [tuple(map(str.strip, row.rsplit("|", 1))) for row in FOUND.strip().splitlines()]
    found = {text: numbers(desk, text) for text, _expected in table}
    assert found == {text: [int(number) for number in expected.split()] for text, expected in table}


def test_while_it_is_typed_the_last_word_may_go_on(desk: World) -> None:
    for text in ("contr", "upgr", "sign-in fa", "fattu", "المر"):
        assert numbers(desk, text, typing=True), text
    assert numbers(desk, "contr ", typing=True) == numbers(desk, "contr")


def test_the_better_the_newer_and_what_is_at_work_come_first(desk: World) -> None:
    titled = desk.ticket(subject="Printer", text="The printer is broken: printer, printer.")
    old = desk.ticket(subject="Hm", text="A printer.", submitted_at=after(days=-300), now=after(days=-300))
    new = desk.ticket(subject="Hm", text="A printer.")
    up_to_date()
    assert numbers(desk, "printer") == [titled.number, new.number, old.number]


def test_what_is_hostile_is_but_words(desk: World) -> None:
    """Syntax of FTS5 and of tsquery, NUL, signs alone, and far too much of it."""
    for text in (
        '"', '""', "(", "AND", "NOT", "NEAR(a b)", "a NEAR b", "words:x", "*", "a*", "^a", "-", "--", '-"', "'; DROP TABLE search_document",
        "a & b | !c <-> d", "'a':*", ":*", "\\", "\x00", "a\x00b", "~secret", "~", "in:", "in:x", "state:", "état:x", "\ud800",
        "x" * 10_000, "wort " * 10_000, '"' * 10_000, "in:tickets " * 1_000, "\u202e", "\U0001f600", "ﷺ", "١٢٣٤٥٦٧٨٩٠١٢", "9" * 400,
    ):  # fmt: skip
        numbers(desk, text)
        numbers(desk, text, inside=False, typing=True)
    assert numbers(desk, "upgrade") == [1]


def test_a_customer_finds_nothing_by_internal_words_and_everybody_only_their_own(desk: World) -> None:
    operations.note(ticket=Ticket.objects.get(number=2), by=desk.bob, text="They owe us zyxomma.", now=after(minutes=2))
    up_to_date()
    assert numbers(desk, "zyxomma") == [2]
    assert numbers(desk, "zyxom", typing=True) == [2]
    for text in ("zyxomma", "~zyxomma", "zyxom", "zyxoma", "contraseña zyxomma", '"us zyxomma"'):
        found = find(queries.requests_of(desk.ana), asked(text), Q(), inside=False, now=after(hours=1))
        assert found.tickets == numbers_of(desk, "contraseña" if "contraseña" in text else "zeppelin"), text
        assert not found.guessed
    assert numbers(desk, "ottobre", inside=False) == []
    assert find(queries.worked_on_by(desk.zoe), asked("upgrade"), Q(), inside=True, now=MONDAY).tickets == ()


def numbers_of(world: World, text: str) -> tuple[int, ...]:
    return find(queries.requests_of(world.ana), asked(text), Q(), inside=False, now=after(hours=1)).tickets
