"""Documentation imported: what a source's pages would do to the articles of its collection, and that done, page by page.

A page is found again by its place in the collection; what it says anew is a new version. Nothing is written where a file of the source
has a fault. Each page is a turn of its own, so that nobody waits for a thousand of them: what is interrupted goes on when it is run again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.knowledge import enclosing, operations
from parola.desk.knowledge.enclosing import Enclosed
from parola.desk.knowledge.models import Article, Translation, Version
from parola.desk.knowledge.operations import NotAllowed, Readers
from parola.desk.knowledge.sources import openapi, pages, reading
from parola.desk.knowledge.sources.page import Page, Taken, Told, Unreadable

What = Literal["new", "changed", "same", "hidden", "gone"]
Gone = Literal["internal", "remove", "keep"]
LONGEST_NAME = 100
STATE = Translation.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What becomes of the pages. `collection`: empty for the name of the folder or file; `gone`: what becomes of those that vanished.

    `audience`, `products`: empty leaves those of articles as somebody set them, and makes new ones everybody's, about all products.
    """

    brand: Brand
    kind: str
    language: str
    collection: str = ""
    audience: str = ""
    products: tuple[str, ...] = ()
    state: str = STATE.PUBLISHED
    gone: Gone = "internal"


@dataclass(frozen=True, slots=True)
class Step:
    """A page, and what becomes of it. `hidden`: it is as it was, and readers are not shown it; `gone`: it is there no more."""

    path: str
    title: str
    what: What


@dataclass(slots=True)
class Plan:
    """What an import would do, or did. With faults it does nothing."""

    collection: str
    steps: list[Step] = field(default_factory=list)
    faults: list[Told] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)
    done: bool = False

    def count(self, what: What) -> int:
        """How many pages that becomes of."""
        return sum(step.what == what for step in self.steps)


def take_path(path: Path, kind: str, language: str) -> Taken:
    """What there is in a folder or file. Raises Unreadable, OSError."""
    return _paged(reading.from_path(path), kind, language)


def take_bytes(name: str, data: bytes, kind: str, language: str) -> Taken:
    """What there is in a file that was sent. Raises Unreadable."""
    return _paged(reading.from_bytes(name, data), kind, language)


def _paged(taken: Taken, kind: str, language: str) -> Taken:
    pages.read(taken)
    if kind == Article.Kind.API or not taken.pages:
        told = len(taken.faults), len(taken.notes)
        with override(language):
            openapi.read(taken)
        if kind != Article.Kind.API and not taken.pages:
            del taken.faults[told[0] :], taken.notes[told[1] :]
    _without_twins(taken)
    if not taken.pages and not taken.faults:
        raise Unreadable(_("There is no page in it: no file in Markdown or HTML, and no OpenAPI description."))
    return taken


def _without_twins(taken: Taken) -> None:
    """Two pages of a path are one too many."""
    seen: set[str] = set()
    for each in taken.pages:
        if each.path in seen:
            taken.faults.append(Told(each.path, 0, _("there are two pages of this path")))
        seen.add(each.path)


def plan(taken: Taken, wanted: Wanted) -> Plan:
    """What it would do; nothing is written."""
    collection = (wanted.collection or taken.name).strip()[:LONGEST_NAME] or "-"
    wanted = replace(wanted, collection=collection)
    found = Plan(collection, faults=list(taken.faults), notes=list(taken.notes))
    there = _there(wanted)
    texts = _newest(there)
    for page in taken.pages:
        found.steps.append(Step(page.path, page.title, _what(page, there.get(page.path), texts, wanted)))
    paths = {page.path for page in taken.pages}
    found.steps += [
        Step(path, text.title, "gone")
        for path, text in there.items()
        if path not in paths and (text.state == STATE.PUBLISHED or wanted.gone == "remove")
    ]
    return found


def carry_out(taken: Taken, wanted: Wanted, *, by: Person | None, now: datetime) -> Plan:
    """Do it. `by`: None where the desk's own machine does. Raises NotAllowed."""
    if by is not None and not may(by, Act.PUBLISH_ARTICLES, wanted.brand):
        raise NotAllowed(wanted.brand.slug)
    found = plan(taken, wanted)
    if found.faults:
        return found
    wanted = replace(wanted, collection=found.collection)
    there = _there(wanted)
    by_path = {page.path: page for page in taken.pages}
    for step in found.steps:
        if step.what in {"new", "changed"}:
            _import(by_path[step.path], taken, wanted, found, by=by, now=now)
        elif step.what == "gone":
            _take_away(there[step.path], wanted.gone, by, now)
    found.done = True
    return found


