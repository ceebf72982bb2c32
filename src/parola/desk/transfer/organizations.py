"""Organizations in a file: who is whose customer, with the language and the time zone that hold without a contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.agreements.models import Customer
from parola.desk.transfer.scope import Scope
from parola.desk.transfer.steps import Step
from parola.desk.transfer.table import Finding, Line
from parola.policy.findings import Wrong
from parola.policy.timezones import existing

LONGEST_NAME = 200
FIELDS = {"language": "language", "time zone": "timezone"}
"""Columns to fields."""


class Organizations:
    """What the lines would do."""

    def __init__(self, scope: Scope, lines: Iterable[Line]) -> None:
        self.scope = scope
        self.steps: list[Step] = []
        self.findings: list[Finding] = []
        self.same = 0
        self.made: dict[str, Organization] = {}
        self.changed: dict[int, tuple[Organization, dict[str, audit.Plain]]] = {}
        self.noted: list[tuple[Brand, Organization]] = []
        self.seen: dict[tuple[str, str], int] = {}
        for line in lines:
            self._line(line)

    def write(self, by: Person | None, now: datetime) -> None:
        """New ones, changed ones, and whose customers they are."""
        Organization.objects.bulk_create(self.made.values())
        for organization, _before in self.changed.values():
            organization.save(update_fields=list(FIELDS.values()))
        Customer.objects.bulk_create(Customer(brand=brand, organization=each) for brand, each in self.noted)
        for organization in self.made.values():
            self._tell(organization, None, by, now)
        for organization, before in self.changed.values():
            self._tell(organization, before, by, now)

    def _line(self, line: Line) -> None:
        found = len(self.findings)
        brand = self.scope.brand(line, self.findings)
        name, said = line["organization"], {column: line[column] for column in FIELDS if line[column]}
        self._check(line, name, said)
        if brand is None or len(self.findings) > found or self._is_double(line, brand, name):
            return
        meant = self.scope.meant(name, brand)
        if len(meant) > 1:
            told = _("There are several customers of this name: rename one in the console.")
            self.findings.append(Finding(line.number, "organization", told))
        elif meant:
            self._present(line, brand, meant[0], said)
        else:
            self._new(line, brand, name, said)

    def _check(self, line: Line, name: str, said: dict[str, str]) -> None:
        if not name or len(name) > LONGEST_NAME:
            told = _("Write the name of the organization, in at most %(most)s characters.") % {"most": LONGEST_NAME}
            self.findings.append(Finding(line.number, "organization", told))
        self.findings += [Finding(line.number, column, told) for column, told in wrong_fields(said)]

    def _is_double(self, line: Line, brand: Brand, name: str) -> bool:
        first = self.seen.setdefault((brand.slug, name.casefold()), line.number)
        if first != line.number:
            told = _("Line %(line)s says this already: leave one out.") % {"line": first}
            self.findings.append(Finding(line.number, "organization", told))
        return first != line.number

    def _new(self, line: Line, brand: Brand, name: str, said: dict[str, str]) -> None:
        defaults = {"language": brand.language, "timezone": brand.timezone}
        fields = defaults | {FIELDS[column]: text for column, text in said.items()}
        fresh = name.casefold() not in self.made
        made = self.made.setdefault(name.casefold(), Organization(name=name, **fields))
        if not fresh and any(getattr(made, FIELDS[column]) != text for column, text in said.items()):
            told = _("Another line says otherwise of this organization.")
            self.findings.append(Finding(line.number, "organization", told))
            return
        self.noted.append((brand, made))
        after = {"brand": brand.slug, "language": made.language, "time zone": made.timezone}
        self.steps.append(Step(line=line.number, name=name, new=fresh, after=after))

    def _present(self, line: Line, brand: Brand, found: Organization, said: dict[str, str]) -> None:
        before = {column: str(getattr(found, FIELDS[column])) for column in said}
        differing = {column: text for column, text in said.items() if before[column] != text}
        if differing and found.pk in self.scope.others:
            told = _("It is another vendor's customer too: an administrator changes it.")
            self.findings += [Finding(line.number, column, told) for column in differing]
            return
        if differing:
            self.changed.setdefault(found.pk, (found, _fields(found)))
            for column, text in differing.items():
                setattr(found, FIELDS[column], text)
        linked = (brand.pk, found.pk) not in self.scope.of_brands
        if linked:
            self.noted.append((brand, found))
            differing = {"brand": brand.slug} | differing
        if not differing:
            self.same += 1
            return
        before = {column: before[column] for column in differing if column in before}
        self.steps.append(Step(line=line.number, name=found.name, new=False, before=before, after=differing))

    @staticmethod
    def _tell(
        organization: Organization, before: dict[str, audit.Plain] | None, by: Person | None, now: datetime
    ) -> None:
        after, key = _fields(organization), organization.pk
        audit.record(by=by, brand=None, matter="organization", key=key, before=before, after=after, now=now)


def wrong_fields(said: dict[str, str]) -> Iterable[tuple[str, str]]:
    """What is wrong with a language and a time zone, each with its column."""
    languages = dict(settings.LANGUAGES)
    if "language" in said and said["language"] not in languages:
        yield "language", _("Write one of: %(names)s") % {"names": ", ".join(languages)}
    if "time zone" in said:
        try:
            said["time zone"] = existing(said["time zone"])
        except Wrong:
            yield "time zone", _("There is no such time zone. Write one like Europe/Madrid, or +03:00.")


def _fields(organization: Organization) -> dict[str, audit.Plain]:
    return {"name": organization.name, "language": organization.language, "timezone": organization.timezone}
