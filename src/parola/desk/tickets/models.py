"""Tickets: the record (events and bodies) and the columns folded from it."""

from __future__ import annotations

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from typing_extensions import override

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.agreements.models import AgreementVersion, Contract, PinnedTerms
from parola.desk.files.models import Blob, Upload
from parola.desk.teams.models import Team
from parola.desk.tickets.outcome import Outcome as Outcome  # noqa: PLC0414  # a table of this app, on a page of its own


class Body(models.Model):
    """What somebody wrote. It can be erased: the events keep only `digest`, which without the salt tells nothing of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.TextField(blank=True)
    """Of the message that opened a ticket; empty elsewhere."""
    text = models.TextField()
    html = models.TextField(blank=True)
    """As it came, untrusted: whoever shows it must tame it."""
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return str(self.id)


class Attachment(models.Model):
    """A file that came along with what somebody wrote. Its number is random; who sees the words on a ticket sees the file there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="attachments")
    place = models.PositiveSmallIntegerField()
    """Counts those of a body from 1."""
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=150, blank=True)
    """As its sender called it, tidied (`files.names`); empty: they did not."""
    content_id = models.CharField(max_length=255, blank=True)
    """By which the HTML of the same mail names it, without angle brackets."""
    inline = models.BooleanField(default=False)
    """Meant to be seen within the words."""
    sealed = models.BooleanField(default=True)
    """Whether the body's digest holds it; not, where an earlier release took it in."""

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["body", "place"], name="one_attachment_at_a_place")]

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """What it is, by its content: of `files.kinds`."""
        return self.blob.kind


