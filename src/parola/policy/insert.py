"""An agreement file with something more in it: lines are put in, and nothing else of the file moves; comments stay where they are.

A file that is read and written anew by a library of YAML comes back wrapped and quoted otherwise, and nobody would find the one
line that they meant among all that differs. So the place is looked up in the tree, the text is cut there, and the whole is read
again: what does not say exactly what was meant is never given out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from .findings import BadAgreement, Source
from .tree import Node, grow

Value = str | Mapping[str, str]
_PLAIN = re.compile(
    r"closed|[0-9]{4}-[0-9]{2}-[0-9]{2}( - [0-9]{4}-[0-9]{2}-[0-9]{2})?|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}"
)
"""What needs no quotes, neither in a line nor in braces."""


class AlreadyThere(ValueError):
    """Something stands at the place already."""


class CannotInsert(ValueError):
    """The file is written in a way into which this does not fit: a person has to."""


def put(text: str, path: tuple[str, ...], value: Value) -> str:
    """The text with the value at the path, and the mappings above it where they lack. Raises AlreadyThere, CannotInsert, BadAgreement."""
    root = _tree(text)
    depth = next(length for length in range(len(path), -1, -1) if root.get(*path[:length]) is not None)
    if depth == len(path):
        raise AlreadyThere(".".join(path))
    within = root.get(*path[:depth])
    if within is None or within.entries is None:
        raise CannotInsert(".".join(path[:depth]))
    lines = text.split("\n")
    is_flow = _at(lines, within.at)[:1] == "{"
    changed = _in_braces(lines, within, path[depth:], value) if is_flow else _below(lines, within, path[depth:], value)
    try:
        said = _tree(changed).plain()
    except BadAgreement:
        raise CannotInsert(".".join(path)) from None
    if said != _meant(root.plain(), path, value):
        raise CannotInsert(".".join(path))
    return changed


def _tree(text: str) -> Node:
    source = Source("agreement", text)
    root = grow(source)
    if source.findings:
        raise BadAgreement(source.findings)
    return root


def _at(lines: list[str], place: tuple[int, int]) -> str:
    """What stands from a place on, in its line."""
    line, column = place
    return lines[line - 1][column - 1 :]


def _in_braces(lines: list[str], within: Node, keys: tuple[str, ...], value: Value) -> str:
    line, column = within.at
    inner = _written(value)
    for key in reversed(keys[1:]):
        inner = f"{{{key}: {inner}}}"
    entry = f"{keys[0]}: {inner}" + (", " if within.entries else "")
    old = lines[line - 1]
    return "\n".join([*lines[: line - 1], old[:column] + entry + old[column:], *lines[line:]])


def _below(lines: list[str], within: Node, keys: tuple[str, ...], value: Value) -> str:
    """After the last line of the block, its keys below each other."""
    column = within.at[1] - 1
    last = max(place[0] for place in within.keys.values())
    for number, line in enumerate(lines[last:], last + 1):
        if line.strip() and _indented(line) <= column:
            break
        last = number if line.strip() else last
    new = [f"{' ' * (column + 2 * level)}{key}:" for level, key in enumerate(keys)]
    new[-1] += f" {_written(value)}"
    return "\n".join([*lines[:last], *new, *lines[last:]])


def _indented(line: str) -> int:
    """How far a line is moved in."""
    return len(line) - len(line.lstrip(" "))


def _written(value: Value) -> str:
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    return "{" + ", ".join(f"{key}: {_written(each)}" for key, each in value.items()) + "}"


def _meant(plain: object, path: tuple[str, ...], value: Value) -> object:
    whole: Any = deepcopy(plain)
    place = whole
    for key in path[:-1]:
        place = place.setdefault(key, {})
    place[path[-1]] = value if isinstance(value, str) else dict(value)
    return whole
