"""An agreement on its way into force, as a page: the text, what the check says of it, what it would change, and the versions before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from itertools import islice

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from parola.desk.accounts.models import Brand
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.drafts import Draft
from parola.desk.agreements.models import AgreementVersion
from parola.desk.tickets import queries as tickets
from parola.policy.compare import Change, changes
from parola.policy.findings import Finding, Severity, excerpt
from parola.web.templatetags.parola import words

SEVERITIES: Mapping[Severity, tuple[Lazy, str, str]] = {
    "error": (_("Error"), "missed", "circle-x"),
    "warning": (_("Warning"), "soon", "triangle-alert"),
    "note": (_("Note"), "calm", "info"),
}
"""Word, tone and icon."""
MOST_NUMBERED, MOST_COMPARED, MOST_DIFFERING = 10_000, 5_000, 400
"""Lines."""
NEVER_WORKED_THROUGH = frozenset({"never-due", "calendar-never-opens"})
"""What keeps the check from working through the cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that the check found, with its place."""

    label: str
    tone: str
    icon: str
    place: str
    line: int
    text: str
    advice: str
    source: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case of the file, and whether it comes out (None: it was not worked through)."""

    name: str
    holds: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version that was published."""

    number: int
    published_at: datetime
    by: str
    digest: str
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a draft came to."""

    remarks: list[Remark]
    accepted: int
    cases: list[Case]
    changes: list[Change]
    text: list[tuple[str, str]]
    """The lines that differ, with those around them: `+`, `-` or blank, and the line."""
    replaces: int
    unfinished: int
    same: bool
    lost: str
    readable: bool
    publishable: bool

    @property
    def failing(self) -> int:
        """How many of the cases do not come out."""
        return sum(case.holds is False for case in self.cases)


def versions(brand: Brand) -> list[Version]:
    """All versions of the brand, the one in force first."""
    found = AgreementVersion.objects.filter(brand=brand).defer("source").select_related("published_by")
    return [_version(version, in_force=place == 0) for place, version in enumerate(found.order_by("-number"))]


def _version(version: AgreementVersion, *, in_force: bool) -> Version:
    return Version(
        number=version.number,
        published_at=version.published_at,
        by=str(version.published_by or ""),
        digest=version.digest,
        in_force=in_force,
    )


def changes_of(version: AgreementVersion) -> list[Change] | None:
    """What the version said otherwise than the one before it; None for the first."""
    before = AgreementVersion.objects.filter(brand=version.brand_id, number=version.number - 1).first()
    if before is None:
        return None
    return changes(agreements.agreement(before), agreements.agreement(version), words())


def weighed(brand: Brand, draft: Draft) -> Weighed:
    """A draft, told in the reader's language."""
    differing: list[Change] = []
    if draft.document and draft.in_force:
        differing = changes(agreements.agreement(draft.in_force), draft.document.agreement, words())
    return Weighed(
        remarks=[_remark(finding) for finding in draft.review.findings],
        accepted=len(draft.review.accepted),
        cases=list(_cases(draft)),
        changes=differing,
        text=text_changes(draft.in_force.source, draft.source) if draft.in_force else [],
        replaces=draft.replaces,
        unfinished=tickets.unfinished(brand),
        same=draft.same,
        lost=draft.lost,
        readable=draft.document is not None,
        publishable=draft.publishable,
    )


def text_changes(old: str, new: str) -> list[tuple[str, str]]:
    """The lines in which two texts differ; none where they are too long, or differ in too much, to be read that way."""
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > MOST_COMPARED:
        return []
    found = list(islice(unified_diff(before, after, n=2, lineterm=""), 2, MOST_DIFFERING + 3))
    return [(line[:1], line[1:]) for line in found] if len(found) <= MOST_DIFFERING else []


def numbered(source: str, weighed: Weighed | None) -> list[tuple[int, str]]:
    """The numbers of the text's lines, each with the tone of the worst that was found there."""
    order = [tone for _label, tone, _icon in SEVERITIES.values()]
    found: dict[int, str] = {}
    for remark in weighed.remarks if weighed else ():
        found[remark.line] = min(remark.tone, found.get(remark.line, remark.tone), key=order.index)
    return [(number, found.get(number, "")) for number in range(1, min(source.count("\n") + 1, MOST_NUMBERED) + 1)]


def _remark(finding: Finding) -> Remark:
    label, tone, icon = SEVERITIES[finding.severity]
    return Remark(
        label=str(label),
        tone=tone,
        icon=icon,
        place=f"{finding.line}:{finding.column}",
        line=finding.line,
        text=finding.told(words()),
        advice=finding.advised(words()),
        source="\n".join(excerpt(finding.source, finding.column)) if finding.source.strip() else "",
        code=finding.code,
    )


def _cases(draft: Draft) -> Iterator[Case]:
    if draft.document is None:
        return
    found = draft.review.findings
    failing = {finding.place.split(".")[1] for finding in found if finding.code == "case-fails"}
    worked_through = not draft.review.unfinished and all(each.code not in NEVER_WORKED_THROUGH for each in found)
    for name in draft.document.file.cases:
        yield Case(name=name, holds=name not in failing if worked_through else None)
