"""The desk that a command works on: found, reached, and prepared. What hinders it is told in a line, with exit code 1."""

from __future__ import annotations

import os
import sys

import typer

from parola.policy.words import Words, gettext_noop

NO_DESK = gettext_noop(
    "There is no desk of this version in %(place)s. Name its folder with PAROLA_DATA, start one with "
    "`parola up`, or bring it up to date with `parola manage migrate`."
)
UNREACHABLE = gettext_noop("The desk's database cannot be reached: %(error)s")


def enter(words: Words) -> None:
    """Set Django up, on a desk whose database is up to date; exit code 1, and why on standard error, where there is none."""
    reach(words)
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _refuse(words.gettext(NO_DESK) % {"place": connection.settings_dict["NAME"]})


def reach(words: Words) -> None:
    """Set Django up, on a database that answers; exit code 1, and why on standard error, where there is none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parola.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, OSError) as error:  # what the environment says cannot be used
        raise _refuse(str(error)) from error
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise _refuse(words.gettext(UNREACHABLE) % {"error": str(error).strip()}) from error


def _refuse(message: str) -> typer.Exit:
    print(message, file=sys.stderr)
    return typer.Exit(1)
