"""Tables that only grow: the database itself refuses to change or remove a row, whoever asks."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation
from typing_extensions import override

SQLITE = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END
"""
SQLITE_REPLACE = """
CREATE TRIGGER {table}_REPLACE_refused BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END
"""  # INSERT OR REPLACE removes the row that was there without asking the trigger before DELETE
POSTGRESQL = """
CREATE OR REPLACE FUNCTION parola_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%: rows are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {table}_refused BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION parola_append_only()
"""


class AppendOnly(Operation):
    """A migration's step: from here on rows of `table` are inserted, never updated and never deleted."""

    reversible = True

    def __init__(self, table: str, key: str = "id") -> None:
        self.table = table
        self.key = key

    @override
    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that a model knows of changes."""

    @override
    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE.format(table=self.table, verb=verb), params=None)
            schema_editor.execute(SQLITE_REPLACE.format(table=self.table, key=self.key), params=None)
        else:
            schema_editor.execute(POSTGRESQL.format(table=self.table), params=None)

    @override
    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE", "REPLACE"):
                schema_editor.execute(f"DROP TRIGGER {self.table}_{verb}_refused")
        else:
            schema_editor.execute(f"DROP TRIGGER {self.table}_refused ON {self.table}")

    @override
    def describe(self) -> str:
        return f"Refuse to change or remove rows of {self.table}"
