"""`parola refold`: after an upgrade, the tickets as this release folds them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.policy.words import Words


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(refold)


def refold(
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Fold anew the tickets that an earlier release folded; `parola up` and `parola worker` do it when they start."""
    words = Words(preferred(lang))
    enter(words)
    if not bring_up_to_date(words):
        raise typer.Exit(1)


def bring_up_to_date(words: Words) -> bool:
    """Fold anew what has to be, and say so where there was any; False where a ticket cannot be. Django must be set up."""
    from parola.desk.tickets.refolding import refold as refold_desk

    done = refold_desk()
    if done.tickets:
        tickets = words.ngettext("%(count)d ticket", "%(count)d tickets", done.tickets) % {"count": done.tickets}
        print(words.gettext("Folded anew: %(tickets)s.") % {"tickets": tickets}, flush=True)
    for reference in done.failed:
        refused = words.gettext("Ticket %(ticket)s cannot be folded; `parola verify` says why.")
        print(refused % {"ticket": reference}, file=sys.stderr)
    return not done.failed
