"""Agreements as published, what customers hold, and the terms frozen for their tickets."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.db import models
from django.db.models import Q
from typing_extensions import override

from parola.desk.accounts.models import Brand, Organization, Person
from parola.sla.zones import zone_of


class AgreementVersion(models.Model):
    """A version of a brand's agreement, as the file that was published. Never changed; the newest is in force."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="versions")
    agreement_id = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    source = models.TextField()
    digest = models.CharField(max_length=64)
    """SHA-256 of `source`."""
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "number"], name="one_version_of_a_number")]

    @override
    def __str__(self) -> str:
        return f"{self.agreement_id} {self.number}"


class Contract(models.Model):
    """An organization's right to a plan of a brand's agreement. Days are dates in the contract's time zone, both included."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="contracts")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="contracts")
    plan = models.CharField(max_length=64)
    products = models.JSONField(default=list, blank=True)
    """The products it covers; empty: all."""
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    timezone = models.CharField(max_length=64)
    country = models.CharField(max_length=8, blank=True)
    subdivision = models.CharField(max_length=16, blank=True)
    calendar = models.CharField(max_length=64, blank=True)
    """One of the agreement's `contract_calendars`; empty: the first."""
    trial = models.BooleanField(default=False)
    account_manager = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True)
    own_holidays = models.JSONField(default=list, blank=True)
    """`[["2026-06-24", "San Juan"], ...]`"""
    addons = models.JSONField(default=list, blank=True)
    """What it adds to its plan, by the agreement's names."""
    contacts = models.ManyToManyField(Person, related_name="contact_of", blank=True)
    """Who may ask for support under it; nobody: everybody of the organization may."""
    tiers = models.JSONField(default=list, blank=True)
    """The tiers of its plan that it reaches (`[1]`: the front line alone); empty: all."""
    number = models.CharField(max_length=64, blank=True)
    """What it is called elsewhere: in the books, in the customer's papers. Unique for a brand where there is one."""
    note = models.TextField(blank=True)
    """For those who work for the brand; the customer never sees it."""
    warn_at = models.DateTimeField(null=True)
    """When somebody is next to be told that it ends; None: never (`endings.next_warning`)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "number"], condition=~Q(number=""), name="one_contract_of_a_number"
            )
        ]
        indexes = [
            models.Index(fields=["warn_at"], condition=Q(warn_at__isnull=False), name="contract_warnings"),
            models.Index(fields=["brand", "last_day"], name="contract_ends"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.organization_id}: {self.plan}"

    def midnight(self, day: date) -> datetime:
        """When the day begins where the contract is."""
        return datetime.combine(day, time(), zone_of(self.timezone)).astimezone(UTC)


class Extra(models.Model):
    """Something that a contract gives beside its plan: 10 hours of training. Without an amount: as much as is asked for."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="extras")
    name = models.CharField(max_length=100)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "name"], name="one_extra_of_a_name")]

    @override
    def __str__(self) -> str:
        return self.name


class ExtraUse(models.Model):
    """Some of an extra was used on a day, as somebody noted it."""

    extra = models.ForeignKey(Extra, on_delete=models.PROTECT, related_name="uses")
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    day = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    @override
    def __str__(self) -> str:
        return f"{self.amount} on {self.day.isoformat()}"


class Habits(models.Model):
    """What a brand does about contracts: what there is without one, and how long before the end of one somebody is told."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="habits")
    uncovered = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  # empty says something else than None
    """A plan of the agreement, in whose terms tickets without a contract open; empty: best effort; None: as the agreement says."""
    warn_days = models.JSONField(default=list)
    """So many days before the last one each, the longest first."""

    @override
    def __str__(self) -> str:
        return f"{self.brand_id}: {self.uncovered}, {self.warn_days}"


class PinnedTerms(models.Model):
    """What a contract said when a ticket opened, with the holidays as they were known: a due time can be told again for ever."""

    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the canonical JSON of `data`."""
    data = models.JSONField()
    """`{"contract": policy.terms.ContractTerms, "holidays": policy.holidays.HolidayTable}`, as plain values."""

    @override
    def __str__(self) -> str:
        return self.digest[:12]


class Customer(models.Model):
    """A brand wrote an organization down as its customer, though there is no contract yet and it never asked."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="customers")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="customers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "organization"], name="one_customer_of_a_brand")]

    @override
    def __str__(self) -> str:
        return f"{self.organization_id} of {self.brand_id}"
