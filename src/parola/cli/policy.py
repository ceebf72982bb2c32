"""`parola policy`: check agreement files, compare, publish and show them, list those that ship, export the schema for editors."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from parola.cli.language import preferred
from parola.now import now
from parola.policy import library
from parola.policy.compare import Change, changes
from parola.policy.findings import BadAgreement, Finding, gettext_noop
from parola.policy.read import Document, read
from parola.policy.review import Review, review
from parola.policy.schema import json_schema
from parola.policy.words import Words

USAGE_ERROR = 2

_NO_FILE = gettext_noop("there is no file or folder `%(path)s`")
_NO_YAML = gettext_noop("the folder `%(path)s` has no .yaml files")
_UNREADABLE = gettext_noop("the file %(file)s cannot be read: %(error)s")
_NO_AGREEMENT = gettext_noop("there is no agreement `%(name)s`; name a file, or one of: %(known)s")

Language = Annotated[str | None, typer.Option("--lang", metavar="LANG", help="The language: en, es, it, ar.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    from parola.cli.page import policy_page

    policy = typer.Typer(help="Agreement files: check, compare, publish, show, list, schema.", no_args_is_help=True)
    policy.command("check")(check)
    policy.command("show")(show)
    policy.command("diff")(diff)
    policy.command("publish")(publish)
    policy.command("page")(policy_page)
    policy.command("list")(list_shipped)
    policy.command("schema")(schema)
    app.add_typer(policy, name="policy")


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, folders or patterns.")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for warnings too.")] = False,
    on: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE", formats=["%Y-%m-%d"], help="The day from which holidays must go on; today if not given."
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Check agreement files: all findings at once, each with its place and what would be right; and the cases that they carry.

    Exit code 0: no errors (--strict: no warnings either). 1: errors. 2: a file cannot be found or read.
    """
    words = speaker(lang)
    day = (on or now()).date()
    reviews = [reviewed(path, words, day) for path in expanded(files, words)]
    if as_json:
        print(json.dumps(list(plain(reviews, words)), ensure_ascii=False, indent=2))
    else:
        print(report(reviews, words))
    failing = {"error", "warning"} if strict else {"error"}
    if any(finding.severity in failing for each in reviews for finding in each.findings):
        raise typer.Exit(1)


def reviewed(path: Path, words: Words, on: date) -> Review:
    """What is wrong with a file on that day; exits where it cannot be read at all."""
    try:
        return review(read_or_exit(path, words), on)
    except BadAgreement as bad:
        return Review(bad.findings)


def plain(reviews: list[Review], words: Words) -> Iterator[dict[str, object]]:
    """What was found as plain data; `accepted` is the reason for which the file accepts it, and otherwise empty."""
    for each in reviews:
        yield from (finding.as_dict(words) | {"accepted": ""} for finding in each.findings)
        for accepted in each.accepted:
            yield accepted.finding.as_dict(words) | {"accepted": words.text(accepted.reason)}


def report(reviews: list[Review], words: Words) -> str:
    """Every finding with its place, and their number."""
    found = [finding for each in reviews for finding in each.findings]
    counts = {
        "checked": words.ngettext("%(count)s file checked", "%(count)s files checked", len(reviews))
        % {"count": len(reviews)}
    }
    counts["findings"] = words.listed(counted(found, words)) if found else words.gettext("no findings")
    accepted = sum(len(each.accepted) for each in reviews)
    counts["accepted"] = words.ngettext("%(count)s accepted", "%(count)s accepted", accepted) % {"count": accepted}
    total = (
        words.gettext("%(checked)s: %(findings)s; %(accepted)s")
        if accepted
        else words.gettext("%(checked)s: %(findings)s")
    )
    return "\n\n".join([*(finding.rendered(words) for finding in found), total % counts])


def counted(found: list[Finding], words: Words) -> list[str]:
    """How many errors, warnings and notes there are, as far as there are any."""
    errors, warnings, notes = (sum(each.severity == kind for each in found) for kind in ("error", "warning", "note"))
    told = []
    if errors:
        told.append(words.ngettext("%(count)s error", "%(count)s errors", errors) % {"count": errors})
    if warnings:
        told.append(words.ngettext("%(count)s warning", "%(count)s warnings", warnings) % {"count": warnings})
    if notes:
        told.append(words.ngettext("%(count)s note", "%(count)s notes", notes) % {"count": notes})
    return told