class Ticket(models.Model):
    """A ticket as it stands: the fold of its events, written by `tickets.ledger` and by nothing else."""

    class Status(models.TextChoices):
        """Where the ticket stands; the values are those of `sla.timeline`."""

        OPEN = "open"
        WAITING = "waiting"
        RESOLVED = "resolved"
        CLOSED = "closed"

    reference = models.CharField(max_length=32, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    """Counts the brand's tickets from 1; the last part of the reference."""
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True)
    requester = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tickets")
    participants = models.ManyToManyField(Person, related_name="followed_tickets")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT)
    pinned = models.ForeignKey(PinnedTerms, on_delete=models.PROTECT)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True)
    plan = models.CharField(max_length=64)
    best_effort = models.BooleanField(default=False)
    earlier_terms = models.JSONField(default=list)
    """What was in force before a manager changed the terms: `[[version, pinned terms, plan, best effort], ...]`."""
    opening = models.OneToOneField(Body, on_delete=models.PROTECT)
    language = models.CharField(max_length=16)
    channel = models.CharField(max_length=32)
    opened_at = models.DateTimeField()

    status = models.CharField(max_length=16, choices=Status.choices)
    priority = models.CharField(max_length=32)
    assignee = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="assigned_tickets")
    tier = models.PositiveSmallIntegerField(default=1)
    holder = models.PositiveSmallIntegerField(default=1)
    """The tier of its plan that has it: where the plan lacks `tier`, that one was only informed."""
    handover = models.CharField(max_length=16, blank=True, default="")
    """`waiting`: its tier has still to take it; `returned`: it came back with a question; empty: neither."""
    returns = models.PositiveSmallIntegerField(default=0)
    """How often a tier had it again that had given it away."""
    product = models.TextField(blank=True, default="")
    """What it is about, as the agreement and the teams name it; empty: not known."""
    imported = models.CharField(max_length=32, blank=True, default="")
    """The other desk from which it was taken over; empty: it began here."""
    waiting_for = models.CharField(max_length=64, blank=True)
    void = models.CharField(max_length=16, blank=True, default="")
    """Why it counts for nothing: `merged`, `duplicate` or `spam`; empty where it counts."""
    solution = models.CharField(max_length=8, blank=True, default="")
    """What came of looking for known solutions: `none`, `found`, `given`; empty: nobody has looked yet."""
    instead = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    """The ticket in which the matter of a merged one or a duplicate goes on."""
    problem = models.PositiveBigIntegerField(null=True)
    """The key of the problem from which it comes (`desk/problems`, an app above this one); NULL: of none."""

    due_at = models.DateTimeField(null=True)
    """The earliest due time of the clocks that have not ended; it may lie in the past."""
    due_metric = models.CharField(max_length=32, blank=True)
    due_started_at = models.DateTimeField(null=True)
    first_response_due_at = models.DateTimeField(null=True)
    first_response_at = models.DateTimeField(null=True)
    missed = models.PositiveIntegerField(default=0)
    """How many clocks ended after their due time. Those still open past theirs are seen by `due_at`."""
    outcomes_until = models.DateTimeField(null=True)
    """After this instant time alone has ended another clock than those of which there are rows (`Outcome`). NULL: never."""
    asked_at = models.DateTimeField(null=True)
    """When its requester was asked how the help was; NULL: never."""
    rating = models.PositiveSmallIntegerField(null=True)
    """What they said last: 1 is good, 0 is bad."""
    rated_at = models.DateTimeField(null=True)
    next_alarm_at = models.DateTimeField(null=True)
    last_event_seq = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    fold = models.PositiveSmallIntegerField(default=0)
    """The `projection.FOLD` that made these columns; less than the present one: an earlier release did."""

    # Beside the fold: how the worker fares with this ticket.
    alarm_retry_at = models.DateTimeField(null=True)
    alarm_failures = models.PositiveIntegerField(default=0)
    alarm_error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "number"], name="one_number_in_a_brand")]
        indexes = [
            models.Index(fields=["next_alarm_at"], condition=Q(next_alarm_at__isnull=False), name="ticket_next_alarm"),
            models.Index(fields=["brand", "status", "due_at"], name="ticket_queue"),
            models.Index(fields=["organization", "-opened_at"], name="ticket_organization"),
            models.Index(fields=["requester", "-opened_at"], name="ticket_requester"),
            models.Index(fields=["brand", "asked_at"], condition=Q(asked_at__isnull=False), name="ticket_asked"),
            models.Index(fields=["status", "-updated_at", "-id", "brand"], name="ticket_changed"),
            models.Index(fields=["solution", "status", "brand"], name="ticket_solution"),
            models.Index(fields=["problem"], condition=Q(problem__isnull=False), name="ticket_problem"),
            models.Index(fields=["alarm_failures"], condition=Q(alarm_failures__gt=0), name="ticket_parked"),
            models.Index(
                fields=["brand", "outcomes_until"], condition=Q(outcomes_until__isnull=False), name="ticket_outcomes"
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> str:
        """What it is about, in the customer's words (`select_related("opening")` where there are many)."""
        return self.opening.subject


class TicketEvent(models.Model):
    """The record: appended, never changed (the database refuses it too). `position` counts the events of the whole desk."""

    position = models.PositiveBigIntegerField(primary_key=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(encoder=DjangoJSONEncoder)
    alarm_key = models.CharField(max_length=100, null=True)  # noqa: DJ001  # NULL: no alarm, and NULLs are never equal
    source_id = models.CharField(max_length=100, null=True, unique=True)  # noqa: DJ001  # the same
    """What the event was made from (a mail, a form): made once, however often it comes in."""
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="one_event_at_a_place"),
            models.UniqueConstraint(fields=["ticket", "alarm_key"], name="an_alarm_fires_once"),
        ]
        indexes = [
            models.Index(fields=["at", "ticket"], condition=Q(kind="resolved") | Q(kind="closed"), name="event_ends"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.position}: {self.kind} of ticket {self.ticket_id}"


class Reading(models.Model):
    """How far somebody has read a ticket: up to the event of that place."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "ticket"], name="one_reading_of_a_ticket")]

    @override
    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.seq}"


class CannedReply(models.Model):
    """A text that a brand prepares for its agents. `texts`: language to text, with placeholders; never empty of all."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="canned_replies")
    title = models.CharField(max_length=120)
    """What agents call it."""
    shortcut = models.CharField(max_length=32, blank=True)
    """A word that finds it at once; each of a brand's is another. Empty: none."""
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="canned_replies")
    """To whom alone it is offered; None: to everybody who replies for the brand."""
    texts = models.JSONField(default=dict)
    in_use = models.BooleanField(default=True)
    uses = models.PositiveIntegerField(default=0)
    """How often it was put into a reply."""
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "shortcut"], condition=~Q(shortcut=""), name="one_reply_of_a_shortcut"
            )
        ]

    @override
    def __str__(self) -> str:
        return self.title


