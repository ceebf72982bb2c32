"""The writers' turn: taken by who writes, left when the transaction ends in whatever way, not needed to read."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.db.utils import OperationalError

from parola.desk.database.sqlite.base import DatabaseWrapper
from parola.settings import sqlite

pytestmark = pytest.mark.django_db  # opens the database to the test; the connections are its own


def connect(path: Path) -> DatabaseWrapper:
    settings = connections["default"].settings_dict | sqlite(str(path))
    return DatabaseWrapper(settings, alias="other")


@pytest.fixture
def one(tmp_path: Path) -> Iterator[DatabaseWrapper]:
    connection = connect(tmp_path / "desk.sqlite3")
    connection.inc_thread_sharing()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE notes (word TEXT UNIQUE)")
    yield connection
    connection.close()


def is_free(connection: DatabaseWrapper) -> bool:
    """Whether another could take the turn now."""
    with Path(connection.turn.path).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def write(connection: DatabaseWrapper, word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO notes VALUES (%s)", [word])


def test_a_transaction_has_the_turn_from_its_beginning_to_its_commit(one: DatabaseWrapper) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert not is_free(one)
    write(one, "a")
    assert not is_free(one)
    one.commit()
    assert is_free(one)


def test_a_transaction_that_is_rolled_back_leaves_the_turn(one: DatabaseWrapper) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    one.rollback()
    assert is_free(one)


def test_a_connection_that_is_closed_in_a_transaction_leaves_the_turn(one: DatabaseWrapper) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    one.close()
    assert is_free(one)


def test_a_transaction_that_cannot_begin_leaves_the_turn(one: DatabaseWrapper, tmp_path: Path) -> None:
    other = connect(tmp_path / "desk.sqlite3")
    other.settings_dict["OPTIONS"]["timeout"] = 0.05
    with other.cursor() as cursor:
        cursor.execute("SELECT 1")
    one.ensure_connection()
    one.connection.execute("BEGIN IMMEDIATE")  # as a program that knows nothing of turns would
    with pytest.raises(OperationalError, match="locked"):
        other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert is_free(one)
    one.connection.rollback()
    other.close()


def test_a_write_outside_a_transaction_takes_a_turn_of_its_own(one: DatabaseWrapper) -> None:
    write(one, "a")
    assert is_free(one)
    with pytest.raises(Exception, match="UNIQUE"):
        write(one, "a")
    assert is_free(one)


def test_reading_waits_for_nobody(one: DatabaseWrapper, tmp_path: Path) -> None:
    other = connect(tmp_path / "desk.sqlite3")
    write(one, "a")
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    write(one, "b")
    with other.cursor() as cursor:
        assert cursor.execute("SELECT word FROM notes").fetchall() == [("a",)]
    one.rollback()
    other.close()


def test_the_database_is_as_safe_as_it_says(one: DatabaseWrapper) -> None:
    with one.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
