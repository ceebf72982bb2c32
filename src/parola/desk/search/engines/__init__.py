"""The index as each database keeps it: one of the few places where they differ. Both are given the same tokens, and find the same.

`create` and `remove` it for a migration, `put` rows into it, ask which tickets `match`, and `scrub` what was taken out of it.
"""

from __future__ import annotations

from types import ModuleType

from django.db import connection

from parola.desk.search.engines import postgresql, sqlite


def engine() -> ModuleType:
    """The one of the database that the desk is on."""
    return sqlite if connection.vendor == "sqlite" else postgresql