class Draft(models.Model):
    """What a colleague began to write on a ticket: theirs alone, until it is sent or thrown away. One of each paper."""

    class Paper(models.TextChoices):
        """What it is to become."""

        REPLY = "reply"
        NOTE = "note"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    paper = models.CharField(max_length=8, choices=Paper.choices)
    text = models.TextField(blank=True)
    at_once_reason = models.TextField(blank=True)
    uploads = models.ManyToManyField(Upload, related_name="drafts")
    """Files that were sent ahead: they are kept as long as it is."""
    seen = models.PositiveIntegerField(default=0)
    """The last event of the ticket that its writer had before them when it was begun."""
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    """Counts what was done to it, so that a window that is behind does not write over a newer one."""
    window = models.CharField(max_length=32, blank=True)
    """The window that wrote last; empty once it was sent or thrown away."""
    discarded_at = models.DateTimeField(null=True)
    """When it was thrown away: for a day that can be taken back."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person", "paper"], name="one_draft_of_a_paper"),
        ]
        indexes = [models.Index(fields=["person", "ticket"], name="draft_person")]

    @override
    def __str__(self) -> str:
        return f"{self.paper} of {self.person_id} on {self.ticket_id}"

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.text.strip() or self.at_once_reason.strip() or self.uploads.all())


class Follow(models.Model):
    """A colleague who wants to hear what happens on a ticket. Those of the customer's side are `Ticket.participants`."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="follows")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="one_follow_of_a_person")]

    @override
    def __str__(self) -> str:
        return f"{self.person_id} follows {self.ticket_id}"


class Dismissed(models.Model):
    """A proposal of the desk's on a ticket that somebody put by: it is not made to anybody again."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="dismissed")
    what = models.CharField(max_length=64)
    """`article:12`, `ticket:55`, or the update of a cycle, `update:3`."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "what"], name="dismissed_once")]

    @override
    def __str__(self) -> str:
        return f"{self.what} on {self.ticket_id}"


class View(models.Model):
    """A line of the filter under a name: its owner's own, or shared with all who read a brand's tickets."""

    name = models.CharField(max_length=60)
    line = models.TextField(blank=True)
    """By its stable words (`filters`)."""
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="views")
    """Whose own it is; None where it is shared."""
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, null=True, related_name="views")
    """With whose support it is shared; None where it is somebody's own."""
    place = models.PositiveIntegerField(default=0)
    """Where it stands among those of the same owner or brand."""
    removed_at = models.DateTimeField(null=True)
    """When it was taken away: for a while that can be undone."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True, brand__isnull=False) | Q(owner__isnull=False, brand__isnull=True),
                name="a_view_is_somebodys_or_shared",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.name


class FirstView(models.Model):
    """With which view the queue begins for a person: the key of a built-in one, or the number of a `View`."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="first_view")
    key = models.CharField(max_length=32)

    @override
    def __str__(self) -> str:
        return self.key


class Batch(models.Model):
    """Something that a person did to several tickets at once, and what became of each: to be told, and for a while to be undone."""

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="batches")
    at = models.DateTimeField()
    deed = models.CharField(max_length=16)
    told = models.JSONField(default=dict)
    """What was wanted, as far as it is told afterwards."""
    results = models.JSONField(default=list)
    """Of each ticket: what was done or why not, and how it stood before (`batches.Result`)."""
    undone_at = models.DateTimeField(null=True)
    undone = models.JSONField(default=list)
    """The same of taking it back."""

    @override
    def __str__(self) -> str:
        return f"{self.deed} by {self.by_id}"
