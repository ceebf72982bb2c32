"""A company's own sign-in in a real browser: set up in the settings, then used, by OpenID Connect and by SAML."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from parola.desk.accounts.models import Change
from parola.desk.accounts.providers import IdentityProvider
from tests.browser.conftest import Open
from tests.desk.world import World
from tests.support.companies.running import Company, running


@pytest.fixture(autouse=True)
def by_its_own_name(settings: Settings, live_server: LiveServer) -> None:
    settings.BASE_URL = live_server.url


def sets_up(page: Page, kind: str, fill: Callable[[Page], None]) -> None:
    """What the administrator does: whose it is, what is known of it, a test, and to use with it."""
    page.get_by_role("link", name="Sign-in with a company's account").click()
    page.get_by_role("link", name="New", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Acme ID")
    page.get_by_label("It speaks", exact=True).select_option(kind)
    page.get_by_label("For whom").select_option(label="Acme")
    page.get_by_label("Mail domains").fill("people.example")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acme ID")
    fill(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It is kept.")).to_be_visible()
    page.get_by_role("button", name="Test it").click()
    expect(page.get_by_text("Whether it")).to_be_visible()
    page.get_by_role("button", name="Put it to use").click()
    expect(page.get_by_text("Its people can sign in by it now.")).to_be_visible()


def signs_in(page: Page, target: str) -> None:
    """What Ana does: her address, and nothing else. She is signed in at her company already."""
    page.get_by_role("link", name="Sign in with your company's account").click()
    page.get_by_label("E-mail address").fill("ana@people.example")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"**{target}")


def place(page: Page, name: str) -> str:
    """An address that the company must know."""
    return page.locator(f"dt:has-text('{name}') + dd").inner_text()


def test_openid_connect_from_the_settings_to_where_one_was_going(
    world: World, open_page: Open, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ticket()
    with running("oidc", tmp_path) as company:
        monkeypatch.setenv("SSL_CERT_FILE", str(company.authority))
        settings.OUTBOUND_ALLOW = [company.origin]
        company.set(person={"email": "ana@people.example"})

        def fill(page: Page) -> None:
            company.tell("/__callbacks", [place(page, "redirect URI")])
            page.get_by_label("Issuer").fill(company.origin)
            page.get_by_label("Client ID").fill("parola")
            page.get_by_label("Client secret").fill("parola-client-secret-1")

        sets_up(open_page("/console/settings/", world.root), "oidc", fill)
        page = open_page("/portal/requests/CRE-1/", ignore_https_errors=True)
        signs_in(page, "/portal/requests/CRE-1/")
        expect(page.get_by_role("heading", level=1)).to_have_text("No login")
    assert Change.objects.filter(matter="identity_provider").count() == 3
    secret = IdentityProvider.objects.get().secret
    assert secret is not None
    assert secret.reveal() == "parola-client-secret-1"


@pytest.mark.needs("xmlsec1")
def test_saml_from_the_settings_to_where_one_was_going(world: World, open_page: Open, tmp_path: Path) -> None:
    world.ticket()
    with running("saml", tmp_path) as company:
        company.set(person={"mail": "ana@people.example"})
        sets_up(open_page("/console/settings/", world.root), "saml", lambda page: exchange(page, company))
        page = open_page("/portal/requests/CRE-1/", width=390)
        signs_in(page, "/portal/requests/CRE-1/")
        expect(page.get_by_role("heading", level=1)).to_have_text("No login")


def exchange(page: Page, company: Company) -> None:
    """Each is told the other's metadata."""
    with urllib.request.urlopen(place(page, "Our metadata")) as answer:
        company.tell("/__sp", answer.read())
    page.get_by_label("Its metadata", exact=True).fill(company.ask("/metadata")[2])
