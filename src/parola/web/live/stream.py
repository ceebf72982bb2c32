"""`parola stream`: the event streams of all pages, kept open by one process beside the web.

A plain ASGI application under granian, with no framework of its own: who may come in is asked of the desk's own middleware, as for any page
(`Entrance`). Of its two threads that talk to the database one lets people in, and one looks for news, once for all who listen.
"""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.db import close_old_connections, connections
from django.http import HttpResponse
from django.urls import reverse, set_script_prefix

from parola.desk.live.audience import Heard, heard_by
from parola.desk.live.news import Watch
from parola.desk.outbox.operations import beat
from parola.web.live import rights
from parola.web.live.entrance import Opened
from parola.web.live.listeners import Listener, Listeners

LANE = "stream"
LOOK = 0.5
"""Seconds between two looks for news."""
CHECK = 2.0
"""Seconds between two times that it is asked who may still listen."""
BEAT = 5.0
PULSE = 15.0
"""Seconds after which a stream that has nothing to tell says so: to the page, and to what lies between."""
LONGEST = 30 * 60.0
"""Seconds after which a stream ends: the page asks for another, and comes in by the door again."""
AGAIN = 2000
"""Milliseconds that a page waits before it asks for another stream."""

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
T = TypeVar("T")
logger = logging.getLogger(__name__)


class Entrance(BaseHandler):
    """Leads a request through the desk's middleware to its view, as the web does."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware()

    def ask(self, scope: Scope) -> HttpResponse:
        """The answer, perhaps the head of a stream. Whoever may not have that is refused, as for a part of a page, not led elsewhere."""
        asked = {**scope, "headers": [*scope["headers"], (b"hx-request", b"true")]}
        set_script_prefix("/")
        return self.get_response(ASGIRequest(asked, io.BytesIO()))  # type: ignore[return-value]  # Django streams nothing here


class Stream:
    """The application, and what goes on beside it. `clock` is where it has the time from."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.listeners = Listeners()
        self.entrance = Entrance()
        self.door = ThreadPoolExecutor(1, "entrance")
        self.desk = ThreadPoolExecutor(1, "looks")
        self.watch: Watch | None = None

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. All pages but one are the web's, which has room for them."""
        if scope["path"] != reverse("live"):
            await send(head(HttpResponse(status=404)))
            await send(body(b"", more=False))
            return
        response = await self._run(self.door, lambda: self.entrance.ask(scope))
        if not isinstance(response, Opened):
            await send(head(response))
            await send(body(response.content, more=False))
        elif not self.listeners.admit(response.listener, time.monotonic()):
            await send(head(HttpResponse(status=503, headers={"Retry-After": "30"})))
            await send(body(b"", more=False))
        else:
            await self._stream(response, receive, send)

    async def _stream(self, response: Opened, receive: Receive, send: Send) -> None:
        listener = response.listener
        del response.headers["Content-Length"]  # it ends when it ends
        left = asyncio.ensure_future(gone(receive))
        left.add_done_callback(lambda _: listener.end())
        try:
            await send(head(response))
            await send(body(f"retry: {AGAIN}\n\n".encode()))
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST):
                    await tell(listener, send)
            if not left.done():
                await send(body(b"", more=False))
        finally:
            self.listeners.all.discard(listener)
            left.cancel()

    async def look(self) -> None:
        """Look for news, again and again, until cancelled. What fails is told in the log, and tried again."""
        while True:
            try:
                told = await self._run(self.desk, self._news)
            except Exception:
                logger.exception("no look for news: whoever listens begins anew")
                self.watch = None
                self.listeners.end(list(self.listeners.all))
            else:
                self.listeners.tell(told, time.monotonic())
            await asyncio.sleep(LOOK)

    def _news(self) -> Mapping[int, Heard]:
        now = self.clock()
        if self.watch is None:
            self.watch = Watch(now)
        news = self.watch.look(now)
        return heard_by(news) if news else {}

    async def check(self) -> None:
        """End the streams of those who may not have one any more, until cancelled."""
        while True:
            try:
                self.listeners.end(await self._run(self.desk, self._ended))
            except Exception:
                logger.exception("nobody was asked for their rights: all come in by the door again")
                self.listeners.end(list(self.listeners.all))
            await asyncio.sleep(CHECK)

    def _ended(self) -> set[Listener]:
        everybody = frozenset(self.listeners.all)
        return rights.ended(everybody, self.clock()) if everybody else set()

    async def keep_beating(self) -> None:
        """The sign of life, until cancelled."""
        while True:
            try:
                await self._run(self.desk, lambda: beat(name=LANE, now=self.clock()))
            except Exception:
                logger.exception("no sign of life")
            await asyncio.sleep(BEAT)

    async def _run(self, thread: ThreadPoolExecutor, act: Callable[[], T]) -> T:
        def acted() -> T:
            close_old_connections()
            return act()

        return await asyncio.get_running_loop().run_in_executor(thread, acted)

    def close(self) -> None:
        """End the threads with what they hold of the database."""
        for thread in (self.door, self.desk):
            thread.submit(connections.close_all)
            thread.shutdown()


async def tell(listener: Listener, send: Send) -> None:
    """Tell what there is to be told, until the stream ends."""
    while not listener.ended:
        try:
            await asyncio.wait_for(listener.news.wait(), PULSE)
        except TimeoutError:
            await send(body(b"event: pulse\ndata:\n\n"))
            continue
        if not listener.ended:
            await send(body(listener.told()))


async def gone(receive: Receive) -> None:
    """Until whoever asked has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def head(response: HttpResponse) -> Mapping[str, Any]:
    """The head of the answer, as ASGI has it."""
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    cookies = [(b"set-cookie", cookie.OutputString().encode("latin-1")) for cookie in response.cookies.values()]
    return {"type": "http.response.start", "status": response.status_code, "headers": [*headers, *cookies]}


def body(said: bytes, *, more: bool = True) -> Mapping[str, Any]:
    """A piece of the body, or its end."""
    return {"type": "http.response.body", "body": said, "more_body": more}
