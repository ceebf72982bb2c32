"""B15: forgeries of ID tokens, each taken apart from how it came. What is believed is a signature by a key that the provider published.

CVE-2022-29217 and CVE-2024-37568 (confusion of algorithms), CVE-2018-0114 (a key in the token's own head), CVE-2022-21449 (an empty ECDSA signature).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from parola.desk.accounts.providers import IdentityProvider
from parola.web.sso import oidc
from parola.web.sso.refusal import NotSignedIn, Why

RSA, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
EC = ec.generate_private_key(ec.SECP256R1())
PROVIDER = IdentityProvider(slug="acme", issuer="https://id.acme.example", client_id="parola")
NONCE = "the-nonce-of-this-sign-in"


def published(key: Any, kid: str, algorithm: str) -> dict[str, Any]:
    """A key as the provider publishes it."""
    maker = jwt.algorithms.RSAAlgorithm if algorithm.startswith("RS") else jwt.algorithms.ECAlgorithm
    return {**maker.to_jwk(key.public_key(), as_dict=True), "kid": kid, "alg": algorithm, "use": "sig"}


KEYS = {"keys": [published(RSA, "rsa", "RS256"), published(EC, "ec", "ES256")]}


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())  # noqa: TID251  # the library reads the clock, and nothing else does here
    given = {"iss": PROVIDER.issuer, "aud": "parola", "sub": "s", "nonce": NONCE, "iat": now, "exp": now + 60}
    return given | changes


def part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(head: dict[str, Any], signature: Callable[[bytes], bytes]) -> str:
    """A token by hand: libraries refuse to make such ones."""
    text = f"{part(json.dumps(head).encode())}.{part(json.dumps(claims()).encode())}"
    return f"{text}.{part(signature(text.encode()))}"


def shared(text: bytes) -> bytes:
    """Signed with the published key's text, as if it were a secret between us."""
    pem = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hmac.new(pem, text, hashlib.sha256).digest()


def by(key: Any, algorithm: str, kid: str | None, **head: Any) -> str:
    return jwt.encode(claims(), key, algorithm, headers={**({"kid": kid} if kid else {}), **head})


def test_what_the_provider_signed_is_believed() -> None:
    for token in (by(RSA, "RS256", "rsa"), by(EC, "ES256", "ec")):
        assert oidc.verified(token, PROVIDER, KEYS, NONCE)["sub"] == "s"


def test_where_there_is_one_key_it_need_not_be_named() -> None:
    assert oidc.verified(by(RSA, "RS256", None), PROVIDER, {"keys": KEYS["keys"][:1]}, NONCE)["sub"] == "s"


FORGED = {
    "no algorithm": raw({"alg": "none", "kid": "rsa"}, lambda _text: b""),
    "no algorithm, in capitals": raw({"alg": "NONE", "kid": "rsa"}, lambda _text: b""),
    "no algorithm, mixed": raw({"alg": "nOnE", "kid": "rsa"}, lambda _text: b""),
    "an empty algorithm": raw({"alg": "", "kid": "rsa"}, lambda _text: b""),
    "no signature": raw({"alg": "RS256", "kid": "rsa"}, lambda _text: b""),
    "a signature of zeros": raw({"alg": "ES256", "kid": "ec"}, lambda _text: b"\0" * 64),
    "the public key as a secret": raw({"alg": "HS256", "kid": "rsa"}, shared),
    "the public key as a secret, RS named": raw({"alg": "RS256", "kid": "rsa"}, shared),
    "another key of the same name": by(OTHER, "RS256", "rsa"),
    "a key of another name": by(OTHER, "RS256", "other"),
    "no name, and several keys": by(RSA, "RS256", None),
    "the key in its own head": by(OTHER, "RS256", "rsa", jwk=published(OTHER, "rsa", "RS256")),
    "a key to be fetched": by(OTHER, "RS256", "rsa", jku="https://evil.example/keys"),
    "the other key's algorithm": by(EC, "ES256", "rsa"),
    "something critical that nobody knows": by(RSA, "RS256", "rsa", crit=["evil"], evil=1),
    "a name of a key that is none": raw({"alg": "RS256", "kid": ["rsa"]}, lambda _text: b"x"),
    "no token": "",
    "half of one": "e30.e30",
    "none at all": "....",
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_what_it_did_not_sign_is_not(token: str) -> None:
    with pytest.raises(NotSignedIn) as refused:
        oidc.verified(token, PROVIDER, KEYS, NONCE)
    assert refused.value.why is Why.SIGNATURE


def test_a_token_that_was_changed_is_not_the_one_that_was_signed() -> None:
    head, _claims, signature = by(RSA, "RS256", "rsa").split(".")
    changed = f"{head}.{part(json.dumps(claims(sub='root')).encode())}.{signature}"
    with pytest.raises(NotSignedIn) as refused:
        oidc.verified(changed, PROVIDER, KEYS, NONCE)
    assert refused.value.why is Why.SIGNATURE


@pytest.mark.parametrize(
    "keys", [{}, {"keys": []}, {"keys": "none"}, {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "rsa"}]}]
)
def test_without_a_key_of_its_own_nothing_is(keys: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn) as refused:
        oidc.verified(by(RSA, "RS256", "rsa"), PROVIDER, keys, NONCE)
    assert refused.value.why is Why.SIGNATURE
