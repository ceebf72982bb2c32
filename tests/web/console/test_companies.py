"""Companies' own sign-in in the settings: what an administrator can say, and what cannot be."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from parola.desk.accounts import federation
from parola.desk.accounts.models import Change
from parola.desk.accounts.providers import IdentityProvider
from parola.web.console.settings import companies
from parola.web.sso import extra
from tests.desk.world import MONDAY, World
from tests.web.company import METADATA
from tests.web.conftest import Reader

NEW = {"name": "Acme ID", "kind": "oidc", "domains": "Acme.example, @people.example"}
OPENID = {"name": "Acme ID", "issuer": "https://id.acme.example", "client_id": "parola", "domains": "acme.example"}


@pytest.fixture
def root(world: World, reader: Reader) -> Client:
    return reader(world.root)


def made(root: Client, **given: str) -> IdentityProvider:
    """One that was added there."""
    assert root.post(reverse("console:settings_company_new"), NEW | given).status_code == 302
    return IdentityProvider.objects.latest("pk")


def page(provider: IdentityProvider, of: str = "") -> str:
    return reverse(f"console:settings_company{of}", args=[provider.slug])


def test_a_new_one_is_not_in_use_before_it_is_known_and_told_so(root: Client, world: World) -> None:
    provider = made(root, organization=str(world.acme.pk))
    assert (provider.active, provider.organization) == (False, world.acme)
    assert provider.domains == ["acme.example", "people.example"]
    shown = root.get(page(provider)).content.decode()
    assert f"http://127.0.0.1:8000/sign-in/company/{provider.slug}/back/" in shown
    root.post(page(provider, "_use"), {"active": "1"})
    provider.refresh_from_db()
    assert not provider.active
    root.post(page(provider), OPENID)
    root.post(page(provider, "_use"), {"active": "1"})
    provider.refresh_from_db()
    assert provider.active


def test_everything_that_is_changed_is_in_the_audit_log(root: Client) -> None:
    provider = made(root)
    root.post(page(provider), OPENID | {"admits": "on", "only": "on"})
    root.post(page(provider, "_use"), {"active": "1"})
    root.post(page(provider, "_remove"))
    log = list(Change.objects.filter(matter="identity_provider", key=provider.slug).order_by("pk"))
    assert [sorted(change.after or {"gone": 1}) for change in log[1:]] == [
        ["admits", "client_id", "domains", "issuer", "only"],
        ["active"],
        ["gone"],
    ]
    assert (log[0].before, log[-1].after) == (None, None)
    assert "Identity provider" in root.get(reverse("console:settings_changes")).content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"domains": "gmail.com"}, "Anybody gets an address in gmail.com"),
        ({"domains": "no domain"}, "is no domain"),
        ({"domains": "localhost"}, "is no domain"),
        ({"domains": "taken.example"}, "speaks for taken.example already"),
        ({"issuer": "http://id.acme.example"}, "It must be an address with https://"),
        ({"issuer": "https://id.acme.example:22"}, "It must be an address with https://"),
        ({"issuer": "javascript:alert(1)"}, "It must be an address with https://"),
        ({"client_id": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_is_said_where_it_stands(given: dict[str, str], told: str, root: Client) -> None:
    IdentityProvider.objects.create(kind="oidc", name="Other", domains=["taken.example"])
    provider = made(root)
    IdentityProvider.objects.filter(pk=provider.pk).update(active=True)
    answer = root.post(page(provider), OPENID | given)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_the_test_of_one_that_nobody_can_reach_says_so_and_calls_nobody_inside(root: Client) -> None:
    """CVE-2026-40566: nothing of what a host answers is told."""
    provider = made(root)
    IdentityProvider.objects.update(issuer="https://127.0.0.1")
    answer = root.post(page(provider, "_test"), follow=True).content.decode()
    assert "cannot be reached" in answer
    assert "unreachable private" in answer


def test_a_saml_provider_is_known_by_its_metadata(root: Client) -> None:
    provider = made(root, kind="saml")
    given = {"name": "Acme ID", "domains": "acme.example"}
    for metadata in ("", "no XML", "<a/>", METADATA.replace("X509Certificate", "Nothing")):
        assert root.post(page(provider), given | {"metadata": metadata}).status_code == 422
    assert root.post(page(provider), given | {"metadata": METADATA, "email": "urn:mail"}).status_code == 302
    provider.refresh_from_db()
    assert provider.issuer == "https://id.acme.example/metadata"
    assert provider.attributes == {"email": "urn:mail"}
    assert "can be used" in root.post(page(provider, "_test"), follow=True).content.decode()


def test_metadata_of_an_address_inside_are_not_fetched(root: Client) -> None:
    provider = made(root, kind="saml")
    answer = root.post(page(provider), {"name": "A", "domains": "a.example", "address": "https://127.0.0.1/metadata"})
    assert answer.status_code == 422
    assert "Nothing could be fetched from there" in answer.content.decode()


def test_without_the_extra_the_page_says_kindly_what_to_install(root: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = made(root, kind="saml")
    monkeypatch.setattr(extra, "is_installed", lambda: False)
    monkeypatch.setattr(companies, "is_installed", lambda: False)
    shown = root.get(page(provider))
    assert shown.status_code == 200
    assert "parola[saml]" in shown.content.decode()
    IdentityProvider.objects.update(active=True)
    refused = Client().post(reverse("company_begin", args=[provider.slug]))
    assert (refused.status_code, "has not installed what SAML needs" in refused.content.decode()) == (403, True)


def test_who_was_known_by_a_provider_that_is_gone_stays_a_person(root: Client, world: World) -> None:
    provider = made(root)
    SocialAccount.objects.create(user=world.ana, provider=provider.slug, uid=federation.identity_of(provider, "s"))
    root.post(page(provider, "_remove"))
    assert SocialAccount.objects.count() == 0
    world.ana.refresh_from_db()


def test_another_issuers_subject_is_another_person() -> None:
    one, other = (IdentityProvider(slug="s", issuer=f"https://{name}.example") for name in ("one", "other"))
    assert federation.identity_of(one, "s") != federation.identity_of(other, "s")


def test_only_an_administrator_sets_one_up(world: World) -> None:
    with pytest.raises(federation.NotAllowed):
        federation.add(kind="oidc", name="A", organization=None, domains=["a.example"], by=world.bob, now=MONDAY)
