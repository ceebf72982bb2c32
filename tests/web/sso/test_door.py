"""At the desk's own door: which companies are offered, who comes in by theirs alone, whether a second factor is asked for."""

from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from parola.desk.accounts import second_factor
from parola.desk.accounts.models import Person
from parola.desk.accounts.providers import IdentityProvider
from parola.desk.accounts.secrets import Secret
from parola.desk.mail import personal
from parola.desk.outbox.models import OutboxRow
from parola.now import now
from tests.desk.world import World
from tests.support.companies.running import Company
from tests.web.sso.conftest import Browser

PASSWORD = "a password of her own"


def signs_in_by_password(person: Person, client: Client) -> str:
    """What comes of it."""
    person.set_password(PASSWORD)
    person.save()
    answer = client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return answer.content.decode() if answer.status_code != 302 else answer["Location"]


def test_by_the_address_one_comes_to_ones_own_company(oidc: Company) -> None:
    client = Client()
    assert "company's account" in client.get("/sign-in/").content.decode()
    page = client.post("/sign-in/company/", {"email": "Somebody@People.example", "next": "/portal/"})
    assert f"0;url={oidc.origin}/authorize" in page.content.decode()
    assert client.post("/sign-in/company/", {"email": "a@other.example"}).status_code == 422


def test_nobody_reads_at_the_door_who_the_customers_are(oidc: Company) -> None:
    assert "Acme" not in Client().get("/sign-in/").content.decode()
    assert "Acme" not in Client().get("/sign-in/company/").content.decode()


def test_the_desks_own_is_offered_by_name(oidc: Company) -> None:
    IdentityProvider.objects.update(organization=None)
    assert "Acme ID" in Client().get("/sign-in/").content.decode()


def test_who_works_here_signs_in_by_the_desks_own(oidc: Company, world: World) -> None:
    IdentityProvider.objects.update(organization=None)
    oidc.set(person={"email": "bob@people.example"})
    browser = Browser(oidc)
    browser.sign_in()
    assert browser.person == world.bob.pk


def test_where_a_company_says_so_a_password_is_not_enough(oidc: Company, world: World) -> None:
    EmailAddress.objects.filter(user=world.ana).update(verified=True)
    client = Client()
    IdentityProvider.objects.update(only=True)
    assert "Your company asks you to sign in by" in signs_in_by_password(world.ana, client)
    assert "_auth_user_id" not in client.session
    browser = Browser(oidc)
    browser.sign_in()
    assert browser.person == world.ana.pk


@pytest.mark.parametrize("who", ["root", "bob"])
def test_it_locks_out_no_administrator_and_nobody_of_the_support_side(who: str, oidc: Company, world: World) -> None:
    """A customer's provider that names the domain of this desk shuts nobody's door but its own people's."""
    IdentityProvider.objects.update(only=True, domains=["people.example", "desk.example"])
    client = Client()
    signs_in_by_password(getattr(world, who), client)
    assert client.session["_auth_user_id"] == str(getattr(world, who).pk)


@pytest.fixture
def with_app(world: World) -> None:
    """Ana has an authenticator app."""
    EmailAddress.objects.filter(user=world.ana).update(verified=True)
    TOTP.activate(world.ana, generate_totp_secret())
    RecoveryCodes.activate(world.ana)


def test_a_second_factor_is_asked_for_after_a_companys_sign_in_too(oidc: Company, with_app: None) -> None:
    browser = Browser(oidc)
    answer = browser.sign_in()
    assert (browser.person, answer["Location"]) == (None, "/sign-in/second-factor/")


def test_unless_the_company_asks_for_one_itself(oidc: Company, with_app: None, world: World) -> None:
    IdentityProvider.objects.update(second_factor=True)
    browser = Browser(oidc)
    browser.sign_in()
    assert browser.person == world.ana.pk


@pytest.mark.parametrize("trusted", [False, True])
def test_who_must_have_one_sets_it_up_unless_the_company_asks(trusted: bool, oidc: Company, world: World) -> None:
    second_factor.name(roles=["customer"], by=world.root, now=now())
    IdentityProvider.objects.update(second_factor=trusted)
    browser = Browser(oidc)
    browser.sign_in()
    assert browser.client.get("/portal/").status_code == (200 if trusted else 302)


def code_by_mail() -> str:
    """The code that the last personal mail tells."""
    row = OutboxRow.objects.filter(kind=personal.KIND).latest("pk")
    return str(json.loads(Secret(row.payload["told"]).reveal())["code"])


def test_nor_is_a_code_by_mail(oidc: Company, world: World) -> None:
    EmailAddress.objects.filter(user=world.ana).update(verified=True)
    IdentityProvider.objects.update(only=True)
    client = Client()
    client.post("/sign-in/code/", {"email": world.ana.email})
    answer = client.post("/sign-in/code/confirm/", {"code": code_by_mail()})
    assert "Your company asks you to sign in by" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_company_is_not_asked_as_often_as_somebody_likes(oidc: Company) -> None:
    """B22: each beginning calls the provider."""
    IdentityProvider.objects.update(active=False)
    client = Client()
    tried = [client.post("/sign-in/company/acme/").status_code for _ in range(61)]
    assert (tried[0], tried[-1]) == (403, 429)


def test_at_a_vendors_own_name_one_is_led_to_the_address_that_companies_know(
    oidc: Company, world: World, settings: Settings
) -> None:
    settings.HOSTS = ["help.credenti.example"]
    settings.ALLOWED_HOSTS = ["help.credenti.example"]
    page = Client().post("/sign-in/company/acme/", headers={"Host": "help.credenti.example"}).content.decode()
    assert "0;url=http://127.0.0.1:8000/sign-in/company/" in page
