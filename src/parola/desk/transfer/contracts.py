"""Contracts in a file. One that is there is known by its number, else by what it says; it is never rewritten (decision 0126)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Membership, Organization, Person
from parola.desk.agreements import extras as additions
from parola.desk.agreements import operations, queries
from parola.desk.agreements.models import Contract
from parola.desk.agreements.operations import Draft
from parola.desk.transfer.reading import Reader
from parola.desk.transfer.scope import Scope
from parola.desk.transfer.steps import Step
from parola.desk.transfer.table import Finding, Line
from parola.desk.transfer.written import cells, extras_of
from parola.sla.agreement import Agreement

CLEARED = ("last day", "account manager", "contacts", "note")
"""What an empty cell takes away."""
CHANGEABLE = (*CLEARED, "number", "entitlements")
Same = tuple[int, int, str, str, bool, tuple[str, ...]]


class Contracts:
    """What the lines would do."""

    def __init__(self, scope: Scope, lines: Iterable[Line]) -> None:
        self.scope, read = scope, list(lines)
        self.steps: list[Step] = []
        self.findings: list[Finding] = []
        self.same = 0
        self.drafts: list[Draft] = []
        self.changed: list[tuple[Contract, Draft, frozenset[str]]] = []
        self.seen: dict[object, int] = {}
        self.policies: dict[int, Agreement | None] = {}
        self.staff: dict[int, dict[str, Person]] = {}
        self.members = self._members(read)
        self.numbered: dict[tuple[int, str], Contract] = {}
        self.signed: dict[Same, list[Contract]] = {}
        for contract in self._present():
            self.numbered[contract.brand_id, contract.number] = contract
            self.signed.setdefault(_same(contract), []).append(contract)
        for line in read:
            self._line(line)

    def write(self, by: Person | None, now: datetime) -> None:
        """Sign the new ones, change the others."""
        operations.sign_all(drafts=self.drafts, by=by, now=now)
        for contract, draft, columns in self.changed:
            wanted = draft.contract
            if "last day" in columns:
                operations.end(contract=contract, last_day=wanted.last_day, by=by, now=now)
            if columns & {"account manager", "number", "note"}:
                manager = wanted.account_manager if "account manager" in columns else contract.account_manager
                number = wanted.number if "number" in columns else contract.number
                note = wanted.note if "note" in columns else contract.note
                operations.describe(
                    contract=contract, account_manager=manager, number=number, note=note, by=by, now=now
                )
            if "contacts" in columns:
                operations.name_contacts(contract=contract, contacts=draft.contacts, by=by, now=now)
            if "entitlements" in columns:
                for extra in _fresh(contract, draft):
                    additions.add(contract=contract, extra=extra, by=by, now=now)

    def _present(self) -> Iterable[Contract]:
        found = Contract.objects.filter(brand__in=self.scope.brands).order_by("-pk")
        return found.select_related("account_manager", "brand", "organization").prefetch_related("contacts", "extras")

    def _members(self, lines: list[Line]) -> dict[int, dict[str, Person]]:
        """The people of each organization that may be meant, by their addresses."""
        if not any(line["contacts"] for line in lines):
            return {}
        names = {line["organization"].casefold() for line in lines}
        meant = [each.pk for name in names for each in self.scope.organizations.get(name, [])]
        found: dict[int, dict[str, Person]] = {}
        for each in Membership.objects.filter(organization__in=meant).select_related("person"):
            found.setdefault(each.organization_id, {})[each.person.email] = each.person
        return found

    def _policy(self, line: Line, brand: Brand) -> Agreement | None:
        if brand.pk not in self.policies:
            version = queries.newest_version(brand)
            self.policies[brand.pk] = queries.agreement(version) if version else None
            working = Person.objects.filter(posts__brand=brand, is_active=True).distinct()
            self.staff[brand.pk] = {person.email: person for person in working}
        if self.policies[brand.pk] is None:
            told = _("This brand has published no agreement yet: there is nothing to sign.")
            self.findings.append(Finding(line.number, "brand", told))
        return self.policies[brand.pk]

    def _line(self, line: Line) -> None:
        found = len(self.findings)
        brand = self.scope.brand(line, self.findings)
        organization = self.scope.organization(line, brand, self.findings)
        policy = self._policy(line, brand) if brand else None
        if brand is None or organization is None or policy is None:
            return
        members = self._contacts_of(organization, brand, line)
        reader = Reader(line, policy, self.findings, staff=self._staff(brand, line), members=members)
        draft = reader.draft(brand, organization)
        if len(self.findings) > found or self._is_double(line, draft.contract):
            return
        present = self._known(draft.contract)
        if present is None:
            self.drafts.append(draft)
            after = {"organization": organization.name, **cells(draft.contract, draft.contacts, draft.extras)}
            shown = {column: text for column, text in after.items() if text and text != "no"}
            self.steps.append(Step(line=line.number, name=organization.name, new=True, after=shown))
        else:
            self._change(line, present, draft)

    def _staff(self, brand: Brand, line: Line) -> dict[str, Person]:
        """Those who work for the brand, and who looks after this very contract already."""
        number = self.numbered.get((brand.pk, line["number"])) if line["number"] else None
        manager = number.account_manager if number else None
        return self.staff[brand.pk] | ({manager.email: manager} if manager else {})

    def _contacts_of(self, organization: Organization, brand: Brand, line: Line) -> dict[str, Person]:
        """Those who belong to the organization, and whom this very contract names already."""
        number = self.numbered.get((brand.pk, line["number"])) if line["number"] else None
        named = {person.email: person for person in number.contacts.all()} if number else {}
        return self.members.get(organization.pk, {}) | named

    def _is_double(self, line: Line, contract: Contract) -> bool:
        keys: list[object] = [_same(contract) if not contract.number else (contract.brand_id, contract.number)]
        firsts = [self.seen.setdefault(key, line.number) for key in keys]
        if (first := min(firsts)) != line.number:
            told = _("Line %(line)s says this already: leave one out.") % {"line": first}
            self.findings.append(Finding(line.number, "number" if contract.number else "", told))
        return first != line.number

    def _known(self, wanted: Contract) -> Contract | None:
        """The contract that is meant: that of the number; else the one without another number that says the same."""
        if wanted.number and (found := self.numbered.get((wanted.brand_id, wanted.number))):
            return found
        same = self.signed.get(_same(wanted), [])
        return next((each for each in same if not wanted.number or not each.number), None)

    def _change(self, line: Line, present: Contract, draft: Draft) -> None:
        before = cells(present, present.contacts.all(), extras_of(present))
        after = cells(draft.contract, draft.contacts, draft.extras)
        said = {column for column in after if line.has(column) and (line[column] or column in CLEARED)}
        differing = {column for column in said if before[column] != after[column]}
        if present.organization_id != draft.contract.organization_id:
            self._fixed(line, "organization", present.organization.name)
            return
        for column in sorted(differing - set(CHANGEABLE)):
            self._fixed(line, column, before[column])
        if "entitlements" in differing and not _fresh(present, draft):
            told = _("What was agreed is not taken back by a file: it is %(text)s.") % {"text": before["entitlements"]}
            self.findings.append(Finding(line.number, "entitlements", told))
        if not differing:
            self.same += 1
            return
        self.changed.append((present, draft, frozenset(differing)))
        was, becomes = ({column: texts[column] for column in sorted(differing)} for texts in (before, after))
        self.steps.append(Step(line=line.number, name=present.organization.name, new=False, before=was, after=becomes))

    def _fixed(self, line: Line, column: str, text: str) -> None:
        told = _(
            "A contract is not rewritten: here it says “%(text)s”. End it, and sign the next in a line of its own."
        )
        self.findings.append(Finding(line.number, column, told % {"text": text}))


def _same(contract: Contract) -> Same:
    products = tuple(sorted(contract.products))
    return (
        contract.brand_id, contract.organization_id, contract.plan, contract.first_day.isoformat(), contract.trial, products,
    )  # fmt: skip


def _fresh(present: Contract, draft: Draft) -> list[additions.NewExtra]:
    """What the draft gives beside the plan, and the contract does not yet."""
    held = {extra.name for extra in extras_of(present)}
    return [extra for extra in draft.extras if extra.name not in held]
