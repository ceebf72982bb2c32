"""A company's OpenID provider, as a program of its own: pyop (IdentityPython), with PKCE, nonces, signed ID tokens, published keys.

    python -m tests.support.companies.oidc PORT CERTIFICATE

prints "ready" (CERTIFICATE: a file with the key and the chain; a provider speaks TLS). `POST /__callbacks` takes the addresses of the desk. Whoever is sent to it is signed in as PERSON at once, unless `POST /__set` said otherwise:

| what | meaning |
| --- | --- |
| `person` | claims about who signs in (`sub`, `email`, `email_verified`, `name`) |
| `userinfo` | claims that the userinfo endpoint gives instead |
| `claims` | claims that the ID token has instead (`aud`, `iss`, `nonce`, `exp` ...); null: it is left out |
| `sign` | with which key: `own`, `other` (under the same name), `none` (unsigned), `hmac` (with the public key as a shared secret) |
| `issuer` | whom the discovery document names |
| `replay` | true: the ID token of the sign-in before is given again |
| `error` | refuse with that code |
"""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import sys
from base64 import urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from Cryptodome.PublicKey import RSA
from jwkest.jwk import RSAKey
from pyop.authz_state import AuthorizationState
from pyop.exceptions import InvalidAuthenticationRequest, InvalidClientAuthentication, OAuthError
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo

CLIENTS = {"parola": "parola-client-secret-1", "another": "another-client-secret-2"}
PERSON = {"sub": "subject-1", "email": "ana@acme.example", "email_verified": True, "name": "Ana Acme"}
SCOPES = {"openid": [], "profile": ["name"], "email": ["email", "email_verified"]}


class Company:
    """The provider and what it was told to do wrong."""

    def __init__(self, port: int) -> None:
        self.origin = f"https://127.0.0.1:{port}"
        self.own, self.other = (RSA.generate(2048) for _ in range(2))
        self.last = ""
        self.told: dict[str, Any] = {}
        self.provider = self.made()

    def set(self, told: dict[str, Any]) -> None:
        """Behave so from now on; what is not told is right."""
        self.told = told
        self.provider.userinfo = Userinfo({"somebody": {**PERSON, **told.get("person", {})}})

    def learn(self, callbacks: list[str]) -> None:
        """Where the desk wants to be answered."""
        for client in self.provider.clients.values():
            client["redirect_uris"] = callbacks

    def made(self) -> Provider:
        configuration = {
            "issuer": self.origin,
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "userinfo_endpoint": f"{self.origin}/userinfo",
            "jwks_uri": f"{self.origin}/keys",
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
        clients = {
            name: {
                "client_secret": secret,
                "redirect_uris": [],
                "response_types": ["code"],
                "token_endpoint_auth_method": "client_secret_basic",
            }
            for name, secret in CLIENTS.items()
        }
        state = AuthorizationState(HashBasedSubjectIdentifierFactory("salt"))
        key = RSAKey(key=self.own, alg="RS256", use="sig", kid="key-1")
        return Provider(key, configuration, state, clients, Userinfo({"somebody": PERSON}))

    def discovery(self) -> dict[str, Any]:
        found: dict[str, Any] = self.provider.provider_configuration.to_dict()
        return {**found, "issuer": self.told.get("issuer", self.origin)}

    def authorize(self, query: str) -> str:
        """Where the browser is sent on to."""
        request = self.provider.parse_authentication_request(query)
        if error := self.told.get("error"):
            return f"{request['redirect_uri']}?error={error}&state={request['state']}&iss={self.origin}"
        answer = self.provider.authorize(request, "somebody")
        back: str = answer.request(request["redirect_uri"])
        return f"{back}&iss={self.told.get('answered_by', self.origin)}"

    def token(self, body: str, headers: dict[str, str]) -> dict[str, Any]:
        answer: dict[str, Any] = self.provider.handle_token_request(body, headers).to_dict()
        answer["id_token"] = self.signed(answer["id_token"])
        if self.told.get("replay") and self.last:
            answer["id_token"] = self.last
        self.last = answer["id_token"]
        return answer

    def signed(self, given: str) -> str:
        """The ID token, or what it was told to make of it."""
        how, claims = self.told.get("sign", "own"), self.told.get("claims", {})
        if how == "own" and not claims:
            return given
        payload = jwt.decode(given, options={"verify_signature": False}) | claims
        payload = {name: value for name, value in payload.items() if value is not None}
        if how == "hmac":
            return hmac_signed(payload, self.own.public_key().export_key())
        key = {"own": self.own, "other": self.other, "none": None}[how]
        headers = {"kid": "key-1"}
        if key is None:
            return jwt.encode(payload, key=None, algorithm="none", headers=headers)  # type: ignore[arg-type]
        return jwt.encode(payload, key.export_key().decode(), algorithm="RS256", headers=headers)

    def userinfo(self, headers: dict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = self.provider.handle_userinfo_request("", headers).to_dict()
        return {**found, **self.told.get("userinfo", {})}


def hmac_signed(payload: dict[str, Any], key: bytes) -> str:
    """The confusion of algorithms (CVE-2022-29217, CVE-2024-37568): libraries that sign refuse to, so it is done by hand."""

    def part(data: bytes) -> str:
        return urlsafe_b64encode(data).rstrip(b"=").decode()

    head = part(json.dumps({"alg": "HS256", "kid": "key-1"}).encode())
    text = f"{head}.{part(json.dumps(payload).encode())}"
    return f"{text}.{part(hmac.new(key, text.encode(), hashlib.sha256).digest())}"


class Pages(BaseHTTPRequestHandler):
    """What the provider answers over HTTP."""

    company: Company

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self.json(200, self.company.discovery())
        elif parts.path == "/keys":
            self.json(200, self.company.provider.jwks)
        elif parts.path == "/userinfo":
            self.json(200, self.company.userinfo(self.heads()))
        elif parts.path == "/authorize":
            self.sent_on(parts.query)
        else:
            self.json(404, {})

    def sent_on(self, query: str) -> None:
        try:
            place = self.company.authorize(query)
        except InvalidAuthenticationRequest as refused:
            self.json(400, {"error": str(refused)})
            return
        self.send_response(302)
        self.send_header("Location", place)
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path.startswith("/__"):
            told = json.loads(body)
            self.company.set(told) if self.path == "/__set" else self.company.learn(told)
            self.json(200, {})
            return
        try:
            self.json(200, self.company.token(body, self.heads()))
        except (OAuthError, InvalidClientAuthentication) as refused:
            self.json(400, {"error": str(refused), "form": parse_qs(body)})

    def heads(self) -> dict[str, str]:
        return dict(self.headers.items())

    def json(self, status: int, data: Any) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Nothing."""


if __name__ == "__main__":
    port, certificate = sys.argv[1:]
    Pages.company = Company(int(port))
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), Pages)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print("ready", flush=True)
    server.serve_forever()
