"""Under which version and plan of the brand's agreement the past is taken over: as the mapping says, else as if it came in today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.agreements import operations as agreement_operations
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import AgreementVersion, PinnedTerms
from parola.desk.agreements.queries import Entitlement
from parola.desk.tickets.opening import Start
from parola.desk.transfer.past.ticket import Past
from parola.lab.mapping import TermsSpec
from parola.policy.findings import Wrong, gettext_noop
from parola.sla.agreement import Agreement, Terms

NO_AGREEMENT = gettext_noop("the brand has no agreement in force: publish one first")
NO_VERSION = gettext_noop("the brand's agreement has no version %(version)s")
NO_PLAN = gettext_noop("version %(version)s of the agreement has no plan `%(plan)s`")
NO_PRIORITY = gettext_noop("the plan offers no priority “%(priority)s”: say in the mapping which one it is")


UNKNOWN, LONGEST_CHANNEL = "import", 32
"""The way of a request of which the export does not say how it came in."""


class NoTerms(Wrong):
    """What the mapping asks for is not there; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a ticket is under."""

    start: Start
    terms: Terms


class Deciding:
    """Decides ticket by ticket. Raises NoTerms at once where the brand has no such terms. `pin`: whether terms are pinned."""

    def __init__(self, brand: Brand, spec: TermsSpec, now: datetime, *, pin: bool) -> None:
        self.brand, self.spec, self.now, self.pin = brand, spec, now, pin
        self.version = self._version()
        self.agreement: Agreement = agreements.agreement(self.version)
        if spec.plan is not None and spec.plan not in self.agreement.plans:
            raise NoTerms(NO_PLAN, version=self.version.number, plan=spec.plan)
        self.pinned: dict[str, PinnedTerms] = {}
        self.entitlements: dict[tuple[int | None, str, datetime], Entitlement] = {}

    def decide(self, past: Past, requester: Person, organization: Organization | None) -> Decided:
        """The ticket's beginning. Raises NoTerms for a priority that its plan does not have."""
        given = self._entitlement(organization, past)
        policy = agreements.agreement(given.version)
        priority = past.priority or policy.default_priority
        plan = agreements.plan_of(given)
        if priority not in {each.id for each in policy.priorities} or priority in plan.not_offered:
            raise NoTerms(NO_PRIORITY, priority=priority)
        start = Start(
            brand=self.brand,
            requester=requester,
            organization=organization,
            entitlement=given,
            pinned=self._pinned(given),
            priority=priority,
            priority_from="chosen" if past.priority else "default",
            channel=(past.channel or UNKNOWN)[:LONGEST_CHANNEL],
            facts=past.facts,
        )
        return Decided(start=start, terms=agreement_operations.terms_from(given))

    def _version(self) -> AgreementVersion:
        if self.spec.version is not None:
            found = AgreementVersion.objects.filter(brand=self.brand, number=self.spec.version).first()
            if found is None:
                raise NoTerms(NO_VERSION, version=self.spec.version)
            return found
        try:
            return agreements.version_in_force(self.brand)
        except agreements.NotPublished:
            raise NoTerms(NO_AGREEMENT) from None

    def _entitlement(self, organization: Organization | None, past: Past) -> Entitlement:
        at = past.opened if self.spec.under == "then" else self.now
        saved = organization if organization is not None and organization.pk else None
        key = (saved.pk if saved else None, past.facts.get("product", ""), at)
        if key not in self.entitlements:
            if self.spec.under == "then":
                self.entitlements.clear()
            self.entitlements[key] = self._given(saved, past, at)
        return self.entitlements[key]

    def _given(self, organization: Organization | None, past: Past, at: datetime) -> Entitlement:
        version = self.version
        if self.spec.under == "then" and self.spec.version is None:
            version = agreements.version_at(self.brand, at)
        given = agreements.entitlement(
            brand=self.brand, organization=organization, facts=past.facts, at=at, version=version
        )
        plan = self.spec.plan
        if plan is None or (plan == given.plan and not given.best_effort):
            return given
        return replace(
            given, plan=plan, best_effort=False, contract=None, entitled_by="decision", clause=f"plans.{plan}"
        )

    def _pinned(self, given: Entitlement) -> PinnedTerms:
        if not self.pin:
            return PinnedTerms(pk=0)
        key = repr((given.version.pk, given.contract_terms))
        if key not in self.pinned:
            self.pinned[key] = agreement_operations.pin(version=given.version, contract_terms=given.contract_terms)
        return self.pinned[key]

    def forget(self) -> None:
        """What was pinned was not kept."""
        self.pinned.clear()
