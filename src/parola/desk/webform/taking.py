"""A form is taken: once, within the bounds, and held. At most one mail leaves for it, and nothing of what was typed is in that mail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from parola.desk.accounts import limits
from parola.desk.accounts.models import Brand, normalise
from parola.desk.accounts.spelling import clean_name
from parola.desk.files import names
from parola.desk.outbox.operations import enqueue
from parola.desk.tickets.attaching import File
from parola.desk.webform import bounds
from parola.desk.webform.keys import Key
from parola.desk.webform.models import WebRequest, WebRequestFile

KIND = "web_form"
"""The outbox rows that carry the links."""
SAME = timedelta(minutes=10)
"""The same words from the same address within this are the same request."""
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody typed into the form. `email` is whatever they say it is."""

    email: str
    name: str
    language: str
    subject: str
    text: str
    facts: Mapping[str, str]
    files: Sequence[File] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The request; `again`: it was here already, in the same words, and no other was made."""

    request: WebRequest
    again: bool


@transaction.atomic
def take(*, brand: Brand, said: Said, key: Key, place: str, worked: bool, now: datetime) -> Taken:
    """Hold the request. A form that is sent twice makes one. Raises limits.TooManyAttempts, and then nothing is held."""
    source = _digest(str(brand.pk), key.token, json.dumps(_plain(said), sort_keys=True))
    if known := WebRequest.objects.filter(source=source).first():
        return Taken(request=known, again=False)
    email = normalise(said.email)
    limits.spend(bounds.of(brand=brand, email=email, place=place, worked=worked), now)  # from here on one at a time
    content = _digest(str(brand.pk), email, said.subject, said.text)
    if same := _same(email, content, now):
        return Taken(request=same, again=True)
    held, made = WebRequest.objects.get_or_create(
        source=source,
        defaults={
            "brand": brand,
            "email": email,
            "mailbox": bounds.mailbox_of(email),
            "name": clean_name(said.name)[:200],
            "language": said.language,
            "subject": said.subject,
            "text": said.text,
            "facts": dict(said.facts),
            "content": content,
            "asked_at": now,
        },
    )
    if made:
        enclose(held, said.files)
    if made and bounds.may_write_to(email, now):
        _send_link(held, now)
    return Taken(request=held, again=False)


def enclose(held: WebRequest, files: Sequence[File]) -> None:
    """Hold what came along, too."""
    WebRequestFile.objects.bulk_create(
        WebRequestFile(request=held, place=place, blob=file.blob, name=names.tidy(file.name))
        for place, file in enumerate(files, start=1)
    )


def forget_old(*, now: datetime) -> int:
    """Remove what was asked long ago; returns how many."""
    return WebRequest.objects.filter(asked_at__lte=now - KEPT).delete()[0]


def forget(emails: Collection[str]) -> list[int]:
    """All that was asked with these addresses and waits, or is kept empty; gives the keys of the files that came along."""
    found = WebRequest.objects.filter(email__in=emails)
    files = list(WebRequestFile.objects.filter(request__in=found).values_list("blob", flat=True))
    found.delete()
    return files


def _same(email: str, content: str, now: datetime) -> WebRequest | None:
    recent = WebRequest.objects.filter(email=email, content=content, asked_at__gt=now - SAME)
    return recent.order_by("asked_at").first()


def _send_link(held: WebRequest, now: datetime) -> None:
    held.mailed_at = now
    held.save(update_fields=["mailed_at"])
    payload = {"request": str(held.pk)}
    enqueue(key=f"{KIND}:{held.pk}", kind=KIND, payload=payload, domain=held.brand.domain, now=now)


def _plain(said: Said) -> dict[str, object]:
    return {
        "email": normalise(said.email), "name": said.name, "subject": said.subject, "text": said.text, "facts": dict(said.facts),
        "files": [[file.name, file.blob.sha256] for file in said.files],
    }  # fmt: skip


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
