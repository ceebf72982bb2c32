"""B23, letters that deceive: what nobody sees is taken out, what looks like another is marked, and no Arabic text is damaged by it.

Precedent: CVE-2026-28289 (a check before invisible characters are taken out, and so none).
"""

from __future__ import annotations

import base64
import csv
import gzip
import os
from pathlib import Path

import pytest

from parola.desk.accounts.models import Person, normalise
from parola.desk.accounts.spelling import clean_name, looks_like_another, variants
from parola.desk.files.names import tidy
from parola.desk.mail.parse import parse
from parola.desk.mail.trim import new_text
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import matching
from tests.desk.mail.post import take_in, written
from tests.desk.world import World
from tests.web.conftest import Reader

TEXTS = Path(os.environ.get("PAROLA_TEST_ARABIC", Path(__file__).parents[3] / "shared/data/arbanking77"))
ARABIC = (
    "السلام عليكم، لا يمكنني تسجيل الدخول منذ ٢٤ نوفمبر.",
    "أَهْلًا وَسَهْلًا، لَدَيَّ سُؤَالٌ.",
    "رقم الطلب \u200fCRE-12\u200f في الصفحة (https://desk.example/a).",
    "نسخة مـــن الفاتورة؟ 50٪ «عاجل»",
    "می\u200cخواهم کتاب را بخرم",
)
ENVELOPES = ("utf-8", "windows-1256", "iso-8859-6")


@pytest.mark.parametrize(
    "address",
    [
        "supp\u043ert@example.com",
        "\u0430dmin@example.com",
        "admin@xn--xample-9uf.com",
        "admin@\u0435xample.com",
        "\u03b1da@example.com",
    ],
)
def test_an_address_of_letters_that_look_like_others_is_marked(address: str) -> None:
    assert looks_like_another(address)


@pytest.mark.parametrize(
    "address", ["support@example.com", "josé.núñez@credenti.example", "أحمد@شركة.example", "ada+1@b.example"]
)
def test_an_address_of_one_script_is_not(address: str) -> None:
    assert not looks_like_another(address)


def test_one_mailbox_is_one_login_however_it_is_composed() -> None:
    assert normalise("Jose\u0301@Customer.example") == normalise("josé@customer.example")


@pytest.mark.django_db
def test_a_stranger_whose_address_deceives_is_marked_on_the_ticket(world: World, reader: Reader) -> None:
    take_in(world, written(sender="Ana <\u0430na@people.example>"))
    ticket = Ticket.objects.get()
    assert ticket.requester != world.ana
    page = reader(world.bob).get(f"/console/tickets/{ticket.reference}/").content.decode()
    assert "letters that look like others" in page


@pytest.mark.django_db
def test_a_name_and_a_subject_hide_nothing(world: World) -> None:
    take_in(
        world,
        written(sender="Agent\u202e A\u200bli\u2069 <ali@people.example>", subject="in\u202evoice\u200b \u2066now"),
    )
    ticket = Ticket.objects.select_related("opening", "requester").get()
    assert (ticket.requester.name, ticket.opening.subject) == ("Agent Ali", "invoice now")
    assert Person.objects.filter(email="ali@people.example").count() == 1


@pytest.mark.parametrize(
    "name", ["invoice\u202efdp.exe", "فاتورة\u200f.pdf\u061c.exe", "a\u200b.htaccess", "\u2067تقرير\u2069\u202egpj.scr"]
)
def test_cve_2026_28289_what_is_checked_is_what_is_shown(name: str) -> None:
    assert tidy(tidy(name)) == tidy(name)
    assert clean_name(clean_name(name)) == clean_name(name)
    assert tidy(name).endswith((".exe", ".scr", "htaccess"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("كريم", "کریم"),
        ("کریم", "كريم"),
        ("Room 12", "Room ١٢"),
        ("Jose\u0301 Núñez", "josé"),
        ("Agent Ali", "Agent Ali\u200f"),
    ],
)
def test_people_are_found_whatever_keyboard_looks_for_them(world: World, kept: str, asked: str) -> None:
    take_in(world, written())
    Person.objects.filter(pk=Ticket.objects.get().requester_id).update(name=clean_name(kept))
    assert matching(Ticket.objects.all(), asked).count() == 1


@pytest.mark.django_db
def test_a_reference_is_found_in_arabic_digits(world: World) -> None:
    take_in(world, written())
    assert matching(Ticket.objects.all(), "CRE-١").count() == 1
    assert matching(Ticket.objects.all(), "cre-۱").count() == 1
    assert variants("plain") == ("plain",)


def enveloped(text: str, charset: str) -> bytes:
    """A mail with the text. The envelope is ours."""
    head = (
        f"From: a@b.example\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(text.encode(charset))


def can_be_written(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("charset", ENVELOPES)
@pytest.mark.parametrize("text", ARABIC)
def test_no_arabic_text_is_damaged_on_its_way_in(text: str, charset: str) -> None:
    if not can_be_written(text, charset):
        charset = "utf-8"
    assert parse(enveloped(text, charset)).text == text
    assert new_text(text, []) == text


@pytest.mark.django_db
def test_an_arabic_text_is_shown_as_it_was_written(world: World, reader: Reader) -> None:
    take_in(world, enveloped("\n\n".join(ARABIC), "utf-8").replace(b"a@b.example", b"olga@people.example"))
    page = reader(world.bob).get("/console/tickets/CRE-1/").content.decode()
    assert [text for text in ARABIC if text.split("(")[0].strip() not in page] == []


@pytest.mark.beside(TEXTS)
def test_no_real_arabic_question_is_damaged() -> None:
    texts = [
        cell.strip() for file in sorted(TEXTS.glob("*_test.csv.gz")) for cell in cells(file) if len(cell.strip()) > 10
    ]
    assert len(texts) > 1_000
    for text in texts:
        for charset in (each for each in ENVELOPES if can_be_written(text, each)):
            assert parse(enveloped(text, charset)).text == text.rstrip()


def cells(file: Path) -> list[str]:
    """What is written in Arabic in a file of rows."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return [
            " ".join(cell.split())
            for row in csv.reader(lines)
            for cell in row
            if any("\u0621" <= each <= "\u064a" for each in cell)
        ]
