"""The key of a form: signed when the form is shown, so that the desk knows the form for its own, and for how long it stood open.

With it comes a little work for machines: a number that, put behind the key, gives a digest that begins with `BITS` zeros. A
browser finds it while its reader types; whoever sends forms by the thousand finds it a thousand times.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

from parola.desk.accounts.models import Brand

BITS = 15
SOONEST = timedelta(seconds=3)
"""Nobody has read and filled in a form sooner."""
LONGEST = timedelta(days=1)
MOST_DIGITS = 12


class NotOurs(Exception):
    """No form of this brand's has this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The key as it stands in the form, what is unique about it, and when the form was shown."""

    signed: str
    token: str
    shown_at: datetime

    def is_hasty(self, now: datetime) -> bool:
        """Whether nobody could have filled the form in meanwhile."""
        return now - self.shown_at < SOONEST

    def is_stale(self, now: datetime) -> bool:
        """Whether the form stood open for too long."""
        return now - self.shown_at > LONGEST

    def is_worked(self, number: str) -> bool:
        """Whether that number is the work done for this key."""
        if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
            return False
        digest = hashlib.sha256(f"{self.signed}:{number}".encode()).digest()
        return int.from_bytes(digest) >> (256 - BITS) == 0


def issue(brand: Brand, now: datetime) -> Key:
    """A key for a form that is shown now."""
    seconds = int(now.timestamp())
    token = uuid.uuid4().hex
    return Key(signed=_signer(brand).sign(f"{token}.{seconds}"), token=token, shown_at=_instant(seconds))


def read(signed: str, brand: Brand) -> Key:
    """The key of a form that came back. Raises NotOurs."""
    try:
        token, seconds = _signer(brand).unsign(signed).split(".")
    except (BadSignature, ValueError) as error:
        raise NotOurs from error
    return Key(signed=signed, token=token, shown_at=_instant(int(seconds)))


def _signer(brand: Brand) -> Signer:
    return Signer(salt=f"parola.webform:{brand.pk}")


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
