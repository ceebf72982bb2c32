"""The sessions of a person: ended at once, wherever they are."""

from __future__ import annotations

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from parola.desk.accounts.models import Person


def end_sessions(person: Person) -> int:
    """End all of them, also those that wait for a second factor; returns how many there were."""
    theirs = [session.pk for session in Session.objects.iterator() if is_of(session, person)]
    return Session.objects.filter(pk__in=theirs).delete()[0]


def is_of(session: Session, person: Person) -> bool:
    """Whether the session is the person's: signed in, or about to be."""
    kept = session.get_decoded()
    waiting = kept.get(LOGIN_SESSION_KEY) or {}
    return kept.get(SESSION_KEY) == str(person.pk) or waiting.get("user_pk") == user_pk_to_url_str(person)
