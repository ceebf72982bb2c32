"""Which mail domains are a company's, and which take no mail: asked of a real DNS server on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from django.test import override_settings

from parola.desk.accounts.maildomains import Objection, is_anybodys, objection, takes_mail

ZONES = {
    (".", "NS"): ["a.root-servers.net."],
    ("costa-verde.es.", "MX"): ["10 mail.costa-verde.es."],
    ("only-a.es.", "A"): ["192.0.2.1"],
    ("only-aaaa.es.", "AAAA"): ["2001:db8::1"],
    ("null-mx.es.", "MX"): ["0 ."],
    ("null-mx.es.", "A"): ["192.0.2.1"],
    ("nothing.es.", "TXT"): ["x"],
}
BROKEN, SILENT = "broken.es.", "silent.es."


def answer(query: dns.message.Message, zones: dict[tuple[str, str], list[str]]) -> dns.message.Message | None:
    """What a server with these zones says; None: nothing."""
    question = query.question[0]
    name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
    if name == SILENT:
        return None
    response = dns.message.make_response(query)
    response.flags |= dns.flags.RA
    if name == BROKEN:
        response.set_rcode(dns.rcode.SERVFAIL)
    elif records := zones.get((name, kind)):
        response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *records))
    elif name not in {each for each, _kind in zones}:
        response.set_rcode(dns.rcode.NXDOMAIN)
    return response


def serve(listening: socket.socket, zones: dict[tuple[str, str], list[str]]) -> None:
    """Answer until the socket is closed."""
    while True:
        try:
            data, client = listening.recvfrom(4096)
        except OSError:
            return
        if not data:
            return
        if (told := answer(dns.message.from_wire(data), zones)) is not None:
            listening.sendto(told.to_wire(), client)


def running(zones: dict[tuple[str, str], list[str]]) -> Iterator[None]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=serve, args=(listening, zones))
        thread.start()
        with override_settings(DNS=f"127.0.0.1:{listening.getsockname()[1]}"):
            yield
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", listening.getsockname())
        thread.join(5)
        assert not thread.is_alive()


@pytest.fixture
def internet() -> Iterator[None]:
    """A DNS server that knows the root and some domains."""
    yield from running(ZONES)


@pytest.fixture
def closed_network() -> Iterator[None]:
    """A DNS server that knows nothing beyond its own network, and says of all else that there is no such thing."""
    yield from running({("desk.internal.", "A"): ["10.0.0.1"]})


@pytest.mark.parametrize(
    ("domain", "takes"),
    [
        ("costa-verde.es", True),
        ("only-a.es", True),
        ("only-aaaa.es", True),
        ("null-mx.es", False),
        ("nothing.es", False),
        ("no-such-name.es", False),
        ("broken.es", None),
        ("silent.es", None),
    ],
)
def test_a_domain_takes_mail_by_its_mx_or_its_address(internet: None, domain: str, takes: bool | None) -> None:
    assert takes_mail(domain) is takes


@pytest.mark.parametrize("domain", ["costa-verde.es", "no-such-name.es"])
def test_who_does_not_know_the_root_refuses_nobody(closed_network: None, domain: str) -> None:
    assert takes_mail(domain) is None


def test_where_nobody_answers_nobody_is_refused() -> None:
    with override_settings(DNS="127.0.0.1:9"):
        assert objection("iria@no-such-name.es", "companies") is None


@pytest.mark.parametrize(
    ("address", "rule", "wrong"),
    [
        ("iria@costa-verde.es", "companies", None),
        ("iria@null-mx.es", "companies", Objection.NO_MAIL),
        ("iria@null-mx.es", "anybody", Objection.NO_MAIL),
        ("iria@gmail.com", "companies", Objection.FREE),
        ("iria@tuta.com", "companies", Objection.FREE),
        ("iria@mailinator.com", "companies", Objection.DISPOSABLE),
        ("iria@localhost", "companies", Objection.NONSENSE),
        ("iria@a..b", "companies", Objection.NONSENSE),
    ],
)
def test_what_speaks_against_an_address(internet: None, address: str, rule: str, wrong: Objection | None) -> None:
    assert objection(address, rule) is wrong


@pytest.mark.parametrize("domain", ["google.com", "microsoft.com", "telefonica.com", "farmaciebellini.it", "co.uk"])
def test_a_companys_domain_is_not_anybodys(domain: str) -> None:
    assert not is_anybodys(domain)
