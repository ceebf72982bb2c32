"""Who is who in an export: found here or made, without a right, a password, a membership or an invitation.

Who asked becomes a requester and nothing else. Who answered is somebody of the brand's support where the address is theirs;
anybody else is kept as a name, of whom no mail is sent and as whom nobody can sign in.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Mailbox, Membership, Organization, Person, normalise, without_detail
from parola.desk.accounts.permissions import Act, roles_that_may
from parola.desk.agreements.models import Customer
from parola.desk.tickets import customers
from parola.desk.tickets.entries import speakable
from parola.desk.transfer.past.looks import looks
from parola.desk.transfer.past.ticket import Who
from parola.policy.findings import gettext_noop

NOWHERE = "imported.invalid"
"""Where nobody is: a domain that never exists (RFC 2606)."""
LOOKS_ALIKE = gettext_noop(
    "the organization “%(name)s” only looks like a customer's name: the ticket is put under none"
)
SEVERAL = gettext_noop("there are several customers called “%(name)s”: the ticket is put under none")
OF_ANOTHER = gettext_noop("who asked belongs to another customer than “%(name)s”: the ticket is put under none")
LONGEST_ADDRESS = 254
IMAGINED = 0
"""The key of whoever would be made."""


class People:
    """The people and organizations of one import. `make`: whether those that are missing are made, or only imagined."""

    def __init__(self, brand: Brand, source: str, *, make: bool, now: datetime) -> None:
        self.brand, self.source, self.make, self.now = brand, source, make, now
        self.look()

    def look(self) -> None:
        """Who is known at present; whatever was remembered before is forgotten."""
        brand = self.brand
        self.mailboxes = set(Mailbox.objects.values_list("address", flat=True))
        posted = Person.objects.filter(posts__brand=brand, posts__role__in=roles_that_may(Act.REPLY))
        self.staff = {person.email: person for person in posted}
        self.known: dict[str, Person] = {}
        self.organizations: dict[str, list[Organization]] = {}
        for organization in customers.customers_of([brand]):
            self.organizations.setdefault(plain(organization.name), []).append(organization)
        self.appearances = {looks(name) for name in self.organizations}
        self.belongs: dict[int, set[int]] = {}
        ours = {each.pk for some in self.organizations.values() for each in some}
        for member in Membership.objects.filter(organization__in=ours):
            self.belongs.setdefault(member.person_id, set()).add(member.organization_id)

    def requester(self, who: Who) -> Person:
        """Who asked: by their address, else a name of whom no more is known."""
        address = self.address(who)
        if not address:
            return self.nobody("customer", who)
        if address not in self.known:
            found = Person.objects.by_address(address)
            self.known[address] = found or self._made(address, who.name, active=True)
        return self.known[address]

    def support(self, who: Who) -> Person:
        """Who answered."""
        return self.staff.get(normalise(who.address)) or self.nobody("support", who)

    def nobody(self, side: str, who: Who) -> Person:
        """A name alone: kept under an address that reaches nobody, deactivated."""
        told = "\0".join((self.brand.slug, self.source, side, who.key or who.address or who.name))
        address = f"{side}-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:20]}@{NOWHERE}"
        if address not in self.known:
            found = Person.objects.filter(email=address).first()
            self.known[address] = found or self._made(address, who.name or who.key, active=False)
        return self.known[address]

    def address(self, who: Who) -> str:
        """The address as it is kept; empty where it is none, or one of the desk's own."""
        address = normalise(speakable(who.address))
        try:
            validate_email(address)
        except ValidationError:
            return ""
        own = without_detail(address) in self.mailboxes or address.endswith(f"@{NOWHERE}")
        return "" if own or len(address) > LONGEST_ADDRESS else address

    def organization(self, name: str, asked: Person) -> tuple[Organization | None, str]:
        """Whose ticket it is, and what is to be told of that. What the file says never makes anybody a customer's member."""
        named = self.organizations.get(plain(name), []) if name else []
        theirs = self.belongs.get(asked.pk or 0, set())
        if not name:
            only = [each for some in self.organizations.values() for each in some if each.pk in theirs]
            return (only[0], "") if len(only) == 1 else (None, "")
        if len(named) > 1:
            return None, SEVERAL
        if theirs and (not named or named[0].pk not in theirs):
            return None, OF_ANOTHER
        if named:
            return named[0], ""
        if looks(name) in self.appearances:
            return None, LOOKS_ALIKE
        return self._founded(name), ""

    def _founded(self, name: str) -> Organization:
        made = Organization(name=name, language=self.brand.language, timezone=self.brand.timezone)
        if not self.make:
            made.pk = IMAGINED
        else:
            made.save()
            Customer.objects.create(brand=self.brand, organization=made)
            after: dict[str, audit.Plain] = {"name": made.name, "language": made.language, "timezone": made.timezone}
            audit.record(
                by=None, brand=None, matter="organization", key=made.pk, before=None, after=after, now=self.now
            )
        self.organizations[plain(name)] = [made]
        self.appearances.add(looks(name))
        return made

    def _made(self, address: str, name: str, *, active: bool) -> Person:
        fields: dict[str, Any] = {
            "name": speakable(name),
            "language": self.brand.language,
            "timezone": self.brand.timezone,
            "is_active": active,
        }
        return (
            Person.objects.create_user(address, **fields) if self.make else Person(pk=IMAGINED, email=address, **fields)
        )


def plain(name: str) -> str:
    """A name as it is compared."""
    return " ".join(speakable(name).casefold().split())
