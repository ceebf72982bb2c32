"""B15 by OpenID Connect: a real provider on loopback (pyop), whose answers are right, and then wrong in each way there is.

Precedents: CVE-2026-34721 (callbacks without state), Chatwoot #14887 (the client's secret sent to a host out of a parameter),
CVE-2024-37568 and CVE-2022-29217 (confusion of algorithms), nOAuth of 2023 (an account joined by an unverified address).
"""

from __future__ import annotations

import logging
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from parola.desk.accounts import federation
from parola.desk.accounts.models import Membership, Person
from parola.desk.accounts.providers import IdentityProvider
from parola.now import now
from tests.desk.world import World
from tests.support.companies.running import Company
from tests.web.sso.conftest import ANA, SECRET, Browser


def test_ana_signs_in_and_lands_where_she_was_going(oidc: Company, world: World) -> None:
    browser = Browser(oidc)
    answer = browser.sign_in()
    assert (answer.status_code, answer["Location"]) == (302, "/portal/")
    assert browser.person == world.ana.pk
    assert browser.client.get("/portal/").status_code == 200
    address = EmailAddress.objects.get(user=world.ana)
    assert address.verified


def test_the_second_time_she_is_known_by_her_identity_whatever_her_address_is(oidc: Company, world: World) -> None:
    Browser(oidc).sign_in()
    oidc.set(person={"email": "renamed@elsewhere.example", "email_verified": False})
    browser = Browser(oidc)
    browser.sign_in()
    assert browser.person == world.ana.pk
    assert SocialAccount.objects.count() == 1


def test_an_address_that_was_given_to_somebody_else_there_is_not_the_person_of_before(
    oidc: Company, world: World
) -> None:
    """nOAuth: another subject with Ana's address is Ana once more only if the provider vouches for the address."""
    Browser(oidc).sign_in()
    oidc.set(person=ANA | {"sub": "subject-2", "email_verified": False})
    assert refused(Browser(oidc)) == 403


def refused(browser: Browser) -> int:
    """The status of the answer to a sign-in after which nobody is signed in."""
    answer = browser.sign_in()
    assert browser.person is None
    assert b"Not signed in" in answer.content
    return answer.status_code


ANOTHER = {"claims": {"sub": "subject-9"}}
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("unsigned", {"sign": "none"}, "signature"),
    ("signed with another key", {"sign": "other"}, "signature"),
    ("signed with the public key as a shared secret", {"sign": "hmac"}, "signature"),
    ("another nonce", {"claims": {"nonce": "made-up"}}, "nonce"),
    ("no nonce", {"claims": {"nonce": None}}, "nonce"),
    ("for another client", {"claims": {"aud": "another"}}, "claims"),
    ("for several, and not said for whom", {"claims": {"aud": ["parola", "another"]}}, "claims azp"),
    ("for several, and for another", {"claims": {"aud": ["parola", "another"], "azp": "another"}}, "claims azp"),
    ("by another issuer", {"claims": {"iss": "https://evil.example"}}, "claims"),
    ("expired", {"claims": {"exp": 1_000_000_000}}, "claims"),
    ("of the future", {"claims": {"iat": 4_000_000_000}}, "claims"),
    ("without an end", {"claims": {"exp": None}}, "claims"),
    ("without a subject", {"claims": {"sub": None}}, "claims"),
    ("a discovery document of another issuer", {"issuer": "https://evil.example"}, "issuer"),
    ("another provider answers", {"answered_by": "https://evil.example"}, "mixed_up"),
    ("the provider says no", {"error": "access_denied"}, "refused"),
    ("userinfo of somebody else", {"userinfo": {"sub": "subject-9"}}, "subject"),
    ("an address that is not verified", {"person": ANA | {"email_verified": False}}, "unverified"),
    (
        "an address of which it says nothing",
        {"person": {"email": "ana@people.example", "email_verified": None}},
        "unverified",
    ),
    ("an address of another domain", {"person": {"email": "root@desk.example"}}, "foreign"),
    ("a domain that ends alike", {"person": {"email": "ana@evilpeople.example"}}, "foreign"),
    ("a domain below", {"person": {"email": "ana@sub.people.example"}}, "foreign"),
    ("no address", {"person": {"email": ""}}, "no_address"),
    ("two addresses in one", {"person": {"email": "ana@people.example, root@people.example"}}, "no_address"),
    ("somebody whom nobody knows", {"person": {"email": "new@people.example"}}, "unknown"),
    ("somebody who works here", {"person": {"email": "bob@people.example"}}, "support"),
]