def show(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped agreement (credenti) or a file.")],
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """Show an agreement: targets, plans, priorities, calendars, rules and notes."""
    from parola.policy import show as pages

    words = speaker(lang)
    agreement = named(name, words).agreement
    if as_json:
        print(json.dumps(pages.as_dict(agreement, words), ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    Console(markup=False, highlight=False, emoji=False).print(pages.tables(agreement, words))


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A shipped agreement (credenti) or a file.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another, or the same file as it is to be.")],
    as_json: AsJson = False,
    lang: Language = None,
) -> None:
    """What changes from one agreement to another, in words: targets, calendars, priorities, rules and texts."""
    words = speaker(lang)
    found = changes(named(old, words).agreement, named(new, words).agreement, words)
    if as_json:
        print(json.dumps([change.as_dict() for change in found], ensure_ascii=False, indent=2))
    else:
        print(changes_told(found, words))


def publish(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The agreement's file.")],
    brand: Annotated[str, typer.Option(metavar="SLUG", help="The brand whose agreement it is.")],
    by: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="Who publishes it, to be noted with the version.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and show the differences, and publish nothing.")
    ] = False,
    lang: Language = None,
) -> None:
    """Put an agreement in force for a brand, as a new version that never changes. Open tickets keep their terms.

    Exit code 1, and nothing published, for a file with errors or failing cases, or a plan in use that it lacks.
    """
    from parola.cli.publishing import publish_for

    words = speaker(lang)
    reviewed_file = reviewed(file, words, now().date())
    print(report([reviewed_file], words))
    if reviewed_file.errors:
        raise typer.Exit(1)
    publish_for(brand, read_or_exit(file, words), by, words, dry_run=dry_run)


def list_shipped(as_json: AsJson = False, lang: Language = None) -> None:
    """List the agreements that ship with Parola, with their plans."""
    words = speaker(lang)
    agreements = [library.load(path.stem).agreement for path in library.shipped()]
    if as_json:
        rows = [{"id": each.id, "title": words.text(each.title), "plans": list(each.plans)} for each in agreements]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for each in agreements:
        print(f"{each.id:<12} {', '.join(each.plans):<40} {words.text(each.title)}")


def schema() -> None:
    """Print the JSON Schema of agreement files, for editors."""
    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def changes_told(found: list[Change], words: Words) -> str:
    """Every change, and their number."""
    if not found:
        return words.gettext("Nothing changes in what is promised or said.")
    total = words.ngettext("%(count)s change", "%(count)s changes", len(found)) % {"count": len(found)}
    return "\n".join([*(change.told(words) for change in found), "", total])


def speaker(lang: str | None) -> Words:
    """The language to speak, set for a terminal."""
    return Words(preferred(lang), isolating=sys.stdout.isatty())


def named(name: str, words: Words) -> Document:
    """A shipped agreement or a file; says what is wrong and exits where there is none."""
    try:
        return read_or_exit(Path(name), words) if Path(name).suffix in (".yaml", ".yml") else library.load(name)
    except library.NoSuchAgreement:
        known = ", ".join(path.stem for path in library.shipped())
        raise usage(words.gettext(_NO_AGREEMENT) % {"name": name, "known": known}) from None
    except BadAgreement as bad:
        print(report([Review(bad.findings)], words), file=sys.stderr)
        raise typer.Exit(1) from None


def read_or_exit(path: Path, words: Words) -> Document:
    """The agreement in a file; exits where the file cannot be read at all."""
    try:
        return read(path)
    except OSError as error:
        raise usage(words.gettext(_UNREADABLE) % {"file": path, "error": error.strerror}) from error


def expanded(files: list[str], words: Words) -> Iterator[Path]:
    """The files meant: a folder stands for its .yaml files, a pattern for what it fits."""
    for name in files:
        path = Path(name)
        if path.is_dir():
            yield from _some(sorted([*path.glob("*.yaml"), *path.glob("*.yml")]), _NO_YAML, name, words)
        elif path.exists():
            yield path
        else:
            yield from _some(sorted(Path().glob(name)) if not path.is_absolute() else [], _NO_FILE, name, words)


def _some(paths: list[Path], message: str, name: str, words: Words) -> list[Path]:
    if not paths:
        raise usage(words.gettext(message) % {"path": name})
    return paths


def usage(message: str) -> typer.Exit:
    """Say what was wrong with the command."""
    print(f"parola policy: {message}", file=sys.stderr)
    return typer.Exit(USAGE_ERROR)
