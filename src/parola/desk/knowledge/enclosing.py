"""The files of articles: pictures are drawn anew before anybody sees them, names are each article's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.files import kinds, pictures, store
from parola.desk.files.models import Blob
from parola.desk.knowledge.models import Article, File, Version
from parola.desk.knowledge.references import file_name, files_in, free_name, with_files


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that is to be an article's, under that name or, where the article has another of it, one like it."""

    name: str
    blob: Blob

    @property
    def drawn(self) -> bool:
        """Whether texts show it in place."""
        return self.blob.kind in kinds.PICTURES | kinds.FILMS


class NotAPicture(Exception):
    """It begins like a picture and cannot be drawn, or is too large to be: its name."""


def prepared(name: str, data: bytes, now: datetime) -> Enclosed:
    """Keep a file's content for an article; a picture as it was drawn anew. Outside of transactions. Raises NotAPicture, OSError."""
    if kinds.kind_of(data[: kinds.HEAD]) in pictures.FORMATS:
        try:
            data = pictures.drawn_anew(data)
        except (pictures.NotAPicture, pictures.TooLarge) as fault:
            raise NotAPicture(name) from fault
    return Enclosed(file_name(name), store.put([data], now=now))


def enclose(article: Article, text: str, files: Sequence[Enclosed], now: datetime) -> str:
    """Make them the article's, in the writer's turn; gives the text, which refers to each of them."""
    has = dict(article.files.values_list("name", "blob"))
    told = list[tuple[str, bool]]()
    for each in files:
        name = each.name if has.get(each.name) == each.blob.pk else free_name(each.name, has.keys())
        if name not in has:
            File.objects.create(article=article, name=name, blob=each.blob, kept_at=now)
            has[name] = each.blob.pk
        told.append((name, each.drawn))
    return with_files(text, told)


def in_use(article: Article) -> set[str]:
    """The names that a text refers to which is shown, or the last that was kept."""
    shown = article.translations.values_list("text", "newest", "pk")
    found = set().union(*(files_in(text) for text, _newest, _key in shown))
    for _text, newest, key in shown:
        found |= _names(Version.objects.filter(translation=key, number=newest).values_list("text", flat=True))
    return found


def _names(texts: Iterable[str]) -> set[str]:
    return set().union(*map(files_in, texts))
