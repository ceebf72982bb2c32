"""Finding a port of this machine that nothing listens on, and keeping others from it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import typer

TRIES = 20
LAST = 65535
"""The highest number that a port can have (RFC 9293)."""


class PortTaken(Exception):
    """No port is free: the one asked for, or none of the twenty from the usual one on."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port


def choose(host: str, asked: int | None, usual: int, held: ExitStack) -> int:
    """The port asked for, or else the first free one from the usual one on. Nobody else gets it until `held` is closed.

    PortTaken when there is none: a port that was asked for is never replaced by another.
    """
    candidates = range(usual, usual + TRIES) if asked is None else (asked,)
    for port in candidates:
        with suppress(OSError):
            held.enter_context(socket.create_server((host, port)))  # only a listener keeps off who binds as servers do
            return port
    raise PortTaken(candidates[0])


@contextmanager
def told_if_taken(host: str, port: int) -> Iterator[None]:
    """A server's run: where it cannot listen, that is told in a line, with exit code 1."""
    try:
        yield
    except OSError as error:
        print(f"{host}:{port}: {error.strerror or error}", file=sys.stderr)
        raise typer.Exit(1) from error


def answers(host: str, port: int) -> bool:
    """Whether a server listens there now."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0
