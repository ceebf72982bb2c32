"""The index: of each ticket its words, and how far the index has followed the record. All of it can be made anew."""

from __future__ import annotations

from django.db import models
from typing_extensions import override

from parola.desk.accounts.models import Organization, Person
from parola.desk.tickets.models import Ticket


class Document(models.Model):
    """A ticket as the index has it: words in their one spelling, stemmed, with a space around each (`tokens`).

    Beside these columns stands what the database itself needs to look them up (`engines`): nothing else writes this table.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="+")
    subject = models.TextField()
    words = models.TextField()
    """Of the subject, of all that was written, and of names of files; what is for the support side alone is marked."""

    @override
    def __str__(self) -> str:
        return f"ticket {self.ticket_id}"


class Word(models.Model):
    """A word that some ticket has: by these a mistyped one is found."""

    text = models.CharField(max_length=24, unique=True)

    @override
    def __str__(self) -> str:
        return self.text


class Called(models.Model):
    """A word of what somebody is called: of a person's name and addresses, or of an organization's name and domains."""

    word = models.CharField(max_length=64, db_index=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, related_name="+")

    @override
    def __str__(self) -> str:
        return self.word


class Progress(models.Model):
    """How far the index is: one row. Whoever writes the index holds it locked."""

    position = models.PositiveBigIntegerField(default=0)
    """The last event of the chain that the index has seen."""
    swept = models.PositiveBigIntegerField(null=True)
    """While every ticket is taken in anew: the key of the last one that was. NULL: that is done."""

    @override
    def __str__(self) -> str:
        return f"at {self.position}"
