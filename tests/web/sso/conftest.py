"""What the tests of companies' sign-in share: the two providers, set up at the desk, and the way there and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from parola.desk.accounts.providers import IdentityProvider
from parola.desk.accounts.secrets import Secret
from parola.now import now
from tests.desk.world import World
from tests.support.companies.running import Company, posted, running

SECRET = "parola-client-secret-1"
ANA = {"email": "ana@people.example"}


@pytest.fixture(autouse=True)
def monday() -> None:
    """The companies are programs of their own, with the clock on the wall: so is the desk's here."""


@pytest.fixture(scope="session")
def oidc_company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with running("oidc", tmp_path_factory.mktemp("oidc")) as company:
        yield company


@pytest.fixture(scope="session")
def saml_company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with running("saml", tmp_path_factory.mktemp("saml")) as company:
        yield company


@pytest.fixture
def oidc(world: World, oidc_company: Company, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Company:
    """Acme's OpenID provider, as its administrator and ours set it up. Ana is who signs in."""
    monkeypatch.setenv("SSL_CERT_FILE", str(oidc_company.authority))
    settings.OUTBOUND_ALLOW = [oidc_company.origin]
    IdentityProvider.objects.create(
        slug="acme",
        kind="oidc",
        name="Acme ID",
        issuer=oidc_company.origin,
        organization=world.acme,
        domains=["people.example"],
        client_id="parola",
        secret=Secret.of(SECRET, now=now()),
    )
    oidc_company.tell("/__callbacks", ["http://127.0.0.1:8000/sign-in/company/acme/back/"])
    oidc_company.set(person=ANA)
    return oidc_company


@pytest.fixture
def saml(world: World, saml_company: Company) -> Company:
    """Acme's SAML provider, likewise."""
    IdentityProvider.objects.create(
        slug="acme",
        kind="saml",
        name="Acme ID",
        issuer=f"{saml_company.origin}/metadata",
        organization=world.acme,
        domains=["people.example"],
        metadata=saml_company.ask("/metadata")[2],
    )
    saml_company.tell("/__sp", Client().get("/sign-in/company/acme/metadata/").content)
    saml_company.set(person={"mail": "ana@people.example"})
    return saml_company


@dataclass
class Browser:
    """Somebody at the desk's sign-in page who goes to their company's and comes back."""

    company: Company
    client: Client = field(default_factory=Client)

    def begin(self, target: str = "/portal/") -> str:
        """To where the desk sends them."""
        page = self.client.post("/sign-in/company/acme/", {"next": target})
        assert page.status_code == 200, page.content.decode()
        found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
        assert found is not None
        return unescape(found[1])

    def at_company(self, place: str) -> str:
        """Signed in there: where an OpenID provider sends them back to, with its answer; or the SAML provider's response."""
        status, back, text = self.company.ask(place)
        assert status in {200, 302}, text
        return back or posted(text)["SAMLResponse"]

    def back(self, answer: str) -> HttpResponse:
        """What the desk makes of the answer."""
        if answer.startswith("http"):
            return self.client.get(answer.removeprefix("http://127.0.0.1:8000"))  # type: ignore[return-value]
        first = self.client.post("/sign-in/company/acme/acs/", {"SAMLResponse": answer})
        return self.client.get(first["Location"]) if first.status_code == 302 else first  # type: ignore[return-value]

    def sign_in(self) -> HttpResponse:
        """All of it."""
        return self.back(self.at_company(self.begin()))

    @property
    def person(self) -> int | None:
        """Who is signed in here now."""
        key = self.client.session.get("_auth_user_id")
        return int(key) if key else None
