"""The process that keeps the streams: started, and ended within moments, though streams are open."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from datetime import datetime

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from parola.web.live.stream import Stream

LEAVING = 0.3
"""Seconds in which the streams are ended in order, before the server is."""


async def serve(host: str, port: int, clock: Callable[[], datetime], ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT. Raises OSError where it cannot listen there."""
    stream = Stream(clock)
    server = Server(
        stream.answer,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backlog=1024,
        log_level=LogLevels.error,
    )
    server.on_startup(ready)
    beside = [asyncio.create_task(each()) for each in (stream.look, stream.check, stream.keep_beating)]
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stream.listeners.end(list(stream.listeners.all))
        loop.call_later(LEAVING, server.stop)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        await server.serve()
    finally:
        for each in beside:
            each.cancel()
        stream.close()
