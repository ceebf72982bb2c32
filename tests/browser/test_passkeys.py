"""Passkeys in a real browser, with its virtual authenticator: made, signed in with alone, and as a second factor."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from parola.desk.accounts import second_factor
from parola.desk.accounts.models import Person
from tests.browser.conftest import Open
from tests.desk.world import MONDAY, World

PASSWORD = "a long password"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def bob(world: World) -> Person:
    world.bob.set_password(PASSWORD)
    world.bob.save()
    return world.bob


def with_a_device(page: Page) -> Page:
    """The page in a browser that has an authenticator."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def sign_in(page: Page, person: Person) -> None:
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form[action='/sign-in/'] button").click()


def make_a_passkey(page: Page, *, alone: bool) -> None:
    """From the page of second factors, by way of the password once more."""
    page.goto("/account/second-factors/passkeys/new/")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/passkeys/new/")
    page.locator("[name=name]").fill("My telephone")
    page.locator("[name=passwordless]").set_checked(alone)
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/account/second-factors/codes/")


def test_one_signs_in_by_a_passkey_alone(bob: Person, open_page: Open) -> None:
    page = with_a_device(open_page("/sign-in/"))
    sign_in(page, bob)
    page.wait_for_url("**/console/today/")
    make_a_passkey(page, alone=True)
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/account/second-factors/")
    expect(page.get_by_text("My telephone")).to_be_visible()
    page.locator("summary.button").last.click()
    page.locator("form[action='/sign-out/'] button").click()
    page.wait_for_url("**/sign-in/**")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/console/today/")


def test_a_passkey_is_a_second_factor(bob: Person, world: World, open_page: Open) -> None:
    second_factor.name(roles=["agent"], by=world.root, now=MONDAY)
    page = with_a_device(open_page("/sign-in/", width=390))
    sign_in(page, bob)
    page.wait_for_url("**/account/second-factors/")
    expect(page.get_by_text("needs a second factor")).to_be_visible()
    make_a_passkey(page, alone=False)
    page.goto("/console/")
    page.context.clear_cookies()
    page.goto("/sign-in/")
    sign_in(page, bob)
    page.wait_for_url("**/sign-in/second-factor/")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url("**/console/today/")
    assert Authenticator.objects.get(user=bob, type="webauthn").last_used_at is not None


def test_a_browser_without_the_passkey_is_told_so(bob: Person, open_page: Open) -> None:
    page = open_page("/sign-in/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": False}})
    page.locator("#passkey_login").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()


@pytest.mark.parametrize("event", ["closed", "removed"])
def test_b12_a_passkey_opens_nothing_once_the_account_is_closed_or_it_is_removed(
    bob: Person, open_page: Open, event: str
) -> None:
    page = with_a_device(open_page("/sign-in/"))
    sign_in(page, bob)
    page.wait_for_url("**/console/today/")
    make_a_passkey(page, alone=True)
    page.context.clear_cookies()
    if event == "closed":
        Person.objects.filter(pk=bob.pk).update(is_active=False)
    else:
        Authenticator.objects.all().delete()
    page.goto("/sign-in/")
    page.locator("#passkey_login").click()
    expect(page.get_by_text("This is not right")).to_be_visible()
    page.goto("/console/")
    expect(page.locator("[name=login]")).to_be_visible()
