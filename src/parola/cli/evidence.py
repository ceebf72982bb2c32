"""`parola evidence`: a contract's period as a bundle that its customer can recompute."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parola.cli import named
from parola.cli.desk import enter
from parola.cli.jsonlines import told
from parola.cli.language import preferred
from parola.now import now
from parola.policy.findings import Wrong
from parola.policy.words import Words, gettext_noop

if TYPE_CHECKING:
    from parola.desk.agreements.models import Contract

NO_CONTRACT = gettext_noop("The brand “%(brand)s” has no contract “%(value)s”.")
CONTRACT_HINT = gettext_noop("Give its number, or what stands behind # on its page: %(known)s.")
SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(evidence)


def evidence(
    brand: Annotated[str, typer.Option(help="The brand, as addresses have it.")],
    contract: Annotated[str, typer.Option(help="The contract: its number, or the one that the desk gave it.")],
    period: Annotated[str, typer.Option(help="A month, a quarter or a year: 2026-10, 2026-Q4, 2026.")],
    out: Annotated[Path, typer.Option(help="The ZIP to write; one that is there is replaced.")],
    lang: Annotated[str | None, typer.Option(help="The language of the paper in it: en, es, it, ar.")] = None,
) -> None:
    """Write evidence of what was promised under a contract in a period, and of what was kept: a PDF, and JSON to recompute it from."""
    words = Words(preferred(lang))
    enter(words)
    named.brands([brand], words, "evidence")
    try:
        made = make(brand, contract, period, words.language)
    except Wrong as wrong:
        print(told(wrong, words), file=sys.stderr)
        raise typer.Exit(1) from wrong
    _write(out, made)
    print(words.gettext("Written: %(file)s (%(size)d bytes).") % {"file": out, "size": len(made)})


def make(brand: str, contract: str, period: str, language: str) -> bytes:
    """The bundle. Raises Wrong."""
    from django.utils import translation

    from parola.desk.reports import evidence as making
    from parola.proof.period import period_of
    from parola.web.printing.evidence import bundle

    found = contract_of(brand, contract)
    with translation.override(language):
        return bundle(making.evidence(found, period_of(period, found.brand.timezone), now()))


def contract_of(brand: str, value: str) -> Contract:
    """The brand's contract of that number, its own or the desk's. Raises Wrong."""
    from parola.desk.agreements.models import Contract

    those = Contract.objects.filter(brand__slug=brand).select_related("brand", "organization").order_by("pk")
    found = those.filter(number=value).first() if value else None
    key = value.removeprefix("#")
    if found is None and key.isascii() and key.isdecimal() and len(key) < SHOWN:
        found = those.filter(pk=int(key)).first()
    if found is None:
        known = ", ".join(each.number or f"#{each.pk}" for each in those[:SHOWN]) or "–"
        raise Wrong(NO_CONTRACT, CONTRACT_HINT, brand=brand, value=value, known=known)
    return found


def _write(out: Path, made: bytes) -> None:
    """All of it or nothing."""
    beside = out.with_name(f"{out.name}.part")
    try:
        beside.write_bytes(made)
        beside.replace(out)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(1) from error
