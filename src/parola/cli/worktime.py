"""`parola worktime`: working time, case by case, for whoever wants to check the engine or use it from elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from parola.cli.language import preferred
from parola.cli.workcases import Calendars, Json, answer, read_case, read_object
from parola.policy.problems import Wrong, gettext_noop
from parola.policy.words import Words

STANDARD_INPUT = Path("-")

UNREADABLE = gettext_noop("The file %(file)s cannot be read: %(problem)s.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worktime)


def worktime(
    cases: Annotated[
        Path, typer.Argument(metavar="[FILE|-]", help="Cases, one JSON object a line; - for standard input.")
    ] = STANDARD_INPUT,
    calendars: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Calendars that cases may name: a JSON object of them.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="The language of the errors: en, es, it, ar.")] = None,
) -> None:
    """Answer cases of working time: due times and elapsed seconds, one JSON object a line, in order.

    A line that cannot be answered gets {"id", "error"}, is told on standard error, and makes the exit code 1.
    """
    words = Words(preferred(lang))
    try:
        named = Calendars(read_object(calendars.read_bytes()) if calendars else {})
        lines = open_cases(cases)
    except OSError as error:
        print(words.gettext(UNREADABLE) % {"file": error.filename, "problem": error.strerror}, file=sys.stderr)
        raise typer.Exit(1) from error
    except Wrong as wrong:
        print(f"{calendars}: {told(wrong, words)}", file=sys.stderr)
        raise typer.Exit(1) from wrong
    with lines as opened:
        whole = answer_all(opened, named, words)
    if not whole:
        raise typer.Exit(1)


def open_cases(path: Path) -> AbstractContextManager[BinaryIO]:
    """The cases as lines of bytes."""
    return nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else path.open("rb")


def answer_all(lines: Iterable[bytes], named: Calendars, words: Words) -> bool:
    """Print an answer for each line that is not blank; whether all of them could be answered."""
    whole = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        fields: Json = {}
        try:
            fields = read_object(line)
            answered = answer(read_case(fields, named))
        except Wrong as wrong:
            whole = False
            answered = {"error": told(wrong, words)}
            message = words.gettext("line %(line)d: %(error)s") % {"line": number, "error": answered["error"]}
            print(message, file=sys.stderr)
        print(json.dumps({"id": fields.get("id"), **answered}, ensure_ascii=False))
    return whole


def told(wrong: Wrong, words: Words) -> str:
    """What is wrong, and what to do about it."""
    return " ".join(words.gettext(text) % wrong.params for text in (wrong.message, wrong.hint) if text)
