"""The chain of hashes over the desk's events: each link holds the one before it, so that none can change unseen.

A link is `sha256(previous link, sha256(canonical JSON of the event))`, the first one on 32 zero bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
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


def link(previous: str, payload: Mapping[str, Any]) -> str:
    """The link of an event after `previous`, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(previous) + hashlib.sha256(canonical(payload)).digest()).hexdigest()


def body_digest(salt: str, subject: str, text: str, html: str, files: Sequence[Sequence[str]] = ()) -> str:
    """What an event keeps of a body, and of the files on it (name and hash of each). Without the salt, which is erased with the
    body, it tells nothing of them.
    """
    said: dict[str, Any] = {"salt": salt, "subject": subject, "text": text, "html": html}
    if files:
        said["files"] = files
    return hashlib.sha256(canonical(said)).hexdigest()
