"""Mails are read in children: a mail that breaks its reader, or eats time or memory, costs a child and nothing else.

A child is started when the first mail comes, reads one mail at a time and lives on for the next. It knows no database and no secrets
but what the environment holds; it is told bytes and answers with JSON, and with the bytes of attachments when asked for them. Whoever
asks for a mail waits for a free child.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import queue
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from parola.desk.mail.childreader import FRAME
from parola.desk.mail.parse import ParsedMail, TooMuch, from_plain

CHILDREN = 2
SECONDS = 5
"""Of the processor, for one mail. The child counts them itself (`childreader`)."""

MEMORY = 256 * 1024 * 1024
LONGEST_WAIT = 60
"""Seconds on the clock, for a child that gets no processor."""

MODULE = "parola.desk.mail.childreader"

logger = logging.getLogger(__name__)


class Unreadable(ValueError):
    """The mail broke its reader, or cost too much. The text says what happened, for agents and logs."""


def read(raw: bytes, envelope_from: str | None, servers: Sequence[str] = ()) -> ParsedMail:
    """The mail, read by a child, as `parse.parse` reads it. Raises `TooMuch`, and `Unreadable` where it broke its reader."""
    with _free() as child:
        answer = child.ask(raw, envelope_from, servers)
    if "mail" in answer:
        return from_plain(answer["mail"])
    if "too much" in answer:
        raise TooMuch(answer["too much"])
    logger.error("a mail broke its reader: %s", answer.get("trace", answer["broke"]))
    raise Unreadable(answer["broke"])


def contents(raw: bytes) -> list[bytes]:
    """The bytes of each of a mail's `attachments`, in their order, found by a child. Raises `Unreadable`."""
    with _free() as child:
        answer, frames = child.exchange({"contents": True}, raw)
    if "frames" not in answer:
        raise Unreadable(answer["broke"])
    return frames


class Child:
    """A process that reads mails, started anew when the last one died. Seconds of the processor and bytes for each; patience in seconds."""

    def __init__(self, seconds: int = SECONDS, memory: int = MEMORY, patience: float = LONGEST_WAIT) -> None:
        self.seconds, self.memory, self.patience = seconds, memory, patience
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, raw: bytes, envelope_from: str | None, servers: Sequence[str] = ()) -> dict[str, Any]:
        """The child's answer; what became of it where it gave none."""
        return self.exchange({"from": envelope_from, "servers": [*servers]}, raw)[0]

    def exchange(self, question: dict[str, Any], raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """The child's answer, and the frames that it says follow."""
        process = self._running()
        until = time.monotonic() + self.patience
        try:
            _send(process, json.dumps({**question, "size": len(raw)}).encode() + b"\n" + raw)
            answer: dict[str, Any] = json.loads(_frame(process, until))
            return answer, [_frame(process, until) for _ in range(answer.get("frames", 0))]
        except (BrokenPipeError, EOFError):
            self.end()
        except BaseException:
            self.end()  # what it has yet to say is not for the next mail
            raise
        return {
            "broke": f"broke its reader, or took more than {self.seconds} s or {self.memory // 1024 // 1024} MiB"
        }, []

    def end(self) -> None:
        """Let go of the process; the next mail starts another."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is not None and self.process.poll() is not None:
            self.end()
        if self.process is None:
            command = [sys.executable, "-m", MODULE, str(self.seconds), str(self.memory)]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self.process


_children: queue.LifoQueue[Child] = queue.LifoQueue()
for _ in range(CHILDREN):
    _children.put(Child())


@atexit.register
def end_all() -> None:
    """End the children that are free; one that is reading ends with its input."""
    while not _children.empty():
        _children.get().end()


@contextmanager
def _free() -> Iterator[Child]:
    child = _children.get()
    try:
        yield child
    finally:
        _children.put(child)


def _send(process: subprocess.Popen[bytes], data: bytes) -> None:
    stream = _pipe(process.stdin)
    stream.write(data)
    stream.flush()


def _frame(process: subprocess.Popen[bytes], until: float) -> bytes:
    (length,) = struct.unpack(FRAME, _exactly(process, struct.calcsize(FRAME), until))
    return _exactly(process, length, until)


def _exactly(process: subprocess.Popen[bytes], length: int, until: float) -> bytes:
    """So many bytes of its output. Raises EOFError where the stream ends, or they have not come by then."""
    descriptor, got = _pipe(process.stdout).fileno(), bytearray()
    while len(got) < length:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
        piece = os.read(descriptor, min(length - len(got), 1 << 20)) if ready else b""
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101  # both are pipes, as they were asked for
    return stream
