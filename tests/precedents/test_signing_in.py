"""Faults that other desks had with accounts, sessions and what opens them, each under its own name (B11, B12)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from parola.desk.accounts import passwords, sessions, staff
from parola.desk.accounts.models import Membership, Person, Post
from parola.desk.mail import personal, send
from parola.desk.mail.server import Delivery
from parola.desk.outbox.models import OutboxRow
from tests.desk.world import MONDAY, World
from tests.precedents.signing import (
    CLOSED,
    KNOWN,
    NEW,
    PASSWORD,
    UNKNOWN,
    code_of,
    comes_in,
    page_of,
    recover,
    signed_in,
    told,
)

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


def test_b12_cve_2020_1768_looking_again_and_again_keeps_no_session_alive(
    world: World, monday: time_machine.Traveller
) -> None:
    client = signed_in(world.bob)
    for _ in range(14):
        assert client.get("/console/", headers={"hx-request": "true"}).status_code == 200
        monday.shift(timedelta(days=1))
    monday.shift(timedelta(seconds=1))
    assert client.get("/console/", headers={"hx-request": "true"}).status_code == 401


def test_b12_cve_2023_22501_links_in_mails_about_tickets_open_no_account(world: World, left: list[Delivery]) -> None:
    world.ticket()
    send.deliver(now=MONDAY)
    links = {
        link for delivery in left for link in re.findall(r"http://127\.0\.0\.1:8000([^\s\"<>]*)", delivery.raw.decode())
    }
    assert links
    for link in links:
        client = Client()
        assert "/sign-in/?next=" in client.get(link)["Location"]
        assert not comes_in(client)


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


@pytest.mark.parametrize("way", ["password", "code", "recovery"])
def test_b12_no_way_in_leads_past_the_second_factor(world: World, way: str) -> None:
    TOTP.activate(world.ana, generate_totp_secret())
    client = Client()
    if way == "code":
        client.post("/sign-in/code/", {"email": KNOWN})
        answer = client.post("/sign-in/code/confirm/", {"code": told()["code"]})
    else:
        password = PASSWORD
        if way == "recovery":
            recover(world.ana, client)
            assert not comes_in(client)
            password = NEW
        answer = client.post("/sign-in/", {"login": KNOWN, "password": password})
    assert answer["Location"] == "/sign-in/second-factor/"
    assert not comes_in(client)


def test_b12_whoever_changes_the_password_stays_signed_in_where_they_did(world: World) -> None:
    client = signed_in(world.ana)
    before = client.session.session_key
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert comes_in(client)
    assert client.session.session_key != before


def test_b12_whoever_lost_phone_and_codes_begins_anew_by_the_administrator(world: World) -> None:
    TOTP.activate(world.ana, generate_totp_secret())
    with pytest.raises(staff.NotAllowed):
        staff.remove_second_factors(person=world.ana, by=world.lea, now=MONDAY)
    staff.remove_second_factors(person=world.ana, by=world.root, now=MONDAY)
    assert comes_in(signed_in(world.ana))
