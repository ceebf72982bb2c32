"""The files of an article as a page lists them, and what those of a form are called."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from parola.desk.knowledge import enclosing
from parola.desk.knowledge.models import Article
from parola.desk.knowledge.references import file_name
from parola.web import brief
from parola.web.article_files import shown

CALLED = "called"
"""What a form says its files are called: their token, a blank, the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A file of an article. `used`: a text that is shown, or the last that was kept, refers to it."""

    key: int
    name: str
    size: str
    address: str
    drawn: bool
    used: bool


def rows(article: Article) -> list[Row]:
    """The article's files, by name."""
    used, files = enclosing.in_use(article), article.files.select_related("blob").order_by("name")
    return [
        Row(
            key=each.pk,
            name=each.name,
            size=brief.size(each.blob.size),
            address=(address := reverse("console:article_file", args=[article.pk, each.name])),
            drawn=shown(each.blob, address).shape != "file",
            used=each.name in used,
        )
        for each in files
    ]


def named(told: list[str]) -> dict[str, str]:
    """The names of a form's files, by their tokens."""
    parted = (each.partition(" ") for each in told)
    return {token: file_name(name) for token, _blank, name in parted if name}
