"""What is to be appended to a ticket's history, and what that sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.tickets.vocabulary import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event to be appended. `at`: when it happened; `alarm_key` and `source_id` are unique, in the ticket and on the desk."""

    fact: Fact
    at: datetime
    by: Person | None = None
    alarm_key: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that an append causes: `template` filled from the ticket and from the entry at place `entry` of the append."""

    template: str
    to: Person
    entry: int = 0


def speakable(text: str) -> str:
    """The text as every database keeps it: NUL becomes U+FFFD, and half a surrogate pair a question mark."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
