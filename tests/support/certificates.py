"""Certificates that are no good, each in its way, and one that is; made by authorities of the test's own."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

BAD = ("stranger", "wrong host", "expired")


def issue(authority: trustme.CA, kind: str) -> trustme.LeafCert:
    """`good`, or one of BAD: signed by nobody whom the system knows, for another name, or of another time."""
    if kind == "stranger":
        return trustme.CA().issue_cert("localhost")
    if kind == "wrong host":
        return authority.issue_cert("other.example")
    if kind == "expired":
        return authority.issue_cert(
            "localhost", not_before=datetime(2019, 1, 1, tzinfo=UTC), not_after=datetime(2020, 1, 1, tzinfo=UTC)
        )
    return authority.issue_cert("localhost")


def as_files(certificate: trustme.LeafCert, folder: Path) -> tuple[Path, Path]:
    """The certificate, and its key."""
    chain, key = folder / "certificate.pem", folder / "key.pem"
    chain.write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
    certificate.private_key_pem.write_to_path(str(key))
    return chain, key


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """For a server's end."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


def trust(authority: trustme.CA, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The authority is the only one that the system knows."""
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
