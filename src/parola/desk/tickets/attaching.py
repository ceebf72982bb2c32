"""What came along with what somebody wrote: files on a body, and what the body's digest holds of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from parola.desk.files import names
from parola.desk.files.models import Blob
from parola.desk.tickets.models import Attachment, Body


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is to be attached, under the name that it was given. `content_id`, `inline`: as `Attachment` has them."""

    blob: Blob
    name: str
    content_id: str = ""
    inline: bool = False


def attach(body: Body, files: Sequence[File]) -> None:
    """Put the files on a body that has none."""
    Attachment.objects.bulk_create(
        Attachment(
            body=body,
            place=place,
            blob=file.blob,
            name=names.tidy(file.name),
            content_id=file.content_id[:255],
            inline=file.inline,
        )
        for place, file in enumerate(files, start=1)
    )


def sealed(files: Sequence[File]) -> list[list[str]]:
    """What the digest of a body with these files holds of them."""
    return [[names.tidy(file.name), file.blob.sha256] for file in files]


def sealed_on(body: Body) -> list[list[str]]:
    """The same of the files that are on a body (`with_files` where there are many)."""
    return [[each.name, each.blob.sha256] for each in body.attachments.all() if each.sealed]


def again(body: Body) -> list[File]:
    """What came along with a body, for another that says the same."""
    return [
        File(blob=each.blob, name=each.name, content_id=each.content_id, inline=each.inline)
        for each in body.attachments.select_related("blob")
    ]


def with_files(bodies: QuerySet[Body]) -> QuerySet[Body]:
    """The bodies, with what came along, in a query or two for all of them."""
    return bodies.prefetch_related("attachments__blob")
