"""What there is to read of articles at work: the list of a brand, an article with its translations, its versions and their differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, acts_of
from parola.desk.accounts.queries import brands_of
from parola.desk.knowledge import queries
from parola.desk.knowledge.models import Article, Translation, Version
from parola.desk.knowledge.queries import Served
from parola.desk.knowledge.search import Found
from parola.web.console.knowledge import filed
from parola.web.console.showing import show
from parola.web.kinds import chosen_in, narrowings
from parola.web.middleware import Request
from parola.web.templatetags.parola import language_name

SHOWN, LONGEST = 100, 300
Line = tuple[str, str]
"""What became of a line (`same`, `gone`, `new`), and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article in the list: its title for the reader, what it says in which languages, how it served."""

    article: Article
    title: str
    language: str
    texts: list[Text]
    served: Served
    to_review: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A language of the brand, and what the article says in it; None: nothing yet."""

    code: str
    language: str
    translation: Translation | None
    outdated: bool = False
    waits: bool = False
    """Whether a change was kept that its readers are not shown."""


@require_safe
def shelf(request: Request) -> HttpResponse:
    """The articles of a brand that the reader works for."""
    brands, brand = chosen(request)
    text = request.GET.get("text", "").strip()[:LONGEST]
    kind, language = chosen_in(request), _language()
    found = (
        queries.search(person=request.user, brand=brand, text=text, language=language, inside=True, kind=kind)
        if text
        else []
    )
    acts = acts_of(request.user, brand)
    context = {
        "brands": brands,
        "brand": brand,
        "text": text,
        "found": found,
        "kinds": narrowings(request, queries.kinds(request.user, brand, inside=True)),
        "rows": rows(request, brand, found if text else None, kind=kind),
        "publishes": Act.PUBLISH_ARTICLES in acts,
        "writes": Act.WRITE_ARTICLES in acts,
        "place": "knowledge",
    }
    return show(request, "console/knowledge/shelf.html", context)


def chosen(request: Request) -> tuple[list[Brand], Brand]:
    """The brands that the reader works for, and the one that the address names, else the first; who works for none is told of no page."""
    brands = list(brands_of(request.user))
    brand = next((each for each in brands if each.slug == request.GET.get("brand")), brands[0] if brands else None)
    if brand is None:
        raise Http404
    return brands, brand


def rows(request: Request, brand: Brand, found: Sequence[Found] | None, *, kind: str = "") -> list[Row]:
    """The articles that were found, in their order, or else the ones that changed last."""
    inside = queries.readable(request.user, inside=True).filter(article__brand=brand).order_by()
    inside = inside.filter(article__kind=kind) if kind else inside
    articles = (
        Article.objects.filter(pk__in=inside.values("article")).select_related("owner").order_by("-updated_at", "-pk")
    )
    if found is not None:
        by_key = articles.in_bulk([each.article for each in found])
        listed = [by_key[each.article] for each in found if each.article in by_key]
    else:
        listed = list(articles[:SHOWN])
    served = queries.served_of([each.pk for each in listed])
    texts: dict[int, list[Translation]] = {}
    for each in inside.filter(article__in=listed).defer("text"):
        texts.setdefault(each.article_id, []).append(each)
    return [_row(request, brand, each, texts[each.pk], served.get(each.pk, Served())) for each in listed]


def _row(request: Request, brand: Brand, article: Article, texts: Sequence[Translation], served: Served) -> Row:
    for each in texts:
        each.article = article
    shown = queries.best(texts, _language())
    late = article.review_on is not None and article.review_on <= request.now.date()
    return Row(
        article=article,
        title=shown.title,
        language=shown.language,
        texts=[each for each in texts_of(brand, article, texts) if each.translation],
        served=served,
        to_review=late,
    )


def texts_of(brand: Brand, article: Article, texts: Sequence[Translation]) -> list[Text]:
    """What the article says in each language of the brand, and in others that it has; its first language before all."""
    by_language = {each.language: each for each in texts}
    first = by_language.get(article.language)
    spoken = dict.fromkeys([article.language, *brand.languages, brand.language, *by_language])
    return [
        Text(
            code=code,
            language=language_name(code),
            translation=each,
            outdated=bool(each and first and each.source and each.source < first.version),
            waits=each is not None and each.newest > each.version,
        )
        for code, each in ((code, by_language.get(code)) for code in spoken)
    ]


@require_safe
def article(request: Request, key: int) -> HttpResponse:
    """An article with its translations, beside what it says in one of them."""
    texts = access(request.user, key)
    found, brand = texts[0].article, texts[0].article.brand
    shown = queries.best(texts, request.GET.get("language", "") or _language())
    acts = acts_of(request.user, brand)
    context = {
        "article": found,
        "brand": brand,
        "shown": shown,
        "texts": texts_of(brand, found, texts),
        "organizations": list(found.organizations.order_by("name")),
        "files": filed.rows(found),
        "served": queries.served_of([found.pk]).get(found.pk, Served()),
        "to_review": found.review_on is not None and found.review_on <= request.now.date(),
        "writes": Act.WRITE_ARTICLES in acts,
        "publishes": Act.PUBLISH_ARTICLES in acts,
        "place": "knowledge",
    }
    return show(request, "console/knowledge/article.html", context)


@require_safe
def versions(request: Request, key: int, language: str) -> HttpResponse:
    """The versions of a translation, and what differs between two of them."""
    found = translation(request.user, key, language)
    if Act.WRITE_ARTICLES not in acts_of(request.user, found.article.brand):
        raise Http404  # what was never shown is in them
    kept = list(found.versions.select_related("by").order_by("-number"))
    after = _numbered(kept, request.GET.get("to")) or kept[0]
    before = _numbered(kept, request.GET.get("from")) or _numbered(kept, str(after.number - 1))
    context = {
        "article": found.article,
        "brand": found.article.brand,
        "shown": found,
        "versions": kept,
        "before": before,
        "after": after,
        "lines": list(differences(before.text if before else "", after.text)),
        "place": "knowledge",
    }
    return show(request, "console/knowledge/versions.html", context)


def differences(before: str, after: str) -> Iterator[Line]:
    """Line by line what is the same, what is gone and what is new."""
    old, new = before.splitlines(), after.splitlines()
    for _what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if _what == "equal":
            yield from (("same", line) for line in old[i1:i2])
        else:
            yield from (("gone", line) for line in old[i1:i2])
            yield from (("new", line) for line in new[j1:j2])


def access(person: Person, key: int) -> list[Translation]:
    """What the article says, if the reader works for its brand and may read any of it; else there is none (404)."""
    found = list(queries.texts_of(person, key, inside=True).filter(article__brand__in=brands_of(person)))
    if not found:
        raise Http404
    return found


def translation(person: Person, key: int, language: str) -> Translation:
    """What it says in the language; nothing: 404."""
    found = next((each for each in access(person, key) if each.language == language), None)
    if found is None:
        raise Http404
    return found


def _numbered(kept: Sequence[Version], number: str | None) -> Version | None:
    return next((each for each in kept if str(each.number) == number), None)


def _language() -> str:
    return get_language() or "en"
