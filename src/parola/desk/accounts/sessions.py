"""The sessions of a person: ended at once, wherever they are. Each is good for one password and one age (`Person.session_age`)."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from parola.desk.accounts.models import Person


@transaction.atomic
def end_sessions(person: Person) -> None:
    """End all of them, also those that are about to begin: a sign-in that waits for a second factor knows the age it began in."""
    Person.objects.filter(pk=person.pk).update(session_age=F("session_age") + 1)
    known = UserSession.objects.filter(user_id=person.pk)
    Session.objects.filter(pk__in=known.values("session_key")).delete()
    known.delete()


def end_sessions_of_nobody(person: int) -> None:
    """The same for the person of that key, where they have no role and belong to nobody (any more)."""
    for nobody in Person.objects.filter(pk=person, is_superuser=False, posts=None, memberships=None):
        end_sessions(nobody)
