"""Brands and people as options name them, by slug and by address. What is not there is told in a line, with exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from parola.policy.findings import gettext_noop
from parola.policy.words import Words

if TYPE_CHECKING:
    from parola.desk.accounts.models import Brand, Person

USAGE_ERROR = 2
NO_BRAND = gettext_noop("there is no brand `%(value)s`; there are: %(known)s")
NO_PERSON = gettext_noop("nobody here has the address `%(value)s`")


def brands(slugs: Sequence[str], words: Words, command: str) -> list[Brand]:
    """The brands of these slugs; all of them where none is named."""
    from parola.desk.accounts.models import Brand

    found = {brand.slug: brand for brand in Brand.objects.order_by("slug")}
    for slug in slugs:
        if slug not in found:
            raise stop(words.gettext(NO_BRAND) % {"value": slug, "known": ", ".join(found)}, command)
    return [found[slug] for slug in (slugs or found)]


def person(address: str | None, words: Words, command: str) -> Person | None:
    """Whose address it is; None where none is given."""
    from parola.desk.accounts.queries import person_by_address

    if address is None:
        return None
    found = person_by_address(address)
    if found is None:
        raise stop(words.gettext(NO_PERSON) % {"value": address}, command)
    return found


def stop(message: str, command: str, code: int = USAGE_ERROR) -> typer.Exit:
    """The command cannot go on, told on standard error."""
    print(f"parola {command}: {message}", file=sys.stderr)
    return typer.Exit(code)
