"""A YAML file as a tree that remembers where everything stands.

Only what an agreement needs is taken: mappings, lists and plain values of YAML 1.2. Anchors, aliases and tags are
refused, so that what one reads in the file is what it says, and no small file can become a huge one. Size, depth and
the number of values are limited before anything is built (the parser's time grows with the square of the depth).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError

from .findings import Place, Source, gettext_noop

MAX_CHARACTERS = 200_000
MAX_DEPTH = 16
MAX_VALUES = 10_000

_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Node:
    """A mapping, a list or a value, and where it stands."""

    at: Place
    value: object = None
    entries: dict[str, Node] | None = None
    items: list[Node] | None = None
    keys: dict[str, Place] = field(default_factory=dict)
    """Where each key of a mapping stands."""

    def plain(self) -> object:
        """The same without places: dict, list, str, int, float, bool or None."""
        if self.entries is not None:
            return {key: node.plain() for key, node in self.entries.items()}
        if self.items is not None:
            return [node.plain() for node in self.items]
        return self.value

    def children(self) -> Iterator[tuple[str | int, Node]]:
        """The entries of a mapping or the items of a list, with their keys."""
        yield from (self.entries or {}).items()
        yield from enumerate(self.items or ())

    def get(self, *path: str | int) -> Node | None:
        """The node at a path below this one; None if there is none."""
        node: Node | None = self
        for key in path:
            node = dict(node.children()).get(key) if node is not None else None
        return node

    def find(self, pattern: str) -> Iterator[tuple[Path, Node]]:
        """Every node whose path fits a dotted pattern; `*` stands for any key, and a list may be left out (`a.b` finds `a.0.b`)."""
        yield from _find(self, tuple(pattern.split(".")) if pattern else (), ())

    def locate(self, path: Path, *, key: bool = False) -> Place:
        """Where a path stands, as far as it exists; the key's own place if `key`. Indexes into what is no list are passed over."""
        node, place = self, self.at
        for step in path:
            below = node.get(step)
            if below is not None:
                place = node.keys.get(str(step), below.at) if key or below.entries is not None else below.at
                node = below
            elif not isinstance(step, int):
                return node.keys.get(step, place)
        return place


def _find(node: Node, pattern: tuple[str, ...], path: Path) -> Iterator[tuple[Path, Node]]:
    if not pattern:
        yield path, node
        return
    for key, below in node.children():
        if isinstance(key, int) and pattern[0] != "*":
            yield from _find(below, pattern, (*path, key))
        elif pattern[0] in ("*", key):
            yield from _find(below, pattern[1:], (*path, key))


def grow(source: Source) -> Node:
    """The tree of the file. What leaves a tree is noted in the source; what does not raises BadAgreement at once."""
    if len(source.text) > MAX_CHARACTERS:
        source.fail(
            (1, 1),
            gettext_noop("this file is too long (at most %(limit)s characters)"),
            params={"limit": MAX_CHARACTERS},
        )
    try:
        return _Grower(source).document(YAML(typ="safe", pure=True).parse(source.text))
    except YAMLError as error:
        _yaml_error(source, error)
    raise AssertionError  # _yaml_error always raises


