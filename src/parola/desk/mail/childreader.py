"""The child's side of `reading`: `python -m parola.desk.mail.childreader SECONDS BYTES` reads mails from its input, one after another.

Each comes as a line of JSON (`size`, `from`, `servers`; or `size` and `contents`) and its bytes. Each is answered by a frame of JSON:
`mail`, `too much`, or `broke` with a `trace`; for `contents` it says how many `frames` follow, each an attachment. A frame is its
length and its bytes. It ends with its input. More than SECONDS of the processor for one mail ends it; it never holds more than BYTES,
its own program included.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
import traceback
from collections.abc import Sequence
from typing import Any

from parola.desk.mail.parse import TooMuch, parse, to_plain
from parola.desk.mail.parse import contents as parse_contents

FRAME = ">Q"
"""How a frame begins: how many bytes it has."""


def answer(raw: bytes, envelope_from: str | None, servers: Sequence[str] = ()) -> dict[str, Any]:
    """What became of one mail. Running out of memory comes through: what is left of the process is not to be trusted."""
    try:
        return {"mail": to_plain(parse(raw, envelope_from, servers=servers))}
    except TooMuch as error:
        return {"too much": str(error)}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever the bytes did to the parser is told, and the next mail is read
        return {"broke": f"cannot be parsed: {type(error).__name__}", "trace": traceback.format_exc()}


def contents(raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What came along with a mail that could be read, and how many they are."""
    found = list(parse_contents(raw))
    return {"frames": len(found)}, found


def main(seconds: int, memory: int) -> None:
    """Read until the input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while head := sys.stdin.buffer.readline():
        asked = json.loads(head)
        raw = sys.stdin.buffer.read(asked["size"])
        _allow(seconds)
        told, frames = contents(raw) if asked.get("contents") else (answer(raw, asked["from"], asked["servers"]), [])
        for frame in (json.dumps(told).encode(), *frames):
            sys.stdout.buffer.write(struct.pack(FRAME, len(frame)) + frame)
        sys.stdout.buffer.flush()


def _allow(seconds: int) -> None:
    """So many seconds more of the processor, from here on; then the system ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
