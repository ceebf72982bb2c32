"""`parola worker`: what happens by itself (alarms, held replies, mail that leaves), until Ctrl-C or SIGTERM."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.cli.refold import bring_up_to_date
from parola.policy.words import Words


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worker)
    settings = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    app.command(context_settings=settings)(manage)


def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, then stop.")] = False,
) -> None:
    """Watch the clocks and send what leaves. Several may run at once."""
    words = Words(preferred())
    enter(words)
    bring_up_to_date(words)
    from parola.worker.jobs import LANES, standing
    from parola.worker.loop import Doubtful, run, run_once

    try:
        run_once(LANES) if once else run(standing())
    except Doubtful as doubt:
        print(f"parola: stopped, since the database cannot be trusted: {doubt}", file=sys.stderr)
        raise typer.Exit(1) from doubt


def manage(context: typer.Context) -> None:
    """Django's own commands: `parola manage migrate`, `createsuperuser`, `check --deploy` ..."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parola.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["parola manage", *context.args])
