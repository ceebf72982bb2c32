"""Requests that were found needless: each person and text counts once, whatever is pressed how often, and in whatever browser.

Of who said so and what they had written a keyed digest is kept, from which neither can be read, and only for a while.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from parola.desk.knowledge.models import Article, Avoided, Use
from parola.desk.knowledge.readers import count
from parola.desk.knowledge.words import words

KEPT = timedelta(days=30)
DIGEST = re.compile(r"[0-9a-f]{32}")


def asked_of(text: str) -> str:
    """What stands for a text from page to page: the same for the same words. Empty where it says nothing."""
    said = " ".join(words(text))
    return _digest("asked", said) if said else ""


def read_asked(given: str) -> str:
    """What came back from a page; empty where it is none of `asked_of`."""
    return given if DIGEST.fullmatch(given) else ""


@transaction.atomic
def avoided(*, article: Article, who: str, asked: str, now: datetime) -> bool:
    """Somebody need not ask any more, because of the article. `who`: by what they are told apart; `asked`: see `asked_of`.

    False where that was counted already. Who had written nothing yet counts once for the article.
    """
    mark = _digest("avoided", "\0".join((str(article.brand_id), who, asked or f"article {article.pk}")))
    _mark, made = Avoided.objects.get_or_create(mark=mark, defaults={"at": now})
    if made:
        count(article=article, kind=Use.Kind.SOLVED, now=now)
    return made


def forget(*, now: datetime) -> int:
    """What is old is forgotten; returns how many."""
    return Avoided.objects.filter(at__lte=now - KEPT).delete()[0]


def _digest(matter: str, value: str) -> str:
    return salted_hmac(f"parola.knowledge.{matter}", value, algorithm="sha256").hexdigest()[:32]
