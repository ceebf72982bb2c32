"""What the portal's tests share: readers in English, contracts, and pages as the words that are seen."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import AgreementVersion
from tests.desk import world as worlds
from tests.desk.world import SIGNED, World
from tests.web.conftest import Reader

TOKEN = "0b6a2a5e-4a64-4d1c-9f0e-3d0f6a7f0b11"


def english(reader: Reader, person: Person) -> Client:
    """The person's browser; they read English from now on."""
    person.language = "en"
    person.save(update_fields=["language"])
    return reader(person)


def signed(world: World, brand: Brand, plan: str) -> None:
    """Acme has that plan of the brand, whose agreement is the shipped one of its name."""
    if not AgreementVersion.objects.filter(brand=brand).exists():
        worlds.publish(brand, brand.slug)
    agreements.sign(
        organization=world.acme,
        brand=brand,
        plan=plan,
        first_day=SIGNED,
        timezone="Europe/Madrid",
        country="ES",
        now=worlds.MONDAY,
    )


def text_of(content: bytes) -> str:
    """The words of a page, one blank between them."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", content.decode())))
