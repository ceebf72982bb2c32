"""Mails for the tests, and mail servers on loopback: real ones, in a thread of their own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from pytest_django import Settings

from parola.desk.mail import receive
from parola.desk.mail.models import Received
from parola.desk.mail.server import Conversation, Delivery, serve
from tests.desk.world import MONDAY, World
from tests.support.loops import complete

DESK = "support@credenti.example"
VERIFIED = {"authentication_results": "mx.desk.example; dmarc=pass header.from=people.example"}
"""What the vendor's mail server writes over a mail of the people whose domain this is."""


def written(
    *, sender: str = "olga@people.example", subject: str = "No login", text: str = "We cannot sign in.", **headers: str
) -> bytes:
    """A mail as a program would write it; `in_reply_to="<x@y>"` becomes a header."""
    lines = {"From": sender, "To": DESK, "Subject": subject, "Message-ID": "<1@people.example>"}
    lines |= {name.replace("_", "-").title().replace("-Id", "-ID"): value for name, value in headers.items()}
    return ("".join(f"{name}: {value}\r\n" for name, value in lines.items()) + f"\r\n{text}\r\n").encode()


def take_in(world: World, raw: bytes, *, to: str = DESK, path: str = "somebody@people.example") -> Received:
    """The mail, received and acted on at MONDAY."""
    kept = receive.keep(brand=world.credenti, raw=raw, envelope_from=path, envelope_to=to, received_at=MONDAY)
    return receive.process(kept, now=MONDAY)


@contextmanager
def listening(conversation: Conversation, *, lmtp: bool = False) -> Iterator[int]:
    """A server in a thread; gives its port."""
    loops: list[asyncio.AbstractEventLoop] = []
    ports: list[int] = []
    ready, stop = threading.Event(), asyncio.Event()

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        async with await serve(conversation, "127.0.0.1", 0, lmtp=lmtp) as server:
            ports.append(server.sockets[0].getsockname()[1])
            ready.set()
            await stop.wait()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait(others, timeout=5) if others else None  # clients that have just hung up

    thread = threading.Thread(target=complete, args=[run()])
    thread.start()
    try:
        assert ready.wait(10)
        yield ports[0]
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join(10)
        assert not thread.is_alive()


def gathering(into: list[Delivery], answer: str = "250 2.0.0 OK") -> Conversation:
    """A server that accepts everything and adds it to a list."""

    async def check(_recipient: str) -> str:
        return ""

    async def take(delivery: Delivery) -> Sequence[str]:
        into.append(delivery)
        return [answer] * len(delivery.recipients)

    return Conversation(check, take)


@contextmanager
def scripted(*plans: Callable[[socket.socket], None]) -> Iterator[tuple[int, list[int]]]:
    """A server that treats its first client by the first plan, and so on, then refuses; gives its port and how many came."""
    listener = socket.create_server(("127.0.0.1", 0))
    came: list[int] = []

    def run() -> None:
        for number, plan in enumerate(plans):
            try:
                client, _ = listener.accept()
            except OSError:
                return
            came.append(number)
            with client:
                plan(client)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield listener.getsockname()[1], came
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def speaking(*answers: str, into: list[str] | None = None) -> Callable[[socket.socket], None]:
    """A plan: greet, then give these answers, one to each line of the client, then hang up.

    `DATA` takes the mail in and says no more; `DATA 250 taken` answers it.
    """

    def plan(client: socket.socket) -> None:
        with client.makefile("rwb", buffering=0) as file:
            file.write(b"220 test\r\n")
            for answer in answers:
                line = file.readline()
                if into is not None:
                    into.append(line.decode().strip())
                told = answer
                if answer.startswith("DATA"):
                    told = answer.removeprefix("DATA").strip()
                    while file.readline() not in (b".\r\n", b""):
                        pass
                if told:
                    file.write(f"{told}\r\n".encode())

    return plan


@pytest.fixture
def left(settings: Settings) -> Iterator[list[Delivery]]:
    """The mails that leave, as a real server of the test takes them. A folder's `conftest.py` names it for its tests."""
    deliveries: list[Delivery] = []
    with listening(gathering(deliveries)) as port:
        settings.EMAIL_PORT = port
        yield deliveries
