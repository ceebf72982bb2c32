"""Mail bytes taken apart into parts, within limits.

Only the structure is ours: where the headers end and where a boundary cuts. The standard library reads each header
block, which is small by then. It is not given the whole mail, since its parser recurses once a level and looks at every
line once for each level: a mail of 58 KB makes it fail, one of 720 KB keeps it busy for half a minute
(docs/decisions/0050). The outermost boundary cuts first, so no part reaches over its parent's end.
"""

from __future__ import annotations

import binascii
import itertools
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32

from parola.desk.mail import charsets

MIB = 1024 * 1024

_HEADER_BLOCK = re.compile(rb"(?:From [^\n]*+\n)?(?:[!-9;-~]++[ \t]*+:[^\n]*+(?:\n|\Z)(?:[ \t][^\n]*+(?:\n|\Z))*+)*+")
"""Header lines and what is folded under them, down to the first line that is neither (mbox's own first line may precede)."""

_LINE_REST = re.compile(rb"(--)?[ \t]*+\r?(?=\n|\Z)")
_BLANK_LINE = re.compile(rb"\r?\n")
_HEADER_START = re.compile(rb"^[!-9;-~]+[ \t]*:", re.MULTILINE)
_TWO_WORDS = re.compile(rb"\S (?=\S)")
_BLANK_BEFORE_COLON = re.compile(rb"^([!-9;-~]+)[ \t]+:", re.MULTILINE)
"""As mails of long ago have it (RFC 5322, 4.5): a second `From :` is a `From:` to whoever shows it."""

_BASE64_REST = re.compile(rb"[^A-Za-z0-9+/]")


class TooMuch(ValueError):
    """A mail passes a limit. The text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one mail may have at most. Sizes in bytes."""

    size: int = 25 * MIB
    header_block: int = 256 * 1024
    header: int = 16 * 1024
    headers: int = 500
    encoded_words: int = 200
    parts: int = 500
    depth: int = 20
    lookalikes: int = 5_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the tree: its headers, its body as it was sent, and what a boundary cuts out of it."""

    headers: Message
    body: memoryview = field(repr=False)
    children: tuple[Part, ...] = ()

    @property
    def kind(self) -> str:
        """The content type in lower case; `text/plain` where none is readable."""
        return self.headers.get_content_type()

    def raw(self, name: str) -> list[str]:
        """Every value of a header, unfolded; encoded words as they were sent."""
        wanted = name.lower()
        return [_unfold(value) for key, value in self.headers.raw_items() if key.lower() == wanted]

    def parameter(self, name: str, header: str = "content-type") -> str:
        """A parameter of a header, or an empty string where it is missing or cannot be read."""
        try:
            value = self.headers.get_param(name, "", header)
        except (LookupError, ValueError, TypeError, AttributeError):
            return ""
        if isinstance(value, tuple):  # RFC 2231: a label, a language, and the bytes as Latin letters
            return _unfolded(charsets.decode(value[2].encode("latin-1", "replace"), value[0] or "")).strip()
        return _unfolded(str(value or "")).strip()

    def content(self) -> bytes:
        """The body with its transfer encoding undone; as it is where that fails."""
        encoding = self._encoding()
        if encoding == "base64" and not (self.headers.get_content_maintype() == "text" and _is_prose(self.body)):
            return _from_base64(self.body)
        if encoding == "quoted-printable":
            return quopri.decodestring(bytes(self.body))
        return bytes(self.body)

    def is_encoded(self) -> bool:
        """Is the body encoded for the transfer?"""
        return self._encoding() in ("base64", "quoted-printable")

    def _encoding(self) -> str:
        return "".join(self.raw("content-transfer-encoding")[:1]).strip().lower()

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in the order of the mail."""
        yield self
        for child in self.children:
            yield from child.walk()


def take_apart(raw: bytes, limits: Limits = LIMITS) -> Part:
    """The tree of a mail's parts. Raises `TooMuch`."""
    if len(raw) > limits.size:
        raise TooMuch(f"size: {len(raw)} bytes, at most {limits.size}")
    lines = raw if b"\n" in raw else raw.replace(b"\r", b"\n")  # files of old Macs
    mail = lines.lstrip()  # some programs begin with an empty line
    return _Splitter(mail, limits).part(0, len(mail), depth=0)


