"""B20: a secret that was given to the desk comes out of it nowhere: not in pages, exports, the audit log, error pages, logs, or the database.

Precedents: CVE-2025-53008 and CVE-2023-6254 (passwords of mailboxes shown again, or sent to another host), CVE-2020-10104 (hashes in
answers), CVE-2024-23791, CVE-2024-43444 and CVE-2018-1000089 (secrets in logs and error pages), CVE-2020-5248 (one key for all).
"""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from parola.desk import outbound
from parola.desk.accounts.models import Change
from parola.desk.accounts.providers import IdentityProvider
from parola.settings import secret_key
from parola.web.sso import oidc
from tests.desk import world as worlds
from tests.desk.world import World
from tests.web.company import METADATA

CANARY = "canary-Zo7qYx-client-secret"
FORM = {"name": "Acme ID", "issuer": "https://id.acme.example", "client_id": "parola", "domains": "acme.example"}


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


@pytest.fixture
def root(world: World) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.root)
    return client


@pytest.fixture
def page(root: Client, caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    """The settings' page of a provider whose secret was given there; whatever is logged meanwhile holds none."""
    caplog.set_level(logging.DEBUG)
    root.post(reverse("console:settings_company_new"), {"name": "Acme ID", "kind": "oidc", "domains": "acme.example"})
    page = reverse("console:settings_company", args=[IdentityProvider.objects.get().slug])
    given = root.post(page, FORM | {"secret": CANARY})
    assert given.status_code == 302
    yield page
    assert CANARY not in caplog.text


def kept() -> str:
    """The secret that the desk would use."""
    secret = IdentityProvider.objects.get().secret
    assert secret is not None
    return secret.reveal()


def leaks(answer: Any) -> bool:
    """Whether any byte of an answer tells it."""
    told = b"".join(answer) if answer.streaming else answer.content
    return CANARY.encode() in told + str(answer.headers).encode()


def test_the_form_says_that_there_is_one_and_since_when(page: str, root: Client) -> None:
    answer = root.get(page)
    assert "Set since" in answer.content.decode()
    assert not leaks(answer)


def test_left_empty_it_stays(page: str, root: Client) -> None:
    assert root.post(page, FORM | {"name": "Another name"}).status_code == 302
    assert (kept(), IdentityProvider.objects.get().name) == (CANARY, "Another name")


def test_a_form_that_is_refused_does_not_show_what_was_typed_as_a_secret(page: str, root: Client) -> None:
    answer = root.post(page, FORM | {"secret": f"{CANARY}-new", "domains": "no domain"})
    assert answer.status_code == 422
    assert not leaks(answer)
    assert kept() == CANARY


def test_it_is_not_sent_to_another_host_than_the_one_it_was_given_for(page: str, root: Client) -> None:
    """Whoever may change the address learns no secret by it."""
    moved = FORM | {"issuer": "https://evil.example"}
    answer = root.post(page, moved)
    assert answer.status_code == 422
    assert "The issuer is another" in answer.content.decode()
    assert root.post(page, moved | {"secret": "another-secret"}).status_code == 302
    assert kept() == "another-secret"


def test_no_page_and_no_export_tells_it(page: str, root: Client) -> None:
    pages = ["settings", "settings_companies", "settings_changes", "settings_changes_csv", "queue"]
    assert [name for name in pages if leaks(root.get(reverse(f"console:{name}")))] == []


def test_the_audit_log_says_that_it_was_set_and_when_and_no_more(
    page: str, root: Client, monday: time_machine.Traveller
) -> None:
    monday.shift(60)
    root.post(page, FORM | {"secret": f"{CANARY}-2"})
    changes = list(Change.objects.order_by("pk").values_list("before", "after"))
    assert CANARY not in repr(changes)
    assert "•••" in repr(changes)
    assert set(changes[-1][1] or {}) <= {"secret_since"}


def test_the_database_and_its_dump_hold_none(page: str) -> None:
    dump = io.StringIO()
    call_command("dumpdata", stdout=dump)
    assert CANARY not in dump.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_identityprovider")
        assert CANARY not in repr(cursor.fetchall())


@pytest.mark.parametrize("debug", [False, True])
def test_the_page_of_an_error_tells_none(
    debug: bool, page: str, root: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the page for developers, which shows every variable: neither while it is given nor while it is used."""
    settings.DEBUG = debug

    def broken(_given: object) -> None:
        raise RuntimeError("something else")

    provider, place = IdentityProvider.objects.get(), "https://id.acme.example"
    endpoints = oidc.Endpoints(place, place, place, place, in_form=True, says_who=True)
    monkeypatch.setattr(
        "parola.web.sso.views._begun", lambda one: oidc._tokens(one, endpoints, "back", "code", "verifier")
    )
    monkeypatch.setattr(outbound, "target_of", broken)
    used = root.post(reverse("company_begin", args=[provider.slug]))
    monkeypatch.undo()
    monkeypatch.setattr("parola.desk.accounts.federation._told", broken)
    given = root.post(page, FORM | {"secret": f"{CANARY}-3"})
    assert [used.status_code, given.status_code] == [500, 500]
    assert [leaks(used), leaks(given)] == [False, False]


def test_what_a_saml_provider_says_of_itself_is_in_the_audit_log_by_its_digest(root: Client) -> None:
    root.post(reverse("console:settings_company_new"), {"name": "Acme", "kind": "saml", "domains": "acme.example"})
    page = reverse("console:settings_company", args=[IdentityProvider.objects.get().slug])
    assert root.post(page, {"name": "Acme", "domains": "acme.example", "metadata": METADATA}).status_code == 302
    assert "metadata_sha256" in (Change.objects.latest("pk").after or {})
    assert "X509" not in repr(list(Change.objects.values_list("after", flat=True)))


@pytest.mark.parametrize("name", ["PAROLA_SECRET_KEY", "PAROLA_SECRET_KEY_FALLBACKS"])
def test_a_key_that_somebody_guesses_is_refused(name: str, tmp_path: Path) -> None:
    """CVE-2020-5248: there is no key by default, and a short one starts no desk."""
    program = "import parola.settings as s; print(s.SECRET_KEY)"
    environment = {**os.environ, "PAROLA_DATA": str(tmp_path), "PAROLA_SECRET_KEY": "", name: "secret"}
    refused = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "must have at least 32 characters" in refused.stderr


def test_no_two_desks_have_the_same_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAROLA_SECRET_KEY")
    assert len({secret_key(tmp_path / name) for name in ("one", "other")}) == 2
    assert (tmp_path / "one" / "secret-key").stat().st_mode & 0o077 == 0
