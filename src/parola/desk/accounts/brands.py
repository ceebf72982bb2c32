"""What changes about brands. Each change is in the audit log, with what was before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from parola.desk.accounts import audit, mailboxes
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, administers, may

MATTER = "brand"
FIELDS = (
    "name", "slug", "key", "languages", "language", "timezone", "legal_name", "postal_address", "registration", "website",
    "phone", "host", "in_use", "sign_up", "managers_invite", "asks_rating", "colour", "shows_record",
    "shows_policy",
)  # fmt: skip
ADMINISTRATORS = frozenset({"key", "host", "in_use"})
"""What of a brand concerns the whole desk: who manages the brand alone does not change it."""


class NotAllowed(Exception):
    """The person may not change this."""


class Taken(ValueError):
    """Another brand has it: `field` says what."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class KeyInUse(ValueError):
    """A ticket has the key in its reference: it stays."""


class NotAHost(ValueError):
    """The settings of the desk do not name this host."""


@transaction.atomic
def open_brand(*, support_address: str, by: Person | None, now: datetime, **fields: Any) -> Brand:
    """A new vendor with its main mailbox. `by`: None for the desk's own machine.

    Raises NotAllowed, Taken, NotAHost, and what `mailboxes.add` raises.
    """
    if by is not None and not administers(by):
        raise NotAllowed
    brand = Brand(**fields)
    _refuse_taken(brand)
    brand.save()
    audit.record(by=by, brand=brand, matter=MATTER, key=brand.slug, before=None, after=told(brand), now=now)
    mailboxes.add(brand=brand, address=support_address, primary=True, by=by, now=now)
    return brand


@transaction.atomic
def change_brand(*, brand: Brand, changes: Mapping[str, Any], by: Person, now: datetime) -> Brand:
    """The brand with other values of some of its fields. Raises NotAllowed, Taken, KeyInUse, NotAHost."""
    present = Brand.objects.select_for_update().get(pk=brand.pk)
    before = told(present)
    for name, value in changes.items():
        setattr(present, name, value)
    after = told(present)
    _require(by, present, before, after)
    if before["key"] != after["key"] and present.ticket_set.exists():
        raise KeyInUse(present.key)
    _refuse_taken(present)
    present.save(update_fields=list(changes))
    audit.record(by=by, brand=present, matter=MATTER, key=present.slug, before=before, after=after, now=now)
    return present


def told(brand: Brand) -> dict[str, audit.Plain]:
    """The brand as the audit log knows it: its fields, its logos by their hash, a signature and a greeting for each language."""
    texts = {"signature": brand.signature, "greeting": brand.greeting}
    logos = {"logo": brand.logo, "logo_dark": brand.logo_dark}
    return {
        **{name: getattr(brand, name) for name in FIELDS},
        **{name: blob.sha256[:12] for name, blob in logos.items() if blob},
        **{f"{kind}_{code}": text for kind, each in texts.items() for code, text in sorted(each.items()) if text},
    }


def _require(by: Person, brand: Brand, before: audit.Fields, after: audit.Fields) -> None:
    of_the_desk = any(before[name] != after[name] for name in ADMINISTRATORS)
    if not may(by, Act.CONFIGURE, brand) or (of_the_desk and not by.is_superuser):
        raise NotAllowed


def _refuse_taken(brand: Brand) -> None:
    others = Brand.objects.exclude(pk=brand.pk)
    for field in ("slug", "key", "host"):
        value = getattr(brand, field)
        if value and others.filter(**{f"{field}__iexact": value}).exists():
            raise Taken(field)
    if brand.host and brand.host not in settings.HOSTS:
        raise NotAHost(brand.host)
