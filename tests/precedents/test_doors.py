"""Faults that other desks had at their doors, each under its own name (B13, B14, B17, B19, B22)."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client, override_settings

from parola.desk.accounts import limits, operations, second_factor
from parola.desk.accounts.models import Attempts
from parola.desk.mail import personal
from parola.desk.outbox.models import OutboxRow
from tests.desk.world import MONDAY, World
from tests.precedents.signing import (
    KNOWN,
    PASSWORD,
    code_of,
    comes_in,
    signed_in,
    told,
)

# B13: links lead to the desk, whatever a request says


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1@evil.example"},
        {"host": "evil.example:80"},
        {"host": '127.0.0.1"><b>'},
    ],
)
def test_b13_cve_2026_34442_a_foreign_host_is_refused(world: World, headers: dict[str, str]) -> None:
    with override_settings(ALLOWED_HOSTS=["127.0.0.1", "localhost", "[::1]"]):
        assert Client().post("/recovery/", {"email": KNOWN}, headers=headers).status_code == 400
    assert not OutboxRow.objects.filter(kind=personal.KIND).exists()


def test_b13_cve_2026_34442_links_are_made_of_the_settings_alone(world: World) -> None:
    headers = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-server": "evil.example",
        "forwarded": "host=evil.example",
    }
    Client().post("/recovery/", {"email": KNOWN}, headers=headers)
    assert told()["link"].startswith("http://127.0.0.1:8000/recovery/")


# B17: no address leads away

AWAY = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "evil.example",
]


@pytest.mark.parametrize("target", AWAY)
def test_b17_cve_2020_11034_no_step_of_signing_in_leads_away(world: World, target: str) -> None:
    """Also CVE-2024-11955 and CVE-2022-25803."""
    client = Client()
    client.post("/sign-in/code/", {"email": KNOWN, "next": target})
    answer = client.post("/sign-in/code/confirm/", {"code": told()["code"], "next": target})
    assert answer["Location"] == "/"
    answer = client.post("/account/confirm/", {"password": PASSWORD, "next": target})
    assert answer.headers.get("Location", "/") == "/"


# Class B19, nothing is guessed


def test_b19_cve_2026_27637_knowing_the_database_and_a_key_opens_nothing(world: World) -> None:
    """A link is good for the password and the addresses of one moment, and is signed; a code is random, and in one session."""
    codes = set()
    for _ in range(4):
        client = Client()
        client.post("/sign-in/code/", {"email": KNOWN})
        codes.add(told()["code"])
    assert len(codes) == 4


# B22: limits that hold, and shut nobody out of their own


def test_b22_a_place_and_an_address_get_few_codes(world: World) -> None:
    for _ in range(5):
        assert Client().post("/sign-in/code/", {"email": KNOWN}).status_code == 302
    answer = Client().post("/sign-in/code/", {"email": KNOWN})
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    for number in range(20):  # in all as many as a place has
        Client().post("/sign-in/code/", {"email": f"{number}@people.example"})
    assert Client().post("/sign-in/code/", {"email": "late@people.example"}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.9").post("/sign-in/code/", {"email": "late@people.example"}).status_code == 302


def test_b22_cve_2023_37635_a_strangers_failures_do_not_shut_out_the_owner(world: World) -> None:
    own = signed_in(world.ana)
    own.post("/sign-out/")
    for number in range(operations.BY_ACCOUNT):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post("/sign-in/", {"login": KNOWN, "password": "wrong"})
    stranger = Client(REMOTE_ADDR="192.0.2.99")
    assert stranger.post("/sign-in/", {"login": KNOWN, "password": PASSWORD}).status_code == 429
    assert comes_in(signed_in(world.ana, own))  # in the browser that knows them
    other = Client(REMOTE_ADDR="192.0.2.98")
    other.post("/sign-in/code/", {"email": KNOWN})
    other.post("/sign-in/code/confirm/", {"code": told()["code"]})
    assert comes_in(other)  # and by another way


def test_b22_codes_of_the_second_factor_are_tried_few_times(world: World) -> None:
    TOTP.activate(world.ana, generate_totp_secret())
    client = Client()
    client.post("/sign-in/", {"login": KNOWN, "password": PASSWORD})
    answers = [client.post("/sign-in/second-factor/", {"code": "000000"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_b22_the_counts_are_in_the_database_and_name_nobody(world: World) -> None:
    Client().post("/sign-in/code/", {"email": KNOWN})
    assert Attempts.objects.exists()
    assert not Attempts.objects.filter(key__contains="ana@").exists()
    assert limits.forget(now=MONDAY + limits.WINDOW) == 2


# Enforced second factors


def test_whoever_must_have_a_second_factor_sets_one_up_before_anything_else(world: World) -> None:
    second_factor.name(roles=["agent"], by=world.root, now=MONDAY)
    client = signed_in(world.bob)
    for address in ("/", "/console/", "/account/", "/account/addresses/", "/portal/"):
        assert client.get(address)["Location"] == "/account/second-factors/", address
    assert client.get("/console/", headers={"hx-request": "true"}).status_code == 401
    assert client.post("/console/tickets/CRE-1/reply/", {"text": "x"})["Location"] == "/account/second-factors/"
    assert comes_in(signed_in(world.ana))
    client.post("/account/confirm/", {"password": PASSWORD})
    page = client.get("/account/second-factors/app/")
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    code = code_of(secret)
    assert client.post("/account/second-factors/app/", {"code": code})["Location"] == "/account/second-factors/codes/"
    assert client.get("/console/").status_code == 200
    kept = Authenticator.objects.get(user=world.bob, type="totp")
    assert secret not in json.dumps(kept.data)


def test_the_administrator_proves_once_more_who_they_are_before_naming_roles(world: World) -> None:
    client = signed_in(world.root)
    address = "/console/settings/second-factors/"
    assert client.get(address)["Location"].startswith("/account/confirm/?next=")
    assert client.post(f"/account/confirm/?next={address}", {"password": PASSWORD})["Location"] == address
    client.post(address, {"roles": ["agent", "customer"]})
    assert second_factor.named() == {"agent", "customer"}


# B14: cookies that no other place can set or read


def test_b14_cookies_are_the_hosts_own_where_there_is_https() -> None:
    code = "from parola import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    environment = os.environ | {"PAROLA_BASE_URL": "https://desk.example"}
    told = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    assert told.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True", "True"]


def test_b14_the_session_is_read_by_no_script_and_sent_along_from_nowhere(world: World) -> None:
    client = signed_in(world.ana)
    for name in ("sessionid", "parola_known"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"
        assert client.cookies[name]["path"] == "/"
