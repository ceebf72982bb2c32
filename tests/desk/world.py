"""A small desk for the tests: two brands, a customer with a contract, people on both sides. Names tell who is who.

Credenti's agreement is the shipped one. Acme has its Basic plan in Madrid (business hours 09:00-17:00, Spanish holidays).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from parola.desk.accounts.models import Brand, Mailbox, Membership, Organization, Person, Post
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import AgreementVersion, Contract
from parola.desk.tickets import operations
from parola.desk.tickets.models import CannedReply, Ticket
from parola.policy import library

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
"""10:00 in Madrid, an hour after opening, in a week without holidays."""
SIGNED = date(2026, 1, 1)
GREETING = {"en": "Hello {{customer_name}},", "es": "Hola, {{customer_name}}:"}


def after(**span: float) -> datetime:
    """An instant that much later than MONDAY."""
    return MONDAY + timedelta(**span)


@dataclass(frozen=True, kw_only=True)
class World:
    """The desk and its people."""

    credenti: Brand
    zmanda: Brand
    version: AgreementVersion
    acme: Organization
    contract: Contract
    ana: Person
    """Customer, of Acme."""
    amir: Person
    """Manager on the customer's side, of Acme."""
    olga: Person
    """Customer, of nobody with a contract."""
    bob: Person
    """Agent of Credenti."""
    lea: Person
    """Lead of Credenti."""
    audrey: Person
    """Auditor of Credenti."""
    zoe: Person
    """Agent of Zmanda."""
    root: Person
    """The administrator."""
    canned: CannedReply
    """Credenti's, in English and Spanish."""

    @property
    def mailbox(self) -> Mailbox:
        """Where mail for Credenti comes in."""
        return Mailbox.objects.get(brand=self.credenti)

    def ticket(self, **given: Any) -> Ticket:
        """Ana's request, opened at MONDAY unless told otherwise."""
        wanted: dict[str, Any] = {
            "brand": self.credenti,
            "requester": self.ana,
            "subject": "No login",
            "text": "Nobody can log in.",
            "channel": "web",
            "submitted_at": MONDAY,
            "now": MONDAY,
            "priority": "P2",
        }
        return operations.open_ticket(**(wanted | given))


def build() -> World:
    """The world, in an empty database."""
    credenti, zmanda = brand("credenti", "CRE"), brand("zmanda", "ZMA")
    version = publish(credenti, "credenti")
    publish(zmanda, "zmanda")
    acme = Organization.objects.create(name="Acme", language="es", timezone="Europe/Madrid")
    ana, amir, olga = person("ana", language="es"), person("amir", language="ar"), person("olga", language="it")
    Membership.objects.create(person=ana, organization=acme)
    Membership.objects.create(person=amir, organization=acme, manager=True)
    return World(
        credenti=credenti,
        zmanda=zmanda,
        version=version,
        acme=acme,
        contract=agreements.sign(
            organization=acme,
            brand=credenti,
            plan="basic",
            first_day=SIGNED,
            timezone="Europe/Madrid",
            country="ES",
            subdivision="MD",
            now=MONDAY,
        ),
        ana=ana,
        amir=amir,
        olga=olga,
        bob=posted("bob", credenti, "agent"),
        lea=posted("lea", credenti, "lead"),
        audrey=posted("audrey", credenti, "auditor"),
        zoe=posted("zoe", zmanda, "agent"),
        root=Person.objects.create_superuser("root@desk.example", name="Root"),
        canned=CannedReply.objects.create(brand=credenti, title="Greeting", shortcut="hi", texts=dict(GREETING)),
    )


def altamar(world: World, plan: str = "hybrid") -> Brand:
    """One more brand, whose agreement promises updates and escalation too. Acme has the plan; Bob and Lea work for it."""
    vendor = brand("altamar", "ALT")
    publish(vendor, "native")
    agreements.sign(
        organization=world.acme, brand=vendor, plan=plan, first_day=SIGNED, timezone="Europe/Madrid", now=MONDAY
    )
    for somebody, role in ((world.bob, "agent"), (world.lea, "lead")):
        Post.objects.create(person=somebody, brand=vendor, role=role)
    return vendor


def brand(slug: str, key: str) -> Brand:
    """A vendor's face."""
    vendor = Brand.objects.create(
        slug=slug, name=slug.capitalize(), key=key, languages=["en", "es", "it", "ar"], timezone="Europe/Madrid"
    )
    Mailbox.objects.create(brand=vendor, address=f"support@{slug}.example", primary=True)
    return vendor


def publish(brand: Brand, name: str) -> AgreementVersion:
    """The shipped agreement of that name, in force for the brand since New Year."""
    source = library.load(name).source
    return agreements.publish(brand=brand, source=source, by=None, now=datetime(2026, 1, 1, tzinfo=UTC))


def varied_credenti(**changes: str) -> str:
    """Credenti's agreement in Spanish alone, without its cases, and with pieces of it replaced."""
    source = library.load("credenti").source
    source = re.sub(r"\nlanguages: .*", "\nlanguages: [es]", source[: source.index("\ncases:")]) + "\n"
    for old, new in changes.items():
        source = source.replace(old, new, 1)
    return source


def person(name: str, **given: Any) -> Person:
    """Somebody without a password."""
    return Person.objects.create_user(f"{name}@people.example", name=name.capitalize(), **given)


def posted(name: str, brand: Brand, role: str) -> Person:
    """Somebody who works for the brand."""
    somebody = person(name)
    Post.objects.create(person=somebody, brand=brand, role=role)
    return somebody
