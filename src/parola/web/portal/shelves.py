"""What there is to read of a brand, in the order of need: how to begin, what is solved, then the books as their pages lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from parola.desk.knowledge.models import Article, Translation
from parola.desk.knowledge.words import plain

Kind = Article.Kind
INDEXES = ("index", "readme")
OPEN_UP_TO = 20
"""Pages of a book that is open when the page comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Pages of a book that lie together; `name` is empty for those at its top."""

    name: str
    pages: list[Translation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What was imported together, by the name of its first page. `about`: the products that it names."""

    name: str
    language: str
    about: list[str]
    folders: list[Folder]
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the page: single articles, and books."""

    key: str
    title: str
    articles: list[Translation] = field(default_factory=list)
    books: list[Book] = field(default_factory=list)


def sections(articles: Sequence[Translation], kind: str) -> list[Section]:
    """The parts that have something in them, of all articles or of those of a kind."""
    of = [each for each in articles if not kind or each.article.kind == kind]
    made = [
        Section(key="begin", title=_("Getting started"), articles=_of(of, Kind.GUIDE, Kind.VIDEO)),
        Section(key="known", title=_("Known errors"), articles=_of(of, Kind.KNOWN_ERROR)),
        Section(key="solved", title=_("Solutions"), articles=_of(of, Kind.SOLUTION)),
        _with_books("documentation", _("Documentation"), _of(of, Kind.DOCUMENTATION)),
        _with_books("api", _("API reference"), _of(of, Kind.API)),
    ]
    return [each for each in made if each.articles or each.books]


def _of(articles: Iterable[Translation], *kinds: Kind) -> list[Translation]:
    found = [each for each in articles if each.article.kind in kinds]
    return sorted(found, key=lambda each: kinds.index(Kind(each.article.kind)))


def _with_books(key: str, title: str, articles: list[Translation]) -> Section:
    single = [each for each in articles if not each.article.collection]
    bound = sorted((each for each in articles if each.article.collection), key=lambda each: each.article.collection)
    books = [book_of(name, list(pages)) for name, pages in groupby(bound, key=lambda each: each.article.collection)]
    return Section(key=key, title=title, articles=single, books=books)


def book_of(name: str, pages: Sequence[Translation]) -> Book:
    """The pages of a collection, as they lie in it."""
    pages = sorted(pages, key=_place)
    top = min(pages, key=lambda each: (each.article.path.count("/"), not _is_first(each)))
    first = top if _is_first(top) else None
    return Book(
        name=first.title if first else name,
        language=first.language if first else "",
        about=sorted({product for each in pages for product in each.article.products}),
        folders=[Folder(name=folder, pages=list(some)) for folder, some in groupby(pages, key=_folder)],
        open=len(pages) <= OPEN_UP_TO,
    )


def _place(page: Translation) -> tuple[str, bool, str]:
    return _folder(page), not _is_first(page), plain(page.title) or page.article.path


def _folder(page: Translation) -> str:
    """The folders in which it lies, without the one that holds all of an API."""
    parts = page.article.path.split("/")[:-1]
    return " › ".join(parts[1:] if page.article.kind == Kind.API else parts)


def _is_first(page: Translation) -> bool:
    return page.article.path.rpartition("/")[2].partition(".")[0].lower() in INDEXES
