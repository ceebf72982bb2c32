"""Secrets that the desk must be able to use (a client's secret, a mailbox's password), kept so that the database alone tells none.

They are encrypted (Fernet: AES-128-CBC with HMAC-SHA256) under a key that is derived from the desk's secret key, which lies outside
the database. The first of the keys encrypts, all of them open (`PAROLA_SECRET_KEY`, then `PAROLA_SECRET_KEY_FALLBACKS`).
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.views.decorators.debug import sensitive_variables
from typing_extensions import override

PURPOSE = b"parola: secrets at rest"
MASK = "********"


class Unreadable(Exception):
    """The secret was kept under a key that the desk has no more: it must be given again."""


class Secret:
    """A secret, closed. Nothing that prints it tells it; `reveal` is for the one place that sends it where it belongs."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: str) -> None:
        self.sealed = sealed

    @classmethod
    @sensitive_variables("plain")
    def of(cls, plain: str, *, now: datetime) -> Secret:
        """Closes `plain`. A secret that is given at `now` says so for as long as it is kept."""
        return cls(_keys().encrypt_at_time(plain.encode(), int(now.timestamp())).decode())

    @property
    def since(self) -> datetime:
        """When it was given, to the second. It is asked of the secret itself. Raises Unreadable."""
        try:
            return datetime.fromtimestamp(_keys().extract_timestamp(self.sealed.encode()), UTC)
        except InvalidToken as unknown:
            raise Unreadable from unknown

    def reveal(self) -> str:
        """The secret. Raises Unreadable."""
        try:
            return _keys().decrypt(self.sealed.encode()).decode()
        except InvalidToken as unknown:
            raise Unreadable from unknown

    def resealed(self) -> Secret:
        """The same, as old as it is, under the first of the keys. Raises Unreadable."""
        try:
            return Secret(_keys().rotate(self.sealed.encode()).decode())
        except InvalidToken as unknown:
            raise Unreadable from unknown

    @override
    def __repr__(self) -> str:
        return MASK

    @override
    def __eq__(self, other: object) -> bool:
        """Whether it is the same closed secret: no two are alike, even of one text."""
        return isinstance(other, Secret) and other.sealed == self.sealed

    @override
    def __hash__(self) -> int:
        return hash(self.sealed)


if TYPE_CHECKING:
    Text = models.TextField[Secret | None, Secret | None]
else:
    Text = models.TextField  # Django's fields take no parameters when they run


class SecretField(Text):
    """A column that holds a closed secret, or nothing. It takes and gives a Secret or None, never a text."""

    def from_db_value(self, value: str | None, *_given: object) -> Secret | None:
        """What the column holds, still closed."""
        return Secret(value) if value else None

    @override
    def to_python(self, value: Any) -> Any:
        return Secret(value) if isinstance(value, str) and value else value

    @override
    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Secret):
            raise TypeError("A secret is closed before it is kept: Secret.of(...).")  # and never told in an error
        return value.sealed

    @override
    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""


def reseal_all() -> int:
    """Bring every secret of the desk under the first of the keys; returns how many. Raises Unreadable."""
    return _reseal_factors() + sum(
        _reseal(models.QuerySet(model), field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields  # noqa: SLF001  # Django's way to ask a model for its fields
        if isinstance(field, SecretField)
    )


def _reseal(rows: models.QuerySet[models.Model], column: str) -> int:
    """Whoever changes one of them meanwhile wins. A column with an unreadable one is left as it was."""
    kept = rows.exclude(**{column: None}).values_list("pk", column)
    changed = [(pk, secret, secret.resealed()) for pk, secret in kept]
    return sum(rows.filter(pk=pk, **{column: was}).update(**{column: became}) for pk, was, became in changed)


@transaction.atomic
def _reseal_factors() -> int:
    """Second factors are django-allauth's to keep, in JSON of its own: of an authenticator app `secret`, of recovery codes `seed`."""
    changed = 0
    for factor in apps.get_model("mfa", "Authenticator").objects.select_for_update():
        found = {name: factor.data[name] for name in ("secret", "seed") if name in factor.data}
        factor.data |= {name: Secret(sealed).resealed().sealed for name, sealed in found.items()}
        factor.save(update_fields=["data"])
        changed += len(found)
    return changed


def _keys() -> MultiFernet:
    return MultiFernet([_derived(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(key: str) -> Fernet:
    """A key of its own for this purpose, so that nothing signed with the secret key tells anything about it (RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
