"""Problems as they stand, and the entries of which they are the fold; what their customers are told, and are shown."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements.models import AgreementVersion, PinnedTerms
from parola.desk.knowledge.models import Article
from parola.desk.tickets.models import Ticket


class Problem(models.Model):
    """A cause behind incidents: the fold of its entries, written by `problems.record` and by nothing else.

    Which tickets are its incidents stands on them (`Ticket.problem`). Texts by language are `{"es": "..."}`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", pgettext_lazy("a problem", "Open")
        KNOWN_ERROR = "known_error", _("Known error")
        """Its cause is known, or a way around it."""
        SOLVED = "solved", pgettext_lazy("a problem", "Solved")
        CLOSED = "closed", pgettext_lazy("a problem", "Closed")

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


class Telling(models.Model):
    """Somebody has the customers of a problem's incidents told something, each in their language.

    These rows are what is still to be done, and what became of it. The record is the tickets' events, and the problem's entries.
    """

    class What(models.TextChoices):
        """What they are told."""

        WORKAROUND = "workaround", _("The workaround")
        SOLUTION = "solution", _("The solution")
        UPDATE = "update", _("An update")

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="tellings")
    number = models.PositiveIntegerField()
    """Counts those of the problem from 1: of two people who tell at once the second is refused."""
    what = models.CharField(max_length=16, choices=What.choices)
    texts = models.JSONField(default=dict)
    """Language to text, as it was when it was told."""
    resolves = models.BooleanField(default=False)
    """Whether the incidents are resolved with it."""
    at_once_reason = models.TextField(blank=True)
    """Why it is sent outside contact windows too; empty: it waits for them."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    """By when they hear the next, where it says so."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "number"], name="one_telling_of_a_number")]

    @override
    def __str__(self) -> str:
        return f"{self.what} {self.number} of problem {self.problem_id}"


class Addressee(models.Model):
    """An incident whose customer is told, and how far that has come. `due_at`: when there is something to do; NULL: never again."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting"
        HELD = "held"
        """Until the contact window opens."""
        TOLD = "told"
        PASSED = "passed"
        """Not told; `why` says why."""
        FAILED = "failed"
        """A fault kept it; it is tried again."""

    telling = models.ForeignKey(Telling, on_delete=models.CASCADE, related_name="addressees")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="tellings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    """Who has them told; of those linked later that may be somebody else."""
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=16, blank=True)
    """In which they were told."""
    seq = models.PositiveIntegerField(null=True)
    """The event of their ticket that told them."""
    due_at = models.DateTimeField(null=True)
    at = models.DateTimeField(null=True)
    """When it was settled."""
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["telling", "ticket"], name="told_once_of_a_telling")]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="addressee_due")]

    @override
    def __str__(self) -> str:
        return f"{self.state}: ticket {self.ticket_id}"


class MajorIncident(models.Model):
    """A problem as customers are shown it while it is a major incident, and for a while after. One of a problem at a time."""

    class Audience(models.TextChoices):
        """Who is shown that there is one."""

        LINKED = "linked", _("Those whose requests come from it")
        PRODUCTS = "products", _("Customers of its products, too")
        ALL = "all", _("All customers")

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="majors")
    titles = models.JSONField(default=dict)
    """Language to what customers are told it is: never the problem's own title, which is written for colleagues."""
    audience = models.CharField(max_length=16, choices=Audience.choices, default=Audience.LINKED)
    reason = models.TextField()
    informer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    """Who tells the customers; not necessarily who owns the problem."""
    every = models.PositiveIntegerField(null=True)
    """Minutes between two updates; NULL: as the agreements promise them."""
    since = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    """By when the next update is due; NULL: at no fixed time."""
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["problem"], condition=Q(ended_at=None), name="one_major_incident_at_a_time")
        ]

    @override
    def __str__(self) -> str:
        return f"major incident of {self.problem_id}"


from parola.desk.problems.recurrences import Recurrence  # noqa: E402, F401  # Django finds models here
