"""The table of how clocks ended, of which reports are made: a row for each, written by the ledger with the event (`ended`)."""

from __future__ import annotations

from django.db import models
from typing_extensions import override


class Outcome(models.Model):
    """The end of one clock of a ticket; what each column says is told in `ended.Ended`.

    Everything in it follows from the ticket's events. It names the ticket's brand, organization and so on itself, so that counting
    joins nothing. Teams are not in it: who has which tickets is the desk's to change, and is asked as it is now.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="ended")
    brand = models.ForeignKey("accounts.Brand", on_delete=models.PROTECT, db_index=False, related_name="+")
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    contract = models.ForeignKey(
        "agreements.Contract", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    version = models.ForeignKey(
        "agreements.AgreementVersion", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    plan = models.CharField(max_length=64)
    metric = models.CharField(max_length=32)
    threshold = models.CharField(max_length=64, blank=True)
    cycle = models.PositiveIntegerField()
    goal = models.BooleanField()
    priority = models.CharField(max_length=32)
    state = models.CharField(max_length=16)
    at = models.DateTimeField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    took = models.BigIntegerField(null=True)
    given = models.BigIntegerField(null=True)
    tier = models.PositiveSmallIntegerField()
    product = models.TextField(blank=True)
    channel = models.CharField(max_length=32)
    language = models.CharField(max_length=16)
    elsewhere = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["brand", "at"], name="outcome_at")]

    @override
    def __str__(self) -> str:
        return f"{self.metric} {self.cycle} of ticket {self.ticket_id}: {self.state}"
