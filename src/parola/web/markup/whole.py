"""A message as a whole: what it quotes and what was cut off included, as text or as it looks."""

from __future__ import annotations

from dataclasses import dataclass

from parola.desk.mail import reading
from parola.desk.mail.models import Received
from parola.desk.mail.parse import TooMuch
from parola.desk.tickets.models import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All of a message. `cut`: the conversation shows less of its text; `html` is untrusted, and empty where there is none."""

    text: str
    html: str
    cut: bool


def whole(body: Body, mail: Received | None) -> Whole:
    """The message with these words, as its mail had it where it came by mail. What cannot be read again is what was kept of it."""
    if mail is None:
        return Whole(text=body.text, html=body.html, cut=False)
    try:
        read = reading.read(bytes(mail.raw), mail.envelope_from)
    except (TooMuch, reading.Unreadable):
        return Whole(text=body.text, html=body.html, cut=False)
    return Whole(text=read.text, html=body.html or read.html, cut=read.text.strip() != body.text.strip())


def html_of(body: Body, mail: Received | None) -> str:
    """The HTML of a message, from what is kept of it or from its mail."""
    return body.html or whole(body, mail).html
