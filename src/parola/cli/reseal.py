"""`parola reseal`: after a change of the secret key, the secrets that the desk keeps under the new one."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.policy.words import Words


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reseal)


def reseal(
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Bring every secret that the desk keeps under PAROLA_SECRET_KEY; those of PAROLA_SECRET_KEY_FALLBACKS are needed no more then."""
    words = Words(preferred(lang))
    enter(words)
    from parola.desk.accounts.secrets import Unreadable, reseal_all

    try:
        done = reseal_all()
    except Unreadable:
        print(words.gettext("A secret was kept under a key that is not among the desk's: name it."), file=sys.stderr)
        raise typer.Exit(1) from None
    kept = words.ngettext("%(count)d secret", "%(count)d secrets", done) % {"count": done}
    print(words.gettext("Under the newest key: %(secrets)s.") % {"secrets": kept})
