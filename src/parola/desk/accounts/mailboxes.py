"""The addresses at which brands receive mail: which is whose, and what changes about them."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Mailbox, Person, normalise, without_detail
from parola.desk.accounts.permissions import Act, may

MATTER = "mailbox"


class NotAllowed(Exception):
    """The person may not change this."""


class BadAddress(ValueError):
    """No mailbox can be there."""


class AddressTaken(BadAddress):
    """A mailbox has the address already."""


class AddressOfPerson(BadAddress):
    """Somebody writes from this address: the desk would answer itself."""


class HasDetail(BadAddress):
    """What follows a plus sign is the desk's own, for answers: a mailbox has none."""


class MainMailbox(ValueError):
    """The main mailbox stays in use, until another one is the main one."""


def mailbox_at(recipient: str) -> Mailbox | None:
    """The mailbox to which mail for that recipient belongs, whatever follows a plus sign."""
    return Mailbox.objects.select_related("brand").filter(address=without_detail(recipient)).first()


@transaction.atomic
def add(
    *,
    brand: Brand,
    address: str,
    by: Person | None,
    now: datetime,
    name: str = "",
    language: str = "",
    product: str = "",
    primary: bool = False,
) -> Mailbox:
    """One more mailbox of the brand. Raises NotAllowed, HasDetail, AddressTaken, AddressOfPerson."""
    _require(by, brand)
    refuse_address(address)
    mailbox = Mailbox.objects.create(
        brand=brand, address=normalise(address), name=name, language=language, product=product, primary=primary
    )
    audit.record(by=by, brand=brand, matter=MATTER, key=mailbox.address[:64], before=None, after=told(mailbox), now=now)
    return mailbox


@transaction.atomic
def change(
    *, mailbox: Mailbox, name: str, language: str, product: str, in_use: bool, primary: bool, by: Person, now: datetime
) -> Mailbox:
    """The mailbox with other settings; a new main one takes the place of the old. Its address never changes: add another.

    Raises NotAllowed, MainMailbox.
    """
    _require(by, mailbox.brand)
    before = told(mailbox)
    if (mailbox.primary or primary) and not in_use:
        raise MainMailbox
    if primary and not mailbox.primary:
        _step_down(mailbox.brand, by, now)
    mailbox.name, mailbox.language, mailbox.product = name, language, product
    mailbox.in_use, mailbox.primary = in_use, mailbox.primary or primary
    mailbox.save()
    brand = mailbox.brand
    audit.record(
        by=by, brand=brand, matter=MATTER, key=mailbox.address[:64], before=before, after=told(mailbox), now=now
    )
    return mailbox


def told(mailbox: Mailbox) -> dict[str, audit.Plain]:
    """The mailbox as the audit log knows it."""
    return {name: getattr(mailbox, name) for name in ("address", "name", "language", "product", "primary", "in_use")}


def refuse_address(address: str) -> None:
    """Raise what speaks against a mailbox at that address."""
    bare = normalise(address)
    if bare != without_detail(bare):
        raise HasDetail(address)
    if Mailbox.objects.filter(address=bare).exists():
        raise AddressTaken(address)
    local, _, domain = bare.rpartition("@")
    with_detail = Q(email__startswith=f"{local}+", email__endswith=f"@{domain}")
    of_somebody = Q(email=bare) | with_detail  # what is only claimed beside is nobody's
    if Person.objects.filter(of_somebody).exists() or EmailAddress.objects.filter(of_somebody, verified=True).exists():
        raise AddressOfPerson(address)


def _step_down(brand: Brand, by: Person, now: datetime) -> None:
    for main in brand.mailboxes.filter(primary=True):
        before = told(main)
        main.primary = False
        main.save(update_fields=["primary"])
        audit.record(by=by, brand=brand, matter=MATTER, key=main.address[:64], before=before, after=told(main), now=now)


def _require(by: Person | None, brand: Brand) -> None:
    if by is not None and not may(by, Act.CONFIGURE, brand):
        raise NotAllowed
