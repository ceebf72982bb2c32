"""`parola catch`: the demo's mail server, which keeps each mail that leaves as a file."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from parola.cli.ports import LAST, told_if_taken
from parola.now import now


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(catch)


def catch(
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=LAST, envvar="PAROLA_SMTP_PORT", help="Where to listen.")] = 8026,
    folder: Annotated[
        Path | None, typer.Option(help="Where the mails are kept  \\[default: caught, in the data folder]")
    ] = None,
) -> None:
    """Accept every mail, keep it as a file, and send none on: what a demo's mails are sent to."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parola.settings")
    import django

    django.setup()
    from django.conf import settings

    from parola.desk.mail import catcher
    from parola.desk.mail.running import until_stopped

    talk = catcher.conversation(folder or settings.DATA / catcher.FOLDER, now)

    def ready(port: int) -> None:
        print(f"SMTP {host}:{port}", flush=True)

    with told_if_taken(host, port):
        asyncio.run(until_stopped(talk, host, port, ready=ready, hostname="localhost"))
