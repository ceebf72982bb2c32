"""An import that is about to begin: the source's reader, its mapping, and the brand's agreement, brought together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from parola.desk.accounts.models import Brand
from parola.desk.transfer.past import rows
from parola.desk.transfer.past.files import Unusable
from parola.desk.transfer.past.run import Import
from parola.desk.transfer.past.ticket import Past
from parola.lab import read
from parola.lab.log import BadRow
from parola.policy.findings import gettext_noop

NEEDS_MAPPING = gettext_noop("say with --mapping what the columns mean")


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The job, and the tickets that it is to be given."""

    job: Import
    tickets: Iterator[Past | BadRow]


def begin(*, source: str, path: Path, brand: Brand, mapping: str | None, now: datetime, dry: bool) -> Begun:
    """Raises Wrong (its message says what), BadMapping with findings, and OSError for a mapping that is not there."""
    if source == "csv":
        return _log(path, brand, mapping, now, dry=dry)
    raise Unusable(NEEDS_MAPPING)


def _log(path: Path, brand: Brand, mapping: str | None, now: datetime, *, dry: bool) -> Begun:
    if mapping is None:
        raise Unusable(NEEDS_MAPPING)
    file = read.read(read.find(mapping))
    job = Import(brand=brand, source=file.mapping.mapping, spec=file.mapping.desk.terms, now=now, dry=dry)
    priorities = [each.id for each in job.deciding.agreement.priorities]
    return Begun(job=job, tickets=rows.read(path, file, priorities))
