"""`parola knowledge`: documentation that stands elsewhere, imported as articles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parola.cli import named
from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.now import now
from parola.policy.words import Words, gettext_noop

if TYPE_CHECKING:
    from parola.desk.knowledge.importing import Gone, Plan, Wanted
    from parola.desk.knowledge.sources.page import Taken, Told

COMMAND = "knowledge"
KINDS = ("documentation", "api", "guide", "solution")
AUDIENCES = ("public", "customers", "internal")
STATES = ("published", "internal", "draft")
GONE = ("internal", "keep", "remove")

NO_SUCH = gettext_noop("there is no `%(value)s`; there are: %(known)s")
AT = gettext_noop("%(file)s, line %(line)s: %(text)s")
NEW = gettext_noop("new: %(title)s (%(path)s)")
CHANGED = gettext_noop("changed: %(title)s (%(path)s)")
HIDDEN = gettext_noop("as it was, and not published: %(title)s (%(path)s)")
GONE_INTERNAL = gettext_noop("there no more, from now on for support alone: %(title)s (%(path)s)")
GONE_REMOVE = gettext_noop("there no more, removed: %(title)s (%(path)s)")
GONE_KEEP = gettext_noop("there no more, kept: %(title)s (%(path)s)")
SUM = gettext_noop("%(collection)s: %(new)s new, %(changed)s changed, %(same)s as they were, %(gone)s there no more.")
NOTHING = gettext_noop("Nothing was imported: put right what is listed above.")
DRY = gettext_noop("Nothing was imported (--dry-run).")
DONE = gettext_noop("Imported.")

knowledge = typer.Typer(help=gettext_noop("Articles of documentation that stands elsewhere."), no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(knowledge, name="knowledge")


@knowledge.callback()
def group() -> None:
    """Articles of documentation that stands elsewhere."""


@knowledge.command("import")
def bring_in(
    source: Annotated[
        Path,
        typer.Argument(
            exists=True, readable=True, help="A folder of Markdown or HTML, a ZIP file of one, or an OpenAPI 3 file."
        ),
    ],
    brand: Annotated[str, typer.Option(help="Whose articles they become: the brand's name in addresses.")],
    kind: Annotated[str, typer.Option(help="documentation, api, guide or solution")] = "documentation",
    language: Annotated[str, typer.Option(help="The language that the pages are in: en, es, it, ar ...")] = "en",
    audience: Annotated[
        str, typer.Option(help="public, customers or internal; without it new ones are public, and others as they are.")
    ] = "",
    collection: Annotated[
        str,
        typer.Option(help="The name under which they are found again, in any language; without it that of the folder."),
    ] = "",
    product: Annotated[list[str] | None, typer.Option(help="What they are about; can be said several times.")] = None,
    state: Annotated[str, typer.Option(help="What new ones become: published, internal or draft.")] = "published",
    gone: Annotated[
        str, typer.Option(help="What becomes of pages that are there no more: internal, keep or remove.")
    ] = "internal",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and write nothing.")] = False,
    by: Annotated[
        str | None, typer.Option(help="The address of who does it; without it the desk's own machine.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Import a folder or file as articles. Once more, it brings what changed as new versions, and names what is there no more."""
    words = Words(preferred(lang))
    given = ((kind, KINDS), (audience, ("", *AUDIENCES)), (state, STATES), (gone, GONE))
    for value, known in given:
        if value not in known:
            raise named.stop(
                words.gettext(NO_SUCH) % {"value": value, "known": ", ".join(filter(None, known))}, COMMAND
            )
    enter(words)
    from django.conf import settings
    from django.utils.translation import override

    from parola.desk.knowledge.importing import Wanted

    [whose], person = named.brands([brand], words, COMMAND), named.person(by, words, COMMAND)
    spoken = dict.fromkeys([*dict(settings.LANGUAGES), whose.language, *whose.languages])
    if language not in spoken:
        raise named.stop(words.gettext(NO_SUCH) % {"value": language, "known": ", ".join(spoken)}, COMMAND)
    wanted = Wanted(
        brand=whose, kind=kind, language=language, collection=collection, audience=audience,
        products=tuple(product or ()), state=state, gone=_gone(gone),
    )  # fmt: skip
    with override(words.language):
        plan = _carry_out(source, wanted, person, dry_run=dry_run)
        _tell(plan, gone, words, dry_run=dry_run)
    if plan.faults:
        raise typer.Exit(1)


def _gone(said: str) -> Gone:
    return "remove" if said == "remove" else "keep" if said == "keep" else "internal"


def _carry_out(source: Path, wanted: Wanted, person: object, *, dry_run: bool) -> Plan:
    from parola.desk.accounts.models import Person
    from parola.desk.knowledge import importing
    from parola.desk.knowledge.operations import NotAllowed
    from parola.desk.knowledge.sources.page import Unreadable

    by = person if isinstance(person, Person) else None
    try:
        taken: Taken = importing.take_path(source, wanted.kind, wanted.language)
        return importing.plan(taken, wanted) if dry_run else importing.carry_out(taken, wanted, by=by, now=now())
    except (Unreadable, NotAllowed) as error:
        raise named.stop(f"{source}: {error}", COMMAND, code=1) from None
    except OSError as error:
        raise named.stop(f"{error.filename or source}: {error.strerror}", COMMAND, code=1) from None


def _tell(plan: Plan, gone: str, words: Words, *, dry_run: bool) -> None:
    """What was found out, what would be or was done, every fault."""
    for each in (*plan.notes, *plan.faults):
        print(_placed(each, words), file=sys.stderr)
    if plan.faults:
        print(words.gettext(NOTHING), file=sys.stderr)
        return
    vanished = {"internal": GONE_INTERNAL, "remove": GONE_REMOVE, "keep": GONE_KEEP}[gone]
    forms = {"new": NEW, "changed": CHANGED, "hidden": HIDDEN, "gone": vanished}
    for step in plan.steps:
        if step.what in forms:
            print(words.gettext(forms[step.what]) % {"title": step.title, "path": step.path})
    same = plan.count("same") + plan.count("hidden")
    counts = {"new": plan.count("new"), "changed": plan.count("changed"), "same": same, "gone": plan.count("gone")}
    told = {"collection": plan.collection, **{name: words.number(count) for name, count in counts.items()}}
    print(words.gettext(SUM) % told)
    print(words.gettext(DRY if dry_run else DONE))


def _placed(each: Told, words: Words) -> str:
    if not each.line:
        return f"{_seen(each.file)}: {_seen(each.text)}"
    return words.gettext(AT) % {"file": _seen(each.file), "line": words.number(each.line), "text": _seen(each.text)}


def _seen(said: str) -> str:
    """What a source says, as a terminal may show it."""
    return "".join(each if each.isprintable() else "?" for each in said)
