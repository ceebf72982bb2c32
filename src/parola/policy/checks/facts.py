"""Checks of the facts that an agreement asks for: conditions name facts that a ticket can have, and values that they can have."""

from __future__ import annotations

from collections.abc import Iterator

from parola.policy.checker import Checker
from parola.policy.findings import gettext_noop, nearest
from parola.policy.tree import Node, Path
from parola.sla.agreement import FACTS

_CONDITIONS = (
    "plans.*.targets.*.when",
    "addons.*.targets.*.when",
    "guards.*.requires",
    "exclusions.*.when",
    "cases.*.when.*.facts",
)
"""Where the file speaks of a ticket's facts."""


def check_facts(c: Checker) -> None:
    """Facts that nobody can give, and values that a declared fact does not have."""
    declared = {name: _declared(c, name) for name in c.ids("facts")}
    for pattern in _CONDITIONS:
        for path, condition in c.root.find(pattern):
            for name, node in (condition.entries or {}).items():
                if name in declared:
                    _check_values(c, (*path, name), node, declared[name])
                elif name not in FACTS:
                    _unknown(c, (*path, name), name, [*FACTS, *declared])


def _declared(c: Checker, name: str) -> list[str]:
    """The values that a fact can have; told where nothing gives it one, or two things do."""
    values, by_clock = list(_entries(c.root.get("facts", name, "values"))), c.root.get("facts", name, "open_in")
    if bool(values) == bool(by_clock):
        message = gettext_noop("the fact `%(value)s` needs either `values` or `open_in`")
        hint = gettext_noop("write the values that it can have, or the calendar that decides at the opening")
        c.tell(("facts", name), message, hint, {"value": name}, key=True)
    return ["yes", "no"] if by_clock else values


def _unknown(c: Checker, path: Path, name: str, known: list[str]) -> None:
    message = gettext_noop("a ticket has no fact `%(value)s`")
    hint = gettext_noop("declare it under `facts`, with its values; there are: %(known)s")
    if nearest(name, known):
        c.unknown(path, message, name, known, key=True)
    else:
        c.tell(path, message, hint, {"value": name, "known": ", ".join(known)}, key=True)


def _check_values(c: Checker, path: Path, node: Node, values: list[str]) -> None:
    for place, each in _values(path, node):
        if isinstance(each.value, str) and each.value not in ("", *values):
            message = gettext_noop("the fact is never `%(value)s`")
            c.unknown(place, message, each.value, values)


def _values(path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    """A value by itself, in a list, or under `in` and `not`."""
    if node.entries is None and node.items is None:
        yield path, node
    for key, below in node.children():
        yield from _values((*path, key), below)


def _entries(node: Node | None) -> Iterator[str]:
    yield from (node.entries or ()) if node else ()
