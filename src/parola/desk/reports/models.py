"""What reports keep: the stays of tickets, read from the record and made anew at any time; and to whom reports are sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.tickets.models import Ticket


class Stay(models.Model):
    """A stretch during which a ticket was at work, with one tier and one person or nobody (`stays`). Those of a ticket never overlap."""

    class Began(models.TextChoices):
        """By what: the ticket's opening, its reopening, or that it changed hands."""

        OPENED = "opened"
        REOPENED = "reopened"
        MOVED = "moved"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, related_name="+")
    tier = models.PositiveSmallIntegerField()
    """That had it, of those that its plan has."""
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    began = models.CharField(max_length=8, choices=Began.choices)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    """NULL: it goes on."""
    done = models.BooleanField(default=False)
    """Whether it ended because the ticket was resolved or closed, and not because it changed hands."""

    class Meta:
        indexes = [
            models.Index(fields=["brand", "first_at"], name="stay_first"),
            models.Index(fields=["brand", "last_at"], name="stay_last"),
        ]

    @override
    def __str__(self) -> str:
        return f"ticket {self.ticket_id} from {self.first_at}"


class Followed(models.Model):
    """How far the stays have followed the record: one row."""

    position = models.PositiveBigIntegerField(default=0)
    """The last event of the chain that was read."""

    @override
    def __str__(self) -> str:
        return f"at {self.position}"


class Schedule(models.Model):
    """A report that leaves by mail, once for each period, to colleagues who may see it."""

    class Report(models.TextChoices):
        """What is told."""

        KEPT = "kept", _("What was kept")
        FLOW = "flow", _("The flow of work")

    class Every(models.TextChoices):
        """How often; what is told of is the week or the month that ended last."""

        WEEK = "week", _("Each week")
        MONTH = "month", _("Each month")

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    report = models.CharField(max_length=8, choices=Report.choices)
    every = models.CharField(max_length=8, choices=Every.choices)
    weekday = models.PositiveSmallIntegerField(default=1)
    """Of those each week: 1 is Monday, 7 Sunday. Those each month leave on its first day."""
    hour = models.PositiveSmallIntegerField(default=8)
    """In the brand's time zone."""
    readers = models.ManyToManyField(Person, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    """Who set it up."""
    next_at = models.DateTimeField(null=True)
    """When it leaves next; NULL: it is off."""

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="schedule_next"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.report} of {self.brand_id} each {self.every}"


class Check(models.Model):
    """A look of the desk at its own numbers: some tickets of a brand folded anew, and held against what reports count (`checking`)."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    nightly = models.BooleanField()
    """Not: somebody asked for it."""
    seed = models.PositiveIntegerField()
    """By which the tickets were drawn (`checking.drawn`)."""
    of = models.PositiveIntegerField()
    """The number of the brand's last ticket then."""
    tickets = models.PositiveIntegerField()
    """How many were looked at."""
    clocks = models.PositiveIntegerField()
    """How many of their clocks had ended."""
    differing = models.JSONField(default=list)
    """Of each ticket that differed `[reference, ends only counted, ends only folded, why it cannot be folded]`."""

    class Meta:
        indexes = [models.Index(fields=["brand", "-at"], name="check_at")]

    @override
    def __str__(self) -> str:
        return f"{self.brand_id} at {self.at}"
