"""OpenID Connect: the code flow with PKCE, state and nonce; an ID token is believed for its signature, never for the way it came.

Sources: OpenID Connect Core 1.0 (3.1.3.7: what is checked of an ID token; 5.3.2: userinfo), Discovery 1.0 (4.3: the issuer),
RFC 7636 (PKCE), RFC 9207 (who answered), RFC 8725 (JWT: algorithms are ours to say).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables

from parola.desk import outbound
from parola.desk.accounts.federation import Said
from parola.desk.accounts.providers import IdentityProvider
from parola.desk.accounts.secrets import Unreadable
from parola.web.sso.refusal import NotSignedIn, Why

DISCOVERY = "/.well-known/openid-configuration"
SCOPE = "openid email profile"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Those by which the provider alone can sign. Neither none, nor one with a shared key, whatever a token says of itself."""
LEEWAY = 60
"""Seconds by which two clocks may differ."""
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the provider listens, as it says itself."""

    authorize: str
    token: str
    keys: str
    userinfo: str
    in_form: bool
    """The client's secret goes into the form, not into a header."""
    says_who: bool
    """It names itself in its answers."""


def discover(issuer: str) -> Endpoints:
    """What the provider says of itself. Raises NotSignedIn."""
    found = _get(f"{issuer.rstrip('/')}{DISCOVERY}")
    if found.get("issuer") != issuer:
        raise NotSignedIn(Why.ISSUER)
    places = [found.get(f"{name}_endpoint", "") for name in ("authorization", "token", "userinfo")]
    places.append(found.get("jwks_uri", ""))
    if not all(isinstance(place, str) for place in places) or not _is_callable(places[0]):
        raise NotSignedIn(Why.ISSUER, "endpoints")
    ways = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    names_itself = found.get("authorization_response_iss_parameter_supported") is True
    return Endpoints(
        places[0], places[1], places[3], places[2], in_form="client_secret_basic" not in ways, says_who=names_itself
    )


def check(issuer: str) -> None:
    """Whether the provider says who it is, and has keys by which it can be believed. Raises NotSignedIn."""
    keys = _get(discover(issuer).keys)
    try:
        jwt.PyJWKSet.from_dict(keys)
    except jwt.PyJWTError as broken:
        raise NotSignedIn(Why.SIGNATURE, type(broken).__name__) from broken


def begin(provider: IdentityProvider, back: str) -> tuple[str, str, dict[str, str]]:
    """Where the browser goes, the state that it comes back with, and what must be remembered until then. Raises NotSignedIn."""
    endpoints = discover(provider.issuer)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    joint = "&" if urlsplit(endpoints.authorize).query else "?"
    return f"{endpoints.authorize}{joint}{urlencode(query)}", state, {"nonce": nonce, "verifier": verifier}


def finish(provider: IdentityProvider, back: str, answer: Mapping[str, str], kept: Mapping[str, str]) -> Said:
    """Who the provider says that is. `answer`: what the browser brought; `kept`: what was remembered. Raises NotSignedIn."""
    endpoints = discover(provider.issuer)
    if ("iss" in answer or endpoints.says_who) and answer.get("iss") != provider.issuer:
        raise NotSignedIn(Why.MIXED_UP)
    if "error" in answer or not answer.get("code"):
        raise NotSignedIn(Why.REFUSED)
    tokens = _tokens(provider, endpoints, back, answer["code"], kept["verifier"])
    claims = verified(str(tokens.get("id_token", "")), provider, _get(endpoints.keys), kept["nonce"])
    if not claims.get("email") and endpoints.userinfo:
        claims |= _userinfo(endpoints.userinfo, str(tokens.get("access_token", "")), claims["sub"])
    said_of_address = claims.get("email_verified")
    return Said(
        subject=claims["sub"],
        email=str(claims.get("email") or ""),
        name=str(claims.get("name") or ""),
        verified=None if said_of_address is None else said_of_address in (True, "true"),
    )


def verified(token: str, provider: IdentityProvider, keys: Mapping[str, Any], nonce: str) -> dict[str, Any]:
    """The claims of an ID token that the provider signed, for us, now, for this very sign-in. Raises NotSignedIn."""
    try:
        claims = jwt.decode(
            token,
            _key(token, keys),
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError, jwt.DecodeError, jwt.InvalidKeyError) as unproved:
        raise NotSignedIn(Why.SIGNATURE, type(unproved).__name__) from unproved
    except jwt.PyJWTError as wrong:
        raise NotSignedIn(Why.CLAIMS, type(wrong).__name__) from wrong
    if claims.get("azp", provider.client_id) != provider.client_id or (
        isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims
    ):
        raise NotSignedIn(Why.CLAIMS, "azp")
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise NotSignedIn(Why.NONCE)
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise NotSignedIn(Why.CLAIMS, "sub")
    return claims


def _key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """That of the provider's keys by which the token says to be signed; the only one, where it does not say."""
    try:
        offered = [key for key in jwt.PyJWKSet.from_dict(dict(keys)).keys if key.public_key_use in {None, "sig"}]
        named = jwt.get_unverified_header(token).get("kid")
    except (jwt.PyJWTError, TypeError, ValueError, AttributeError) as broken:
        raise NotSignedIn(Why.SIGNATURE, type(broken).__name__) from broken
    fitting = [key for key in offered if named is None or key.key_id == named]
    if len(fitting) != 1:
        raise NotSignedIn(Why.SIGNATURE, "key")
    return fitting[0]


@sensitive_variables()
def _tokens(provider: IdentityProvider, endpoints: Endpoints, back: str, code: str, verifier: str) -> dict[str, Any]:
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    try:
        secret = provider.secret.reveal() if provider.secret is not None else ""
    except Unreadable:
        raise NotSignedIn(Why.UNREACHABLE, "the client's secret cannot be read") from None
    if endpoints.in_form or not secret:
        fields |= {"client_id": provider.client_id} | ({"client_secret": secret} if secret else {})
        return _get(endpoints.token, fields)
    pair = f"{quote(provider.client_id, safe='')}:{quote(secret, safe='')}".encode()  # RFC 6749, 2.3.1
    return _get(endpoints.token, fields, {"Authorization": f"Basic {base64.b64encode(pair).decode()}"})


@sensitive_variables("token")
def _userinfo(place: str, token: str, subject: str) -> dict[str, Any]:
    """What is said of the address there, if it is of the same person."""
    found = _get(place, None, {"Authorization": f"Bearer {token}"})
    if found.get("sub") != subject:
        raise NotSignedIn(Why.SUBJECT)
    return {name: found[name] for name in ("email", "email_verified", "name") if name in found}


@sensitive_variables()
def _get(
    address: str, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    try:
        return outbound.fetch_json(address, fields=fields, headers={"Accept": "application/json", **(headers or {})})
    except outbound.NotFetched as failure:
        raise NotSignedIn(Why.UNREACHABLE, failure.why.value) from None


def _is_callable(address: str) -> bool:
    """Whether a browser may be sent there: to TLS, or to what the operator named."""
    try:
        outbound.target_of(address)
    except outbound.NotFetched:
        return urlsplit(address).scheme == "https"
    return True
