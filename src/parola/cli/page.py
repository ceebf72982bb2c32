"""`parola policy page`: an agreement as the page that everybody reads, in a file of its own."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from parola.cli.policy import Language, named, speaker, usage
from parola.now import now
from parola.policy.findings import Wrong, gettext_noop
from parola.policy.page.document import Page
from parola.policy.page.making import Edition, page
from parola.policy.page.markdown import markdown
from parola.policy.page.reader import Reader, chosen, day_in
from parola.policy.read import Document
from parola.policy.timezones import existing
from parola.policy.words import Words

UNWRITABLE = gettext_noop("the file %(file)s cannot be written: %(error)s")


class Form(StrEnum):
    """What the page is made as."""

    HTML = "html"
    MARKDOWN = "md"
    PDF = "pdf"


def policy_page(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped agreement (credenti) or a file.")],
    form: Annotated[Form, typer.Option("--format", help="As a web page, as Markdown, or on paper.")] = Form.HTML,
    lang: Language = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it; without, to standard output.")
    ] = None,
    timezone: Annotated[str, typer.Option(help="The time zone for which it is told, as in Europe/Madrid.")] = "UTC",
) -> None:
    """Make an agreement's page for customers: what it promises, its hours and rules, and when requests would be answered.

    Without a language that the agreement has, its own. Exit code 2 where something cannot be found or written.
    """
    words = speaker(lang)
    made = drawn(told(named(name, words), lang, timezone, words), form)
    if out is None:
        sys.stdout.buffer.write(made)
        return
    try:
        out.write_bytes(made)
    except OSError as error:
        raise usage(words.gettext(UNWRITABLE) % {"file": out, "error": error.strerror}) from error


def told(document: Document, lang: str | None, timezone: str, words: Words) -> Page:
    """The page for a reader there, today; exits where there is no such place."""
    try:
        day = day_in(existing(timezone), now())
    except Wrong as wrong:
        raise usage(words.gettext(wrong.message) % wrong.params) from None
    language = chosen(document.agreement, [lang] if lang else [])
    reader = Reader(language=language, timezone=timezone, today=day)
    return page(document.agreement, Edition(digest=document.digest), reader)


def drawn(page: Page, form: Form) -> bytes:
    """The page in that form."""
    if form is Form.MARKDOWN:
        return markdown(page).encode()
    if form is Form.PDF:
        from parola.web.public.paper import paper

        return paper(page)
    from parola.web.public.drawing import file

    return file(page).encode()
