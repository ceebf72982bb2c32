"""Articles for the tests."""

from __future__ import annotations

from parola.desk.accounts.models import Brand
from parola.desk.knowledge import operations
from parola.desk.knowledge.models import Article, Translation
from parola.desk.knowledge.operations import Readers
from tests.desk.world import MONDAY


def article(
    brand: Brand,
    title: str,
    text: str = "",
    *,
    language: str = "en",
    state: str = "published",
    readers: Readers | None = None,
    kind: str = "solution",
) -> Translation:
    """An article in one language, shown to its readers unless told otherwise."""
    draft = operations.write(
        brand=brand,
        language=language,
        title=title,
        text=text,
        readers=readers or Readers(),
        by=None,
        now=MONDAY,
        kind=kind,
    )
    return draft if state == "draft" else shown(draft, state)


def shown(translation: Translation, state: str = "published") -> Translation:
    """Its newest version, shown."""
    return operations.show(translation=translation, number=translation.newest, state=state, by=None, now=MONDAY)


def translated(of: Article, language: str, title: str, text: str = "", *, state: str = "published") -> Translation:
    """The article in another language."""
    kept = operations.keep(article=of, language=language, title=title, text=text, seen=0, by=None, now=MONDAY)
    return kept if state == "draft" else shown(kept, state)
