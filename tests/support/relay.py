"""Somebody on the way between a client and a server: cuts, holds back or changes what passes, as a bad line or an attacker does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Edit = Callable[[bytes], bytes]


def as_it_is(piece: bytes) -> bytes:
    return piece


@dataclass
class Relay:
    """What it does with what passes. Bytes are counted over all connections; a cut ends the connection, once."""

    upstream: int
    port: int = 0
    to_client: Edit = as_it_is
    to_server: Edit = as_it_is
    cut_to_client: int | None = None
    """After so many bytes of the server's."""
    cut_to_server: int | None = None
    silent: bool = False
    """Nothing passes, and nothing is closed."""
    passed: dict[str, int] = field(default_factory=lambda: {"to_client": 0, "to_server": 0})
    seen: bytearray = field(default_factory=bytearray)
    """What clients said."""
    came: int = 0
    pairs: list[socket.socket] = field(default_factory=list)

    def cut(self) -> None:
        """End every connection."""
        for one in self.pairs:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def gone(self) -> bytes:
        """The same, as an edit: nothing more passes."""
        self.cut()
        return b""

    def _pass_on(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        with suppress(OSError):
            while piece := source.recv(4096):
                if self.silent:
                    continue
                if way == "to_server":
                    self.seen += piece
                piece = getattr(self, way)(piece)
                limit, before = getattr(self, f"cut_{way}"), self.passed[way]
                self.passed[way] += len(piece)
                if limit is not None and self.passed[way] >= limit:
                    setattr(self, f"cut_{way}", None)
                    sink.sendall(piece[: limit - before])
                    break
                sink.sendall(piece)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _serve(self, listener: socket.socket) -> None:
        threads = []
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                break
            self.came += 1
            server = socket.create_connection(("127.0.0.1", self.upstream))
            self.pairs += [client, server]
            for source, sink, way in ((client, server, "to_server"), (server, client, "to_client")):
                threads.append(threading.Thread(target=self._pass_on, args=(source, sink, way)))
                threads[-1].start()
        self.cut()
        for thread in threads:
            thread.join(10)
        for one in self.pairs:
            one.close()


@contextmanager
def relaying(upstream: int, **given: object) -> Iterator[Relay]:
    """A relay to that port of this machine, until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    relay = Relay(upstream, listener.getsockname()[1], **given)  # type: ignore[arg-type]
    thread = threading.Thread(target=relay._serve, args=(listener,))
    thread.start()
    try:
        yield relay
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(20)
