"""The telephony systems of a brand: set up, given another secret, put out of use."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.secrets import Secret
from parola.desk.telephony import signatures
from parola.desk.telephony.models import Line

MATTER = "line"
CHANGE_OVER = timedelta(hours=24)
"""For how long the secret before is good beside the new one."""


class NotAllowed(Exception):
    """The person may not change the brand's settings."""


@transaction.atomic
def add(*, brand: Brand, name: str, by: Person, now: datetime) -> tuple[Line, str]:
    """A line, and its secret, which is told this once. Raises NotAllowed."""
    _require(by, brand)
    plain = signatures.new_secret()
    line = Line.objects.create(brand=brand, name=name, secret=Secret.of(plain, now=now))
    _note(line, None, by, now)
    return line, plain


@transaction.atomic
def renew(*, line: Line, by: Person, now: datetime) -> str:
    """Another secret, told this once; the one before is good for a day more. Raises NotAllowed."""
    _require(by, line.brand)
    before, plain = _told(line), signatures.new_secret()
    line.secret_before, line.before_until = line.secret, now + CHANGE_OVER
    line.secret = Secret.of(plain, now=now)
    line.save(update_fields=["secret", "secret_before", "before_until"])
    _note(line, before, by, now)
    return plain


@transaction.atomic
def use(*, line: Line, in_use: bool, by: Person, now: datetime) -> None:
    """Put it in or out of use: out of use nothing that it says is taken. Raises NotAllowed."""
    _require(by, line.brand)
    before = _told(line)
    line.in_use = in_use
    line.save(update_fields=["in_use"])
    _note(line, before, by, now)


def secrets_of(line: Line, now: datetime) -> list[str]:
    """Those with which it may sign at `now`. Raises secrets.Unreadable."""
    good = [line.secret]
    if line.secret_before is not None and line.before_until is not None and now < line.before_until:
        good.append(line.secret_before)
    return [secret.reveal() for secret in good if secret is not None]


def _told(line: Line) -> dict[str, audit.Plain]:
    secret = line.secret
    given = secret.since.isoformat() if secret is not None else ""
    return {"name": line.name, "in_use": line.in_use, "secret": audit.SECRET, "given_at": given}


def _note(line: Line, before: dict[str, audit.Plain] | None, by: Person, now: datetime) -> None:
    audit.record(by=by, brand=line.brand, matter=MATTER, key=line.pk, before=before, after=_told(line), now=now)


def _require(by: Person, brand: Brand) -> None:
    if not may(by, Act.CONFIGURE, brand):
        raise NotAllowed
