"""Problems as they stand, and the entries of which they are the fold."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements.models import AgreementVersion, PinnedTerms
from parola.desk.knowledge.models import Article


class Problem(models.Model):
    """A cause behind incidents: the fold of its entries, written by `problems.record` and by nothing else.

    Which tickets are its incidents stands on them (`Ticket.problem`). Texts by language are `{"es": "..."}`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("Open")
        KNOWN_ERROR = "known_error", _("Known error")
        """Its cause is known, or a way around it."""
        SOLVED = "solved", _("Solved")
        CLOSED = "closed", _("Closed")

    reference = models.CharField(max_length=32, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="problems")
    number = models.PositiveIntegerField()
    """Counts the brand's problems from 1; the last part of the reference (`CRE-PRB-3`)."""
    title = models.TextField()
    symptoms = models.TextField(blank=True)
    """What there is to see of it."""
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="problems")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    pinned = models.ForeignKey(PinnedTerms, on_delete=models.PROTECT, related_name="+")
    priority = models.CharField(max_length=32)
    """How much it matters, on the scale of its agreement."""
    impact = models.TextField(blank=True)
    """What it does to whom."""
    products = models.JSONField(default=list)
    """As agreements and tickets name them."""
    state = models.CharField(max_length=16, choices=State.choices)
    major = models.BooleanField(default=False)
    """Whether what comes from it is a major incident now."""
    workaround = models.JSONField(default=dict)
    solution = models.JSONField(default=dict)
    cause = models.TextField(blank=True)
    """Why it happens; no customer ever reads it."""
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, related_name="problems")
    """The known error, as it is told to readers."""
    opened_at = models.DateTimeField()
    workaround_at = models.DateTimeField(null=True)
    cause_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    """The earliest due time of its own objectives that have not ended; it may lie in the past."""
    due_metric = models.CharField(max_length=32, blank=True)
    missed = models.PositiveIntegerField(default=0)
    """How many of its own objectives ended after their due time."""
    next_alarm_at = models.DateTimeField(null=True)
    last_seq = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "number"], name="one_problem_of_a_number")]
        indexes = [
            models.Index(fields=["brand", "state", "due_at"], name="problems_of_a_brand"),
            models.Index(fields=["next_alarm_at"], condition=Q(next_alarm_at__isnull=False), name="problem_next_alarm"),
        ]

    @override
    def __str__(self) -> str:
        return self.reference


class ProblemEntry(models.Model):
    """The record: appended, never changed (the database refuses it too). `position` counts the entries of all problems of the desk."""

    position = models.PositiveBigIntegerField(primary_key=True)
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(encoder=DjangoJSONEncoder)
    alarm_key = models.CharField(max_length=100, null=True)  # noqa: DJ001  # NULL: no alarm, and NULLs are never equal
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["problem", "seq"], name="one_entry_at_a_place"),
            models.UniqueConstraint(fields=["problem", "alarm_key"], name="an_alarm_of_a_problem_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.position}: {self.kind} of problem {self.problem_id}"
