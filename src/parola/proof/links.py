"""The links of a chain of hashes: each holds the one before it, so that no event can change unseen.

A link is `sha256(previous link, sha256(canonical JSON of the event))`, the first one on 32 zero bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

START = "0" * 64


def canonical(payload: Mapping[str, Any]) -> bytes:
    """The one spelling of a payload: keys sorted, no blanks, UTF-8, instants in UTC to the microsecond."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=instant).encode()


def instant(value: object) -> str:
    """How an instant is spelt. TypeError for anything else that JSON does not know."""
    if not isinstance(value, datetime):
        raise TypeError(type(value).__name__)
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def digest(payload: Mapping[str, Any]) -> str:
    """The SHA-256 of a payload, in hexadecimal."""
    return hashlib.sha256(canonical(payload)).hexdigest()


def joined(previous: str, digest: str) -> str:
    """The link, after `previous`, of the event with that digest; all in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(previous) + bytes.fromhex(digest)).hexdigest()


def link(previous: str, payload: Mapping[str, Any]) -> str:
    """The link of an event after `previous`, in hexadecimal."""
    return joined(previous, digest(payload))
