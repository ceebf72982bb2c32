"""On SQLite: an FTS5 index over the table's own column. Its tokenizer has nothing left to do but to part the tokens at the spaces.

An index over a table's column is told what it is to forget in the same words that it was given; so a row's words are taken out of it
before the row changes.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import RawSQL

from parola.desk.search.wanted import Group, Pattern, Wanted

CREATE = """
CREATE VIRTUAL TABLE search_words USING fts5(
  words, content='search_document', content_rowid='ticket_id', tokenize="unicode61 remove_diacritics 0 tokenchars '~'"
)
"""
FORGET = """
INSERT INTO search_words(search_words, rowid, words) SELECT 'delete', ticket_id, words FROM search_document WHERE ticket_id IN ({keys})
"""
KEEP = """
INSERT INTO search_document(ticket_id, subject, words) VALUES (%s, %s, %s)
ON CONFLICT (ticket_id) DO UPDATE SET subject = excluded.subject, words = excluded.words
"""
TAKE_IN = (
    "INSERT INTO search_words(rowid, words) SELECT ticket_id, words FROM search_document WHERE ticket_id IN ({keys})"
)
FIND = "SELECT rowid FROM search_words WHERE search_words MATCH %s"
SIZE = "SELECT SUM(LENGTH(block)) FROM search_words_data"


def create(editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index, over a table that is there and empty."""
    editor.execute(CREATE, params=None)


def remove(editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away."""
    editor.execute("DROP TABLE search_words", params=None)


def put(rows: Sequence[tuple[int, str, str]]) -> None:
    """Keep these (ticket, subject, words) in the place of what was kept of them. Call it within a transaction."""
    keys = [key for key, _subject, _words in rows]
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(FORGET.format(keys=places), keys)
        cursor.executemany(KEEP, rows)
        cursor.execute(TAKE_IN.format(keys=places), keys)


def matching(wanted: Wanted) -> RawSQL:
    """The keys of the tickets that have what is wanted: at least one group."""
    said = " AND ".join(f"({_any(group)})" for group in wanted.groups)
    return RawSQL(FIND, [f"({said}) NOT ({_any(wanted.without)})" if wanted.without else said])  # noqa: S611  # what is asked is a parameter


def size() -> int:
    """Bytes of the index, without the table that it is over."""
    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        return int(cursor.fetchone()[0] or 0)


def scrub() -> None:
    """Write the index anew, without what it still holds of words that were taken out."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")


def _any(group: Group) -> str:
    return " OR ".join(map(_said, group))


def _said(pattern: Pattern) -> str:
    return f'"{" ".join(pattern.tokens)}"{" *" if pattern.prefix else ""}'
