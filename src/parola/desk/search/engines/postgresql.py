"""On PostgreSQL: a tsvector of our own tokens beside the words, under a GIN index. No configuration of the database's takes part in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import RawSQL

from parola.desk.search.wanted import Group, Pattern, Wanted

CREATE = (
    "ALTER TABLE search_document ADD COLUMN vector tsvector NOT NULL DEFAULT ''",
    "CREATE INDEX search_words ON search_document USING gin (vector) WITH (fastupdate = off)",
)
KEEP = """
INSERT INTO search_document(ticket_id, subject, words, vector) VALUES (%s, %s, %s, %s::tsvector)
ON CONFLICT (ticket_id) DO UPDATE SET subject = excluded.subject, words = excluded.words, vector = excluded.vector
"""
FIND = "SELECT ticket_id FROM search_document WHERE vector @@ %s::tsquery"
SIZE = "SELECT pg_relation_size('search_words')"
LAST_PLACE, MOST_PLACES = 16_383, 256
"""Where a tsvector stops counting, and how many places of one word it keeps."""
MOST_BYTES, ROOM = 1_000_000, 4
"""Nearly what a tsvector holds: it refuses more, and would hold up all that comes after. Only texts of one word after the other that is
none in any language come near to it."""


def create(editor: BaseDatabaseSchemaEditor) -> None:
    """Make the column and the index, on a table that is there and empty."""
    for statement in CREATE:
        editor.execute(statement, params=None)


def remove(editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away."""
    editor.execute("ALTER TABLE search_document DROP COLUMN vector", params=None)


def put(rows: Sequence[tuple[int, str, str]]) -> None:
    """Keep these (ticket, subject, words) in the place of what was kept of them. Call it within a transaction."""
    with connection.cursor() as cursor:
        cursor.executemany(KEEP, [(key, subject, words, vector(words)) for key, subject, words in rows])


def matching(wanted: Wanted) -> RawSQL:
    """The keys of the tickets that have what is wanted: at least one group."""
    said = " & ".join(f"({_any(group)})" for group in wanted.groups)
    return RawSQL(FIND, [f"{said} & !({_any(wanted.without)})" if wanted.without else said])  # noqa: S611  # what is asked is a parameter


def size() -> int:
    """Bytes of the index, without the table that it is over."""
    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        return int(cursor.fetchone()[0])


def scrub() -> None:
    """Nothing to do: what a row said before goes with the row, when the database vacuums it, as everywhere on PostgreSQL."""


def vector(words: str) -> str:
    """The words as a tsvector is written, each with its places."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words.split(), start=1):
        places[word].append(min(place, LAST_PLACE))
    size, said = 0, list[str]()
    for word, at in places.items():
        size += len(word.encode()) + 2 * min(len(at), MOST_PLACES) + ROOM
        if size > MOST_BYTES:
            break
        said.append(f"'{word}':{','.join(map(str, at[:MOST_PLACES]))}")
    return " ".join(said)


def _any(group: Group) -> str:
    return " | ".join(f"({_said(pattern)})" for pattern in group)


def _said(pattern: Pattern) -> str:
    return " <-> ".join(f"'{token}'" for token in pattern.tokens) + (":*" if pattern.prefix else "")
