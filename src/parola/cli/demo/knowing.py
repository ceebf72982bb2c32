"""The sample desk's articles, by the desk's own operations."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter
from ruamel.yaml import YAML

from parola.desk.accounts.models import Brand, Person
from parola.desk.knowledge import importing, operations, readers
from parola.desk.knowledge import models as knowledge
from parola.desk.knowledge.models import Use
from parola.desk.knowledge.operations import Readers

Kind = knowledge.Article.Kind
WEEKS, SERVED = 8, ((Use.Kind.READ, 9), (Use.Kind.GIVEN, 4), (Use.Kind.SOLVED, 3))
"""For so many weeks articles have served: how often in a week at most."""
WRITTEN, REVIEWED = timedelta(days=60), timedelta(days=120)
ASKED = {"zmanda": ("it", "calendario delle copie su nastro"), "credenti": ("es", "huella dactilar")}
"""What somebody looked for and did not find."""
FOLDER = Path(__file__).parent / "knowledge"
SOURCES = (
    ("zmanda", "handbook", Kind.DOCUMENTATION, FOLDER / "zmanda" / "handbook"),
    ("zmanda", "api", Kind.API, FOLDER / "zmanda" / "api.yaml"),
)
"""What is imported: whose it is, the name of the collection, its kind, where it lies."""


class Text(BaseModel):
    """What an article says in a language."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    text: str


class Article(BaseModel):
    """An article as its authors wrote it; the first of its languages is the one of the others' source."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Kind = Kind.SOLUTION
    link: str = ""
    audience: Literal["public", "customers", "internal"] = "public"
    state: Literal["published", "internal", "draft"] = "published"
    products: tuple[str, ...] = ()
    texts: dict[str, Text]


@cache
def articles() -> dict[str, list[Article]]:
    """All of them, by the brand's slug."""
    source = (files("parola.cli.demo") / "knowledge" / "articles.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, list[Article]]).validate_python(YAML(typ="safe", pure=True).load(source))


def write(brand: Brand, owner: Person | None, now: datetime) -> None:
    """The brand's articles, written and shown a while ago, how they served since; and a question that none of them answers."""
    for place, article in enumerate(articles().get(brand.slug, [])):
        _serve(_write(brand, article, owner, now - WRITTEN), place, now)
    for slug, collection, kind, path in SOURCES:
        if slug == brand.slug:
            _import(brand, collection, kind, path, now - WRITTEN)
    if brand.slug in ASKED:
        language, text = ASKED[brand.slug]
        readers.unanswered(brand=brand, language=language, text=text, now=now - timedelta(days=1))


def _import(brand: Brand, collection: str, kind: Kind, path: Path, at: datetime) -> None:
    wanted = importing.Wanted(brand=brand, kind=kind, language="en", collection=collection)
    importing.carry_out(importing.take_path(path, kind, "en"), wanted, by=None, now=at)


def _serve(made: knowledge.Article, place: int, now: datetime) -> None:
    """How often it was read, given in replies and made a request needless, week by week: the first of the brand's more than the others."""
    rows = [
        Use(article=made, kind=kind, day=(now - timedelta(weeks=week)).date(), count=times)
        for week in range(1, WEEKS + 1)
        for kind, most in SERVED
        if (times := most - place - week % 3) > 0
    ]
    Use.objects.bulk_create(rows)


def _write(brand: Brand, article: Article, owner: Person | None, at: datetime) -> knowledge.Article:
    about = Readers(audience=article.audience, products=article.products, owner=owner, review_on=(at + REVIEWED).date())
    made: knowledge.Article | None = None
    for language, text in article.texts.items():
        if made is None:
            kept = operations.write(
                brand=brand, language=language, title=text.title, text=text.text, readers=about, by=owner, now=at,
                kind=article.kind, link=article.link,
            )  # fmt: skip
            made = kept.article
        else:
            kept = operations.keep(
                article=made, language=language, title=text.title, text=text.text, seen=0, by=owner, now=at
            )
        if article.state != "draft":
            operations.show(translation=kept, number=1, state=article.state, by=None, now=at)
    if made is None:
        raise ValueError("an article says something in some language")
    return made
