"""Texts made to cost whoever looks through them: `python -m tests.attacks.hostile_texts SECONDS`, run by a test.

Each is given to each reader of mail texts; the system ends the program where one takes more than so many seconds of the processor. Nothing
is measured by the clock. What came through is printed.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from parola.desk.mail import address, charsets, language, markup, mime, trim

LENGTH = 300_000
LINES = (
    "_" * 299 + "x", "_ " * 149 + "x", "-- original message" + " " * 270 + "x", "On 1" + " <a@b>" * 49 + "x",
    "On " + "1 " * 149, "a" * 290 + " wrote", "wrote " * 49 + ":x", "<a@b>" + "!" * 280, "From:" + " " * 290,
    "---- on 1 " + "wrote " * 45 + "x", "2026-1-1 " + "GMT" * 90, "From: x", "date:" + "1" * 200, "<a@" * 99,
    "##--" + "x" * 290, "> " * 140 + "##--", "On 1 <\na@b", "sent from " * 29, "> x\ny", "On 1 a <b@c> wrote:\n> x\n\nz",
    "On Thu 1 x\n\n<", "De:\xa0" * 40, "http://" + "a." * 140 + "!", "On " + " " * 280 + "wrote", "`" * 299, "- " * 149,
)  # fmt: skip
HEADERS = ("(" * 8, '"\\', "<a", "=?utf-8?q?", "=?", "a,", "a@b.", '"a" <', ";x*0=", "=?x?b?a?=", "@", "\\", "\u0640")
MARKUP = (
    "<",
    "<!--",
    "<a ",
    "</",
    "&",
    "&amp",
    "<p>",
    "<script>",
    "<td",
    "<a href='",
    "<![CDATA[",
    "&#x",
    "<br",
    "<style",
)


def costly() -> dict[str, Callable[[], object]]:
    """Each text with its reader, by a name."""
    tries: dict[str, Callable[[], object]] = {}
    for line in LINES:
        text = (line + "\n") * (LENGTH // (len(line) + 1))
        tries[f"trim {line[:30]!r}"] = partial(trim.new_text, text, ["@credenti.example"])
        tries[f"guess {line[:30]!r}"] = partial(language.guess, text, ["en", "es", "it", "ar"], "en")
    for piece in HEADERS:
        value = (piece * mime.LIMITS.header)[: mime.LIMITS.header - 100]
        tries[f"address {piece!r}"] = partial(address.mailbox, value)
        tries[f"header {piece!r}"] = partial(charsets.header_text, value)
        tries[f"headers {piece!r}"] = partial(parameter, value)
    for piece in MARKUP:
        tries[f"markup {piece!r}"] = partial(markup.to_text, piece * (1_000_000 // len(piece)))
    return tries


def parameter(value: str) -> str:
    return mime.take_apart(f"Content-Type: {value}\n\nx".encode()).parameter("name")


def main(seconds: int) -> None:
    for name, act in costly().items():
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        print(name, flush=True)
        with suppress(mime.TooMuch):  # that is an answer too
            act()
    print("all came through")


if __name__ == "__main__":
    main(int(sys.argv[1]))
