"""Who has which ticket before them now."""

from __future__ import annotations

from django.db import models
from typing_extensions import override

from parola.desk.accounts.models import Person
from parola.desk.tickets.models import Ticket


class Presence(models.Model):
    """Somebody on the support side has a ticket's page open. A row that has not been renewed says nothing (`presence.AGE`)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    writing = models.BooleanField(default=False)
    """Whether they are writing something there."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "ticket"], name="one_presence_of_a_person")]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    @override
    def __str__(self) -> str:
        return f"{self.person_id} at ticket {self.ticket_id}"
