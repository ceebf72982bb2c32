"""Faults that other desks had with sign-in, each under its own name and class (B11, B12, B13, B17, B19, B22)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django import Settings

from parola.desk.accounts import limits, operations, passwords, second_factor, sessions, staff
from parola.desk.accounts.models import Attempts, Membership, Person, Post
from parola.desk.accounts.secrets import Secret
from parola.desk.mail import personal
from parola.desk.mail.server import Delivery
from parola.desk.outbox.models import OutboxRow
from tests.desk import world as worlds
from tests.desk.mail.post import gathering, listening
from tests.desk.world import MONDAY, World

PASSWORD = "a long password"
NEW = "another long password"
KNOWN, UNKNOWN, CLOSED = "ana@people.example", "nobody@people.example", "olga@people.example"


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db: None) -> World:
    world = worlds.build()
    for person in (world.ana, world.olga, world.bob, world.root):
        person.set_password(PASSWORD)
        person.save()
        person.emailaddress_set.update(verified=True)
    Person.objects.filter(pk=world.olga.pk).update(is_active=False)
    return world


@pytest.fixture
def left(settings: Settings) -> Iterator[list[Delivery]]:
    deliveries: list[Delivery] = []
    with listening(gathering(deliveries)) as port:
        settings.EMAIL_PORT = port
        yield deliveries


def signed_in(person: Person, client: Client | None = None) -> Client:
    client = client or Client()
    answer = client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


def comes_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def told(row: OutboxRow | None = None) -> dict[str, str]:
    """What the last personal mail says."""
    row = row or OutboxRow.objects.filter(kind=personal.KIND).latest("pk")
    found: dict[str, str] = json.loads(Secret(row.payload["told"]).reveal())
    return found


def code_of(secret: str) -> str:
    """What the app shows at MONDAY."""
    return format_hotp_value(hotp_value(secret, int(MONDAY.timestamp()) // 30))


def page_of(answer: HttpResponse) -> tuple[int, str, str]:
    """An answer without what differs from one page to the next by chance."""
    body = re.sub(r'(nonce|value)="[^"]*"', "", answer.content.decode())
    for address in (KNOWN, UNKNOWN, CLOSED):
        body = body.replace(address, "")
    return answer.status_code, answer.headers.get("Location", ""), body


# B11: nobody learns which accounts there are

ASKED: dict[str, Callable[[Client, str], Any]] = {
    "sign-in": lambda client, email: client.post("/sign-in/", {"login": email, "password": "wrong"}),
    "code": lambda client, email: client.post("/sign-in/code/", {"email": email}, follow=True),
    "recovery": lambda client, email: client.post("/recovery/", {"email": email}, follow=True),
    "wrong code": lambda client, email: [
        client.post("/sign-in/code/", {"email": email}),
        client.post("/sign-in/code/confirm/", {"code": "000000"}),
    ][-1],
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("email", [UNKNOWN, CLOSED])
def test_b11_cve_2026_45294_every_address_is_answered_alike_and_costs_alike(
    world: World, asked: str, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also CVE-2026-26895, CVE-2021-36095, CVE-2023-53943, CVE-2024-43416, CVE-2021-31159, CVE-2020-26034 and CVE-2021-38562."""
    work: list[str] = []
    for name in ("encode", "verify"):
        monkeypatch.setattr(passwords.Argon2, name, _counted(getattr(passwords.Argon2, name), name, work))
    known = page_of(ASKED[asked](Client(), KNOWN))
    hashed, mails = len(work), OutboxRow.objects.count()
    other = page_of(ASKED[asked](Client(), email))
    assert other == known
    assert (len(work), OutboxRow.objects.count()) == (2 * hashed, 2 * mails)


def _counted(method: Callable[..., object], name: str, work: list[str]) -> Callable[..., object]:
    def counted(*args: object, **kwargs: object) -> object:
        work.append(name)
        return method(*args, **kwargs)

    return counted


