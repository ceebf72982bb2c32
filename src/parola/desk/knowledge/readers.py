"""What readers do with articles: read them, say whether they helped, find that they need not ask, find nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.knowledge.models import Article, Question, SetAside, Use, Vote
from parola.desk.knowledge.taking import taken_out
from parola.desk.knowledge.words import telling, words

MOST_QUESTIONS = 2000
LONGEST_QUESTION = 200


GAP = re.compile(
    r"(?:question|ticket):\d{1,12}|(?:voted|outdated):\d{1,12}:\d{1,6}|missing:\d{1,12}:[a-z]{2,3}|review:\d{1,12}:\d{4}-\d\d-\d\d",
    re.ASCII,
)
"""What the desk calls what is to be written (`search.lacking`)."""


class NoSuchGap(LookupError):
    """The desk calls nothing so that is to be written."""


class NotAllowed(Exception):
    """The person does not write for the brand."""


@transaction.atomic
def count(*, article: Article, kind: Use.Kind, now: datetime) -> None:
    """The article served once more in that way."""
    day = now.date()
    Use.objects.get_or_create(article=article, kind=kind, day=day)
    Use.objects.filter(article=article, kind=kind, day=day).update(count=F("count") + 1)


@transaction.atomic
def vote(*, article: Article, person: Person | None, helped: bool, now: datetime) -> None:
    """Say whether it helped; who is known says it once, and may say otherwise later."""
    if person is None:
        Vote.objects.create(article=article, person=None, helped=helped, at=now)
    else:
        Vote.objects.update_or_create(article=article, person=person, defaults={"helped": helped, "at": now})


@transaction.atomic
def unanswered(*, brand: Brand, language: str, text: str, now: datetime) -> Question | None:
    """Keep that something was asked and nothing found; None where nothing was said, or so many wait already."""
    said = " ".join(words(taken_out(text)))[:LONGEST_QUESTION].strip()
    if not any(telling(word) for word in said.split()):
        return None
    asked = Question.objects.filter(brand=brand, language=language, text=said)
    if not asked.exists() and Question.objects.filter(brand=brand).count() >= MOST_QUESTIONS:
        return None
    question, _made = Question.objects.get_or_create(
        brand=brand, language=language, text=said, defaults={"last_at": now}
    )
    asked.update(count=F("count") + 1, last_at=now)
    return question


@transaction.atomic
def set_aside(*, brand: Brand, names: Iterable[str], by: Person, now: datetime) -> None:
    """What need not be written: a question is forgotten, all else is not named again as it stands. Raises NotAllowed, NoSuchGap."""
    if not may(by, Act.WRITE_ARTICLES, brand):
        raise NotAllowed(brand.slug)
    wanted = list(names)
    if not wanted or any(GAP.fullmatch(name) is None for name in wanted):
        raise NoSuchGap(wanted)
    questions = [name.removeprefix("question:") for name in wanted if name.startswith("question:")]
    Question.objects.filter(brand=brand, pk__in=questions).delete()
    rest = [name for name in wanted if not name.startswith("question:")]
    SetAside.objects.bulk_create([SetAside(brand=brand, what=name, at=now) for name in rest], ignore_conflicts=True)
