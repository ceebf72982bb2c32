"""An import that is about to begin: the source's reader, its mapping, and the brand's agreement, brought together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from parola.desk.accounts.models import Brand
from parola.desk.transfer.past import jira, osticket, rows, zammad, zendesk
from parola.desk.transfer.past.files import Unusable
from parola.desk.transfer.past.reading import Words
from parola.desk.transfer.past.run import Import
from parola.desk.transfer.past.ticket import Past
from parola.lab import read
from parola.lab.exports import ExportMapping
from parola.lab.log import BadRow
from parola.policy.findings import gettext_noop

NEEDS_MAPPING = gettext_noop("say with --mapping what the columns mean")


class Product(Protocol):
    """A module that reads what a product exports."""

    STATES: Mapping[str, tuple[str, ...]]

    def read(self, path: Path, words: Words) -> Iterator[Past | BadRow]:
        """Its tickets."""


PRODUCTS: Mapping[str, Product] = {"zammad": zammad, "zendesk": zendesk, "jira": jira, "osticket": osticket}


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The job, and the tickets that it is to be given."""

    job: Import
    tickets: Iterator[Past | BadRow]


def begin(*, source: str, path: Path, brand: Brand, mapping: str | None, now: datetime, dry: bool) -> Begun:
    """Raises Wrong (its message says what), BadMapping with findings, and OSError for a mapping that is not there."""
    if source == "csv":
        return _log(path, brand, mapping, now, dry=dry)
    product = PRODUCTS[source]
    told = read.read_export(Path(mapping)) if mapping else ExportMapping()
    job = Import(brand=brand, source=told.export or source, spec=told.terms, now=now, dry=dry)
    known = frozenset(each.id for each in job.deciding.agreement.priorities)
    return Begun(job=job, tickets=product.read(path, Words(mapping=told, known=known, states=product.STATES)))


def _log(path: Path, brand: Brand, mapping: str | None, now: datetime, *, dry: bool) -> Begun:
    if mapping is None:
        raise Unusable(NEEDS_MAPPING)
    file = read.read(read.find(mapping))
    job = Import(brand=brand, source=file.mapping.mapping, spec=file.mapping.desk.terms, now=now, dry=dry)
    priorities = [each.id for each in job.deciding.agreement.priorities]
    return Begun(job=job, tickets=rows.read(path, file, priorities))
