"""The digests by which the record names what was agreed, and the proof that it still is that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from parola.desk.agreements.models import AgreementVersion, PinnedTerms

SLICE = 20  # rows read at a time; pinned holidays of a region are some hundred kilobytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A row of what was agreed: the digest that stands beside it, and the one that it really has."""

    what: Literal["agreement", "pinned_terms"]
    key: int
    name: str
    stored: str
    digest: str


def of_source(source: str) -> str:
    """The digest of an agreement's text: SHA-256, in hexadecimal."""
    return hashlib.sha256(source.encode()).hexdigest()


def canonical(data: dict[str, Any]) -> str:
    """The one spelling of pinned terms: JSON with its keys sorted and without blanks."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def proofs() -> Iterator[Proof]:
    """Every version of an agreement and all pinned terms, each looked at once."""
    for version in AgreementVersion.objects.order_by("pk").iterator(SLICE):
        yield Proof(
            what="agreement",
            key=version.pk,
            name=f"{version} (#{version.pk})",
            stored=version.digest,
            digest=of_source(version.source),
        )
    for pinned in PinnedTerms.objects.order_by("pk").iterator(SLICE):
        yield Proof(
            what="pinned_terms",
            key=pinned.pk,
            name=f"#{pinned.pk}",
            stored=pinned.digest,
            digest=of_source(canonical(pinned.data)),
        )
