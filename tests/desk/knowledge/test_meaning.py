"""Articles found by what they mean. The model is one that a test can read, but for the last tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parola.desk.accounts.models import Brand
from parola.desk.knowledge import meanings, nearby, operations
from parola.desk.knowledge.models import Section, Translation
from parola.desk.knowledge.operations import Readers
from parola.desk.knowledge.queries import search, suggest
from parola.desk.meaning import embedding
from parola.desk.meaning.embedding import Embedder
from tests.desk.knowledge.made import article, shown, translated
from tests.desk.world import MONDAY, World
from tests.support.concepts import Concepts

pytestmark = pytest.mark.django_db


@pytest.fixture
def concepts() -> Iterator[Concepts]:
    """The process has a model."""
    model = Concepts()
    nearby.forget()
    embedding.hold(model)
    yield model
    embedding.hold(None)


def take_in() -> None:
    """What the worker does, to its end."""
    job = meanings.TakeIn()
    while job.step():
        pass


def titles(brand: Brand, text: str, language: str = "en") -> list[str]:
    return [each.title for each in search(person=None, brand=brand, text=text, language=language)]


@pytest.fixture
def brand(world: World, concepts: Concepts) -> Brand:
    """With articles in English alone, taken in."""
    article(world.credenti, "A card that was lost", "Block the card at once.")
    article(world.credenti, "Invoices", "An invoice is sent each month.")
    article(world.credenti, "Backup schedules", "A backup runs each night.")
    take_in()
    return world.credenti


def test_a_question_in_another_language_finds_it_and_says_in_which_language_it_is(brand: Brand) -> None:
    found = search(person=None, brand=brand, text="ضاعت بطاقة", language="ar")
    assert [(each.title, each.language, each.foreign) for each in found[:1]] == [("A card that was lost", "en", True)]


def test_what_has_the_words_and_the_meaning_goes_first(brand: Brand) -> None:
    article(brand, "Card printers", "A printer prints them.")
    take_in()
    assert titles(brand, "stolen card")[0] == "A card that was lost"


def test_what_means_nothing_of_it_is_not_found(brand: Brand) -> None:
    assert titles(brand, "zeppelin") == []
    assert suggest(brand=brand, text="where do zeppelins land", language="en", for_whom=None) == []


def test_what_is_written_into_a_form_is_answered_by_meaning_too(brand: Brand) -> None:
    found = suggest(brand=brand, text="me han robado la tarjeta", language="es", for_whom=None)
    assert [each.title for each in found] == ["A card that was lost"]


def test_operators_hold_for_what_is_found_by_meaning(brand: Brand) -> None:
    article(brand, "Factura", "La factura de la copia.", language="es")
    take_in()
    assert "Invoices" in titles(brand, "bill")
    assert "Invoices" not in titles(brand, "bill -month")
    assert titles(brand, "bill language:es") == ["Factura"]
    assert titles(brand, 'bill "each month"') == ["Invoices"]
    assert titles(brand, "bill product:none") == []


def test_what_is_excluded_is_not_shown_in_any_language(brand: Brand) -> None:
    first = article(brand, "Recuperar una copia", "Elija el día.", language="es")
    translated(first.article, "en", "Restore a backup", "Choose the day in the vault.")
    take_in()
    assert "Restore a backup" in titles(brand, "copia")
    assert "Restore a backup" not in titles(brand, "copia -vault")


def test_a_text_is_found_by_what_it_says_now_alone(brand: Brand) -> None:
    text = Translation.objects.get(title="Invoices")
    assert titles(brand, "fattura") == ["Invoices"]
    operations.keep(
        article=text.article, language="en", title="Passwords", text="A password.", seen=1, by=None, now=MONDAY
    )
    assert titles(brand, "fattura") == ["Invoices"]
    shown(Translation.objects.get(pk=text.pk))
    assert titles(brand, "fattura") == []
    assert not Section.objects.filter(translation=text).exists()
    take_in()
    assert titles(brand, "fattura") == []
    assert titles(brand, "contraseña") == ["Passwords"]


def test_what_was_changed_while_it_was_taken_in_waits_on(brand: Brand, concepts: Concepts) -> None:
    text = Translation.objects.select_related("article").get(title="Invoices")
    Translation.objects.filter(pk=text.pk).update(turn=0, text="Another text.")
    meanings.take_in([text], concepts)
    assert Translation.objects.get(pk=text.pk).turn == 0


def test_a_text_that_goes_is_found_no_more(brand: Brand) -> None:
    assert titles(brand, "fattura") == ["Invoices"]
    Translation.objects.get(title="Invoices").delete()
    assert titles(brand, "fattura") == []
    assert Section.objects.filter(translation__title="Invoices").count() == 0


def test_another_model_takes_everything_in_anew(brand: Brand) -> None:
    embedding.hold(Concepts("concepts 2"))
    assert titles(brand, "fattura") == []
    take_in()
    assert titles(brand, "fattura") == ["Invoices"]
    assert set(Section.objects.values_list("model", flat=True)) == {meanings.kept_as("concepts 2")}


def test_readers_find_by_meaning_what_they_may_read_however_much_they_may_not(world: World, concepts: Concepts) -> None:
    for number in range(12):
        article(world.credenti, f"Lost card {number}", "A lost card.", readers=Readers(audience="internal"))
    article(world.credenti, "Una tarjeta", "Sobre la tarjeta.", language="es")
    take_in()
    assert titles(world.credenti, "بطاقة مفقودة", "ar") == ["Una tarjeta"]


def test_each_brand_finds_its_own(world: World, brand: Brand) -> None:
    article(world.zmanda, "Their card", "A lost card.")
    take_in()
    assert titles(brand, "بطاقة مفقودة", "ar") == ["A card that was lost"]


def test_without_a_model_words_alone_are_asked_and_nothing_waits(world: World) -> None:
    article(world.credenti, "A card that was lost", "Block it.")
    assert not meanings.TakeIn().step()
    assert titles(world.credenti, "card") == ["A card that was lost"]
    assert titles(world.credenti, "tarjeta", "es") == []


def test_what_was_written_before_the_extra_was_installed_is_taken_in(world: World) -> None:
    article(world.credenti, "A card that was lost", "Block it.")
    embedding.hold(Concepts())
    nearby.forget()
    try:
        take_in()
        assert titles(world.credenti, "tarjeta", "es") == ["A card that was lost"]
    finally:
        embedding.hold(None)


@pytest.mark.once
def test_a_question_in_arabic_finds_the_article_that_is_there_in_english_only(
    world: World, with_meaning: Embedder
) -> None:
    brand = world.credenti
    nearby.forget()
    article(
        brand, "Report a lost or stolen card", "Block the card on the portal at once; a new one comes within two days."
    )
    article(brand, "Restore a single file", "Open the vault, choose the day, and press Restore.")
    article(brand, "Change the bank account for invoices", "Enter the new IBAN under Billing.")
    article(brand, "Calls drop after thirty seconds", "Switch off SIP ALG in the router.")
    take_in()
    found = search(person=None, brand=brand, text="سرقت بطاقتي ماذا أفعل", language="ar")
    assert (found[0].title, found[0].foreign) == ("Report a lost or stolen card", True)
    assert titles(brand, "تنقطع المكالمات بعد نصف دقيقة", "ar")[0] == "Calls drop after thirty seconds"
    assert titles(brand, "zeppelin", "en") == []
    assert suggest(brand=brand, text="muchas gracias por todo", language="es", for_whom=None) == []
