"""The routes of knowledge: their rows, and what they are tried on."""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.knowledge.models import Article
from parola.desk.knowledge.operations import Readers
from tests.desk.knowledge import made
from tests.desk.world import World
from tests.web.matrix import *  # noqa: F403  # the table is written in these words


def article(world: World) -> Article:
    """Everybody reads it."""
    return made.article(world.credenti, "Cards", "How cards work.").article


def customers_article(world: World) -> Article:
    """Credenti's customers read it."""
    readers = Readers(audience=Article.Audience.CUSTOMERS)
    return made.article(world.credenti, "Keys", "How keys work.", readers=readers).article


def inner_article(world: World) -> Article:
    """Credenti's support reads it."""
    return made.article(world.credenti, "Ways round", "How we work.", state="internal").article


THINGS: Mapping[str, Callable[[World], Model]] = {
    "article": article,
    "customers_article": customers_article,
    "inner_article": inner_article,
}
NO_CONTENT: tuple[Outcome, ...] = (204,) * len(COLUMNS)
#                   anonymous customer stranger agent lead problem account manager auditor elsewhere admin
OWN_CUSTOMERS = (404, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404)
"""As readers: who works for the brand and is nobody's customer reads it in the console."""
STILL_CUSTOMERS: Mapping[str, Outcome] = {"caro": 200, "otto": 200, "dina": 200}
NOT_AS_READERS: tuple[Outcome, ...] = (404,) * len(COLUMNS)
PORTAL = [
    Row(route="portal:knowledge", method="GET", outcomes=DONE_BY_ALL),
    Row(route="portal:knowledge_of", method="GET", outcomes=FOR_ALL, args=("credenti",), data={"text": "cards"}),
    Row(
        route="portal:knowledge_unanswered", method="POST", outcomes=NO_CONTENT, args=("credenti",), data={"text": "x"}
    ),
    Row(route="portal:article", method="GET", outcomes=FOR_ALL, args=("credenti", Key("article"))),
    Row(
        route="portal:article",
        method="GET",
        outcomes=OWN_CUSTOMERS,
        but=STILL_CUSTOMERS,
        args=("credenti", Key("customers_article")),
    ),
    Row(route="portal:article", method="GET", outcomes=NOT_AS_READERS, args=("credenti", Key("inner_article"))),
    Row(
        route="portal:article_vote",
        method="POST",
        outcomes=DONE_BY_ALL,
        args=("credenti", Key("article")),
        data={"helped": "yes"},
    ),
    Row(route="portal:article_solved", method="POST", outcomes=DONE_BY_ALL, args=("credenti", Key("article"))),
    Row(route="portal:article_read", method="POST", outcomes=NO_CONTENT, args=("credenti", Key("article"))),
]
ROWS = [*PORTAL]
