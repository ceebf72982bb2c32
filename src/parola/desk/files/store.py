"""The bytes of files, on disk under their hash; no name that anybody gave is ever one of ours.

A file is written beside its place, made durable, then put there in one step, then named by its row: a row never names what is not
there. What is on disk without a row, or in a row that nobody refers to, goes after a day. `put` is called outside of transactions:
its row is committed while the lock is held that keeps the sweep away.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q, QuerySet

from parola.desk.files import kinds
from parola.desk.files.models import Blob

FREE = timedelta(hours=24)
"""How long a file is kept that nobody refers to."""

TOGETHER = 200
"""Files that are swept while nobody puts one."""

SLICE = 1 << 20
LOCK = ".lock"
DRAFTS = ".drafts"


class Lost(Exception):
    """The file of a row is not there."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of bytes that were written."""

    sha256: str
    size: int
    kind: str


def put(chunks: Iterable[bytes], *, now: datetime) -> Blob:
    """Keep these bytes. The same content is kept once. Raises OSError where the disk takes no more: then nothing is kept."""
    with kept(chunks) as content:
        known = {"sha256": content.sha256, "size": content.size, "kind": content.kind}
        blob, _created = Blob.objects.update_or_create(
            sha256=content.sha256, defaults={"put_at": now}, create_defaults={**known, "put_at": now}
        )
    return blob


@contextmanager
def kept(chunks: Iterable[bytes]) -> Iterator[Content]:
    """The bytes are in their place; within, nobody takes them away for want of a row."""
    with draft() as (path, file):
        content = write(file, chunks)
        with locked(fcntl.LOCK_SH):
            place(path, content.sha256)
            yield content


def open_(blob: Blob) -> BufferedReader:
    """The bytes, to be read. Raises Lost."""
    try:
        return path_of(blob.sha256).open("rb")
    except FileNotFoundError as error:
        raise Lost(blob.sha256) from error


def read(blob: Blob) -> bytes:
    """All the bytes. Raises Lost."""
    with open_(blob) as file:
        return file.read()


@contextmanager
def draft() -> Iterator[tuple[Path, BinaryIO]]:
    """A file beside the others, for this process alone; what is still there at the end goes."""
    folder = settings.FILES / DRAFTS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield path, file
    finally:
        path.unlink(missing_ok=True)


def write(file: BinaryIO, chunks: Iterable[bytes]) -> Content:
    """Write the bytes so that they survive a loss of power."""
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in chunks:
        file.write(chunk)
        digest.update(chunk)
        size += len(chunk)
        head += chunk[: kinds.HEAD - len(head)]
    file.flush()
    os.fsync(file.fileno())
    return Content(digest.hexdigest(), size, kinds.kind_of(head))


def place(path: Path, sha256: str) -> None:
    """Put a file that is whole where its hash says."""
    target = path_of(sha256)
    if not target.parent.exists():
        target.parent.mkdir(mode=0o700, exist_ok=True)
        sync_folder(target.parent.parent)
    path.replace(target)
    sync_folder(target.parent)


def path_of(sha256: str) -> Path:
    """Where the bytes of that hash lie."""
    folder: Path = settings.FILES
    return folder / sha256[:2] / sha256


def sync_folder(folder: Path) -> None:
    """Make what a folder names durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(how: int) -> Iterator[None]:
    """Those who put share the lock; who takes away has it alone."""
    settings.FILES.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(settings.FILES / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def unused() -> QuerySet[Blob]:
    """The files that nothing refers to, of all that can refer to one."""
    return Blob.objects.filter(referred_by_nobody(Blob))


def referred_by_nobody(model: type[models.Model]) -> Q:
    """That no row of any other table refers to one of these."""
    names = [relation.name for relation in model._meta.related_objects]  # noqa: SLF001  # Django's documented way to a model
    nobody = Q()
    for name in names:
        nobody &= Q(**{f"{name}__isnull": True})
    return nobody


def drop(keys: Iterable[int], *, before: datetime | None = None) -> int:
    """Take away those of the files that nothing refers to, and that did not come in again since `before`: rows, then bytes.

    Returns how many; call it outside of transactions.
    """
    with locked(fcntl.LOCK_EX):
        found = unused().filter(pk__in=list(keys))
        found = found.filter(put_at__lt=before) if before else found
        return sum(gone(key, sha256) for key, sha256 in list(found.values_list("pk", "sha256")))


def gone(key: int, sha256: str) -> bool:
    """One of them; not, where somebody has just come to refer to it."""
    try:
        with transaction.atomic():
            deleted, _by_model = unused().filter(pk=key).delete()
    except IntegrityError:
        return False
    if deleted:
        path_of(sha256).unlink(missing_ok=True)
    return bool(deleted)


def sweep(*, now: datetime) -> int:
    """Take away what nobody has referred to for a day, and what was written and never named. Returns how many files went."""
    before = now - FREE
    old = list(unused().filter(put_at__lt=before).values_list("pk", flat=True))
    dropped = sum(drop(old[start : start + TOGETHER], before=before) for start in range(0, len(old), TOGETHER))
    return dropped + sum(unnamed(path, before) for folder in folders() for path in nameless(folder))


def unnamed(path: Path, before: datetime) -> bool:
    """Take a file away that has no row, and is older than that."""
    with locked(fcntl.LOCK_EX):
        if not path.exists() or path.stat().st_mtime >= before.timestamp():
            return False
        if Blob.objects.filter(sha256=path.name).exists():
            return False
        path.unlink()
    return True


def folders() -> list[Path]:
    """Where files lie, drafts included."""
    return [path for path in sorted(settings.FILES.glob("*")) if path.is_dir()]


def nameless(folder: Path) -> list[Path]:
    """The files of a folder that no row names."""
    paths = {path.name: path for path in sorted(folder.iterdir())}
    for name in Blob.objects.filter(sha256__startswith=folder.name).values_list("sha256", flat=True):
        paths.pop(name, None)
    return list(paths.values())


def damaged() -> Iterator[tuple[Blob, bool]]:
    """The files that are not what their rows say, and whether they are there at all. Reads every byte."""
    for blob in Blob.objects.order_by("pk").iterator():
        try:
            with open_(blob) as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except Lost:
            if Blob.objects.filter(pk=blob.pk).exists():  # else it was swept meanwhile
                yield blob, False
            continue
        if digest != blob.sha256:
            yield blob, True
