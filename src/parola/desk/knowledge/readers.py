"""What readers do with articles: read them, say whether they helped, find that they need not ask, find nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.knowledge.models import Article, Question, Use, Vote
from parola.desk.knowledge.taking import taken_out
from parola.desk.knowledge.words import telling, words

MOST_QUESTIONS = 2000
LONGEST_QUESTION = 200


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


def dismiss(*, question: Question, by: Person) -> None:
    """The question needs no article. Raises NotAllowed."""
    if not may(by, Act.WRITE_ARTICLES, question.brand):
        raise NotAllowed(question.brand.slug)
    question.delete()
