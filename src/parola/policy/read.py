"""Read an agreement file: text to tree, tree to models, models to the core's frozen agreement.

All that is wrong is told at once, each with its place. A file is read in one way everywhere: when it is checked, when
it is published, when a command names it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path as FilePath

from pydantic import ValidationError

from parola.sla.agreement import Agreement

from . import tree
from .check import check
from .checker import Checker
from .faults import tell
from .findings import BadAgreement, Source, gettext_noop
from .freeze import freeze
from .schema import AgreementFile
from .texts import Texts, check_texts


@dataclass(frozen=True, slots=True)
class Document:
    """An agreement, and what it was read from: the text, the tree with its places, the models. `digest` is the SHA-256 of the text."""

    agreement: Agreement
    name: str
    source: str
    root: tree.Node
    file: AgreementFile

    @property
    def digest(self) -> str:
        """The SHA-256 of the source, in hexadecimal."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    def line(self, clause: str) -> int | None:
        """The line on which a clause stands (`plans.basic.targets.first_response.P1`); None if it is not in the file."""
        found = next(self.root.find(clause), None)
        return self.root.locate(found[0], key=True)[0] if found else None


def read(given: FilePath | str, name: str | None = None) -> Document:
    """The agreement in a file (a `Path`) or in a text (a `str`, called `name` in messages).

    Raises BadAgreement with every finding found, and OSError where the file cannot be opened.
    """
    if isinstance(given, FilePath):
        source = Source(name or str(given), _decoded(given, name or str(given)), code="yaml")
    else:
        source = Source(name or "agreement", given.removeprefix("\ufeff"), code="yaml")
    root = tree.grow(source)
    source.code = "value"
    file = _validated(root, source)
    check(root, source)
    source.code = "languages"
    check_texts(Checker(root, source))
    if file is None or source.findings:
        raise BadAgreement(source.findings)
    return Document(freeze(file, Texts(root)), source.name, source.text, root, file)


def _decoded(path: FilePath, name: str) -> str:
    with path.open("rb") as file:
        raw = file.read(tree.MAX_CHARACTERS * 4 + 1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        at = before.count("\n") + 1, len(before) - before.rfind("\n")
        Source(name, before, code="yaml").fail(
            at, gettext_noop("this file is not UTF-8"), gettext_noop("save it as UTF-8")
        )


def _validated(root: tree.Node, source: Source) -> AgreementFile | None:
    """The models of the tree; None, and the findings noted, where a value is not what it must be."""
    try:
        return AgreementFile.model_validate(root.plain())
    except ValidationError as errors:
        for error in errors.errors(include_url=False):
            tell(root, source, error)
        return None