def _there(wanted: Wanted) -> dict[str, Translation]:
    """What the collection says in the language, by path."""
    articles = Article.objects.filter(brand=wanted.brand, collection=wanted.collection)
    texts = Translation.objects.filter(article__in=articles, language=wanted.language)
    return {each.article.path: each for each in texts.select_related("article__brand").order_by("article__path")}


def _newest(there: dict[str, Translation]) -> dict[int, tuple[str, str]]:
    """Title and text of the last version of each, by its key."""
    numbers = {text.pk: text.newest for text in there.values()}
    rows = Version.objects.filter(translation__article__in=[text.article_id for text in there.values()])
    found = rows.values_list("translation", "number", "title", "text")
    return {key: (title, text) for key, number, title, text in found if numbers.get(key) == number}


def _what(page: Page, there: Translation | None, texts: dict[int, tuple[str, str]], wanted: Wanted) -> What:
    if there is None:
        return "new"
    article = there.article
    about = (article.kind, article.audience, tuple(article.products))
    now = (wanted.kind, wanted.audience or article.audience, wanted.products or tuple(article.products))
    if texts.get(there.pk) != (page.title, page.text) or about != now:
        return "changed"
    return "hidden" if wanted.state == STATE.PUBLISHED != there.state else "same"


def _import(page: Page, taken: Taken, wanted: Wanted, found: Plan, *, by: Person | None, now: datetime) -> None:
    article = Article.objects.filter(brand=wanted.brand, collection=wanted.collection, path=page.path).first()
    has = set(article.files.values_list("name", flat=True)) if article else set()
    files = list(_files({path: name for path, name in page.files.items() if name not in has}, taken, found, now))
    if article is None:
        about = Readers(audience=wanted.audience or Article.Audience.PUBLIC, products=wanted.products, owner=by)
        kept = operations.write(
            brand=wanted.brand, language=wanted.language, title=page.title, text=page.text, readers=about, by=by, now=now,
            kind=wanted.kind, files=files, place=(wanted.collection, page.path),
        )  # fmt: skip
        _show(kept, wanted.state, by, now)
    else:
        _renew(article, page, files, wanted, by=by, now=now)


def _files(named: Mapping[str, str], taken: Taken, found: Plan, now: datetime) -> Iterator[Enclosed]:
    """The page's files, kept; a picture that cannot be drawn is left out, and told."""
    for path, name in named.items():
        try:
            yield Enclosed(name, enclosing.prepared(name, taken.files[path], now).blob)
        except enclosing.NotAPicture:
            found.notes.append(
                Told(path, 0, _("this is no picture that can be shown, or too large a one: it was left out"))
            )


def _renew(
    article: Article, page: Page, files: list[Enclosed], wanted: Wanted, *, by: Person | None, now: datetime
) -> None:
    """A new version. What somebody withdrew, or shows to support alone, stays so."""
    about = Readers(
        audience=wanted.audience or article.audience,
        organizations=tuple(article.organizations.all()),
        products=wanted.products or tuple(article.products),
        owner=article.owner,
        review_on=article.review_on,
    )
    operations.arrange(article=article, readers=about, by=by, now=now, kind=wanted.kind)
    there = article.translations.filter(language=wanted.language).first()
    kept = operations.keep(
        article=article, language=wanted.language, title=page.title, text=page.text, seen=there.newest if there else 0,
        by=by, now=now, files=files,
    )  # fmt: skip
    _show(kept, there.state if there else wanted.state, by, now)


def _show(kept: Translation, state: str, by: Person | None, now: datetime) -> None:
    if state != STATE.DRAFT:
        operations.show(translation=kept, number=kept.newest, state=state, by=by, now=now)


def _take_away(text: Translation, gone: Gone, by: Person | None, now: datetime) -> None:
    if gone == "remove":
        operations.remove(translation=text, by=by, now=now)
    elif gone == "internal" and text.state == STATE.PUBLISHED:
        operations.show(translation=text, number=text.version, state=STATE.INTERNAL, by=by, now=now)
