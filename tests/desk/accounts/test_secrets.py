"""Secrets at rest: the database alone tells none of them, and nothing that prints one does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.core import serializers
from django.db import connection
from pytest_django import Settings
from typer.testing import CliRunner

from parola.cli.main import build
from parola.desk.accounts.models import Person
from parola.desk.accounts.providers import IdentityProvider
from parola.desk.accounts.secrets import Secret, Unreadable

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
CANARY = "canary-Zo7qYx"
OLD, NEW = "the old key, which is long enough", "the new key, which is long enough"


@pytest.fixture
def provider(db: None) -> IdentityProvider:
    return IdentityProvider.objects.create(
        kind="oidc", name="Acme", issuer="https://id.acme.example", secret=Secret.of(CANARY, now=MONDAY)
    )


def kept() -> str:
    """What the column holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_identityprovider")
        return str(cursor.fetchone()[0])


def test_what_is_closed_is_opened_again_and_knows_since_when(provider: IdentityProvider) -> None:
    secret = IdentityProvider.objects.get().secret
    assert secret is not None
    assert secret.reveal() == CANARY
    assert secret.since == MONDAY


def test_the_database_and_what_is_taken_out_of_it_hold_none(provider: IdentityProvider) -> None:
    assert CANARY not in kept()
    assert CANARY not in serializers.serialize("json", IdentityProvider.objects.all())
    (copy,) = serializers.deserialize("json", serializers.serialize("json", IdentityProvider.objects.all()))
    assert isinstance(copy.object, IdentityProvider)
    assert copy.object.secret == provider.secret


def test_nothing_that_prints_a_secret_tells_it() -> None:
    secret = Secret.of(CANARY, now=MONDAY)
    told = (repr(secret), str(secret), f"{secret}", repr([secret]), repr({"secret": secret}))
    assert [text for text in told if CANARY in text or secret.sealed in text] == []


def test_a_secret_that_is_not_closed_is_not_kept_and_not_told(db: None) -> None:
    with pytest.raises(TypeError) as refused:
        IdentityProvider.objects.create(kind="oidc", name="Acme", issuer="https://id.acme.example", secret=CANARY)  # type: ignore[misc]
    assert CANARY not in str(refused.value)


def test_two_that_are_alike_are_kept_differently() -> None:
    assert Secret.of(CANARY, now=MONDAY) != Secret.of(CANARY, now=MONDAY)


def test_without_the_key_there_is_no_secret(settings: Settings) -> None:
    settings.SECRET_KEY = OLD
    secret = Secret.of(CANARY, now=MONDAY)
    settings.SECRET_KEY = NEW
    for ask in (secret.reveal, secret.resealed, lambda: secret.since):
        with pytest.raises(Unreadable):
            ask()


def test_the_secret_key_itself_is_not_the_one_that_encrypts(settings: Settings) -> None:
    settings.SECRET_KEY = Fernet.generate_key().decode()
    secret = Secret.of(CANARY, now=MONDAY)
    with pytest.raises(InvalidToken):
        Fernet(settings.SECRET_KEY).decrypt(secret.sealed.encode())


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 2), (2, 3)])
def test_the_key_is_changed_without_a_moment_in_which_a_secret_cannot_be_read(
    one: int, other: int, settings: Settings
) -> None:
    """The steps of docs/administration.md: while programs are started again, some are at a step and some at the next."""
    steps: list[tuple[str, list[str]]] = [(OLD, []), (OLD, [NEW]), (NEW, [OLD]), (NEW, [])]
    for writer, reader in ((one, other), (other, one)):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = steps[writer]
        secret = Secret.of(CANARY, now=MONDAY)
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
        secret = secret.resealed() if 3 in {writer, reader} else secret  # `parola reseal` comes before the last step
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = steps[reader]
        assert secret.reveal() == CANARY
        assert secret.since == MONDAY


def test_what_is_kept_is_brought_under_the_newest_key(settings: Settings, provider: IdentityProvider) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [settings.SECRET_KEY]
    result = CliRunner().invoke(build(), ["reseal"])
    assert (result.exit_code, result.stdout) == (0, "Under the newest key: 1 secret.\n")
    settings.SECRET_KEY_FALLBACKS = []
    secret = IdentityProvider.objects.get().secret
    assert secret is not None
    assert (secret.reveal(), secret.since) == (CANARY, MONDAY)


def test_so_are_second_factors(settings: Settings, db: None) -> None:
    ana = Person.objects.create_user("ana@people.example")
    app, codes = TOTP.activate(ana, plain := generate_totp_secret()), RecoveryCodes.activate(ana)
    before = codes.get_unused_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [settings.SECRET_KEY]
    assert CliRunner().invoke(build(), ["reseal"]).stdout == "Under the newest key: 2 secrets.\n"
    settings.SECRET_KEY_FALLBACKS = []
    app.instance.refresh_from_db()
    assert Secret(app.instance.data["secret"]).reveal() == plain
    kept = Authenticator.objects.get(user=ana, type=Authenticator.Type.RECOVERY_CODES)
    assert RecoveryCodes(kept).get_unused_codes() == before


def test_a_secret_of_an_unknown_key_is_named_and_nothing_is_changed(
    settings: Settings, provider: IdentityProvider
) -> None:
    before, settings.SECRET_KEY = kept(), NEW
    result = CliRunner().invoke(build(), ["reseal"])
    assert result.exit_code == 1
    assert "a key that is not among the desk's" in result.stderr
    assert kept() == before
