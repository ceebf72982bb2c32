"""The one way to a host that somebody named in a form: checked before it is called, called as it was checked.

An address must be `https` on port 443 or 8443, and every address that its name resolves to must be public; the connection goes to
one of those very addresses, so that a name cannot resolve to another in between. No redirect is followed, an answer has a largest
size, the whole takes no longer than LONGEST, and certificates are verified against the system's. What the operator names in
`PAROLA_OUTBOUND_ALLOW` (`http://127.0.0.1:9000`: scheme, host and port) is called wherever it lies, and, where it says so, without TLS.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.views.decorators.debug import sensitive_variables
from typing_extensions import override

LOG = logging.getLogger("parola.outbound")
LONGEST = 10.0
"""Seconds, from the first look-up to the last byte."""
LARGEST = 1_000_000
"""Bytes of an answer."""
PORTS = frozenset({443, 8443})
USUAL_PORTS = {"https": 443, "http": 80, "imaps": 993, "imap": 143}
PLAIN = re.compile(r"[!-\[\]-~]+")
"""An address in ASCII, without blanks and without the backslash that some take for a slash."""
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Why(StrEnum):
    """Why something was not fetched."""

    ADDRESS = "address"
    """The address is none that the desk calls."""
    PRIVATE = "private"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    REDIRECT = "redirect"
    TOO_LARGE = "too_large"
    STATUS = "status"
    CONTENT = "content"
    """It is not what was asked for."""


class NotFetched(Exception):
    """Nothing came of it. What the host answered is in none of its texts. `status`: of HTTP, where that is why."""

    def __init__(self, why: Why, status: int = 0) -> None:
        super().__init__(why.value)
        self.why, self.status = why, status


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `allowed`: the operator named it."""

    scheme: str
    host: str
    port: int
    path: str
    allowed: bool


def target_of(address: str) -> Target:
    """The target of an address, as far as the text alone tells. Raises NotFetched."""
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError as broken:
        raise NotFetched(Why.ADDRESS) from broken
    if not PLAIN.fullmatch(address) or not host or "@" in parts.netloc or "%" in parts.netloc:
        raise NotFetched(Why.ADDRESS)
    port = port or USUAL_PORTS.get(scheme, 0)
    allowed = (scheme, host, port) in _allowed()
    if not allowed and (scheme != "https" or port not in PORTS):
        raise NotFetched(Why.ADDRESS)
    return Target(scheme, host, port, f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", allowed)


@sensitive_variables("fields", "headers")
def fetch_json(
    address: str, *, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The JSON object at `address`. Raises NotFetched, as `fetch` does."""
    with _told(address):
        try:
            found = json.loads(_fetch(target_of(address), fields, dict(headers or {})))
        except (ValueError, RecursionError) as other:
            raise NotFetched(Why.CONTENT) from other
        if not isinstance(found, dict):
            raise NotFetched(Why.CONTENT)
        return found


def fetch(address: str) -> bytes:
    """What `address` answers with 200. Raises NotFetched, which is logged with the host alone."""
    with _told(address):
        return _fetch(target_of(address), None, {})


def connect(scheme: str, host: str, port: int) -> socket.socket:
    """A connection for another protocol (`imap`, `imaps`), to an address that was checked. Raises NotFetched, OSError."""
    place = f"{scheme}://{host}:{port}"
    if not PLAIN.fullmatch(place) or not host:
        raise NotFetched(Why.ADDRESS)
    target = Target(scheme, host, port, "", (scheme, host, port) in _allowed())
    with _told(place):
        return _reach(target, time.monotonic() + LONGEST)


def is_allowed(scheme: str, host: str, port: int) -> bool:
    """Whether the operator named that very place."""
    return (scheme, host, port) in _allowed()


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Path and query stay out of the log: they may hold what nobody should read."""
    try:
        yield
    except NotFetched as failure:
        LOG.warning("nothing was fetched from %r: %s", _host(address), failure.why.value)
        raise


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open network, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class _Connection(http.client.HTTPConnection):
    """One connection to one target, which ends when its time is over."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=LONGEST)
        self.target = target
        self.opened: socket.socket | None = None
        """Kept beside `sock`, which is taken away as soon as the answer begins."""
        self.watch = threading.Timer(LONGEST, self.end)
        self.watch.daemon = True

    @override
    def connect(self) -> None:
        """To an address that was checked, and to no other."""
        self.watch.start()
        self.sock = self.opened = _reach(self.target, time.monotonic() + LONGEST)
        if self.target.scheme == "https":
            self.sock = self.opened = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def end(self) -> None:
        """However slowly the other side speaks."""
        with suppress(OSError):  # it is closed already
            if self.opened is not None:
                self.opened.shutdown(socket.SHUT_RDWR)


@sensitive_variables("fields", "headers", "body")
def _fetch(target: Target, fields: Mapping[str, str] | None, headers: dict[str, str]) -> bytes:
    connection = _Connection(target)
    body = None if fields is None else urlencode(fields)
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request("GET" if body is None else "POST", target.path, body, {"User-Agent": "Parola", **headers})
        with connection.getresponse() as response:
            return _read(response)
    except ssl.SSLCertVerificationError as unproved:
        raise NotFetched(Why.CERTIFICATE) from unproved
    except (OSError, http.client.HTTPException, UnicodeError) as broken:
        raise NotFetched(Why.UNREACHABLE) from broken
    finally:
        connection.watch.cancel()
        connection.close()


def _read(response: http.client.HTTPResponse) -> bytes:
    if 300 <= response.status < 400:  # noqa: PLR2004  # RFC 9110: these send one elsewhere
        raise NotFetched(Why.REDIRECT)
    if response.status != http.client.OK:
        raise NotFetched(Why.STATUS, response.status)
    found = response.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise NotFetched(Why.TOO_LARGE)
    return found


def _reach(target: Target, end: float) -> socket.socket:
    """A connection to the first of its addresses that answers before `end`, where all of them may be called."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    if target.allowed:
        LOG.info("%s is called as PAROLA_OUTBOUND_ALLOW says", target.host)
    elif not all(is_public(str(place[0])) for *_kind, place in found):
        raise NotFetched(Why.PRIVATE)
    last: OSError = OSError("no address")
    for family, kind, protocol, _name, place in found:
        opened = socket.socket(family, kind, protocol)
        opened.settimeout(max(end - time.monotonic(), 0.01))
        try:
            opened.connect(place)
        except OSError as failure:
            opened.close()
            last = failure
        else:
            return opened
    raise last


def _allowed() -> set[tuple[str, str, int]]:
    parts = [urlsplit(origin) for origin in settings.OUTBOUND_ALLOW]
    return {(part.scheme, part.hostname or "", part.port or USUAL_PORTS[part.scheme]) for part in parts}


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:253]
    except ValueError:
        return ""
