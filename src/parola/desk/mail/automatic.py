"""Did a machine send this? Then it is kept, never answered, and opens nothing (RFC 3834).

`X-Auto-Response-Suppress` is missing here on purpose: it asks not to be answered by a machine and is set on mails
that people write.
"""

from __future__ import annotations

import re
from typing import Literal

from parola.desk.mail import charsets
from parola.desk.mail.address import Mailbox
from parola.desk.mail.mime import Part

Sort = Literal["", "bounce", "delay", "delivered", "read", "complaint", "absence", "list", "other"]
"""What kind of machine's mail; empty: a person's."""

_LISTS = (
    "list-id",
    "list-unsubscribe",
    "list-post",
    "list-subscribe",
    "list-help",
    "list-owner",
    "mailing-list",
)
_PRESENT = (
    *_LISTS,
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-mail-autoreply",
    "x-ms-exchange-inbox-rules-loop",
    "x-failed-recipients",
    "x-apple-action",
)
_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
_ACTION = re.compile(rb"^action[ \t]*:[ \t]*(\w+)", re.IGNORECASE | re.MULTILINE)
_STATUS_BYTES = 64 * 1024
_REPORTS = frozenset(
    {"multipart/report", "message/delivery-status", "message/disposition-notification", "message/feedback-report"}
)
NULL_PATH, IS_MACHINE = "null return path", "sender is a machine"
BY_SERVER = (NULL_PATH, IS_MACHINE, "x-failed-recipients")
"""The reasons that a mail server's own reports are known by, whatever they are made of."""

_COMPLAINT = "x-hmxmroriginalrecipient"
"""Outlook.com's mark on a mail that somebody complained about, which comes back without any report around it."""

_ABSENT = re.compile(
    r"(?:auto(?:mat(?:ic|ed))?[ -]?(?:reply|response|answer)|out of (?:the )?office(?: auto ?reply)?"
    r"|automatische antwort|r[ée]ponse automatique|respuesta autom[áa]tica|risposta automatica|resposta autom[áa]tica"
    r"|fuera de la oficina|fuori sede|رد تلقائي|自動応答)\s*[:：]",
    re.IGNORECASE,
)
"""How mail programs begin the subject of an absence note, before the subject that they answer. People begin with `Re:` or `Fwd:`."""

_MACHINES = re.compile(
    r"(mailer-daemon|post_?master|mail-daemon|(mail)?daemon|(do-?)?no-?t?-?reply|bounces?)([+=._-].*)?@.*",
    re.IGNORECASE,
)


def reason(mail: Part, sender: Mailbox | None, envelope_from: str | None) -> str:
    """Why this mail is taken for a machine's, in a few words for agents and logs; empty for a person's.

    `envelope_from` is the return path that the server was told: empty for the null path, None where it is not known.
    """
    if envelope_from == "" or any(value in ("<>", "") for value in mail.raw("return-path")):
        return NULL_PATH
    return _by_header(mail) or _by_content(mail) or _by_sender(mail, sender)


def sort(mail: Part, *, failed: bool) -> Sort:
    """What kind of machine's mail this is. `failed`: it reports that a mail was not delivered."""
    kinds = {part.kind for part in mail.walk()}
    told = mail.parameter("report-type").lower()
    if failed:
        return "bounce"
    if "feedback-report" in told or "message/feedback-report" in kinds or _complained(mail):
        return "complaint"
    if "disposition-notification" in told or "message/disposition-notification" in kinds:
        return "read"
    if "message/delivery-status" in kinds:
        return _delivery(mail)
    if any(map(mail.raw, _LISTS)) or {value.lower() for value in mail.raw("precedence")} & {"list", "bulk"}:
        return "list"
    return "absence" if _is_answer(mail) else "other"


def _by_header(mail: Part) -> str:
    for value in mail.raw("auto-submitted"):
        if value.split(";")[0].strip().lower() != "no":
            return "Auto-Submitted"
    for value in mail.raw("precedence"):
        if value.lower() in _PRECEDENCE:
            return "Precedence"
    if any(_ABSENT.match(charsets.header_text(value)) for value in mail.raw("subject")):
        return "Subject"
    return next((name for name in _PRESENT if mail.raw(name)), "")


def _delivery(mail: Part) -> Sort:
    status = next(part for part in mail.walk() if part.kind == "message/delivery-status")
    actions = _ACTION.findall(status.content()[:_STATUS_BYTES])
    return "delivered" if actions and actions[0].lower() != b"delayed" else "delay"


def _is_answer(mail: Part) -> bool:
    """Somebody is away, or their program says that it has our mail."""
    said = any(value.lower().startswith("auto-replied") for value in mail.raw("auto-submitted"))
    answers = bool(mail.raw("in-reply-to") or mail.raw("references"))
    return said or answers or any(_ABSENT.match(charsets.header_text(value)) for value in mail.raw("subject"))


def _complained(mail: Part) -> bool:
    return any(part.kind == "message/rfc822" and part.children[0].raw(_COMPLAINT) for part in mail.children)


def _by_content(mail: Part) -> str:
    if _complained(mail):
        return "complaint"
    kinds = [mail.kind, *(child.kind for child in mail.children)]
    return next((kind for kind in kinds if kind in _REPORTS), "")


def _by_sender(mail: Part, sender: Mailbox | None) -> str:
    daemon = any("mailer-daemon" in value.lower() for value in mail.raw("from"))  # often with no address at all
    return IS_MACHINE if daemon or (sender and _MACHINES.fullmatch(sender.address)) else ""
