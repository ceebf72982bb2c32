"""What a schema allows at a place of a file: which keys there are. Of an agreement file, unless another schema is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from .schema import json_schema
from .tree import Path

Schema = Mapping[str, Any]


def keys_at(path: Path, whole: Schema | None = None) -> list[str]:
    """The keys that a mapping at this path may have; empty where its keys are names of the file's own."""
    return [key for one in _at(path, whole or _whole()) for key in one.get("properties", {})]


def _at(path: Path, whole: Schema) -> Iterator[Schema]:
    nodes = [whole]
    for step in path:
        nodes = [below for node in nodes for below in _below(node, step, whole)]
    for node in nodes:
        yield from _resolved(node, whole)


@cache
def _whole() -> Schema:
    return json_schema()


def _resolved(node: Schema, whole: Schema) -> Iterator[Schema]:
    """A schema, and those that it refers to or chooses between."""
    if "$ref" in node:
        yield from _resolved(whole["$defs"][node["$ref"].rsplit("/", 1)[-1]], whole)
    for one in node.get("anyOf", ()):
        yield from _resolved(one, whole)
    yield node


def _below(node: Schema, step: str | int, whole: Schema) -> Iterator[Schema]:
    for one in _resolved(node, whole):
        if isinstance(step, int):
            yield one.get("items") or one
        elif step in one.get("properties", {}):
            yield one["properties"][step]
        elif isinstance(one.get("additionalProperties"), dict):
            yield one["additionalProperties"]
        elif isinstance(step, str):
            yield from one.get("patternProperties", {}).values()
