"""Mailboxes read by OAuth 2.0: the owner allows it at the mail provider, and the desk holds tokens in place of a password.

The flow is that of RFC 6749 (4.1) with PKCE (RFC 7636) and a state, as RFC 9700 asks for. Tokens go to the address that was set up for
them and to the mailbox's server alone: whoever changes one of the two has it allowed anew.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables

from parola.desk import outbound
from parola.desk.accounts import audit
from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.secrets import Secret
from parola.desk.mail.models import Grant, Inbox

MATTER = "inbox_grant"
FIELDS = ("provider", "client_id", "authorize_at", "token_at", "scope")
MARGIN = timedelta(minutes=2)
"""An access token that ends sooner is not used any more."""

REFUSALS = frozenset({400, 401, 403})
"""By which a provider says no (RFC 6749, 5.2; 403 is some providers' own). Any other error is one of its own, and passes."""

USUAL = timedelta(hours=1)
"""How long an access token holds where the provider does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What is known of a provider: where its owners allow something, where tokens are had, which right is asked for, its mail server."""

    authorize_at: str
    token_at: str
    scope: str
    host: str
    further: Mapping[str, str] = field(default_factory=dict)
    """What else is asked for on its page."""


PRESETS: Mapping[str, Preset] = {
    Grant.Provider.MICROSOFT: Preset(
        authorize_at="https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize",
        token_at="https://login.microsoftonline.com/organizations/oauth2/v2.0/token",  # noqa: S106  # an address
        scope="https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
        host="outlook.office365.com",
    ),
    Grant.Provider.GOOGLE: Preset(
        authorize_at="https://accounts.google.com/o/oauth2/v2/auth",
        token_at="https://oauth2.googleapis.com/token",  # noqa: S106  # an address
        scope="https://mail.google.com/",
        host="imap.gmail.com",
        further={"access_type": "offline", "prompt": "consent"},
    ),
}


class NotAllowed(Exception):
    """The person does not configure the brand."""


class NotGranted(Exception):
    """The provider gives no access: nobody allowed it, or it is not allowed any more."""


class NotTheSame(Exception):
    """Who comes back from the provider is not who was sent there."""


@transaction.atomic
def set_up(*, inbox: Inbox, by: Person, now: datetime, client_secret: Secret | None = None, **fields: str) -> Grant:
    """How the desk is known at the provider. Empty addresses and scope are the preset's. Raises NotAllowed.

    What was allowed, and the client's secret, do not outlive a change of where they go.
    """
    _require(by, inbox)
    known = Grant.objects.select_for_update().filter(inbox=inbox).first()
    grant = known or Grant(inbox=inbox)
    before = _told(known) if known else None
    preset, former = PRESETS.get(fields["provider"]), PRESETS.get(grant.provider)
    for name in FIELDS:
        said = fields.get(name, "")
        if not said or (preset is not former and said == getattr(former, name, None)):
            said = getattr(preset, name, "")
        setattr(grant, name, said)
    after = _told(grant)
    if before is None or any(before[name] != after[name] for name in FIELDS if name != "scope"):
        grant.client_secret = grant.refresh = grant.access = None
    if client_secret is not None:
        grant.client_secret = client_secret
    grant.save()
    given = {"secret_since": now.isoformat()} if client_secret is not None else {}
    audit.record(
        by=by, brand=inbox.mailbox.brand, matter=MATTER, key=inbox.mailbox_id, before=before,
        after=_told(grant) | given, now=now,
    )  # fmt: skip
    return grant


def begin(grant: Grant, back: str) -> tuple[str, dict[str, str]]:
    """Where the browser goes, and what it is known by when it comes back to the address `back`."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    preset = PRESETS.get(grant.provider)
    query = {
        "response_type": "code",
        "client_id": grant.client_id,
        "redirect_uri": back,
        "scope": grant.scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": grant.inbox.user,
        **(preset.further if preset else {}),
    }
    joint = "&" if urlsplit(grant.authorize_at).query else "?"
    return f"{grant.authorize_at}{joint}{urlencode(query)}", {"state": state, "verifier": verifier}


@sensitive_variables("answer", "kept", "tokens")
def finish(
    *, inbox: Inbox, by: Person, back: str, answer: Mapping[str, str], kept: Mapping[str, str], now: datetime
) -> None:
    """Take what the provider gives for what the browser brought. Raises NotAllowed, NotTheSame, NotGranted, outbound.NotFetched."""
    _require(by, inbox)
    if not constant_time_compare(answer.get("state", ""), kept["state"]):
        raise NotTheSame
    if "error" in answer or not answer.get("code"):
        raise NotGranted
    grant = Grant.objects.get(inbox=inbox)
    asked = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": back}
    tokens = _tokens(grant, asked | {"code_verifier": kept["verifier"]})
    if not isinstance(tokens.get("refresh_token"), str):
        raise NotGranted
    with transaction.atomic():
        _keep(grant, tokens, now)
        Inbox.objects.filter(pk=inbox.pk).update(next_at=now, trouble="", failures=0, failing_since=None)
        told = _told(grant)
        after = told | {"allowed": now.isoformat()}
        audit.record(
            by=by, brand=inbox.mailbox.brand, matter=MATTER, key=inbox.mailbox_id, before=told, after=after, now=now
        )


@sensitive_variables("tokens")
def access_token(inbox: Inbox, *, now: datetime) -> str:
    """One that holds for a while yet. Raises NotGranted, Unreadable, outbound.NotFetched."""
    grant = Grant.objects.filter(inbox=inbox).first()
    if grant is None or grant.refresh is None:
        raise NotGranted
    if grant.access is not None and grant.access_until is not None and grant.access_until > now + MARGIN:
        return grant.access.reveal()
    tokens = _tokens(grant, {"grant_type": "refresh_token", "refresh_token": grant.refresh.reveal()})
    _keep(grant, tokens, now)
    return str(tokens["access_token"])


def forget_access(inbox: Inbox) -> None:
    """The mail server refuses it, however long it should hold."""
    Grant.objects.filter(inbox=inbox).update(access=None, access_until=None)


@sensitive_variables("asked", "fields")
def _tokens(grant: Grant, asked: Mapping[str, str]) -> dict[str, Any]:
    fields = {**asked, "client_id": grant.client_id}
    if grant.client_secret is not None:
        fields["client_secret"] = grant.client_secret.reveal()
    try:
        found = outbound.fetch_json(grant.token_at, fields=fields)
    except outbound.NotFetched as failure:
        if failure.status in REFUSALS:
            raise NotGranted from failure
        raise
    if not isinstance(found.get("access_token"), str) or str(found.get("token_type", "Bearer")).lower() != "bearer":
        raise NotGranted
    return found


@sensitive_variables("tokens")
def _keep(grant: Grant, tokens: Mapping[str, Any], now: datetime) -> None:
    """Some providers give another refresh token each time; the one of before holds where they do not."""
    seconds = str(tokens.get("expires_in"))
    grant.access = Secret.of(tokens["access_token"], now=now)
    grant.access_until = now + (timedelta(seconds=int(seconds)) if seconds.isdecimal() else USUAL)
    if isinstance(tokens.get("refresh_token"), str):
        grant.refresh = Secret.of(tokens["refresh_token"], now=now)
    grant.save(update_fields=["access", "access_until", "refresh"])


def _require(by: Person, inbox: Inbox) -> None:
    if not may(by, Act.CONFIGURE, inbox.mailbox.brand):
        raise NotAllowed(inbox.mailbox.address)


def _told(grant: Grant) -> dict[str, audit.Plain]:
    told: dict[str, audit.Plain] = {name: getattr(grant, name) for name in FIELDS}
    return told | ({"secret": audit.SECRET} if grant.client_secret else {})
