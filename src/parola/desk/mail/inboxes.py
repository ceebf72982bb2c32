"""Setting up where a mailbox's mail is fetched from, by those who configure its brand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.models import Mailbox, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.secrets import Secret
from parola.desk.mail.models import Grant, Inbox

MATTER = "inbox"
FIELDS = ("host", "port", "security", "user", "sign_in", "folder", "done_folder", "active")
TOLD = {"host": "mail_server"}
"""What a field is called in the audit log, where that of another matter has its name."""


class NotAllowed(Exception):
    """The person does not configure the brand."""


@transaction.atomic
def set_up(*, mailbox: Mailbox, by: Person, now: datetime, password: Secret | None = None, **fields: Any) -> Inbox:
    """Fetch the mailbox's mail from there, from now on. Raises NotAllowed.

    No password leaves the one there is, unless host or user are others: no password, and no token, goes where it was not given for.
    """
    _require(by, mailbox)
    known = Inbox.objects.select_for_update().filter(mailbox=mailbox).first()
    inbox = known or Inbox(mailbox=mailbox, since=now)
    before = _told(known) if known else None
    elsewhere = any(fields.get(name, getattr(inbox, name)) != getattr(inbox, name) for name in ("host", "port", "user"))
    for name in FIELDS:
        setattr(inbox, name, fields.get(name, getattr(inbox, name)))
    if password is not None:
        inbox.password = password
    elif elsewhere:
        inbox.password = None
    if elsewhere and known:
        Grant.objects.filter(inbox=known).update(refresh=None, access=None, access_until=None)
    inbox.next_at, inbox.trouble, inbox.failures, inbox.failing_since = now, "", 0, None
    inbox.save()
    after = _told(inbox)
    if password is not None and known:
        after["password_given"] = now.isoformat()
    audit.record(by=by, brand=mailbox.brand, matter=MATTER, key=mailbox.pk, before=before, after=after, now=now)
    return inbox


@transaction.atomic
def remove(*, mailbox: Mailbox, by: Person, now: datetime) -> None:
    """Fetch no more. What lies there stays there. Raises NotAllowed."""
    _require(by, mailbox)
    known = Inbox.objects.select_for_update().filter(mailbox=mailbox).first()
    if known is not None:
        known.delete()
        audit.record(
            by=by, brand=mailbox.brand, matter=MATTER, key=mailbox.pk, before=_told(known), after=None, now=now
        )


def _require(by: Person, mailbox: Mailbox) -> None:
    if not may(by, Act.CONFIGURE, mailbox.brand):
        raise NotAllowed(mailbox.address)


def _told(inbox: Inbox) -> dict[str, audit.Plain]:
    told: dict[str, audit.Plain] = {TOLD.get(name, name): getattr(inbox, name) for name in FIELDS}
    return told | ({"password": audit.SECRET} if inbox.password else {})