def test_b11_cve_2024_45231_a_mail_server_that_is_down_tells_nothing(world: World, settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    answers = [page_of(ASKED["recovery"](Client(), email)) for email in (KNOWN, UNKNOWN, CLOSED)]
    assert answers[0] == answers[1] == answers[2]
    personal.deliver(now=MONDAY)
    answers = [page_of(ASKED["recovery"](Client(), email)) for email in (KNOWN, UNKNOWN, CLOSED)]
    assert answers[0] == answers[1] == answers[2]


def test_b11_of_a_request_for_nobody_no_mail_comes(world: World, left: list[Delivery]) -> None:
    for email in (UNKNOWN, CLOSED, KNOWN):
        ASKED["code"](Client(), email)
        ASKED["recovery"](Client(), email)
    personal.deliver(now=MONDAY)
    assert [list(delivery.recipients) for delivery in left] == [[KNOWN], [KNOWN]]
    assert not OutboxRow.objects.filter(kind=personal.KIND).exists()


# B12: what opens an account does so once, for a while, and dies with what it stands on

ENDS: dict[str, Callable[[World, Client], object]] = {
    "the password is changed elsewhere": lambda world, _: signed_in(world.ana).post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    ),
    "the password is recovered": lambda world, _: recover(world.ana),
    "the account is closed": lambda world, _: Person.objects.filter(pk=world.ana.pk).update(is_active=False),
    "the last membership ends": lambda world, _: Membership.objects.filter(person=world.ana).delete(),
    "the session is ended elsewhere": lambda world, _: signed_in(world.ana).post(
        f"/account/sessions/{UserSession.objects.earliest('pk').pk}/end/"
    ),
    "all others are ended elsewhere": lambda world, _: signed_in(world.ana).post("/account/sessions/"),
    "the desk ends them": lambda world, _: sessions.end_sessions(world.ana),
    "one signs out": lambda _, client: client.post("/sign-out/"),
}


def recover(person: Person, client: Client | None = None) -> str:
    """A new password behind the link of a mail; returns the link."""
    client = client or Client()
    client.post("/recovery/", {"email": person.email})
    link = told()["link"].removeprefix("http://127.0.0.1:8000")
    form = client.get(link)["Location"]
    assert client.post(form, {"password1": NEW, "password2": NEW})["Location"] == "/recovery/done/"
    return link


@pytest.mark.parametrize("event", ENDS)
def test_b12_cve_2021_3740_a_session_ends_when(world: World, event: str) -> None:
    """Also CVE-2020-1776 and CVE-2020-1778: whoever is deactivated does not go on."""
    client = signed_in(world.ana)
    assert comes_in(client)
    ENDS[event](world, client)
    assert not comes_in(client)


@pytest.mark.parametrize(
    "event", ["the password is changed elsewhere", "the password is recovered", "the account is closed"]
)
def test_b12_a_link_to_recover_is_no_good_once(world: World, event: str) -> None:
    Client().post("/recovery/", {"email": KNOWN})
    link = told()["link"].removeprefix("http://127.0.0.1:8000")
    assert Client().get(link).status_code == 302
    ENDS[event](world, Client())
    assert "no longer good" in Client().get(link).content.decode()


def test_b12_a_sign_in_that_waits_for_its_second_factor_ends_with_the_sessions(world: World) -> None:
    secret = generate_totp_secret()
    TOTP.activate(world.ana, secret)
    client = Client()
    client.post("/sign-in/", {"login": KNOWN, "password": PASSWORD})
    sessions.end_sessions(world.ana)
    client.post("/sign-in/second-factor/", {"code": code_of(secret)})
    assert not comes_in(client)


def test_b12_whoever_loses_their_last_role_is_signed_out(world: World) -> None:
    client = signed_in(world.bob)
    Post.objects.filter(person=world.bob).delete()
    assert not comes_in(client)


def test_b12_an_account_that_is_opened_again_has_no_session_of_before(world: World) -> None:
    client = signed_in(world.bob)
    staff.set_active(person=world.bob, active=False, by=world.root, now=MONDAY)
    assert not comes_in(client)
    staff.set_active(person=world.bob, active=True, by=world.root, now=MONDAY)
    assert not comes_in(client)


