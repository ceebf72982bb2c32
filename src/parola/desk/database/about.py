"""Which database the desk is on, and how large it is."""

from __future__ import annotations

from pathlib import Path

from django.db import connection


def version() -> str:
    """The engine and its release: `SQLite 3.45.1`, `PostgreSQL 15.6`."""
    if connection.vendor == "sqlite":
        return f"SQLite {_one('SELECT sqlite_version()')}"
    return f"PostgreSQL {_one('SHOW server_version')}"


def size() -> int | None:
    """Bytes on the disk, with what is not yet written back; None for a database in memory."""
    if connection.vendor != "sqlite":
        return int(_one("SELECT pg_database_size(current_database())"))
    path = Path(str(connection.settings_dict["NAME"]))
    files = [path, path.with_name(f"{path.name}-wal")]
    return sum(file.stat().st_size for file in files if file.is_file()) or None


def _one(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])
