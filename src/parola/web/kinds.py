"""Narrowing articles by what they are for: the kinds that there are, each a link that keeps what was searched for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parola.desk.knowledge.models import Article
from parola.web.middleware import Request


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A kind to choose. `query`: of the address; empty `kind`: all of them."""

    kind: str
    name: str
    query: str
    chosen: bool


def chosen_in(request: Request) -> str:
    """The kind that the address names; empty: none that there is."""
    said = request.GET.get("kind", "")
    return said if said in Article.Kind.values else ""


def narrowings(request: Request, there: Collection[str]) -> list[Narrowing]:
    """What may be chosen; nothing, where all are of a kind."""
    chosen = chosen_in(request)
    if len(there) < len({"one", "another"}) and not chosen:
        return []
    kinds = [("", _("All")), *((value, label) for value, label in Article.Kind.choices if value in {*there, chosen})]
    return [Narrowing(kind, str(name), _query(request, kind), kind == chosen) for kind, name in kinds]


def _query(request: Request, kind: str) -> str:
    kept = request.GET.copy()
    kept["kind"] = kind
    return kept.urlencode()
