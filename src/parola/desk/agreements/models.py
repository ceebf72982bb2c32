"""Agreements as published, what customers hold, and the terms frozen for their tickets."""

from __future__ import annotations

from django.db import models
from typing_extensions import override

from parola.desk.accounts.models import Brand, Organization, Person


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

    @override
    def __str__(self) -> str:
        return f"{self.organization_id}: {self.plan}"


class PinnedTerms(models.Model):
    """What a contract said when a ticket opened, with the holidays as they were known: a due time can be told again for ever."""

    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the canonical JSON of `data`."""
    data = models.JSONField()
    """`{"contract": policy.terms.ContractTerms, "holidays": policy.holidays.HolidayTable}`, as plain values."""

    @override
    def __str__(self) -> str:
        return self.digest[:12]
