"""Which field of a part was changed: of a single byte that is another, the digest of the part tells which it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from parola.proof import links

LONGEST = 1500
"""Bytes of a part that is searched: all of its single changes are tried, which is a second at most."""


def changed_field(part: Mapping[str, Any], right: Callable[[bytes], bool]) -> str:
    """The name of the field, as `data.priority`; empty where no other single byte makes the part right."""
    written = links.canonical(part)
    if len(written) > LONGEST:
        return ""
    for meant in _others(written):
        if right(meant):
            try:
                return ".".join(next(_differing(part, json.loads(meant)), ()))
            except ValueError:
                return ""
    return ""


def is_digest(digest: str) -> Callable[[bytes], bool]:
    """Whether bytes have that digest."""
    wanted = bytes.fromhex(digest)
    return lambda written: hashlib.sha256(written).digest() == wanted


def is_linked(previous: str, link: str) -> Callable[[bytes], bool]:
    """Whether bytes are an event that has that link after the previous one."""
    before, wanted = bytes.fromhex(previous), bytes.fromhex(link)
    return lambda written: hashlib.sha256(before + hashlib.sha256(written).digest()).digest() == wanted


def _others(written: bytes) -> Iterator[bytes]:
    for place, present in enumerate(written):
        head, tail = written[:place], written[place + 1 :]
        for byte in range(256):
            if byte != present:
                yield head + bytes((byte,)) + tail


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name in one.keys() | other.keys():
        a, b = one.get(name), other.get(name)
        if isinstance(a, dict) and isinstance(b, dict):
            yield from ((name, *rest) for rest in _differing(a, b))
        elif a != b:
            yield (name,)
