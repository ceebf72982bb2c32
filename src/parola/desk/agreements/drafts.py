"""What a text would mean as the next version of a brand's agreement: weighed, compared with what is in force, and not published yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Brand
from parola.desk.agreements import digests, operations, queries
from parola.desk.agreements.models import AgreementVersion
from parola.policy.findings import BadAgreement
from parola.policy.read import Document, read
from parola.policy.review import Review, review


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text, what the check found in it, and what speaks against publishing it beside that. `document` is None where it cannot be read."""

    source: str
    review: Review
    document: Document | None
    in_force: AgreementVersion | None
    lost: str = ""
    """Plans and add-ons that contracts hold and it lacks."""

    @property
    def digest(self) -> str:
        """Of the text."""
        return digests.of_source(self.source)

    @property
    def replaces(self) -> int:
        """The number of the version in force; 0 where there is none."""
        return self.in_force.number if self.in_force else 0

    @property
    def same(self) -> bool:
        """Whether this very text is in force."""
        return self.in_force is not None and self.in_force.digest == self.digest

    @property
    def publishable(self) -> bool:
        """Whether it can be put in force, and that would change something."""
        return self.document is not None and not self.review.errors and not self.lost and not self.same


def draft(*, brand: Brand, source: str, now: datetime) -> Draft:
    """The text as it is weighed for the brand; nothing is written."""
    in_force = queries.newest_version(brand)
    try:
        document = read(source, name=operations.file_of(brand))
    except BadAgreement as bad:
        return Draft(source=source, review=Review(bad.findings), document=None, in_force=in_force)
    lost = ""
    try:
        operations.refuse_lost_plans(brand, document.agreement, now)
    except operations.PlanInUse as in_use:
        lost = str(in_use)
    return Draft(source=source, review=review(document), document=document, in_force=in_force, lost=lost)
