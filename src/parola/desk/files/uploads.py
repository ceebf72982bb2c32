"""Files that were sent ahead of their form: each for one owner, for a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from parola.desk.files import names, store
from parola.desk.files.models import Blob, Upload

MOST = 100
"""Files that one owner has waiting."""


class TooMany(Exception):
    """The owner has as many files waiting as one may have."""


def owner_of(person: int) -> str:
    """How uploads name a person who is signed in."""
    return f"person:{person}"


def keep(chunks: Iterable[bytes], *, name: str, owner: str, now: datetime) -> Upload:
    """Take a file in for that owner. Raises TooMany, and OSError where the disk takes no more."""
    if Upload.objects.filter(owner=owner).count() >= MOST:
        raise TooMany(owner)
    blob = store.put(chunks, now=now)
    return Upload.objects.create(owner=owner, blob=blob, name=names.tidy(name), created_at=now)


def those(tokens: Sequence[str], *, owner: str) -> list[Upload]:
    """The owner's uploads of those tokens, in their order; those that are not theirs, or gone, are left out."""
    found = Upload.objects.filter(owner=owner).select_related("blob").in_bulk(list(tokens))
    return [found[token] for token in dict.fromkeys(tokens) if token in found]


def take_back(token: str, *, owner: str) -> bool:
    """The owner does not want to send it after all. Its bytes go when nobody has referred to them for a day."""
    return Upload.objects.filter(pk=token, owner=owner).delete()[0] > 0


def used(tokens: Iterable[str], *, owner: str) -> None:
    """They are attached to something now."""
    Upload.objects.filter(pk__in=list(tokens), owner=owner).delete()


def forget(owner: str) -> list[int]:
    """All of the owner's; gives the keys of their files."""
    found = Upload.objects.filter(owner=owner)
    files = list(Blob.objects.filter(uploads__in=found).values_list("pk", flat=True))
    found.delete()
    return files


def sweep(*, now: datetime) -> int:
    """Forget those that nobody used for a day. Returns how many."""
    return Upload.objects.filter(created_at__lt=now - store.FREE).delete()[0]