@dataclass(slots=True)
class _Splitter:
    raw: bytes
    limits: Limits
    parts: int = 0

    def part(self, start: int, end: int, depth: int, otherwise: str = "text/plain") -> Part:
        """The part that lies in [start, end). `otherwise`: the content type of one that names none."""
        self.parts += 1
        if self.parts > self.limits.parts:
            raise TooMuch(f"parts: more than {self.limits.parts}")
        if depth > self.limits.depth:
            raise TooMuch(f"depth: more than {self.limits.depth}")
        block, start = cut_headers(self.raw, start, end)
        headers = self._headers(block)
        headers.set_default_type(otherwise)
        part = Part(headers, memoryview(self.raw)[start:end])
        if headers.get_content_maintype() == "multipart":
            return replace(part, children=self._children(part, start, end, depth))
        if part.kind == "message/rfc822":
            return replace(part, children=(self._inside(part, start, end, depth + 1),))
        return part

    def _inside(self, part: Part, start: int, end: int, depth: int) -> Part:
        """The mail in a part. It must not be encoded (RFC 2046, 5.2.1), and is by some programs."""
        if not part.is_encoded():
            return self.part(start, end, depth)
        mail = part.content().lstrip()
        inner = _Splitter(mail, self.limits, self.parts)
        found = inner.part(0, len(mail), depth)
        self.parts = inner.parts
        return found

    def _headers(self, block: bytes) -> Message:
        self._check(block)
        plain = _BLANK_BEFORE_COLON.sub(rb"\1:", block)
        lines = "\n".join(charsets.decode(line) for line in plain.split(b"\n"))
        return HeaderParser(policy=compat32).parsestr(lines, headersonly=True)

    def _check(self, block: bytes) -> None:
        limits = self.limits
        if len(block) > limits.header_block:
            raise TooMuch(f"header block: {len(block)} bytes, at most {limits.header_block}")
        starts = [match.start() for match in _HEADER_START.finditer(block)]
        if len(starts) > limits.headers:
            raise TooMuch(f"headers: {len(starts)}, at most {limits.headers}")
        for start, end in itertools.pairwise([*starts, len(block)]):
            if end - start > limits.header:
                raise TooMuch(f"header: {end - start} bytes, at most {limits.header}")
            if block.count(b"=?", start, end) > limits.encoded_words:
                raise TooMuch(f"encoded words in a header: more than {limits.encoded_words}")

    def _children(self, part: Part, start: int, end: int, depth: int) -> tuple[Part, ...]:
        boundary = part.parameter("boundary")
        if not boundary:
            return ()
        pieces = self._pieces(b"--" + boundary.encode("utf-8", "surrogateescape"), start, end)
        otherwise = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"  # RFC 2046, 5.1.5
        return tuple(self.part(first, last, depth + 1, otherwise) for first, last in pieces)

    def _pieces(self, line: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """What lies between the boundary's lines; what comes before the first and after the closing one is nobody's."""
        opened = None
        for at, after, closing in self._delimiters(line, start, end):
            if opened is not None:
                yield opened, max(opened, self._line_before(at))
            if closing:
                return
            opened = min(after + 1, end)
        if opened is not None:
            yield opened, end

    def _delimiters(self, line: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Where each line of the boundary begins and ends, and whether it is the closing one."""
        lookalikes = 0
        at = start if self.raw.startswith(line, start, end) else self.raw.find(b"\n" + line, start, end) + 1
        while at > 0:
            match = _LINE_REST.match(self.raw, at + len(line), end)
            if match:
                yield at, match.end(), bool(match.group(1))
            elif (lookalikes := lookalikes + 1) > self.limits.lookalikes:
                raise TooMuch(f"lines that begin like a boundary: more than {self.limits.lookalikes}")
            at = self.raw.find(b"\n" + line, match.end() if match else at, end) + 1

    def _line_before(self, at: int) -> int:
        """Where the line before ends: its line end belongs to the boundary (RFC 2046, 5.1.1)."""
        return at - (2 if self.raw[at - 2 : at] == b"\r\n" else 1)


def cut_headers(raw: bytes, start: int = 0, end: int | None = None) -> tuple[bytes, int]:
    """The header block in [start, end), and where the body begins. The blank line between them may be missing."""
    end = len(raw) if end is None else end
    match = _HEADER_BLOCK.match(raw, start, end)
    body = match.end() if match else start
    blank = _BLANK_LINE.match(raw, body, end)
    return raw[start:body], blank.end() if blank else body


def _unfolded(parameter: str) -> str:
    """A parameter without the line ends inside it: the blank after each is its own."""
    return re.sub(r"[\r\n]+(?=[ \t])", "", parameter)


def _unfold(value: object) -> str:
    return re.sub(r"[\r\n]+[ \t]*", " ", str(value)).strip()


def _is_prose(body: memoryview) -> bool:
    """Words under the label of base64, which has no blanks within its lines."""
    start = bytes(body[:4000])
    return len(_TWO_WORDS.findall(start)) * 20 > len(start)


def _from_base64(body: memoryview) -> bytes:
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:  # cut short, or the padding is lost
        letters = _BASE64_REST.sub(b"", bytes(body))
        whole = letters[: len(letters) - (len(letters) % 4 == 1)]  # a single letter says nothing
        return binascii.a2b_base64(whole + b"==")
