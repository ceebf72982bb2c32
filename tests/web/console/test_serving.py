"""How articles served: month by month, article by article, and the same as a file."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from parola.desk.knowledge import queries, readers, serving
from parola.desk.knowledge.models import Use
from parola.desk.knowledge.queries import Served
from tests.desk.knowledge.made import article, translated
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


def served(world: World) -> serving.Table:
    """Cards: read twice in October, once in November, where it made a request needless; voted for and against. Keys: given once."""
    cards, keys = article(world.credenti, "=Cards").article, article(world.credenti, "Keys", state="internal").article
    translated(cards, "es", "Tarjetas")
    for at, kind in ((after(days=-30), "read"), (after(days=-30), "read"), (MONDAY, "read"), (MONDAY, "solved")):
        readers.count(article=cards, kind=Use.Kind(kind), now=at)
    readers.count(article=keys, kind=Use.Kind.GIVEN, now=MONDAY)
    readers.count(article=keys, kind=Use.Kind.GIVEN, now=after(days=-400))
    readers.vote(article=cards, person=world.ana, helped=True, now=MONDAY)
    readers.vote(article=cards, person=world.amir, helped=False, now=after(days=-30))
    article(world.zmanda, "Elsewhere")
    return serving.table(world.credenti, queries.readable(world.bob, inside=True), language="es", now=MONDAY)


def test_months_and_articles_add_up_to_the_same(world: World) -> None:
    told = served(world)
    months = {each.month: each.served for each in told.by_month()}
    assert len(months) == 12
    assert months[NOVEMBER] == Served(read=1, solved=1, given=1, helped=1)
    assert months[OCTOBER] == Served(read=2, failed=1)
    assert [(each.title, each.served) for each in told.by_article()] == [
        ("Tarjetas", Served(read=3, solved=1, helped=1, failed=1)),
        ("Keys", Served(given=1)),
    ]
    assert [each.title for each in told.by_article(OCTOBER)] == ["Tarjetas"]
    assert told.total() == Served(read=3, given=1, solved=1, helped=1, failed=1)


def test_months_go_over_the_turn_of_the_year() -> None:
    months = serving.months_until(MONDAY.replace(month=2))
    assert (months[0], months[1], months[2], months[-1]) == (
        date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1), date(2025, 3, 1)
    )  # fmt: skip


def test_the_page_and_the_file_say_the_same(world: World, reader: Reader) -> None:
    served(world)
    client = reader(world.bob)
    page = client.get("/console/knowledge/use/?brand=credenti&month=2026-10").content.decode()
    assert "=Cards" in page
    assert "<bdi>Keys<" not in page
    sent = client.get("/console/knowledge/use.csv?brand=credenti")
    rows = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig"))))
    assert rows[1:] == [
        ["2026-10", "'=Cards", "en", "2", "0", "0", "0", "1"],
        ["2026-11", "'=Cards", "en", "1", "0", "1", "1", "0"],
        ["2026-11", "Keys", "en", "0", "1", "0", "0", "0"],
    ]
