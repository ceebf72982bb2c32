"""What the commands that read agreements, mappings and logs cannot use: told on standard error, with exit code 1."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from parola.policy.words import Words


def stop(message: str, code: int = 1) -> typer.Exit:
    """The command cannot go on, told on standard error."""
    print(message, file=sys.stderr)
    return typer.Exit(code)


@contextmanager
def refusing(words: Words) -> Iterator[None]:
    """Exit with 1 where a file cannot be used, every finding told with its place."""
    from parola.lab.log import Unreadable
    from parola.lab.read import BadMapping
    from parola.policy.findings import BadAgreement, Wrong

    try:
        yield
    except (BadMapping, BadAgreement) as bad:
        raise stop("\n".join(finding.rendered(words) for finding in bad.findings)) from bad
    except Unreadable as bad:
        raise stop(words.gettext(str(bad))) from bad
    except Wrong as wrong:
        told = words.gettext(wrong.message) % wrong.params
        hint = words.gettext(wrong.hint) % wrong.params if wrong.hint else ""
        raise stop(f"{told}\n{hint}".strip()) from wrong
