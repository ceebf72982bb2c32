"""Finding a port of this machine that nothing listens on."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

TRIES = 20
LAST = 65535
"""The highest number that a port can have (RFC 9293)."""


class PortTaken(Exception):
    """No port is free: the one asked for, or none of the twenty from the usual one on."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port


def free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: an old connection is no obstacle
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose(host: str, asked: int | None, usual: int, taken: set[int]) -> int:
    """The port asked for, or else the first free one from the usual one on, that is not among `taken`; it joins them.

    PortTaken when there is none: a port that was asked for is never replaced by another.
    """
    candidates = range(usual, usual + TRIES) if asked is None else (asked,)
    for port in candidates:
        if port not in taken and free(host, port):
            taken.add(port)
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
