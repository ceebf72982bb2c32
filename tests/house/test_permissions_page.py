"""The page of permissions says what the data says, and so does the console's."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import override

from parola.desk.accounts.permissions import MAY, Act
from parola.desk.tickets.relations import SEES, WHO, Relation, Sight
from parola.web import rights

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def markdown(table: rights.Table, head: str) -> str:
    """The table as the page has it."""
    lines = [f"| {head} | {' | '.join(table.columns)} |", "| --- |" + " --- |" * len(table.columns)]
    lines += [f"| {line.about} | {' | '.join('yes' if each else '-' for each in line.holds)} |" for line in table.lines]
    return "\n".join(lines)


def test_the_page_has_the_tables_that_the_desk_goes_by() -> None:
    page = PAGE.read_text(encoding="utf-8")
    with override("en"):
        assert markdown(rights.of_roles(), "To do") in page
        assert markdown(rights.of_relations(), "To see") in page


def test_every_act_relation_and_sight_has_its_words() -> None:
    assert list(rights.ACTS) == list(MAY) == list(Act)
    assert list(rights.RELATIONS) == list(WHO) == list(Relation)
    assert list(rights.SIGHTS) == list(SEES) == list(Sight)
