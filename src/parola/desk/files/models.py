"""Files by their content, and those that were sent ahead of the form they belong to."""

from __future__ import annotations

import secrets

from django.db import models
from typing_extensions import override


def token() -> str:
    """A name that nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(32)


class Blob(models.Model):
    """The content of files that are the same, byte for byte. The bytes lie on disk, under their hash (`store`)."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    """In bytes."""
    kind = models.CharField(max_length=64)
    """What the content is (`kinds.kind_of`), whatever its sender called it."""
    put_at = models.DateTimeField()
    """When it last came in: for a day after that nobody needs to refer to it."""

    @override
    def __str__(self) -> str:
        return self.sha256


class Upload(models.Model):
    """A file that was sent ahead of its form, or with one that had faults: kept for a day, for whom it is."""

    token = models.CharField(max_length=64, primary_key=True, default=token, editable=False)
    owner = models.CharField(max_length=100)
    """Who alone may use it: `person:12`, or what names the form of somebody who is not known (`uploads`)."""
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=150)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="upload_age")]

    @override
    def __str__(self) -> str:
        return f"{self.name} ({self.blob_id})"
