"""The four agreements, each broken in every place: the place is named.

The copies are broken in many places at once, which also shows that all findings are told together. Line numbers stay as
they are, since what is taken out leaves its line empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from parola.policy import library, tree
from parola.policy.findings import BadAgreement, Finding, Place, Source
from parola.policy.read import read
from parola.policy.shape import keys_at

AGREEMENTS = ("cloudtalk", "credenti", "native", "zmanda")
everywhere = pytest.mark.parametrize("agreement", AGREEMENTS)


@cache
def source(agreement: str) -> str:
    """The file without its translations and all but three cases: fast to read, fewer findings than are told at once, and all rules are in it."""
    text = next(path for path in library.shipped() if path.stem == agreement).read_text(encoding="utf-8")
    rules, cases = text[: text.index("\ntranslations:")].split("\ncases:\n")
    some = re.split(r"^(?=  \w)", cases, flags=re.MULTILINE)[:4]
    return re.sub(r"languages: \[(\w+), [^]]*\]", r"languages: [\1]", f"{rules}\ncases:\n{''.join(some)}")


def nodes(agreement: str) -> Iterator[tuple[tree.Path, Place, tree.Node]]:
    """Every entry of the file: its path, the place of its key, and its node."""

    def walk(node: tree.Node, path: tree.Path) -> Iterator[tuple[tree.Path, Place, tree.Node]]:
        for key, below in node.children():
            yield (*path, key), node.keys.get(str(key), below.at), below
            yield from walk(below, (*path, key))

    yield from walk(tree.grow(Source(agreement, source(agreement))), ())


def replaced(text: str, edits: dict[Place, tuple[str, str]]) -> str:
    """The text with what stands at each place replaced."""
    lines = text.split("\n")
    for (line, column), (old, new) in sorted(edits.items(), reverse=True):
        before, after = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
        assert after.startswith(old), (line, column, old)
        lines[line - 1] = before + new + after[len(old) :]
    return "\n".join(lines)


def findings(text: str) -> tuple[Finding, ...]:
    with pytest.raises(BadAgreement) as bad:
        read(text, "broken.yaml")
    return bad.value.findings


def depths(agreement: str) -> range:
    return range(1, 1 + max(len(path) for path, _, _ in nodes(agreement)))


@everywhere
def test_without_its_translations_the_file_is_whole(agreement: str) -> None:
    assert read(source(agreement), agreement).agreement.id == agreement


@everywhere
def test_every_misspelt_key_is_named_at_its_line_and_column(agreement: str) -> None:
    for depth in depths(agreement):
        keys = {
            place: str(path[-1])
            for path, place, _ in nodes(agreement)
            if len(path) == depth and path[-1] in set(keys_at(path[:-1]))
        }
        if keys:
            broken = replaced(source(agreement), {place: (key, f"{key}x") for place, key in keys.items()})
            named = {(each.line, each.column) for each in findings(broken)}
            assert {line for line, _ in keys} <= {line for line, _ in named}
            assert len(named & shifted(keys)) == len(keys)


def shifted(keys: dict[Place, str]) -> set[Place]:
    """The places after every key before them on the same line has grown by a letter."""
    return {
        (line, column + sum(1 for other in keys if other[0] == line and other[1] < column)) for line, column in keys
    }


@everywhere
def test_every_value_of_the_wrong_kind_is_named_at_its_line(agreement: str) -> None:
    values = {
        node.at: str(node.value)
        for _, place, node in nodes(agreement)
        if node.value is not None
        and place[0] == node.at[0]
        and first_line(agreement, node.at).startswith(str(node.value))
    }
    assert len(values) > 30
    named = {
        each.line for each in findings(replaced(source(agreement), {at: (value, "{}") for at, value in values.items()}))
    }
    assert {line for line, _ in values} <= named


def first_line(agreement: str, at: Place) -> str:
    return source(agreement).split("\n")[at[0] - 1][at[1] - 1 :]


@everywhere
def test_every_empty_value_is_named_at_its_line(agreement: str) -> None:
    values = {
        node.at: str(node.value)
        for _, place, node in nodes(agreement)
        if node.value is not None and place[0] == node.at[0] and first_line(agreement, node.at) == str(node.value)
    }
    named = {
        each.line for each in findings(replaced(source(agreement), {at: (value, "") for at, value in values.items()}))
    }
    assert {line for line, _ in values} <= named
