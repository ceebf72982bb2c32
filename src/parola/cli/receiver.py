"""`parola receive`: the desk's mail server, until Ctrl-C or SIGTERM."""

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
    app.command()(receive)


def receive(
    host: Annotated[str, typer.Option(envvar="PAROLA_MAIL_HOST", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=LAST, envvar="PAROLA_MAIL_PORT", help="Where to listen.")] = 8025,
    lmtp: Annotated[bool, typer.Option("--lmtp", help="Speak LMTP, as a mail server delivers to mailboxes.")] = False,
) -> None:
    """Take mails for the brands' addresses by SMTP (or LMTP) and make them tickets."""
    enter(Words(preferred()))
    from django.conf import settings

    from parola.desk.mail.receiver import conversation, keep_beating
    from parola.desk.mail.running import until_stopped

    talk, threads = conversation(now)
    protocol = "LMTP" if lmtp else "SMTP"

    def ready(port: int) -> None:
        print(f"{protocol} {host}:{port}", flush=True)

    async def run() -> None:
        beating = asyncio.create_task(keep_beating(threads, now))
        try:
            await until_stopped(talk, host, port, ready=ready, lmtp=lmtp, hostname=settings.HOST or "localhost")
        finally:
            beating.cancel()

    with threads, told_if_taken(host, port):  # a mail that is being written is written to its end
        asyncio.run(run())
