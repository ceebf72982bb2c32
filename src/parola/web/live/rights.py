"""Whether a stream may go on: asked every few seconds for all of them together, in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TypeVar

from django.contrib.sessions.models import Session

from parola.desk.accounts import second_factor
from parola.desk.accounts.models import Person, Post
from parola.web.live.listeners import Listener

Key = TypeVar("Key", int, str)
MANY = 500
"""Keys that are asked for at once."""


def ended(listeners: Collection[Listener], now: datetime) -> set[Listener]:
    """Those whose session has ended, or would have to come in by the door again: signed out, deactivated, another password or role."""
    sessions = set[str]()
    for keys in _some({each.session for each in listeners}):
        alive = Session.objects.filter(pk__in=keys, expire_date__gt=now)
        sessions.update(alive.values_list("pk", flat=True))
    present = proofs({each.person for each in listeners})
    return {each for each in listeners if each.session not in sessions or present.get(each.person) != each.proof}


def proofs(people: Collection[int]) -> dict[int, str]:
    """For each of these who is active, what changes with all that their sessions hang on.

    That is what a session knows of its person (`Person.session_age`), and, where roles need a second factor, which do and which are theirs.
    """
    required = ",".join(sorted(second_factor.named()))
    found: dict[int, str] = {}
    for some in _some(people):
        roles = _roles(some) if required else {}
        for person in Person.objects.filter(pk__in=some, is_active=True).only("password", "session_age"):
            found[person.pk] = "|".join([person.get_session_auth_hash(), required, *roles.get(person.pk, ())])
    return found


def _roles(people: Collection[int]) -> dict[int, list[str]]:
    held: defaultdict[int, list[str]] = defaultdict(list)
    for person, role in Post.objects.filter(person__in=people).order_by("role", "pk").values_list("person_id", "role"):
        held[person].append(role)
    return held


def _some(keys: Collection[Key]) -> Iterator[list[Key]]:
    """The keys, some at a time."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), MANY):
        yield ordered[start : start + MANY]
