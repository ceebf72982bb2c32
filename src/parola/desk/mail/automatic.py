"""Did a machine send this? Then it is kept, never answered, and opens nothing (RFC 3834).

`X-Auto-Response-Suppress` is missing here on purpose: it asks not to be answered by a machine and is set on mails
that people write.
"""

from __future__ import annotations

import re

from parola.desk.mail.address import Mailbox
from parola.desk.mail.mime import Part

_PRESENT = (
    "list-id",
    "list-unsubscribe",
    "list-post",
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-mail-autoreply",
    "x-ms-exchange-inbox-rules-loop",
    "x-failed-recipients",
)
_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
_REPORTS = frozenset(
    {"multipart/report", "message/delivery-status", "message/disposition-notification", "message/feedback-report"}
)
_MACHINES = re.compile(
    r"(mailer-daemon|postmaster|mail-daemon|(mail)?daemon|(do-?)?no-?t?-?reply|bounces?)([+=._-].*)?@.*", re.IGNORECASE
)


def reason(mail: Part, sender: Mailbox | None, envelope_from: str | None) -> str:
    """Why this mail is taken for a machine's, in a few words for agents and logs; empty for a person's.

    `envelope_from` is the return path that the server was told: empty for the null path, None where it is not known.
    """
    if envelope_from == "" or any(value in ("<>", "") for value in mail.raw("return-path")):
        return "null return path"
    return _by_header(mail) or _by_content(mail) or _by_sender(mail, sender)


def _by_header(mail: Part) -> str:
    for value in mail.raw("auto-submitted"):
        if value.split(";")[0].strip().lower() != "no":
            return "Auto-Submitted"
    for value in mail.raw("precedence"):
        if value.lower() in _PRECEDENCE:
            return "Precedence"
    return next((name for name in _PRESENT if mail.raw(name)), "")


def _by_content(mail: Part) -> str:
    kinds = [mail.kind, *(child.kind for child in mail.children)]
    return next((kind for kind in kinds if kind in _REPORTS), "")


def _by_sender(mail: Part, sender: Mailbox | None) -> str:
    daemon = any("mailer-daemon" in value.lower() for value in mail.raw("from"))  # often with no address at all
    return "sender is a machine" if daemon or (sender and _MACHINES.fullmatch(sender.address)) else ""