class _Grower:
    """Builds the tree from the parser's events."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.left = MAX_VALUES

    def document(self, events: Iterator[Event]) -> Node:
        """The one document of the file."""
        root: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent) and root is not None:
                self.source.fail(
                    _place(event),
                    gettext_noop("a second document begins here"),
                    gettext_noop("one agreement a file: leave out `---`"),
                )
            if isinstance(event, NodeEvent):
                root = self.node(event, events, 0)
        if root is None or root.entries is None:
            at = root.at if root else (1, 1)
            self.source.fail(
                at, gettext_noop("an agreement is a list of `key: value` lines"), gettext_noop("begin with `id: ...`")
            )
        return root

    def node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        """The node that begins with `event`; takes its events off the iterator."""
        place = _place(event)
        self.left -= 1
        if depth > MAX_DEPTH or self.left < 0:
            self.source.fail(place, gettext_noop("this file is nested too deep, or has too many values"))
        self.refuse_references(event, place)
        if isinstance(event, MappingStartEvent):
            return self.mapping(place, events, depth)
        if isinstance(event, CollectionStartEvent):
            return Node(place, items=list(self.items(events, depth)))
        if not isinstance(event, ScalarEvent):
            return Node(place)
        self.refuse_controls(event, place)
        return Node(place, value=_scalar(event))

    def refuse_controls(self, event: ScalarEvent, place: Place) -> None:
        """Control characters and halves of characters, which escapes can bring in: nothing for a terminal, page or database."""
        bad = next((each for each in str(event.value) if _is_control(each)), None)
        if bad is not None:
            params = {"character": f"U+{ord(bad):04X}"}
            self.source.found(place, gettext_noop("a character that no text may have: %(character)s"), params=params)

    def items(self, events: Iterator[Event], depth: int) -> Iterator[Node]:
        """The items of a list, up to its end."""
        for event in events:
            if isinstance(event, CollectionEndEvent):
                return
            if isinstance(event, NodeEvent):
                yield self.node(event, events, depth + 1)

    def mapping(self, place: Place, events: Iterator[Event], depth: int) -> Node:
        """A mapping, up to its end. Of a key that stands twice the first is kept."""
        node = Node(place, entries={})
        assert node.entries is not None  # noqa: S101  # for the type checker
        for event in events:
            if isinstance(event, CollectionEndEvent):
                break
            name, at = self.key(event, events, depth), _place(event)
            value = self.value(name, at, events, depth)
            if name in node.entries:
                hint = gettext_noop("the first is on line %(first)s; keep one of the two")
                self.source.found(
                    at,
                    gettext_noop("`%(key)s` stands here a second time"),
                    hint,
                    {"key": name, "first": node.keys[name][0]},
                )
            else:
                node.entries[name], node.keys[name] = value, at
        return node

    def value(self, name: str, at: Place, events: Iterator[Event], depth: int) -> Node:
        """The value of a key; that nothing stands there is noted at the key (the parser finds it lines below)."""
        node = self.node(next(events), events, depth + 1)
        if node.value is None and node.entries is None and node.items is None:
            node.at = at
            hint = gettext_noop("write its value, or leave the key out")
            self.source.found(at, gettext_noop("nothing stands after `%(key)s:`"), hint, {"key": name})
        return node

    def key(self, event: Event, events: Iterator[Event], depth: int) -> str:
        """A mapping's key: always text, also where it looks like a number."""
        node = self.node(event, events, depth + 1)
        if not isinstance(event, ScalarEvent):
            self.source.fail(node.at, gettext_noop("a key is a word, not a list or a mapping"))
        return str(event.value)

    def refuse_references(self, event: Event, place: Place) -> None:
        """Anchors, aliases and tags: noted, and otherwise passed over."""
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            hint = gettext_noop("write the value out, or put a text that begins with & or * in quotes")
            self.source.found(place, gettext_noop("anchors and aliases (& and *) are not used here"), hint)
        elif getattr(event, "tag", None):
            hint = gettext_noop("leave the tag out, or put a text that begins with ! in quotes")
            self.source.found(place, gettext_noop("tags (!) are not used here"), hint)


def _is_control(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs")


def _place(event: Event) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(event: ScalarEvent) -> object:
    """The value of a plain scalar by YAML 1.2's core schema; quoted and block scalars are text."""
    text = str(event.value)
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


_SYNTAX = (
    ("'\\t'", gettext_noop("a tab stands here"), gettext_noop("indent with spaces")),
    (
        "mapping values are not allowed",
        gettext_noop("a second `:` in one value, or a line indented more than the one above it"),
        gettext_noop("put a text that has `: ` in it in quotes, and check the indentation"),
    ),
    (
        "cannot start any token",
        gettext_noop("a value cannot begin with this character"),
        gettext_noop("put the value in quotes"),
    ),
    ("end of stream", gettext_noop("the file ends inside a quoted text"), gettext_noop("close the quotes")),
    (
        "could not find expected ':'",
        gettext_noop("a `:` and a value are missing after a key"),
        gettext_noop("write `key: value`, the text of several lines indented under its key"),
    ),
    (
        "expected ',' or",
        gettext_noop("a list or mapping in brackets is not closed here"),
        gettext_noop("close it with ] or }, and separate its entries by commas"),
    ),
    (
        "expected <block end>",
        gettext_noop("this line is indented otherwise than those it belongs to"),
        gettext_noop("give entries of the same list or mapping the same indentation"),
    ),
)


def _yaml_error(source: Source, error: YAMLError) -> None:
    """Tell what the parser could not read, in our words where we know it; always raises BadAgreement."""
    if isinstance(error, ReaderError):
        at = source.text.count("\n", 0, error.position) + 1, error.position - source.text.rfind("\n", 0, error.position)
        source.fail(
            at,
            gettext_noop("a character that no text may have: %(character)s"),
            params={"character": f"U+{error.character:04X}"},
        )
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    told = str(getattr(error, "problem", "") or error).split("\n", maxsplit=1)[0]
    for piece, message, hint in _SYNTAX:
        if piece in told:
            source.fail(at, message, hint)
    source.fail(at, gettext_noop("this is not YAML: %(detail)s"), params={"detail": told})
