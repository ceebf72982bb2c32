"""The mail to a customer whose request is resolved together with others: the words, that it is resolved, and that they may say no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from parola.desk.mail.letters import Letter, Occasion, Unsendable, reply, resolved
from parola.desk.tickets.vocabulary import Resolved


def solved(occasion: Occasion) -> Letter:
    """The message, and of the resolution that follows it what every mail of one says."""
    ending = replace(occasion, seq=occasion.seq + 1)
    if not isinstance(ending.fact, Resolved):
        raise Unsendable("no resolution follows the message")
    said, closing = reply(occasion), resolved(ending)
    return replace(closing, before=said.before, said=said.said, lines=(*said.lines, *closing.lines))


LETTERS: Mapping[str, Callable[[Occasion], Letter]] = {"solved_together": solved}
