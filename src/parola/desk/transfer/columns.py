"""The columns of the three kinds of files: their English names, as an export writes them, and what else they may be called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a file holds, a line each."""

    ORGANIZATIONS = "organizations"
    PEOPLE = "people"
    CONTRACTS = "contracts"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `needed`: a file without it cannot be read."""

    name: str
    aliases: tuple[str, ...] = ()
    needed: bool = False


BRAND = Column("brand", ("vendor",), needed=True)
ORGANIZATION = Column("organization", ("organisation", "customer", "company", "account"), needed=True)
LANGUAGE = Column("language", ("lang",))
TIMEZONE = Column("time zone", ("timezone", "tz"))
ADDRESS = Column("address", ("email", "e mail", "mail", "email address", "e mail address"), needed=True)

COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.ORGANIZATIONS: (BRAND, ORGANIZATION, LANGUAGE, TIMEZONE),
    Kind.PEOPLE: (
        ORGANIZATION,
        ADDRESS,
        Column("name", ("full name", "person")),
        LANGUAGE,
        TIMEZONE,
        Column("manager", ("sees all", "sees all tickets")),
    ),
    Kind.CONTRACTS: (
        BRAND,
        ORGANIZATION,
        Column("number", ("contract number", "contract", "external number", "reference")),
        Column("plan", ("tariff",), needed=True),
        Column("trial"),
        Column("first day", ("start", "start date", "from", "valid from"), needed=True),
        Column("last day", ("end", "end date", "until", "valid until")),
        TIMEZONE,
        Column("country", ("holidays of",)),
        Column("subdivision", ("region", "state", "province")),
        Column("calendar", ("business hours",)),
        Column("products", ("product",)),
        Column("add ons", ("addons", "add on", "addon")),
        Column("tiers", ("tier",)),
        Column("own holidays", ("company holidays",)),
        Column("account manager", ("manager",)),
        Column("contacts", ("named contacts", "who asks")),
        Column("entitlements", ("further entitlements", "extras")),
        Column("note", ("notes", "comment")),
    ),
}
"""In the order of an export."""


def plain(header: str) -> str:
    """A header without what makes no difference: case, blanks, hyphens and underscores."""
    return " ".join(header.replace("_", " ").replace("-", " ").casefold().split())


def named(kind: Kind) -> dict[str, str]:
    """All names of the kind's columns, to the one that counts. A column's own name goes before another's alias."""
    aliases = {alias: column.name for column in COLUMNS[kind] for alias in column.aliases}
    return aliases | {column.name: column.name for column in COLUMNS[kind]}


def kind_of(headers: list[str]) -> Kind | None:
    """What a file with these headers holds; None where it cannot be told."""
    known = {plain(header) for header in headers}

    def has(kind: Kind, name: str) -> bool:
        return any(names == name for header, names in named(kind).items() if header in known)

    if has(Kind.CONTRACTS, "plan"):
        return Kind.CONTRACTS
    if has(Kind.PEOPLE, "address"):
        return Kind.PEOPLE
    return Kind.ORGANIZATIONS if has(Kind.ORGANIZATIONS, "organization") else None
