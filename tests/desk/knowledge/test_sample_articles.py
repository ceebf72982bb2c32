"""What the sample vendors know."""

from __future__ import annotations

import pytest

from parola.cli.demo import knowing, script
from parola.desk.accounts.models import Brand
from parola.desk.knowledge.queries import suggest
from tests.desk.world import MONDAY, World


def test_every_article_is_in_its_vendors_languages() -> None:
    spoken = {vendor.brand.slug: set(vendor.brand.languages) for vendor in script.vendors().values()}
    for slug, articles in knowing.articles().items():
        assert {language for each in articles for language in each.texts} <= spoken[slug]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("brand", "language", "text", "title"),
    [
        ("credenti", "es", "He perdido mi tarjeta, ¿qué hago?", "Una tarjeta perdida o robada"),
        ("credenti", "ar", "بطاقتي مفقودة منذ أمس في المستشفى", "بطاقة مفقودة أو مسروقة"),
        ("zmanda", "ar", "كيف نستعيد ملفًا واحدًا من نسخة كاملة؟", "استعادة ملف واحد من نسخة كاملة"),
        (
            "zmanda",
            "es",
            "El servidor de copias se queda sin espacio desde el lunes",
            "El servidor de copias se queda sin espacio",
        ),
        (
            "zmanda",
            "it",
            "Vorrei ripristinare un solo file dal backup di ieri",
            "Ripristinare un solo file da un backup completo",
        ),
    ],
)
def test_a_customer_who_writes_is_suggested_it(world: World, brand: str, language: str, text: str, title: str) -> None:
    vendor = Brand.objects.get(slug=brand)
    knowing.write(vendor, world.root, MONDAY)
    assert suggest(brand=vendor, text=text, language=language, for_whom=None)[0].title == title
