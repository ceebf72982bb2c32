"""What the chain of hashes over the desk's events holds (`proof.links`), and the digests by which it holds words that may be erased."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from parola.proof.links import START as START  # noqa: PLC0414  # the chain of this page
from parola.proof.links import canonical as canonical  # noqa: PLC0414  # the same
from parola.proof.links import link as link  # noqa: PLC0414  # the same


def body_digest(salt: str, subject: str, text: str, html: str, files: Sequence[Sequence[str]] = ()) -> str:
    """What an event keeps of a body, and of the files on it (name and hash of each). Without the salt, which is erased with the
    body, it tells nothing of them.
    """
    said: dict[str, Any] = {"salt": salt, "subject": subject, "text": text, "html": html}
    if files:
        said["files"] = files
    return hashlib.sha256(canonical(said)).hexdigest()
