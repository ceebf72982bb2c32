"""What people and organizations are called, word by word: kept in step with their rows by comparing, a few times a minute.

By these a name is found without its accents, or with a letter mistyped. Names and addresses as they are written are looked for in the rows
themselves, so that who was written down this second is found too.
"""

from __future__ import annotations

from parola.desk.accounts.models import Organization, Person
from parola.desk.knowledge.words import words
from parola.desk.search import index
from parola.desk.search.models import Called

SOME = 500
Key = tuple[str, int | None, int | None]
"""A word, and the person or the organization that is called so."""


def refresh() -> None:
    """Bring the words of names up to date."""
    present = {(word, person, organization): key for key, word, person, organization in _kept()}
    wanted = _wanted()
    gone, fresh = sorted(present[each] for each in present.keys() - wanted), sorted(wanted - present.keys(), key=str)
    if not gone and not fresh:
        return
    with index.writing():
        for start in range(0, len(gone), SOME):
            Called.objects.filter(pk__in=gone[start : start + SOME]).delete()
        rows = [Called(word=word, person_id=person, organization_id=firm) for word, person, firm in fresh]
        Called.objects.bulk_create(rows, batch_size=SOME)


def _kept() -> list[tuple[int, str, int | None, int | None]]:
    return list(Called.objects.values_list("pk", "word", "person", "organization"))


def _wanted() -> set[Key]:
    people = Person.objects.filter(erased_at=None).values_list("pk", "name")
    organizations = Organization.objects.values_list("pk", "name")
    return {
        *((word, key, None) for key, name in people for word in words(name)),
        *((word, None, key) for key, name in organizations for word in words(name)),
    }
