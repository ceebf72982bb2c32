"""What `docs/agreements.md` says is so: its examples pass the check, and no key goes unmentioned."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from parola.policy import tree
from parola.policy.findings import Source
from parola.policy.read import read
from parola.policy.schema import json_schema

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "agreements.md").read_text(encoding="utf-8")
WHOLE, *PIECES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def plain(text: str) -> Any:
    return tree.grow(Source("example", text)).plain()


def merged(base: Any, piece: Any) -> Any:
    """The base with the piece laid over it, key by key; other plans and priorities stay."""
    if not isinstance(base, dict) or not isinstance(piece, dict) or "any_of" in piece or "all_of" in piece:
        return piece
    return base | {key: merged(base.get(key), value) for key, value in piece.items()}


def written(data: Any) -> str:
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(data, out)
    return out.getvalue()


def test_the_whole_example_passes_the_check() -> None:
    assert read(WHOLE, "docs/agreements.md").agreement.id == "acme"


@pytest.mark.parametrize(
    "piece", PIECES, ids=[f"{number} {piece.split(':')[0]}" for number, piece in enumerate(PIECES)]
)
def test_every_piece_passes_the_check_within_the_whole(piece: str) -> None:
    read(written(merged(plain(WHOLE), plain(piece))), "docs/agreements.md")


def keys(node: Any) -> Iterator[str]:
    """Every key that the schema names, of whatever part."""
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for below in node.values():
            yield from keys(below)
    elif isinstance(node, list):
        for below in node:
            yield from keys(below)


@pytest.mark.parametrize("key", sorted(set(keys(json_schema()))))
def test_every_key_is_in_an_example_or_explained(key: str) -> None:
    assert re.search(rf"(^|[\s{{]){key}:|`{key}`", PAGE, re.MULTILINE)


def test_the_exported_schema_is_current() -> None:
    exported = json.loads((DOCS / "agreement.schema.json").read_text(encoding="utf-8"))
    assert exported == json_schema(), "run: parola policy schema > docs/agreement.schema.json"


def test_every_key_of_the_schema_says_what_it_is() -> None:
    def described(node: Any) -> Iterator[str]:
        for name, below in node.get("properties", {}).items():
            if not below.get("description"):
                yield name

    schema = json_schema()
    assert [name for part in (schema, *schema["$defs"].values()) for name in described(part)] == []
