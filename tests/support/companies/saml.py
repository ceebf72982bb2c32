"""A company's SAML identity provider, as a program of its own: pysaml2 (IdentityPython), signing with xmlsec1.

    python -m tests.support.companies.saml PORT FOLDER

prints "ready"; its keys are made in FOLDER. `POST /__sp` takes the metadata of the desk, as its administrator would upload them. Whoever
is sent to it is signed in as PERSON at once, unless `POST /__set` said otherwise:

| what | meaning |
| --- | --- |
| `person` | attributes of who signs in (`mail`, `displayName`) |
| `name_id` | the subject |
| `audience`, `recipient`, `issuer`, `in_response_to` | say this instead; null: nobody asked |
| `sign` | what is signed: `assertion`, `response`, `both`, `nothing`; `other`: the assertion, with a key that nobody published |
| `minutes` | for how long it is good, from now |
| `status` | `denied`: no |
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.assertion import Policy
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server

PERSON = {"mail": "ana@acme.example", "displayName": "Ana Acme"}
SUBJECT = "subject-1"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def make_key(folder: Path, name: str) -> None:
    """A key and a certificate that it signed itself, as identity providers have them."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id.acme.example")])
    now = datetime.now(UTC)  # noqa: TID251  # a program of its own, outside the house
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    (folder / f"{name}.key").write_bytes(private)
    (folder / f"{name}.crt").write_bytes(certificate.public_bytes(pem))


class Company:
    """The provider and what it was told to do wrong."""

    def __init__(self, port: int, folder: Path) -> None:
        self.origin, self.folder = f"http://127.0.0.1:{port}", folder
        self.told: dict[str, Any] = {}
        for name in ("own", "other"):
            make_key(folder, name)
        self.learn()

    def config(self, key: str, *desks: str) -> IdPConfig:
        sso = (f"{self.origin}/sso", BINDING_HTTP_REDIRECT)
        policy = {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None, "name_form": ""}}
        return IdPConfig().load(
            {
                "entityid": f"{self.origin}/metadata",
                "service": {"idp": {"endpoints": {"single_sign_on_service": [sso]}, "policy": policy}},
                "key_file": str(self.folder / f"{key}.key"),
                "cert_file": str(self.folder / f"{key}.crt"),
                "allow_unknown_attributes": True,
                "xmlsec_binary": shutil.which("xmlsec1"),
                "metadata": {"inline": list(desks)},
            }
        )

    def metadata(self) -> str:
        return str(entity_descriptor(self.servers["own"].config))

    def learn(self, *desks: str) -> None:
        """What the desk says of itself."""
        self.servers = {name: Server(config=self.config(name, *desks)) for name in ("own", "other")}

    def answer(self, request: str, relay_state: str) -> str:
        """A page that posts the response to where the desk said."""
        server = self.servers["other" if self.told.get("sign") == "other" else "own"]
        asked = server.parse_authn_request(request, BINDING_HTTP_REDIRECT).message
        place = server.response_args(asked)["destination"]
        response = self.denied(server, asked.id, place) if self.told.get("status") else self.said(server, asked, place)
        return "".join(
            server.apply_binding(BINDING_HTTP_POST, str(response), place, relay_state, response=True)["data"]
        )

    def said(self, server: Server, asked: Any, place: str) -> object:
        told, minutes = self.told, self.told.get("minutes", 5)
        policy = {"default": {"lifetime": {"minutes": minutes}, "attribute_restrictions": None}}
        sign = told.get("sign", "assertion")
        return server.create_authn_response(
            identity={**PERSON, **told.get("person", {})},
            in_response_to=told.get("in_response_to", asked.id),
            destination=told.get("recipient", place),
            sp_entity_id=told.get("audience", asked.issuer.text),
            issuer=told.get("issuer"),
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=told.get("name_id", SUBJECT)),
            authn={"class_ref": PASSWORD, "authn_auth": self.origin},
            release_policy=Policy(policy),
            sign_assertion=sign in {"assertion", "both", "other"},
            sign_response=sign in {"response", "both"},
            sign_alg=RSA_SHA256,
            digest_alg=SHA256,
        )

    def denied(self, server: Server, asked: str, place: str) -> object:
        return server.create_error_response(
            asked, place, ("urn:oasis:names:tc:SAML:2.0:status:AuthnFailed", "no"), sign=True
        )


class Pages(BaseHTTPRequestHandler):
    """What the provider answers over HTTP."""

    company: Company

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/metadata":
            self.text("application/xml", self.company.metadata())
        elif parts.path == "/sso":
            self.text("text/html", self.company.answer(query["SAMLRequest"], query.get("RelayState", "")))
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/__sp":
            self.company.learn(body)
        else:
            self.company.told = json.loads(body)
        self.text("text/plain", "done")

    def text(self, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Nothing."""


if __name__ == "__main__":
    port, folder = sys.argv[1:]
    Pages.company = Company(int(port), Path(folder))
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), Pages)
    print("ready", flush=True)
    server.serve_forever()
