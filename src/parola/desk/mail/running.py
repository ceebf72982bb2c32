"""A mail server as a program: it listens until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from parola.desk.mail.server import Conversation, serve


async def until_stopped(
    conversation: Conversation, host: str, port: int, *, ready: Callable[[int], None], lmtp: bool = False, hostname: str
) -> None:
    """Serve until SIGINT or SIGTERM. Port 0 takes a free one; `ready` is told which, once clients can connect.

    Raises OSError where the port is taken.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    server = await serve(conversation, host, port, lmtp=lmtp, hostname=hostname)
    async with server:
        ready(server.sockets[0].getsockname()[1])
        await stop.wait()
