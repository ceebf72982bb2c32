"""The process that keeps the streams: started, and ended within moments, though streams are open."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from datetime import datetime

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from parola.web.live.stream import Stream

LEAVING = 0.3
"""Seconds in which the streams are ended in order, before the server is."""
LONGEST_LEAVING = 2.0
"""Seconds that the server has to end: whoever does not let go of a connection holds nothing up."""


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
    serving, stopping = asyncio.create_task(server.serve()), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (
        signal.SIGTERM,
        signal.SIGINT,
    ):  # not `add_signal_handler`, which loses one while a thousand pages leave
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))
    asked = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({serving, asked}, return_when=asyncio.FIRST_COMPLETED)
        stream.listeners.close()
        if not serving.done():
            await asyncio.sleep(LEAVING)
            server.stop()  # type: ignore[no-untyped-call]  # granian tells no types here
            await asyncio.wait({serving}, timeout=LONGEST_LEAVING)
        if serving.done():
            serving.result()
        else:
            stream.close()
            os._exit(0)  # the server would wait for whoever holds a connection; nothing here is left to be written
    finally:
        for each in (*beside, asked):
            each.cancel()
        stream.close()
