from __future__ import annotations

import pytest

from parola.desk.accounts.models import Brand
from parola.desk.knowledge.models import Term
from parola.desk.knowledge.operations import Readers
from parola.desk.knowledge.queries import readable, search, suggest
from tests.desk.knowledge.made import article, translated
from tests.desk.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand(world: World) -> Brand:
    """With articles in four languages."""
    brand = world.credenti
    article(brand, "Reset a lost password", "Choose **Forgotten password** on the sign-in page.")
    article(
        brand,
        "Restore a backup",
        "Open the *vault*, choose the day, and press Restore.",
        readers=Readers(products=("Vault",)),
    )
    article(brand, "Backup schedules", "A schedule says when backups run. Restore is told elsewhere.")
    article(brand, "Recuperar una contraseña", "Pulse «He olvidado mi contraseña».", language="es")
    article(brand, "Fatture e pagamenti", "Le fatture si scaricano dal portale.", language="it")
    article(brand, "إعادة ضبط كلمة المرور", "اضغط على الرابط في صفحة الدخول.", language="ar")
    return brand


def titles(brand: Brand, text: str, language: str = "en") -> list[str]:
    return [each.title for each in search(person=None, brand=brand, text=text, language=language)]


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("passwords", "en", "Reset a lost password"),
        ("how do I restore my backups?", "en", "Restore a backup"),
        ("contrasenas olvidadas", "es", "Recuperar una contraseña"),
        ("una fattura", "it", "Fatture e pagamenti"),
        ("كلمات المرور", "ar", "إعادة ضبط كلمة المرور"),
        ("اعاده ضبط", "ar", "إعادة ضبط كلمة المرور"),
        ("pasword", "en", "Reset a lost password"),
        ("shcedule", "en", "Backup schedules"),
        ("fattrua", "it", "Fatture e pagamenti"),
        ("fatture", "en", "Fatture e pagamenti"),
        ("title:restore", "en", "Restore a backup"),
        ("restore -vault", "en", "Backup schedules"),
        ('"press restore"', "en", "Restore a backup"),
        ("product:vault", "en", "Restore a backup"),
        ("language:ar", "en", "إعادة ضبط كلمة المرور"),
    ],
)
def test_what_is_asked_for_comes_first(brand: Brand, text: str, language: str, first: str) -> None:
    assert titles(brand, text, language)[0] == first


def test_what_is_not_there_is_not_found(brand: Brand) -> None:
    assert titles(brand, "zeppelin") == []
    assert titles(brand, '"restore press"') == []
    assert titles(brand, "restore -backup") == []


def test_the_words_looked_for_are_marked(brand: Brand) -> None:
    found = search(person=None, brand=brand, text="vaults", language="en")[0]
    assert found.excerpt == (("Open the ", False), ("vault", True), (", choose the day, and press Restore.", False))


def test_an_article_comes_once_in_the_readers_language_where_it_is_there(brand: Brand) -> None:
    first = article(brand, "Report a lost card", "Block the card at once.")
    translated(first.article, "es", "Denunciar una tarjeta perdida", "Bloquee la tarjeta.")
    in_spanish = search(person=None, brand=brand, text="card", language="es")
    assert [(each.title, each.foreign) for each in in_spanish] == [("Denunciar una tarjeta perdida", False)]
    in_arabic = search(person=None, brand=brand, text="card", language="ar")
    assert [(each.title, each.language, each.foreign) for each in in_arabic] == [("Report a lost card", "en", True)]


def test_one_search_finds_every_kind_and_is_narrowed_by_one(brand: Brand) -> None:
    article(brand, "First backup", "Begin with one backup.", kind="guide")
    assert titles(brand, "backup") == ["First backup", "Backup schedules", "Restore a backup"]
    assert titles(brand, "backup kind:guide") == titles(brand, "kind:guide") == ["First backup"]
    assert titles(brand, "backup kind:api") == titles(brand, "backup kind:nothing") == []
    found = search(person=None, brand=brand, text="backup", language="en", kind="guide")
    assert [(each.title, each.kind) for each in found] == [("First backup", "guide")]


def test_suggestions_fit_or_are_not_made(brand: Brand) -> None:
    def suggested(text: str) -> list[str]:
        return [each.title for each in suggest(brand=brand, text=text, language="en", for_whom=None)]

    assert suggested("Hello, I have lost my password and cannot get in. Thanks, Ana")[:1] == ["Reset a lost password"]
    assert suggested("The moon was full and the coffee machine on the third floor is out of beans again") == []
    assert suggested("") == suggested("the") == suggested('-? "') == []


def test_the_index_says_what_the_articles_say_now(brand: Brand, world: World) -> None:
    before = Term.objects.count()
    article(world.zmanda, "Restore elsewhere", "Restore.")
    assert "Restore elsewhere" not in titles(brand, "restore")
    assert Term.objects.count() > before  # each brand's words are its own
    assert readable(None).count() == 7


def test_words_that_are_everywhere_are_not_gone_through_and_count_still(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(12):
        article(brand, f"Backup of server {place}", "A backup.")
    monkeypatch.setattr("parola.desk.knowledge.lookup.MOST_POSTINGS", 1)
    assert titles(brand, "backup schedule")[0] == "Backup schedules"
    assert len(titles(brand, "backup schedule")) > 10
