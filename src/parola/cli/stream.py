"""`parola stream`: the event streams by which open pages show what is new, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.cli.ports import LAST, told_if_taken
from parola.now import now
from parola.policy.words import Words


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(stream)


def stream(
    host: Annotated[str, typer.Option(envvar="PAROLA_STREAM_HOST", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=LAST, envvar="PAROLA_STREAM_PORT", help="Where to listen.")] = 8040,
) -> None:
    """Tell open pages what is new, by server-sent events at /live/. Without it they ask again by themselves."""
    enter(Words(preferred()))
    from parola.web.live.serving import serve

    with told_if_taken(host, port):
        asyncio.run(serve(host, port, now, lambda: print(f"HTTP {host}:{port}", flush=True)))
