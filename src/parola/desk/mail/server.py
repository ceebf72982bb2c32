"""The SMTP and LMTP conversation, under the receiver and the catcher.

aiosmtpd speaks it; the taking of the data is written anew, for three reasons: its own keeps an object for each line (a mail of
25 MB of empty lines would need a gigabyte), refuses every mail with a line over 1,000 octets, which many programs send, and
answers an LMTP client once where it must answer for each recipient (RFC 2033, 4.2).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from typing_extensions import override

from parola.desk.mail.mime import LIMITS

TOO_LARGE = "552 5.3.4 The message is larger than {limit} bytes"
BARE_LINE_END = "550 5.6.0 The message has a bare CR or LF, which we do not accept"
TRY_LATER = "451 4.3.0 We cannot take this just now; please try again later"
MOST_RECIPIENTS = 100
TOO_MANY = "452 4.5.3 Too many recipients"

_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_PIECE = 64 * 1024

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A mail as the client handed it over. An empty `sender` is the null path; `peer` is the client's network address."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    peer: str = ""


Check = Callable[[str], Awaitable[str]]
"""Given a recipient: an empty text to accept it, or the answer that refuses it."""

Take = Callable[[Delivery], Awaitable[Sequence[str]]]
"""Given a delivery: the answer for each of its recipients, in their order."""


class Conversation:
    """What is said at each step of the conversation."""

    def __init__(self, check: Check, take: Take) -> None:
        self.check = check
        self.take = take

    async def handle_RCPT(  # noqa: N802  # the name that aiosmtpd asks for
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """A recipient is named."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        refusal = await self.check(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        """What nobody foresaw: the sender keeps the mail and tries again."""
        logger.error("SMTP conversation failed", exc_info=error)
        return TRY_LATER


class _Data(SMTP):
    """DATA, taken as pieces of bytes; the end is CR LF . CR LF and nothing else."""

    event_handler: Conversation
    line_length_limit = _PIECE
    answers_each = False

    @override
    async def smtp_DATA(self, arg: str | None) -> None:
        if await self.check_helo_needed():
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        answers = await self._answers(self.envelope, await self._read_data())
        self.envelope = self._create_envelope()
        for answer in answers if self.answers_each else [worst(answers)]:
            await self.push(answer)

    async def _answers(self, envelope: Envelope, raw: bytes | None) -> Sequence[str]:
        refusal = ""
        if raw is None:
            refusal = TOO_LARGE.format(limit=self.data_size_limit)
        elif _BARE.search(raw):
            refusal = BARE_LINE_END
        if raw is None or refusal:
            return [refusal] * len(envelope.rcpt_tos)
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
        peer = str(self.session.peer[0]) if self.session and self.session.peer else ""
        return await self.event_handler.take(Delivery(sender, tuple(envelope.rcpt_tos), raw, peer))

    async def _read_data(self) -> bytes | None:
        """The mail, or None where it is too large (read to its end, and let go)."""
        data, limit, line_begins, fits = bytearray(), self.data_size_limit or LIMITS.size, True, True
        while True:
            piece = await self._next_piece()
            if line_begins and piece == b".\r\n":
                return bytes(data) if fits else None
            if fits:
                data += piece[1:] if line_begins and piece.startswith(b".") else piece
                fits = len(data) <= limit
            if not fits:
                data.clear()
            line_begins = piece.endswith(b"\r\n")

    async def _next_piece(self) -> bytes:
        """A line with its end, or a piece of a long one."""
        try:
            return await self._reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as error:
            return await self._reader.read(error.consumed)


class SmtpServer(_Data):
    """One SMTP client's conversation."""


class LmtpServer(_Data, LMTP):
    """One LMTP client's conversation: an answer for each recipient."""

    answers_each = True


def worst(answers: Sequence[str]) -> str:
    """The one answer for all recipients: try later if any says so (what was taken is known again), else the first."""
    return next((answer for answer in answers if answer.startswith("4")), answers[0])


async def serve(
    conversation: Conversation, host: str, port: int, *, lmtp: bool = False, hostname: str = "localhost"
) -> asyncio.Server:
    """Listen, and talk with every client that comes."""
    loop = asyncio.get_running_loop()
    kind: Callable[..., SMTP] = LmtpServer if lmtp else SmtpServer
    options: dict[str, Any] = {
        "data_size_limit": LIMITS.size,
        "enable_SMTPUTF8": True,
        "hostname": hostname,
        "ident": "Parola",
    }
    return await loop.create_server(lambda: kind(conversation, loop=loop, **options), host, port)
