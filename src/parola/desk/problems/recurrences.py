"""What is kept to notice that incidents recur, and what was noticed. The rule itself is in `alike`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.tickets.models import Ticket


class Watch(models.Model):
    """What a brand calls recurring: so many incidents that are alike within so many days."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="watch")
    on = models.BooleanField(default=True)
    recurring_times = models.PositiveSmallIntegerField(default=3)
    recurring_days = models.PositiveSmallIntegerField(default=7)
    component = models.CharField(max_length=64, blank=True, default="")
    """The fact of its tickets that names a component: two with the same value are alike. Empty: none does."""

    @override
    def __str__(self) -> str:
        return f"{self.recurring_times} in {self.recurring_days} days at {self.brand_id}"


class Gist(models.Model):
    """What a ticket is about, as its customer said it: to be compared with others, and forgotten with their words."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    """When it was submitted."""
    product = models.TextField(blank=True)
    component = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    """The telling words of the subject, stemmed."""
    words = models.TextField(blank=True)
    """Those of subject and text."""
    model = models.CharField(max_length=64, blank=True)
    """The model that made the vector; empty: there is none yet."""
    vector = models.BinaryField(null=True)
    """What it means, as `meaning.vectors` keeps it."""

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-at"], name="gists_of_a_brand"),
            models.Index(fields=["at"], name="gists_by_time"),
            models.Index(fields=["at"], condition=Q(model=""), name="gists_without_vector"),
        ]

    @override
    def __str__(self) -> str:
        return f"ticket {self.ticket_id}"


class Recurrence(models.Model):
    """Incidents that are alike were noticed, and what a person made of it.

    `problem` with NOTICED: they are like its incidents, and proposed for it; with MADE: what they became part of.
    """

    class State(models.TextChoices):
        """Where it stands."""

        NOTICED = "noticed", _("Noticed")
        MADE = "made", _("Made a problem")
        DISMISSED = "dismissed", _("Dismissed")

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="recurrences")
    state = models.CharField(max_length=16, choices=State.choices, default=State.NOTICED)
    problem = models.ForeignKey("problems.Problem", on_delete=models.PROTECT, null=True, related_name="recurrences")
    days = models.PositiveSmallIntegerField()
    """The window in which they were found."""
    noticed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    """When the last of them came in."""
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    said = models.TextField(blank=True)
    """Why it was dismissed, if somebody said it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["problem"], condition=Q(state="noticed"), name="one_proposal_waits_for_a_problem"
            )
        ]
        indexes = [models.Index(fields=["brand", "state", "-changed_at"], name="recurrences_of_a_brand")]

    @override
    def __str__(self) -> str:
        return f"recurrence {self.pk}"


class Recurring(models.Model):
    """An incident of a recurrence, and why it is thought to be one."""

    recurrence = models.ForeignKey(Recurrence, on_delete=models.CASCADE, related_name="incidents")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    like = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="+")
    """The one that it is like; None for the one that the others are like."""
    why = models.JSONField(default=dict)
    """`{"words": 4, "meaning": 0.71, "product": "Tap", "component": ""}` (`alike.Tie`): no word of a customer's."""
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recurrence", "ticket"], name="once_in_a_recurrence")]

    @override
    def __str__(self) -> str:
        return f"{self.ticket_id} in {self.recurrence_id}"


class Followed(models.Model):
    """How far the record was read to notice what recurs: one row. Whoever notices holds it locked."""

    position = models.PositiveBigIntegerField(default=0)

    @override
    def __str__(self) -> str:
        return f"at {self.position}"
