"""Is the mail from whom it says? What the vendor's own mail server found out stands in its `Authentication-Results` (RFC 8601).

DMARC (RFC 7489) is that server's to check: it alone saw the client's address, and it asks the DNS. The desk believes the lines of the
servers that it was told the names of, and nobody else's; of several the topmost, which was written last. Without such a name
nothing is known of any mail.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Literal

from parola.desk.mail.address import Mailbox
from parola.desk.mail.mime import Part

Verdict = Literal["", "verified", "unverified", "disowned"]
"""Empty: nobody looked. `disowned`: the domain's owner asks that such mail be refused."""

_TOKEN = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*)"|\((?P<comment>[^()]*)\)|(?P<end>;)|(?P<word>[^\s;"()]+)|\s+|.', re.DOTALL
)
_POLICY = re.compile(r"\bp(?:olicy)?\s*[=:.]\s*none\b", re.IGNORECASE)
_MOST_RESULTS = 50


@dataclass(slots=True)
class Result:
    """One method's result: `dmarc=pass header.from=customer.example`. Properties by their whole names."""

    method: str
    value: str
    properties: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)


def verdict(mail: Part, sender: Mailbox | None, servers: Collection[str]) -> Verdict:
    """What is known of the sender. `servers`: the names of those whose results count, in lower case."""
    if not servers or sender is None:
        return ""
    domain = sender.address.rpartition("@")[2].lower()
    found = results(mail, servers)
    dmarc = next((one for one in found if one.method == "dmarc" and _concerns(one, domain)), None)
    if dmarc is not None and dmarc.value == "pass":
        return "verified"
    if dmarc is not None and dmarc.value == "fail" and not _asks_for_nothing(dmarc):
        return "disowned"
    if dmarc is None and any(_vouches(one, domain) for one in found):  # the domain says nothing of DMARC
        return "verified"
    return "unverified"


def results(mail: Part, servers: Collection[str]) -> list[Result]:
    """The results in the topmost line of a server that counts; none where there is none, or it cannot be read."""
    for value in mail.raw("authentication-results"):
        server, found = _read(value)
        if server.lower() in servers:
            return found
    return []


def _read(value: str) -> tuple[str, list[Result]]:
    """The server's name, and what it found."""
    clauses = list(_clauses(value))
    server = clauses[0][0][0] if clauses and clauses[0][0] else ""
    found = []
    for words, comments in clauses[1:_MOST_RESULTS]:
        if not words:
            continue
        method, sign, outcome = words[0].partition("=")
        if sign:
            properties = dict(pair for pair in (_pair(word) for word in words[1:]) if pair[1])
            found.append(Result(method.partition("/")[0].lower(), outcome.lower(), properties, comments))
    return server, found


def _clauses(value: str) -> Iterator[tuple[list[str], list[str]]]:
    """The parts between semicolons: their words, and their comments apart."""
    words: list[str] = []
    comments: list[str] = []
    for match in _TOKEN.finditer(re.sub(r"\s*=\s*", "=", value)):
        if match["end"]:
            yield words, comments
            words, comments = [], []
        elif match["comment"] is not None:
            comments.append(match["comment"])
        elif match["quoted"] is not None and words and words[-1].endswith("="):
            words[-1] += match["quoted"]
        elif match["word"]:
            words.append(match["word"])
    yield words, comments


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name.lower(), value.strip("<>").lower()


def _concerns(result: Result, domain: str) -> bool:
    """A result that names another domain than the one shown to people says nothing of it."""
    return result.properties.get("header.from", domain).rpartition("@")[2] == domain


def _asks_for_nothing(result: Result) -> bool:
    """The domain only watches (`p=none`), as the server's comment or property says."""
    told = [
        *result.comments,
        *(f"p={value}" for name, value in result.properties.items() if name.startswith("policy.")),
    ]
    return any(_POLICY.search(comment) for comment in told)


def _vouches(result: Result, domain: str) -> bool:
    """A signature or an envelope of the sender's own domain, or of one above or below it, that was found good."""
    if result.value != "pass":
        return False
    if result.method == "dkim":
        return _is_kin(result.properties.get("header.d") or result.properties.get("header.i", ""), domain)
    return result.method == "spf" and _is_kin(result.properties.get("smtp.mailfrom", ""), domain)


def _is_kin(other: str, domain: str) -> bool:
    other = other.rpartition("@")[2]
    if "." not in other:
        return False
    return other == domain or domain.endswith(f".{other}") or other.endswith(f".{domain}")
