"""`parola reindex`: take every ticket and article into the search anew, or see whether it has the words of the tickets."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from parola.cli.bars import bars
from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.policy.words import Words


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reindex)


def reindex(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing: see whether the search has the words.")
    ] = False,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Take every ticket and article into the search anew, while the desk works; ended early, the worker goes on with it."""
    words = Words(preferred(lang))
    enter(words)
    if check:
        look(words)
    else:
        take_in(words)


def take_in(words: Words) -> None:
    """Every ticket, from the oldest on."""
    from parola.desk.search import following, names

    names.refresh()
    following.begin_anew()
    with bars() as progress:
        task = progress.add_task(words.gettext("Taking in words"), total=following.left())
        while following.step():
            progress.update(task, completed=(progress.tasks[0].total or 0) - following.left())
    take_in_meanings(words)
    print(words.gettext("The search has the words of every ticket."))


def take_in_meanings(words: Words) -> None:
    """Every article, where the model that tells what they mean is installed."""
    from parola.desk.knowledge import meanings

    meanings.begin_anew()
    job = meanings.TakeIn()
    with bars() as progress:
        task = progress.add_task(words.gettext("Taking in articles"), total=meanings.left())
        while job.step():
            progress.update(task, completed=(progress.tasks[0].total or 0) - meanings.left())


def look(words: Words) -> None:
    """Exit code 1 and the references where the search has other words than stand there."""
    from parola.desk.search import checking
    from parola.desk.tickets.models import Ticket

    with bars() as progress:
        task = progress.add_task(words.gettext("Comparing"), total=Ticket.objects.count())
        wrong = checking.differing(lambda step: progress.advance(task, step))
    for reference in wrong:
        told = words.gettext("The search has not the words of ticket %(ticket)s; `parola reindex` takes them in.")
        print(told % {"ticket": reference}, file=sys.stderr)
    if wrong:
        raise typer.Exit(1)
    print(words.gettext("The search has the words of every ticket."))
