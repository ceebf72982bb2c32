"""`parola demo`: a desk to try Parola on, with four vendors, their customers, and about fifty tickets in their languages.

The people and the companies are made up; their addresses end in `.example`, which no mail can reach (RFC 2606). Sample
accounts share one password that everybody can read here. So they are made only where a person asked for a demo, in a
desk that is empty and is reached from this machine alone; and their password counts in a demo only
(`parola.desk.accounts.passwords.Sample`), whatever becomes of the folder.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from parola.cli.bars import bars
from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.now import now

if TYPE_CHECKING:
    from parola.policy.words import Words

PASSWORD = "parola-demo"  # noqa: S105  # no secret: see above


class NoPlaceForADemo(RuntimeError):
    """The desk is not empty, is no demo, or can be reached from elsewhere; the message says which."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    past: Annotated[bool, typer.Option("--past/--no-past", help="With a year of tickets that are closed.")] = True,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Fill an empty demo desk (PAROLA_DEMO=1) with vendors, customers and tickets; `parola up --demo` does it by itself."""
    from parola.policy.words import speak

    words = speak(preferred(lang), isolating=True)
    enter(words)
    try:
        lines = prepare(now(), words, past=past)
    except NoPlaceForADemo as refused:
        print(refused, file=sys.stderr)
        raise typer.Exit(1) from refused
    print("\n".join(lines))


def prepare(now: datetime, words: Words, *, past: bool) -> list[str]:
    """Fill the desk if it is empty, and say how to sign in; a sample desk that is there already is left as it is.

    `past`: with the year before, of which a terminal shows how much is done.

    Django must be set up and the database up to date. Raises NoPlaceForADemo.
    """
    from django.conf import settings

    from .play import NotEmpty, fill
    from .sign_in import lines

    if not settings.DEMO:
        raise NoPlaceForADemo(words.gettext("This desk is no demo: sample accounts are made only with PAROLA_DEMO=1."))
    if settings.HOST not in settings.LOOPBACK:
        raise NoPlaceForADemo(words.gettext("This desk can be reached from elsewhere: a demo runs on 127.0.0.1 only."))
    try:
        with _progress() as tell:
            fill(now, past=past, tell=tell)
    except NotEmpty as full:
        raise NoPlaceForADemo(words.gettext("This desk is in use: a demo begins in an empty folder.")) from full
    return lines(words)


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """A bar on a terminal; on anything else nothing."""
    with bars() as progress:
        task = progress.add_task("", total=1.0)
        yield lambda part: progress.update(task, completed=part)
