"""Customers out of the desk: a table that an import reads, and that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from parola.desk.accounts.models import Brand, Membership
from parola.desk.agreements.models import Contract
from parola.desk.tickets import customers
from parola.desk.transfer.cells import guarded
from parola.desk.transfer.columns import COLUMNS, Kind
from parola.desk.transfer.written import cells, extras_of


def export(*, kind: Kind, brands: Sequence[Brand], separator: str = ",") -> str:
    """What the brands have of that kind, as CSV with Windows' ends of lines (RFC 4180), by name."""
    rows = {Kind.ORGANIZATIONS: _organizations, Kind.PEOPLE: _people, Kind.CONTRACTS: _contracts}[kind](brands)
    return written([column.name for column in COLUMNS[kind]], rows, separator)


def written(columns: Sequence[str], rows: Iterable[dict[str, str]], separator: str) -> str:
    """The rows under their columns, every cell guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def _organizations(brands: Sequence[Brand]) -> Iterator[dict[str, str]]:
    for brand in sorted(brands, key=lambda each: each.slug):
        for each in customers.customers_of([brand]):
            yield {
                "brand": brand.slug,
                "organization": each.name,
                "language": each.language,
                "time zone": each.timezone,
            }


def _people(brands: Sequence[Brand]) -> Iterator[dict[str, str]]:
    mine = customers.customers_of(brands).order_by().values("pk")
    members = Membership.objects.filter(organization__in=mine).select_related("person", "organization")
    for each in members.order_by("organization__name", "organization", "person__email"):
        yield {
            "organization": each.organization.name,
            "address": each.person.email,
            "name": each.person.name,
            "language": each.person.language,
            "time zone": each.person.timezone,
            "manager": "yes" if each.manager else "no",
        }


def _contracts(brands: Sequence[Brand]) -> Iterator[dict[str, str]]:
    found = Contract.objects.filter(brand__in=brands).select_related("brand", "organization", "account_manager")
    related = found.prefetch_related("contacts", "extras").order_by(
        "brand__slug", "organization__name", "first_day", "pk"
    )
    for each in related:
        named = {"brand": each.brand.slug, "organization": each.organization.name}
        yield named | cells(each, each.contacts.all(), extras_of(each))
