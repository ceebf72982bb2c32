"""Finding articles."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from parola.desk.accounts.models import Brand
from parola.desk.knowledge.models import Translation


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that was found, in the language in which its reader is to have it."""

    article: int
    """Its key; its page is `portal:article` (brand's slug, this)."""
    title: str
    language: str
    asked: str
    """The language in which it was wanted; another one than `language`: it is not there in that."""
    excerpt: tuple[tuple[str, bool], ...]
    """Pieces of its text, and whether each is one of the words that were looked for."""

    @property
    def foreign(self) -> bool:
        """Whether it is in another language than was wanted."""
        return self.language != self.asked


def find(
    within: QuerySet[Translation], *, brand: Brand, text: str, language: str, limit: int, sure: bool = False
) -> list[Found]:
    """The articles of the brand among those that fit the text, the best first, each once. `sure`: only what fits well."""
    found = within.filter(article__brand=brand, title__icontains=text.strip()).order_by("article", "pk")
    if sure and not text.strip():
        return []
    best = {each.article_id: each for each in sorted(found, key=lambda each: each.language == language)}
    return [
        Found(article=key, title=each.title, language=each.language, asked=language, excerpt=())
        for key, each in list(best.items())[:limit]
    ]
