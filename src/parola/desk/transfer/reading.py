"""The cells of a contract read into a draft, each with what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Organization, Person, normalise
from parola.desk.agreements import notation
from parola.desk.agreements.extras import NewExtra
from parola.desk.agreements.models import Contract
from parola.desk.agreements.operations import Draft
from parola.desk.transfer.organizations import wrong_fields
from parola.desk.transfer.people import yes_or_no
from parola.desk.transfer.table import Finding, Line
from parola.policy import holidays
from parola.sla.agreement import Agreement, Plan
from parola.sla.hours import Text

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST: Mapping[str, int] = {"number": 64, "note": 4000}


class Reader:
    """Reads a line for a brand, whose agreement in force is `policy`. `staff` and `members`: by their addresses."""

    def __init__(
        self,
        line: Line,
        policy: Agreement,
        findings: list[Finding],
        *,
        staff: Mapping[str, Person],
        members: Mapping[str, Person],
    ) -> None:
        self.line, self.policy, self.findings, self.staff, self.members = line, policy, findings, staff, members

    def draft(self, brand: Brand, organization: Organization) -> Draft:
        """The contract of the line; where there are findings, not one to be signed."""
        plan = self.one("plan", {key: plan.name for key, plan in self.policy.plans.items()}, needed=True)
        first = self.day("first day", needed=True) or date.min
        contract = Contract(
            organization=organization,
            brand=brand,
            number=self.short("number"),
            plan=plan,
            trial=yes_or_no(self.line, "trial", self.findings) or self.is_trial(plan),
            first_day=first,
            last_day=self.last_day(first),
            timezone=self.timezone(organization),
            country=self.country(),
            subdivision=self.subdivision(),
            calendar=self.calendar(),
            products=notation.parts(self.line["products"]),
            addons=self.several("add ons", {key: addon.name for key, addon in self.policy.addons.items()}),
            own_holidays=[list(own) for own in self.own_holidays()],
            account_manager=self.manager(),
            note=self.short("note"),
        )
        contract.tiers = self.tiers(self.policy.plans.get(plan), contract.addons)
        return Draft(contract=contract, contacts=self.contacts(self.policy.plans.get(plan)), extras=self.extras())

    def wrong(self, column: str, told: str) -> None:
        """Note a finding of the line."""
        self.findings.append(Finding(self.line.number, column, told))

    def one(self, column: str, known: Mapping[str, Text], *, needed: bool = False) -> str:
        """A thing of the agreement, by its own name or by what people call it in one of its languages."""
        said = self.line[column]
        if not said and not needed:
            return ""
        key = _key(said, known)
        if key is None:
            self.wrong(
                column, _("The agreement has no such thing. Write one of: %(names)s") % {"names": ", ".join(known)}
            )
        return key or ""

    def several(self, column: str, known: Mapping[str, Text]) -> list[str]:
        """Some of them."""
        keys = {part: _key(part, known) for part in notation.parts(self.line[column])}
        if lost := [part for part, key in keys.items() if key is None]:
            told = _("The agreement does not have: %(lost)s. It has: %(names)s")
            self.wrong(column, told % {"lost": ", ".join(lost), "names": ", ".join(known) or "-"})
        return [*dict.fromkeys(key for key in keys.values() if key)]

    def calendar(self) -> str:
        """One that a contract can choose."""
        return self.one("calendar", {key: self.policy.calendars[key].name for key in self.policy.contract_calendars})

    def is_trial(self, plan: str) -> bool:
        """Whether the plan is always a trial."""
        return plan in self.policy.plans and self.policy.plans[plan].trial

    def short(self, column: str) -> str:
        """A text that is not too long."""
        said = self.line[column]
        if len(said) > LONGEST[column]:
            self.wrong(column, _("Write it in at most %(most)s characters.") % {"most": LONGEST[column]})
        return said

    def day(self, column: str, *, needed: bool = False) -> date | None:
        """A day."""
        said = self.line[column]
        if not said and not needed:
            return None
        try:
            return date.fromisoformat(said if DAY.fullmatch(said) else "")
        except ValueError:
            self.wrong(column, _("Write the day as 2026-12-31: year, month, day."))
        return None

    def last_day(self, first: date) -> date | None:
        """Not before the first."""
        last = self.day("last day")
        if last is not None and last < first:
            self.wrong("last day", _("It would end before it begins."))
        return last

    def timezone(self, organization: Organization) -> str:
        """The organization's where nothing is said."""
        said = {"time zone": self.line["time zone"] or organization.timezone}
        for column, told in wrong_fields(said):
            self.wrong(column, told)
        return said["time zone"]

    def country(self) -> str:
        """A country whose holidays are known, by its code."""
        code = self.line["country"].upper()
        if code and holidays.subdivisions(code) is None:
            self.wrong(
                "country", _("No holidays are known there. Write the country's code of two letters, such as ES.")
            )
            return ""
        return code

    def subdivision(self) -> str:
        """A region of the country with holidays of its own."""
        code, country = self.line["subdivision"].upper(), self.line["country"].upper()
        known = (holidays.subdivisions(country) if country else ()) or ()
        if code and code not in known:
            names = ", ".join(known) or "-"
            self.wrong("subdivision", _("There is no such region. There are: %(names)s") % {"names": names})
        return code

    def tiers(self, plan: Plan | None, addons: Collection[str]) -> list[int]:
        """Those of the plan and its add-ons."""
        said = notation.parts(self.line["tiers"])
        included = {*(plan.tiers if plan else ())}.union(*(self.policy.addons[name].tiers for name in addons))
        if any(part not in map(str, included) for part in said):
            names = ", ".join(map(str, sorted(included)))
            self.wrong(
                "tiers",
                _("The plan has the tiers %(names)s: write those that the contract reaches.") % {"names": names},
            )
            return []
        return sorted({int(part) for part in said})

    def own_holidays(self) -> tuple[tuple[str, str], ...]:
        """Days with their names."""
        try:
            return notation.holidays(self.line["own holidays"])
        except notation.Unreadable as part:
            told = _("This cannot be read: %(text)s. Write 2026-06-24 San Juan; 2026-12-24 Nochebuena")
            self.wrong("own holidays", told % {"text": part})
            return ()

    def extras(self) -> list[NewExtra]:
        """What comes beside the plan."""
        try:
            return notation.extras(self.line["entitlements"])
        except notation.Unreadable as part:
            told = _("This cannot be read: %(text)s. Write Training: 10 hours; Updates")
            self.wrong("entitlements", told % {"text": part})
            return []

    def manager(self) -> Person | None:
        """Somebody who works for the brand."""
        said = normalise(self.line["account manager"])
        if said and said not in self.staff:
            self.wrong("account manager", _("Nobody who works for this brand has the address."))
        return self.staff.get(said)

    def contacts(self, plan: Plan | None) -> list[Person]:
        """People of the organization, as many as the plan allows."""
        said = [normalise(part) for part in notation.parts(self.line["contacts"])]
        if lost := [part for part in said if part not in self.members]:
            told = _("They do not belong to the organization: %(lost)s. Import people first.")
            self.wrong("contacts", told % {"lost": ", ".join(lost)})
        if said and plan is not None and len(said) > (plan.contacts or 0):
            told = _("The plan names fewer people who ask: at most %(most)s.")
            self.wrong("contacts", told % {"most": plan.contacts or 0})
        return [self.members[part] for part in dict.fromkeys(said) if part in self.members]


def _key(said: str, known: Mapping[str, Text]) -> str | None:
    """The key of what is called so."""
    if said in known:
        return said
    wanted = said.casefold()
    called = (key for key, name in known.items() if wanted in {key.casefold(), *map(str.casefold, name.values())})
    return next(called, None)
