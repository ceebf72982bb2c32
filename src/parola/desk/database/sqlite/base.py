"""SQLite for several processes: every writer takes its turn at a lock file before it begins.

SQLite lets one writer in at a time, and the others retry with a back-off that starves some of them for seconds. The
kernel's `flock` queues them fairly. With `transaction_mode` IMMEDIATE each transaction is a writer's; a statement that
writes outside a transaction takes a turn of its own. Readers never wait (WAL).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations as SQLiteOperations
from typing_extensions import override

READS = ("SELECT", "EXPLAIN", "PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Turn:
    """The writers' turn at one database: held by at most one connection of all processes of the machine."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this connection has it."""
        return self.descriptor is not None

    def take(self) -> None:
        """Wait for it. The kernel gives it back when the process dies, whatever the cause."""
        if self.descriptor is None:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self.descriptor = descriptor

    def leave(self) -> None:
        """Give it back, if held."""
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


class NoTurn(Turn):
    """A database in memory belongs to one process, which needs no queue."""

    @override
    def take(self) -> None:
        pass


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose writes outside a transaction take a turn each."""

    turn: Turn

    @contextmanager
    def its_turn(self, query: str) -> Iterator[None]:
        """The writers' turn around `query`, unless it only reads or the transaction holds the turn already."""
        if self.turn.held or query.lstrip()[:9].upper().startswith(READS):
            yield
            return
        self.turn.take()
        try:
            yield
        finally:
            self.turn.leave()

    @override
    def execute(self, query: str, params: Iterable[Any] | None = None) -> base.SQLiteCursorWrapper:  # type: ignore[override]  # as Django's own
        with self.its_turn(query):
            return super().execute(query, params)

    @override
    def executemany(self, query: str, param_list: Iterable[Any]) -> base.SQLiteCursorWrapper:  # type: ignore[override]
        with self.its_turn(query):
            return super().executemany(query, param_list)


class DatabaseOperations(SQLiteOperations):
    """`flush` empties append-only tables too, as TRUNCATE does on PostgreSQL: their triggers step aside. Indexes of words too."""

    @override
    def sql_flush(
        self, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        sql = super().sql_flush(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5(%content=%'"
            )
            indexes = [self.quote_name(name) for (name,) in cursor.fetchall()]
        drops = [f"DROP TRIGGER {self.quote_name(name)}" for name, _ in triggers]
        empties = [f"INSERT INTO {name}({name}) VALUES ('delete-all')" for name in indexes]  # noqa: S608  # names of ours
        return [*drops, *sql, *empties, *(creation for _, creation in triggers)] if sql else []


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, which takes the turn when a transaction begins and leaves it when that ends."""

    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = str(self.settings_dict["NAME"])
        self.turn = NoTurn("") if self.is_in_memory_db() else Turn(f"{name}-writers")

    @override
    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=Cursor)
        cursor.turn = self.turn
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        self.turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self.turn.leave()
            raise

    def _commit(self) -> Any:
        super()._commit()  # type: ignore[misc]  # Django's, which the stubs leave out
        self.turn.leave()  # a commit that failed is rolled back next, and leaves then

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self.turn.leave()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self.turn.leave()
