"""What the schema allows at a place of an agreement file: which keys there are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from .schema import json_schema
from .tree import Path


def keys_at(path: Path) -> list[str]:
    """The keys that a mapping at this path may have; empty where its keys are names of the file's own."""
    return [key for one in _at(path) for key in one.get("properties", {})]


def _at(path: Path) -> Iterator[dict[str, Any]]:
    nodes = [_whole()]
    for step in path:
        nodes = [below for node in nodes for below in _below(node, step)]
    for node in nodes:
        yield from _resolved(node)


@cache
def _whole() -> dict[str, Any]:
    return json_schema()


def _resolved(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema, and those that it refers to or chooses between."""
    if "$ref" in node:
        yield from _resolved(_whole()["$defs"][node["$ref"].rsplit("/", 1)[-1]])
    for one in node.get("anyOf", ()):
        yield from _resolved(one)
    yield node


def _below(node: dict[str, Any], step: str | int) -> Iterator[dict[str, Any]]:
    for one in _resolved(node):
        if isinstance(step, int):
            yield one.get("items") or one
        elif step in one.get("properties", {}):
            yield one["properties"][step]
        elif isinstance(one.get("additionalProperties"), dict):
            yield one["additionalProperties"]
        elif isinstance(step, str):
            yield from one.get("patternProperties", {}).values()
