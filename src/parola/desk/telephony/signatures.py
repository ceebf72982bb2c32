"""Who announces a call proves it: the signature of Standard Webhooks 1.0 (HMAC-SHA256 over id, time and body).

A signature says only that somebody who has the secret wrote this, lately. That the same is told twice does no harm: what it says of a call
is taken once (`calls.announce`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
"""How far the sender's clock may be from ours, and how old what it says: the specification's own figure."""
PREFIX = "whsec_"
VERSION = "v1,"


class BadSignature(Exception):
    """It was not signed with the line's secret, or not lately."""


def new_secret() -> str:
    """A secret of 256 random bits, in the form that the specification gives it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """What a sender puts into `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join([message_id.encode(), timestamp.encode(), body])
    return VERSION + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def check(given: Mapping[str, str], body: bytes, known: Iterable[str], now: datetime) -> None:
    """Raise BadSignature unless one of the signatures in the headers `given` was made with one of the `known` secrets."""
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not message_id or not (timestamp.isascii() and timestamp.isdigit()):
        raise BadSignature
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise BadSignature
    wanted = [signature(secret, message_id, timestamp, body).encode() for secret in known]
    found = [each.encode() for each in given.get("webhook-signature", "").split(" ")]
    if not any(hmac.compare_digest(one, other) for one in wanted for other in found):
        raise BadSignature
