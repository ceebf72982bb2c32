"""B6 and B6t: the desk calls nobody but public hosts that it was told, whom it knows by their certificates.

Precedents: CVE-2026-34719, CVE-2025-32358 (loopback, redirects), CVE-2022-39276 and CVE-2025-52567 (the bypass of the fix),
CVE-2026-40566 (the answer told to the user), CVE-2023-5422 (certificates not verified).
"""

from __future__ import annotations

import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from pytest_django import Settings

from parola.desk import outbound
from parola.desk.outbound import NotFetched, Why

TARGETS = json.loads((Path(__file__).parent / "ssrf_targets.json").read_text(encoding="utf-8"))
SECRET = "what-the-host-answered"


class Answers(BaseHTTPRequestHandler):
    """A host whose paths misbehave each in its way."""

    def do_GET(self) -> None:
        self.path = self.path.partition("?")[0]
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/")
            self.end_headers()
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b" ")
                time.sleep(0.1)
        else:
            self.answer({"/large": b" " * 1_000_001, "/words": SECRET.encode()}.get(self.path, b'{"a": 1}'))

    def do_POST(self) -> None:
        self.answer(json.dumps({"form": self.rfile.read(int(self.headers["Content-Length"])).decode()}).encode())

    def answer(self, body: bytes) -> None:
        self.send_response(404 if self.path == "/missing" else 200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Nothing."""


def serving(context: ssl.SSLContext | None = None) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.handle_error = lambda *_given: None  # type: ignore[method-assign]  # the desk hangs up on it, as it should
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def host(settings: Settings) -> Iterator[str]:
    """The origin of a host on this machine, which the operator named."""
    for server in serving():
        origin = f"http://127.0.0.1:{server.server_port}"
        settings.OUTBOUND_ALLOW = [origin]
        yield origin


def why(address: str) -> Why:
    with pytest.raises(NotFetched) as failure:
        outbound.fetch_json(address)
    assert SECRET not in str(failure.value)
    return failure.value.why


@pytest.mark.parametrize("address", TARGETS)
def test_an_address_of_the_inside_is_not_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is written, and whatever a name resolves to."""
    connected: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, place: connected.append(place))
    resolve = socket.getaddrinfo
    names = {"redirect-302-to-127": "127.0.0.1", "redirect-307-to-169.254.169.254": "169.254.169.254"}
    names |= {"metadata.google.internal": "169.254.169.254"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda name, *given, **more: resolve(names.get(name, name), *given, **more)
    )
    assert why(address) in {Why.ADDRESS, Why.PRIVATE, Why.UNREACHABLE}
    secure = address.replace("http:", "https:").replace(":5432", "")
    assert why(secure) in {Why.ADDRESS, Why.PRIVATE, Why.UNREACHABLE}
    assert connected == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "fd00::1",
        "ff02::1",
        "::",
    ],
)
def test_these_are_not_public(address: str) -> None:
    assert not outbound.is_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "64:ff9b::909:909", "::ffff:9.9.9.9"])
def test_these_are(address: str) -> None:
    assert outbound.is_public(address)


def resolving(*addresses: str) -> Callable[..., object]:
    return lambda _host, port, **_given: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]


def test_a_name_with_one_public_and_one_private_address_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving("9.9.9.9", "127.0.0.1"))
    assert why("https://two.example/") is Why.PRIVATE


def test_a_name_is_resolved_once_and_called_where_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that changes its answer between two look-ups gets no second one."""
    answers, connected = iter([resolving("9.9.9.9"), resolving("127.0.0.1")]), []

    def next_answer(host: str, port: int, **given: object) -> object:
        return next(answers)(host, port, **given)

    def connect(_self: socket.socket, place: object) -> None:
        connected.append(place)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", next_answer)
    monkeypatch.setattr(socket.socket, "connect", connect)
    assert why("https://changes.example/") is Why.UNREACHABLE
    assert connected == [("9.9.9.9", 443)]


def test_what_the_operator_named_is_called_and_that_is_in_the_log(host: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert outbound.fetch_json(f"{host}/") == {"a": 1}
        assert outbound.fetch_json(f"{host}/", fields={"b": "c d"}) == {"form": "b=c+d"}
    assert "127.0.0.1 is called as PAROLA_OUTBOUND_ALLOW says" in caplog.text


def test_only_that_very_origin_is(host: str) -> None:
    port = int(host.rpartition(":")[2])
    assert why(f"http://localhost:{port}/") is Why.ADDRESS
    assert why(f"http://127.0.0.1:{port + 1}/") is Why.ADDRESS
    assert why(f"https://127.0.0.1:{port}/") is Why.ADDRESS


@pytest.mark.parametrize(
    ("path", "reason"),
    [("redirect", Why.REDIRECT), ("large", Why.TOO_LARGE), ("missing", Why.STATUS), ("words", Why.CONTENT)],
)
def test_a_host_that_misbehaves_is_left(path: str, reason: Why, host: str, caplog: pytest.LogCaptureFixture) -> None:
    assert why(f"{host}/{path}?token={SECRET}") is reason
    assert "nothing was fetched from '127.0.0.1'" in caplog.text
    assert SECRET not in caplog.text


def test_however_slowly_a_host_speaks_it_has_its_time_and_no_more(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "LONGEST", 0.3)
    began = time.monotonic()
    assert why(f"{host}/slow") in {Why.UNREACHABLE, Why.CONTENT}
    assert time.monotonic() - began < 3


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own authority is the only one that the system knows."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))


def ask(certificate: trustme.LeafCert, settings: Settings) -> object:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    for server in serving(context):
        settings.OUTBOUND_ALLOW = [origin := f"https://localhost:{server.server_port}"]
        return outbound.fetch_json(f"{origin}/")
    return None


def test_a_host_with_a_certificate_of_its_name_is_believed(
    authority: trustme.CA, trusted: None, settings: Settings
) -> None:
    assert ask(authority.issue_cert("localhost"), settings) == {"a": 1}


def test_a_certificate_of_another_name_a_stranger_or_of_yesterday_is_not(
    authority: trustme.CA, trusted: None, settings: Settings
) -> None:
    expired = authority.issue_cert(
        "localhost", not_after=datetime(2020, 1, 1, tzinfo=UTC), not_before=datetime(2019, 1, 1, tzinfo=UTC)
    )
    for certificate in (authority.issue_cert("other.example"), trustme.CA().issue_cert("localhost"), expired):
        with pytest.raises(NotFetched) as failure:
            ask(certificate, settings)
        assert failure.value.why is Why.CERTIFICATE
