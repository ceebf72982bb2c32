"""Files that were sent ahead of their form: each for one owner, for a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, Sum

from parola.desk.files import names, store
from parola.desk.files.models import Blob, Upload

MOST = 1024 * 1024 * 1024
"""Bytes that one owner may send in a day."""


class TooMuch(Exception):
    """The owner has sent as much as one may in a day."""


STRANGERS = "form:"
"""How the owners begin that are forms of people who are not signed in: what is said of one of them holds for all together."""


def owner_of_form(token: str) -> str:
    """How uploads name the form of somebody who is not known."""
    return f"{STRANGERS}{token}"


def owner_of(person: int) -> str:
    """How uploads name a person who is signed in."""
    return f"person:{person}"


def keep(chunks: Iterable[bytes], *, name: str, owner: str, now: datetime) -> Upload:
    """Take a file in for that owner. Raises TooMuch, and OSError where the disk takes no more.

    It stays for a day, also once it was attached to something: the same form sent twice is the same then.
    """
    theirs = Q(owner__startswith=STRANGERS) if owner.startswith(STRANGERS) else Q(owner=owner)
    sent = Upload.objects.filter(theirs).aggregate(size=Sum("blob__size", default=0))["size"]
    if sent >= MOST:
        raise TooMuch(owner)
    blob = store.put(chunks, now=now)
    return Upload.objects.create(owner=owner, blob=blob, name=names.tidy(name), created_at=now)


def those(tokens: Sequence[str], *, owner: str) -> list[Upload]:
    """The owner's uploads of those tokens, in their order; those that are not theirs, or gone, are left out."""
    found = (
        Upload.objects.filter(owner=owner).select_related("blob").in_bulk([each.replace("\0", "") for each in tokens])
    )
    return [found[token] for token in dict.fromkeys(tokens) if token in found]


def forget(owner: str) -> list[int]:
    """All of the owner's; gives the keys of their files."""
    found = Upload.objects.filter(owner=owner)
    files = list(Blob.objects.filter(uploads__in=found).values_list("pk", flat=True))
    found.delete()
    return files


def sweep(*, now: datetime) -> int:
    """Forget those of the day before that nothing refers to (a draft keeps its own). Returns how many."""
    old = Upload.objects.filter(store.referred_by_nobody(Upload), created_at__lt=now - store.FREE)
    return old.delete()[0]
