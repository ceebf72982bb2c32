"""People in a file: who belongs to which organization, and who of them sees all of its tickets. Nobody gets a right or a password by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Mailbox, Membership, Organization, Person, normalise, without_detail
from parola.desk.accounts.queries import people_by_addresses
from parola.desk.tickets import callers, memberships
from parola.desk.transfer.organizations import LONGEST_NAME, wrong_fields
from parola.desk.transfer.scope import Scope
from parola.desk.transfer.steps import Step
from parola.desk.transfer.table import Finding, Line

YES, NO = ("yes", "true", "1", "x", "y"), ("no", "false", "0", "", "n")


def yes_or_no(line: Line, column: str, findings: list[Finding]) -> bool:
    """What a cell of yes or no says."""
    said = line[column].casefold()
    if said not in YES + NO:
        findings.append(Finding(line.number, column, _("Write yes or no.")))
    return said in YES


class People:
    """What the lines would do."""

    def __init__(self, scope: Scope, lines: Iterable[Line]) -> None:
        self.scope, read = scope, list(lines)
        self.steps: list[Step] = []
        self.findings: list[Finding] = []
        self.same = 0
        self.people = people_by_addresses(line["address"] for line in read)
        members = Membership.objects.filter(person__in=list(self.people.values())).select_related(
            "person", "organization"
        )
        self.members = {(each.person_id, each.organization_id): each for each in members}
        self.mailboxes = set(Mailbox.objects.values_list("address", flat=True))
        self.strangers = self._strangers()
        self.new: dict[str, dict[str, str]] = {}
        self.joining: list[tuple[Organization, str, bool]] = []
        self.changed: list[tuple[Membership, bool]] = []
        self.seen: dict[tuple[int, str], int] = {}
        for line in read:
            self._line(line)

    def write(self, by: Person | None, now: datetime) -> None:
        """New people, who belongs where, and who sees all."""
        for email, fields in self.new.items():
            self.people[email] = Person.objects.create_user(email, **fields)
        Membership.objects.bulk_create(
            Membership(person=self.people[email], organization=organization, manager=manager)
            for organization, email, manager in self.joining
        )
        for organization, email, manager in self.joining:
            memberships.note(self.people[email], organization, before=None, after={"manager": manager}, by=by, now=now)
        for membership, manager in self.changed:
            before, after = {"manager": membership.manager}, {"manager": manager}
            memberships.note(membership.person, membership.organization, before=before, after=after, by=by, now=now)
            Membership.objects.filter(pk=membership.pk).update(manager=manager)

    def _strangers(self) -> set[int]:
        """Of the people with these addresses, those who are no customers of the brands: nobody's business."""
        keys = {person.pk for person in self.people.values()}
        if self.scope.everything:
            return set()
        for brand in self.scope.brands:
            keys -= set(callers.customers(brand).filter(pk__in=keys).values_list("pk", flat=True))
        return keys

    def _line(self, line: Line) -> None:
        found, email = len(self.findings), normalise(line["address"])
        organization = self.scope.organization(line, None, self.findings)
        said = {column: line[column] for column in ("name", "language", "time zone") if line[column]}
        manager = yes_or_no(line, "manager", self.findings)
        self._check(line, email, organization, said)
        if organization is None or len(self.findings) > found:
            return
        first = self.seen.setdefault((organization.pk, email), line.number)
        if first != line.number:
            told = _("Line %(line)s says this already: leave one out.") % {"line": first}
            self.findings.append(Finding(line.number, "address", told))
            return
        person = self.people.get(email)
        member = self.members.get((person.pk, organization.pk)) if person else None
        if member is not None:
            self._member(line, email, member, manager=manager)
        else:
            self._join(line, email, organization, said, manager=manager)

    def _check(self, line: Line, email: str, organization: Organization | None, said: dict[str, str]) -> None:
        try:
            validate_email(email)
        except ValidationError:
            self.findings.append(Finding(line.number, "address", _("This is no e-mail address.")))
        if without_detail(email) in self.mailboxes:
            told = _("This is an address of the desk itself.")
            self.findings.append(Finding(line.number, "address", told))
        if len(said.get("name", "")) > LONGEST_NAME:
            told = _("Write it in at most %(most)s characters.") % {"most": LONGEST_NAME}
            self.findings.append(Finding(line.number, "name", told))
        self.findings += [Finding(line.number, column, told) for column, told in wrong_fields(said)]
        if organization is not None and organization.pk in self.scope.others:
            told = _("It is another vendor's customer too: an administrator changes its people.")
            self.findings.append(Finding(line.number, "organization", told))
        person = self.people.get(email)
        if person is not None and person.pk in self.strangers:
            told = _("This address is in use on the desk: an administrator can add who has it.")
            self.findings.append(Finding(line.number, "address", told))

    def _member(self, line: Line, email: str, member: Membership, *, manager: bool) -> None:
        if not line.has("manager") or member.manager == manager:
            self.same += 1
            return
        self.changed.append((member, manager))
        before, after = {"manager": _told(member.manager)}, {"manager": _told(manager)}
        self.steps.append(Step(line=line.number, name=email, new=False, before=before, after=after))

    def _join(self, line: Line, email: str, organization: Organization, said: dict[str, str], *, manager: bool) -> None:
        known = email in self.people or email in self.new
        if not known:
            self.new[email] = {
                "name": said.get("name", ""),
                "language": said.get("language", organization.language),
                "timezone": said.get("time zone", organization.timezone),
            }
        self.joining.append((organization, email, manager))
        after = {"organization": organization.name, "manager": _told(manager)}
        self.steps.append(Step(line=line.number, name=email, new=not known, after=after))


def _told(manager: bool) -> str:  # noqa: FBT001
    return "yes" if manager else "no"