def test_b12_cve_2022_31888_the_session_has_another_key_after_sign_in(world: World) -> None:
    """Also CVE-2009-3585."""
    client = Client()
    client.get("/sign-in/passkey/", headers={"accept": "application/json"})
    before = client.session.session_key
    assert before
    signed_in(world.ana, client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_b12_cve_2018_7195_a_code_dies_after_three_wrong_ones(world: World) -> None:
    client = Client()
    client.post("/sign-in/code/", {"email": KNOWN})
    code = told()["code"]
    for _ in range(3):
        client.post("/sign-in/code/confirm/", {"code": "wrong"})
    client.post("/sign-in/code/confirm/", {"code": code})
    assert not comes_in(client)


def test_b12_a_code_is_good_once_in_its_own_browser_for_a_quarter_of_an_hour(
    world: World, monday: time_machine.Traveller
) -> None:
    client, thief = Client(), Client()
    client.post("/sign-in/code/", {"email": KNOWN})
    code = told()["code"]
    thief.post("/sign-in/code/confirm/", {"code": code})
    assert not comes_in(thief)
    client.get("/sign-in/code/confirm/")
    client.post("/sign-in/code/confirm/", {"code": code})
    assert comes_in(client)
    late = Client()
    late.post("/sign-in/code/", {"email": KNOWN})
    monday.shift(timedelta(minutes=15, seconds=1))
    late.post("/sign-in/code/confirm/", {"code": told()["code"]})
    assert not comes_in(late)


def test_b12_a_link_to_recover_is_good_once_for_an_hour_and_looking_uses_nothing_up(
    world: World, monday: time_machine.Traveller
) -> None:
    client = Client()
    client.post("/recovery/", {"email": KNOWN})
    link = told()["link"].removeprefix("http://127.0.0.1:8000")
    for _ in range(3):  # mail filters open links
        assert Client().get(link, follow=True).status_code == 200
    monday.shift(timedelta(minutes=59))
    form = client.get(link)["Location"]
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert Client().get(link).status_code == 200  # the page says that it is no good
    client.post("/recovery/", {"email": KNOWN})
    link = told()["link"].removeprefix("http://127.0.0.1:8000")
    monday.shift(timedelta(hours=1, seconds=1))
    assert "no longer good" in Client().get(link).content.decode()


@pytest.mark.parametrize("token", ["%25", "_", "%2A", "[]", "None", "0", "x-x"])
def test_b12_cve_2020_1772_a_pattern_is_no_token(world: World, token: str) -> None:
    """Also CVE-2020-1773: tokens are made from 128 bits and more."""
    answer = Client().get(f"/recovery/{world.ana.pk}-{token}/", follow=True)
    assert answer.status_code in {200, 404}
    assert "password1" not in answer.content.decode()


def test_b12_cve_2020_15105_no_password_is_kept_between_the_steps(world: World) -> None:
    TOTP.activate(world.ana, generate_totp_secret())
    client = Client()
    client.post("/sign-in/", {"login": KNOWN, "password": PASSWORD})
    kept = json.dumps(dict(client.session))
    assert PASSWORD not in kept
    assert "account_login" in kept


def test_b12_cve_2024_50339_no_session_key_is_shown(world: World) -> None:
    client = signed_in(world.ana)
    other = signed_in(world.ana)
    page = client.get("/account/sessions/").content.decode()
    assert str(client.session.session_key) not in page
    assert str(other.session.session_key) not in page


def test_b12_cve_2023_52268_a_session_of_anothers_is_not_mine_to_end(world: World) -> None:
    bob = signed_in(world.bob)
    signed_in(world.ana).post(f"/account/sessions/{UserSession.objects.get(user=world.bob).pk}/end/")
    assert comes_in(bob)


def test_b12_what_opens_an_account_does_not_lie_readable(world: World) -> None:
    client = Client()
    client.post("/sign-in/code/", {"email": KNOWN})
    row = OutboxRow.objects.get(kind=personal.KIND)
    assert told(row)["code"] not in json.dumps(row.payload)


def test_b12_a_mail_that_comes_too_late_is_not_sent(world: World, left: list[Delivery]) -> None:
    Client().post("/sign-in/code/", {"email": KNOWN})
    personal.deliver(now=MONDAY + timedelta(hours=1, seconds=1))
    assert left == []
    assert not OutboxRow.objects.filter(kind=personal.KIND).exists()


def test_b12_an_address_is_verified_only_by_the_code_that_was_sent_to_it(world: World) -> None:
    client = signed_in(world.ana)
    client.post("/account/confirm/?next=/account/addresses/", {"password": PASSWORD})
    client.post("/account/addresses/", {"action_add": "1", "email": "ana@home.example"})
    client.post("/account/addresses/confirm/", {"code": "wrong"})
    assert not EmailAddress.objects.filter(email="ana@home.example").exists()
    client.post("/account/addresses/confirm/", {"code": told()["code"]})
    assert EmailAddress.objects.get(email="ana@home.example").verified
    client.post("/account/addresses/", {"action_primary": "1", "email": "ana@home.example"})
    world.ana.refresh_from_db()
    assert world.ana.email == "ana@home.example"


def test_b12_a_code_of_the_app_counts_once(world: World) -> None:
    secret = generate_totp_secret()
    TOTP.activate(world.ana, secret)
    code = code_of(secret)
    came = []
    for _ in range(2):
        client = Client()
        client.post("/sign-in/", {"login": KNOWN, "password": PASSWORD})
        client.post("/sign-in/second-factor/", {"code": code})
        came.append(comes_in(client))
    assert came == [True, False]


def test_b12_whoever_lost_phone_and_codes_begins_anew_by_the_administrator(world: World) -> None:
    TOTP.activate(world.ana, generate_totp_secret())
    with pytest.raises(staff.NotAllowed):
        staff.remove_second_factors(person=world.ana, by=world.lea, now=MONDAY)
    staff.remove_second_factors(person=world.ana, by=world.root, now=MONDAY)
    assert comes_in(signed_in(world.ana))


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
