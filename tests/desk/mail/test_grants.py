"""A mailbox read by OAuth 2.0: allowed once, by who was sent to allow it; tokens are renewed, go nowhere else, and are told to nobody."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from parola.desk.accounts.models import Change
from parola.desk.accounts.secrets import Secret
from parola.desk.mail import fetching, grants, inboxes
from parola.desk.mail.models import Grant, Inbox
from parola.desk.tickets.models import Ticket
from tests.desk.mail.boxes import put, set_up
from tests.desk.mail.post import written
from tests.desk.world import MONDAY, World, after
from tests.support import dovecot
from tests.support.relay import Relay, relaying
from tests.support.tokens import CLIENT, SECRET, Provider, providing

pytestmark = [pytest.mark.django_db, pytest.mark.needs("dovecot")]
BACK = "https://desk.example/console/settings/grants/back/"
NOW = after(hours=3)


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Provider, dovecot.Server]]:
    with providing() as provider, dovecot.running(introspection=f"{provider.origin}/about") as server:
        yield provider, server


@pytest.fixture
def provider(both: tuple[Provider, dovecot.Server]) -> Provider:
    provider = both[0]
    fresh = Provider(origin=provider.origin)
    vars(provider).update(vars(fresh))
    return provider


@pytest.fixture
def relay(both: tuple[Provider, dovecot.Server], provider: Provider, settings: Settings) -> Iterator[Relay]:
    with relaying(both[1].port) as found:
        settings.OUTBOUND_ALLOW = [f"imap://localhost:{found.port}", provider.origin]
        yield found


@pytest.fixture
def inbox(world: World, relay: Relay, provider: Provider, request: pytest.FixtureRequest) -> Inbox:
    provider.user = f"box{abs(hash(request.node.name))}"
    return set_up(world, host="localhost", port=relay.port, user=provider.user, sign_in=Inbox.SignIn.OAUTH, password="")


def known_as(world: World, inbox: Inbox, provider: Provider, **other: str) -> Grant:
    fields = {
        "provider": "other",
        "client_id": CLIENT,
        "authorize_at": f"{provider.origin}/allow",
        "token_at": f"{provider.origin}/token",
        "scope": "mail",
    } | other
    return grants.set_up(inbox=inbox, by=world.root, now=MONDAY, client_secret=Secret.of(SECRET, now=MONDAY), **fields)


def allowed(world: World, inbox: Inbox, provider: Provider) -> Grant:
    grant = known_as(world, inbox, provider)
    place, kept = grants.begin(grant, BACK)
    finish(world, inbox, provider.allow(place), kept)
    grant.refresh_from_db()
    return grant


def finish(world: World, inbox: Inbox, came: str, kept: dict[str, str]) -> None:
    answer = {name: values[0] for name, values in parse_qs(urlsplit(came).query).items()}
    grants.finish(inbox=inbox, by=world.root, back=BACK, answer=answer, kept=kept, now=NOW)


def trouble(inbox: Inbox, now: object = NOW) -> str:
    inbox.refresh_from_db()
    fetching.sweep(now=max(NOW, inbox.next_at))
    inbox.refresh_from_db()
    return inbox.trouble


@pytest.mark.parametrize("lacks", [b"", b"AUTH=XOAUTH2"])
def test_what_was_allowed_is_read_by_either_mechanism(
    world: World, inbox: Inbox, provider: Provider, relay: Relay, both: tuple[Provider, dovecot.Server], lacks: bytes
) -> None:
    if lacks:
        relay.to_client = lambda piece: piece.replace(lacks, b"AUTH=XXXXXX2")
    put(inbox, written(), port=both[1].port)
    assert trouble(inbox) == "consent"
    allowed(world, inbox, provider)
    assert trouble(inbox) == ""
    assert Ticket.objects.count() == 1
    assert (b"AUTHENTICATE OAUTHBEARER" if lacks else b"AUTHENTICATE XOAUTH2") in relay.seen


def test_an_access_token_is_used_while_it_holds_and_renewed_before_it_ends(
    world: World, inbox: Inbox, provider: Provider
) -> None:
    provider.rotates = True
    allowed(world, inbox, provider)
    assert grants.access_token(inbox, now=NOW) == "access-1"
    assert grants.access_token(inbox, now=NOW + timedelta(minutes=57)) == "access-1"
    assert grants.access_token(inbox, now=NOW + timedelta(minutes=58)) == "access-2"
    assert grants.access_token(inbox, now=NOW + timedelta(hours=2)) == "access-3"  # by the second refresh token
    assert [each["grant_type"] for each in provider.asked] == ["authorization_code", "refresh_token", "refresh_token"]


@pytest.mark.parametrize("seconds", [None, "soon", -5, 60])
def test_a_provider_that_tells_no_end_is_asked_in_time(
    world: World, inbox: Inbox, provider: Provider, seconds: object
) -> None:
    provider.seconds = seconds
    allowed(world, inbox, provider)
    assert grants.access_token(inbox, now=NOW + timedelta(minutes=58)) == "access-2"


def test_a_token_that_the_mail_server_refuses_is_had_anew(world: World, inbox: Inbox, provider: Provider) -> None:
    allowed(world, inbox, provider)
    provider.access.clear()
    assert trouble(inbox) == "refused"
    assert trouble(inbox) == ""


def test_what_the_owner_takes_back_is_told(world: World, inbox: Inbox, provider: Provider) -> None:
    allowed(world, inbox, provider)
    provider.refresh, provider.access = "", {}
    assert trouble(inbox) == "refused"
    assert trouble(inbox) == "consent"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_provider_that_is_out_of_order_has_taken_nothing_back(
    world: World, inbox: Inbox, provider: Provider, status: int
) -> None:
    provider.seconds = 60
    allowed(world, inbox, provider)
    provider.fails = status
    assert trouble(inbox) == "unreachable"
    provider.fails = 0
    assert trouble(inbox) == ""


def test_cve_2026_34721_who_comes_back_is_who_was_sent(world: World, inbox: Inbox, provider: Provider) -> None:
    grant = known_as(world, inbox, provider)
    place, kept = grants.begin(grant, BACK)
    came = provider.allow(place)
    for odd in (came.replace("state=", "state=x"), came.replace("state=", "other="), came.partition("&")[0]):
        with pytest.raises(grants.NotTheSame):
            finish(world, inbox, odd, kept)
    with pytest.raises(grants.NotGranted):
        finish(world, inbox, came, kept | {"verifier": "another"})  # a code that somebody else was given
    with pytest.raises(grants.NotGranted):
        finish(world, inbox, came.replace("code=", "error="), kept)
    assert Grant.objects.get().refresh is None


def test_tokens_and_secrets_go_nowhere_but_where_they_were_given_for(
    world: World, inbox: Inbox, provider: Provider
) -> None:
    allowed(world, inbox, provider)
    set_up(world, host="attacker.example", port=inbox.port, user=inbox.user, password="")
    assert (Grant.objects.get().refresh, Grant.objects.get().access) == (None, None)
    grant = allowed(world, inbox, provider)
    assert grant.refresh is not None
    fields = {name: getattr(grant, name) for name in grants.FIELDS}
    changed = grants.set_up(
        inbox=inbox, by=world.root, now=NOW, **fields | {"token_at": "https://attacker.example/token"}
    )
    assert (changed.client_secret, changed.refresh, changed.access) == (None, None, None)
    with pytest.raises(grants.NotAllowed):
        grants.set_up(inbox=inbox, by=world.bob, now=NOW, **fields)


def test_no_token_and_no_secret_is_told_anywhere(
    world: World, inbox: Inbox, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    allowed(world, inbox, provider)
    trouble(inbox)
    provider.access.clear()
    trouble(inbox)
    inboxes.remove(mailbox=inbox.mailbox, by=world.root, now=NOW)
    told = caplog.text + str(list(Change.objects.values())) + str(list(Grant.objects.values()))
    assert not [secret for secret in (SECRET, "access-", "refresh-1", "code-0") if secret in told]


def test_another_provider_brings_its_own_addresses(world: World, inbox: Inbox) -> None:
    grant = grants.set_up(inbox=inbox, by=world.root, now=MONDAY, provider="microsoft", client_id=CLIENT)
    fields = {name: getattr(grant, name) for name in grants.FIELDS} | {"provider": "google", "scope": "my own"}
    changed = grants.set_up(inbox=inbox, by=world.root, now=MONDAY, **fields)
    assert (changed.token_at, changed.scope) == (grants.PRESETS["google"].token_at, "my own")


@pytest.mark.parametrize("name", ["microsoft", "google"])
def test_what_is_usual_for_a_provider_need_not_be_typed(world: World, inbox: Inbox, name: str) -> None:
    grant = grants.set_up(inbox=inbox, by=world.root, now=MONDAY, provider=name, client_id=CLIENT)
    place, _kept = grants.begin(grant, BACK)
    query = parse_qs(urlsplit(place).query)
    assert query["login_hint"] == [inbox.user]
    assert place.startswith(
        "https://login.microsoftonline.com/" if name == "microsoft" else "https://accounts.google.com/"
    )
    assert ("offline_access" in query["scope"][0]) or query["access_type"] == ["offline"]
