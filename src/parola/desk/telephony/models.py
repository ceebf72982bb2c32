"""Phone numbers of people, the telephony systems that announce calls, and those calls."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.secrets import SecretField
from parola.desk.tickets.models import Ticket


class PhoneNumber(models.Model):
    """A number at which somebody can be reached. Several people may share one: it names who may be calling, and gives no rights."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="phone_numbers")
    number = models.CharField(max_length=20)
    """In the form of E.164, `+34600111222`."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="one_row_of_a_number")]
        indexes = [models.Index(fields=["number"], name="phone_number")]

    @override
    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """A telephony system that announces a brand's calls, and the secret by which its announcements are known."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="lines")
    name = models.CharField(max_length=120)
    secret = SecretField()
    secret_before = SecretField(null=True)
    """The one that the present one took the place of: good until `before_until`, so that a system can change over."""
    before_until = models.DateTimeField(null=True)
    in_use = models.BooleanField(default=True)
    heard_at = models.DateTimeField(null=True)
    """When a call was last announced on it."""

    @override
    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """A call that a telephony system announced, and what came of it."""

    class State(models.TextChoices):
        """Where the call stands; it never goes back."""

        RINGING = "ringing", _("Ringing")
        ANSWERED = "answered", _("Answered")
        ENDED = "ended", _("Ended")

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="calls")
    key = models.CharField(max_length=120)
    """What the telephony system calls it: its announcements of one call are one row."""
    number = models.CharField(max_length=32, blank=True)
    """Who calls, as E.164 where it can be read as that; empty: withheld."""
    agent = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    """For whom it is, if the system said so."""
    state = models.CharField(max_length=16, choices=State.choices)
    at = models.DateTimeField()
    """When it began."""
    changed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    """When somebody took it down, or said that it is no request."""
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "key"], name="one_row_of_a_call")]
        indexes = [
            models.Index(fields=["line", "-at"], condition=models.Q(settled_at__isnull=True), name="call_unsettled"),
            models.Index(fields=["at"], name="call_age"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.key} ({self.state})"