@pytest.mark.parametrize(("told", "why"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_is_not_proved_signs_nobody_in(
    told: dict[str, Any], why: str, oidc: Company, caplog: pytest.LogCaptureFixture
) -> None:
    """Each is refused with a page that says it, and a line in the log that holds no secret and no token."""
    oidc.set(**{"person": ANA} | told)
    with caplog.at_level(logging.INFO):
        place = Browser(oidc) if "issuer" not in told else None
        if place is None:
            answer = Client().post("/sign-in/company/acme/")
            assert answer.status_code == 403
        else:
            refused(place)
    assert f"sign-in by provider acme refused: {why}" in caplog.text
    assert [word for word in (SECRET, "eyJ", "ana@") if word in caplog.text] == []
    assert SocialAccount.objects.count() == 0
    assert Person.objects.filter(email="new@people.example").count() == 0


def test_a_token_of_an_earlier_sign_in_is_not_taken_again(oidc: Company) -> None:
    Browser(oidc).sign_in()
    oidc.set(person=ANA, replay=True)
    assert refused(Browser(oidc)) == 403


def test_an_answer_is_taken_once_by_the_browser_that_asked(oidc: Company, world: World) -> None:
    """No state, somebody else's state (login CSRF), a state once more: CVE-2026-34721."""
    browser, other = Browser(oidc), Browser(oidc)
    other.begin()
    answer = browser.at_company(browser.begin())
    for stranger, given in ((Browser(oidc), answer), (other, answer), (browser, answer.replace("state=", "was="))):
        assert stranger.back(given).status_code == 400
        assert stranger.person is None
    assert browser.back(answer).status_code == 302
    browser.client.logout()
    assert browser.back(answer).status_code == 400
    assert browser.person is None


def test_a_code_of_somebody_else_is_worth_nothing_without_their_verifier(oidc: Company) -> None:
    """PKCE: a code that was intercepted, brought with a state of one's own."""
    victim, thief = Browser(oidc), Browser(oidc)
    stolen = victim.at_company(victim.begin())
    own = thief.at_company(thief.begin())
    code = stolen.partition("code=")[2].partition("&")[0]
    state = own.partition("state=")[2].partition("&")[0]
    forged = f"http://127.0.0.1:8000/sign-in/company/acme/back/?code={code}&state={state}&iss={oidc.origin}"
    assert thief.back(forged).status_code == 502
    assert thief.person is None


def test_a_state_of_one_provider_is_none_of_another(oidc: Company) -> None:
    """IdP mix-up: the answer comes to the address of a provider that was not asked."""
    IdentityProvider.objects.create(slug="evil", kind="oidc", name="Evil", issuer="https://evil.example", client_id="x")
    browser = Browser(oidc)
    answer = browser.at_company(browser.begin())
    assert browser.back(answer.replace("/company/acme/", "/company/evil/")).status_code == 400
    assert browser.person is None


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_one_lands_at_the_desk_alone(target: str, oidc: Company) -> None:
    """B17."""
    browser = Browser(oidc)
    assert browser.back(browser.at_company(browser.begin(target)))["Location"] == "/"


def test_who_is_new_comes_in_as_a_member_where_the_administrator_allowed_it(oidc: Company, world: World) -> None:
    IdentityProvider.objects.update(admits=True)
    oidc.set(person={"email": "New@People.example", "name": "Nina\u202e New", "sub": "subject-7"})
    browser = Browser(oidc)
    browser.sign_in()
    nina = Person.objects.get(email="new@people.example")
    assert (browser.person, nina.name, nina.language, nina.has_usable_password()) == (nina.pk, "Nina New", "es", False)
    assert [member.organization for member in Membership.objects.filter(person=nina)] == [world.acme]
    assert not nina.is_support


def test_a_password_set_before_the_address_was_proved_is_worth_nothing_after(oidc: Company, world: World) -> None:
    """Somebody makes an account with Ana's address and waits for her to come by her company's sign-in."""
    world.ana.set_password("the attacker's own password")
    world.ana.save()
    Browser(oidc).sign_in()
    world.ana.refresh_from_db()
    assert not world.ana.has_usable_password()


def test_a_password_of_who_proved_the_address_stays(oidc: Company, world: World) -> None:
    EmailAddress.objects.filter(user=world.ana).update(verified=True)
    world.ana.set_password("a password of her own")
    world.ana.save()
    Browser(oidc).sign_in()
    world.ana.refresh_from_db()
    assert world.ana.has_usable_password()


@pytest.mark.parametrize(("changes", "why"), [({"active": False}, "in use")])
def test_a_provider_that_is_off_signs_nobody_in(changes: dict[str, Any], why: str, oidc: Company) -> None:
    browser = Browser(oidc)
    answer = browser.at_company(browser.begin())
    IdentityProvider.objects.update(**changes)
    assert why in browser.back(answer).content.decode()
    assert browser.person is None
    assert browser.client.post("/sign-in/company/acme/").status_code == 403


@pytest.mark.parametrize("gone", [False, True])
def test_a_session_ends_with_the_provider_that_began_it(gone: bool, oidc: Company, world: World) -> None:
    """B12: taken out of use, or removed."""
    browser = Browser(oidc)
    browser.sign_in()
    provider = IdentityProvider.objects.get()
    if gone:
        federation.remove(provider=provider, by=world.root, now=now())
    else:
        federation.change(provider=provider, active=False, by=world.root, now=now())
    assert browser.client.get("/portal/").status_code == 302
    assert Person.objects.filter(pk=world.ana.pk, is_active=True).exists()


def test_a_closed_account_stays_closed(oidc: Company, world: World) -> None:
    Browser(oidc).sign_in()
    world.ana.is_active = False
    world.ana.save()
    assert refused(Browser(oidc)) == 403


def test_a_session_is_a_new_one_after_sign_in(oidc: Company) -> None:
    """CVE-2022-31888: no fixation."""
    browser = Browser(oidc)
    answer = browser.at_company(browser.begin())
    before = browser.client.session.session_key
    browser.back(answer)
    assert browser.client.session.session_key != before


@pytest.mark.parametrize(
    "header", ["REMOTE_USER", "HTTP_REMOTE_USER", "HTTP_X_REMOTE_USER", "HTTP_X_FORWARDED_USER", "HTTP_X_SSL_CLIENT_DN"]
)
def test_no_header_signs_anybody_in(header: str, world: World) -> None:
    """CVE-2020-26030, CVE-2026-34720."""
    assert Client().get("/portal/", **{header: "ana@people.example"}).status_code == 302  # type: ignore[arg-type]
