"""A brand's form, and what was asked by it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.files.models import Blob
from parola.desk.tickets.models import Ticket


class WebForm(models.Model):
    """A brand's form for whoever is not signed in. Where a brand has no row, it has no such form."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="web_form")
    active = models.BooleanField(default=False)
    sites = models.JSONField(default=list)
    """The origins (`https://www.example.com`) of the pages that may show the form in a frame of theirs."""
    leaves_out = models.JSONField(default=list)
    """The agreement's questions that it does not ask, by name (`impact`); all others are asked."""

    @override
    def __str__(self) -> str:
        return f"web form of {self.brand_id}"


class WebRequest(models.Model):
    """A request by a form. It is nobody's until whoever has the address says that it is theirs; then it is a ticket, and empty here."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Nobody has said yet that the address is theirs")
        OPENED = "opened", _("On a ticket")
        REFUSED = "refused", _("Whoever has the address did not write it")
        DISMISSED = "dismissed", _("Left aside")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    mailbox = models.CharField(max_length=254)
    """Where mail to the address arrives (`bounds.mailbox_of`): many addresses can be one mailbox."""
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16)
    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    source = models.CharField(max_length=64, unique=True)
    """A digest of the form's key and of all that was typed: a form is taken once."""
    content = models.CharField(max_length=64)
    """A digest of address, subject and text: the same once more is no other request."""
    asked_at = models.DateTimeField()
    """When it reached the desk: the submission."""
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """Who at the desk decided it; None: whoever has the address did, or nobody yet."""
    mailed_at = models.DateTimeField(null=True)
    """When a link for the address was put into the outbox because of it; NULL: none was."""
    keys = models.JSONField(default=list)
    """The digests of the keys that were sent: one for each try, since nobody knows which mail arrived."""
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["email", "-asked_at"], name="asked_by_address"),
            models.Index(fields=["mailbox", "-mailed_at"], name="links_of_a_mailbox"),
            models.Index(fields=["brand", "state", "-asked_at"], name="asked_of_a_brand"),
            models.Index(fields=["asked_at"], name="asked_long_ago"),
        ]

    @override
    def __str__(self) -> str:
        return f"web request {self.pk} ({self.state})"


class WebRequestFile(models.Model):
    """What came along with a request by a form, until it is a ticket. Nobody reads it before."""

    request = models.ForeignKey(WebRequest, on_delete=models.CASCADE, related_name="files")
    place = models.PositiveSmallIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="web_requests")
    name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["place"]

    @override
    def __str__(self) -> str:
        return self.name
