"""The routes of knowledge: their rows, and what they are tried on."""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.files import uploads
from parola.desk.files.models import Upload
from parola.desk.knowledge import enclosing, operations
from parola.desk.knowledge.models import Article, File
from parola.desk.knowledge.operations import Readers
from tests.desk.knowledge import made
from tests.desk.world import MONDAY, World
from tests.web.faces import png
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


def picture(world: World) -> File:
    """Of an article that everybody reads."""
    text = "See ![the reader](file:reader.png)."
    enclosed = enclosing.prepared("reader.png", png(), MONDAY)
    draft = operations.write(
        brand=world.credenti,
        language="en",
        title="See",
        text=text,
        readers=Readers(),
        by=None,
        now=MONDAY,
        files=[enclosed],
    )
    return made.shown(draft).article.files.get()


def old_picture(world: World) -> File:
    """To which no text refers any more."""
    found = picture(world)
    operations.keep(article=found.article, language="en", title="See", text="No.", seen=1, by=None, now=MONDAY)
    made.shown(found.article.translations.get())
    return found


def upload(world: World) -> Upload:
    """Sent ahead by Bob."""
    return uploads.keep([png()], name="reader.png", owner=uploads.owner_of(world.bob.pk), now=MONDAY)


THINGS: Mapping[str, Callable[[World], Model]] = {
    "article": article,
    "customers_article": customers_article,
    "inner_article": inner_article,
    "picture_of": lambda world: picture(world).article,
    "old_picture": old_picture,
    "upload": upload,
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
        route="portal:article_file", method="GET", outcomes=FOR_ALL, args=("credenti", Key("picture_of"), "reader.png")
    ),
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
#           anonymous customer stranger agent lead problem account manager auditor elsewhere admin
WRITES = (SIGN_IN, 404, 404, 200, 200, 200, 404, 200, 404, 404, 200)
WROTE = (SIGN_IN, 404, 404, DONE, DONE, DONE, 403, DONE, 403, 404, DONE)
PUBLISHED = (SIGN_IN, 404, 404, 403, DONE, DONE, 403, DONE, 403, 404, DONE)
LOOKS_UP = (SIGN_IN, 404, 404, 204, 204, 204, 204, 204, 204, 404, 204)
PUBLISHES = (SIGN_IN, 404, 404, 404, 200, 200, 404, 200, 404, 404, 200)
IMPORTS = (SIGN_IN, 404, 404, 403, 422, 422, 403, 422, 403, 404, 422)
"""No file comes with it."""
IMPORTED = (SIGN_IN, 404, 404, 403, 404, 404, 403, 404, 403, 404, 404)
"""The file is Bob's, who may not publish."""
TEXT = {"title": "Cards", "text": "How cards work now.", "seen": "1"}
NEW = {"title": "Doors", "text": "How doors work.", "seen": "0", "language": "es", "audience": "public"}
ARTICLE = Key("article")
CONSOLE = [
    Row(route="console:knowledge", method="GET", outcomes=WORKERS),
    Row(route="console:article_preview", method="POST", outcomes=WORKERS, data={"text": "**x**", "language": "en"}),
    *form(
        "console:article_import", PUBLISHES, IMPORTS, "credenti", kind="documentation", language="es", gone="internal"
    ),
    Row(
        route="console:article_import_do",
        method="POST",
        outcomes=IMPORTED,
        but={"bob": 403},
        args=("credenti",),
        data={"kind": "documentation", "language": "es", "gone": "internal", "token": Key("upload")},
    ),
    *form("console:article_new", WRITES, WROTE, "credenti", **NEW),
    Row(route="console:knowledge_use", method="GET", outcomes=WORKERS),
    Row(route="console:knowledge_use_csv", method="GET", outcomes=WORKERS),
    Row(route="console:to_write", method="GET", outcomes=WORKERS),
    Row(
        route="console:to_write_aside",
        method="POST",
        outcomes=WROTE,
        args=("credenti",),
        data={"what": "missing:1:es"},
    ),
    Row(
        route="console:knowledge_unanswered",
        method="POST",
        outcomes=LOOKS_UP,
        args=("credenti",),
        data={"text": "zeppelin"},
    ),
    Row(route="console:article", method="GET", outcomes=READS, args=(ARTICLE,)),
    Row(route="console:article_file", method="GET", outcomes=READS, args=(Key("picture_of"), "reader.png")),
    Row(
        route="console:article_file_remove",
        method="POST",
        outcomes=WROTE,
        args=(Key("old_picture", "article_id"), Key("old_picture")),
    ),
    Row(route="console:article_upload", method="GET", outcomes=NOT_THERE, but={"bob": 200}, args=(Key("upload"),)),
    *form("console:article_about", WRITES, WROTE, ARTICLE, audience="public"),
    *form("console:article_write", WRITES, WROTE, ARTICLE, "en", **TEXT),
    Row(
        route="console:article_show",
        method="POST",
        outcomes=PUBLISHED,
        args=(ARTICLE, "en"),
        data={"state": "internal", "number": "1"},
    ),
    Row(route="console:article_versions", method="GET", outcomes=WRITES, args=(ARTICLE, "en")),
    Row(
        route="console:solutions",
        method="POST",
        outcomes=LISTS,
        args=("CRE-1",),
        data={"article": "", "language": ""},
    ),
    *form("console:article_from_ticket", WRITES, WROTE, "CRE-1", **NEW),
]
ROWS = [*PORTAL, *CONSOLE]
