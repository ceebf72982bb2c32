"""What an import may touch and what there is already, asked of the database at once for all lines."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.models import Contract, Customer
from parola.desk.tickets import customers
from parola.desk.tickets.models import Ticket
from parola.desk.transfer.table import Finding, Line


class Scope:
    """Whoever imports (None: the desk's own machine), the brands that they sign for, and the organizations that they know."""

    def __init__(self, by: Person | None) -> None:
        self.by = by
        signing = brands_of(by, Act.SIGN) if by else Brand.objects.order_by("name")
        self.brands = list(signing)
        self.everything = by is None or by.is_superuser

    @cached_property
    def brand_names(self) -> dict[str, Brand]:
        """The brands by what a file may call them: the short name of their addresses, or the name."""
        named = {brand.name.casefold(): brand for brand in self.brands}
        return named | {brand.slug: brand for brand in self.brands}

    @cached_property
    def organizations(self) -> dict[str, list[Organization]]:
        """The organizations that may be meant, by name without case."""
        known = Organization.objects.order_by("pk") if self.everything else customers.customers_of(self.brands)
        found: dict[str, list[Organization]] = {}
        for organization in known:
            found.setdefault(organization.name.strip().casefold(), []).append(organization)
        return found

    @cached_property
    def of_brands(self) -> set[tuple[int, int]]:
        """Which brand has which organization as its customer, by their keys."""
        return set(self._dealings(Contract, Ticket, Customer))

    @cached_property
    def others(self) -> set[int]:
        """The organizations that are customers of a brand that the person does not sign for, too: these are not theirs to change."""
        if self.everything:
            return set()
        own = {brand.pk for brand in self.brands}
        return {organization for brand, organization in self.of_brands if brand not in own}

    def brand(self, line: Line, findings: list[Finding]) -> Brand | None:
        """The brand of a line."""
        found = self.brand_names.get(line["brand"].casefold())
        if found is None:
            known = ", ".join(brand.slug for brand in self.brands)
            told = _("You sign for no brand of this name. Write one of: %(names)s") % {"names": known}
            findings.append(Finding(line.number, "brand", told))
        return found

    def organization(self, line: Line, brand: Brand | None, findings: list[Finding]) -> Organization | None:
        """The organization that a line names; one of the brand's own customers goes before another of the same name."""
        meant = self.meant(line["organization"], brand)
        if len(meant) == 1:
            return meant[0]
        told = (
            _("There are several customers of this name: rename one in the console.")
            if meant
            else _("There is no customer of this name: import organizations first.")
        )
        findings.append(Finding(line.number, "organization", told))
        return None

    def meant(self, name: str, brand: Brand | None) -> list[Organization]:
        """The organizations that could be meant by the name."""
        named = self.organizations.get(name.casefold(), [])
        own = [each for each in named if brand and (brand.pk, each.pk) in self.of_brands]
        return own or named

    def _dealings(self, *models: type[Contract | Ticket | Customer]) -> Iterable[tuple[int, int]]:
        for model in models:
            found = model.objects.filter(organization__isnull=False).order_by()
            yield from found.values_list("brand", "organization").distinct()
