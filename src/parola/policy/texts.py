"""The texts of an agreement file in all its languages, gathered place by place.

A file is written in its first language; `translations` repeats its keys, with texts only, for each of the others.
So the rules can be read without four texts at every line, and a translator has one block to work in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from babel import Locale, UnknownLocaleError

from parola.sla.hours import Text

from .checker import Checker
from .findings import gettext_noop, nearest
from .tree import Node, Path

PATTERNS = (
    "title",
    "priorities.*.name",
    "priorities.*.definition",
    "priorities.*.example",
    "priorities.*.responsibility",
    "facts.*.name",
    "facts.*.values.*",
    "matrix.impact.*",
    "matrix.urgency.*",
    "calendars.*.name",
    "calendars.*.closures.*.name",
    "calendars.*.special.*.name",
    "plans.*.name",
    "plans.*.description",
    "plans.*.hours",
    "addons.*.name",
    "addons.*.hours",
    "entitlements.*.name",
    "entitlements.*.detail",
    "tiers.*.name",
    "tiers.*.text",
    "objectives.*.text",
    "guards.*.text",
    "reachability.*.text",
    "reclassification.*.text",
    "lowering.*.text",
    "closing.text",
    "exclusions.*.text",
    "texts.*",
    "notes.*.text",
    "alarms.steps.*.name",
    "alarms.steps.*.text",
)
"""Where the file has texts for people."""

FOR_THE_HOUSE = ("accepted.*.reason",)
"""Texts for the vendor's own people, which may be translated."""


class Texts:
    """The texts of a file by their place."""

    def __init__(self, root: Node) -> None:
        self.languages = languages(root)
        self.translations = {language: root.get("translations", language) for language in self.languages[1:]}
        self.root = root

    def at(self, *path: str) -> Text:
        """The text at a place in every language that has it; empty where there is none."""
        nodes = {self.languages[0]: self.root.get(*path)} if self.languages else {}
        nodes |= {language: block.get(*path) for language, block in self.translations.items() if block}
        return {
            language: node.value.strip() for language, node in nodes.items() if node and isinstance(node.value, str)
        }


def languages(root: Node) -> list[str]:
    """The file's languages, its own first."""
    node = root.get("languages")
    return [item.value for item in node.items or () if isinstance(item.value, str)] if node else []


def check_texts(c: Checker) -> None:
    """Languages that are known, every text in every language, and no translation of what is not there."""
    named = languages(c.root)
    for index, language in enumerate(named):
        _check_language(c, index, language, first=named[0])
    for language in c.ids("translations"):
        if language not in named[1:]:
            message = gettext_noop("`%(value)s` is not one of the languages to translate into")
            c.unknown(("translations", language), message, language, named[1:], key=True)


def _check_language(c: Checker, index: int, language: str, *, first: str) -> None:
    block = c.root.get("translations", language)
    if not _is_language(language):
        message = gettext_noop("`%(value)s` is not the code of a language")
        c.tell(("languages", index), message, gettext_noop("write es, en, it, ar, pt-BR"), {"value": language})
    elif block is not None:
        _check_block(c, language, block)
    elif language != first:
        message = gettext_noop("no translations into `%(value)s`")
        hint = gettext_noop("add them under translations.%(value)s, or take it out of `languages`")
        c.tell(("languages", index), message, hint, {"value": language})


def _check_block(c: Checker, language: str, block: Node) -> None:
    places, optional = _places(c, PATTERNS), _places(c, FOR_THE_HOUSE)
    translated = dict(_leaves(block, ()))
    for path in sorted(places - set(translated), key=c.root.locate):
        params = {"place": ".".join(map(str, path)), "language": language}
        hint = gettext_noop("add it under translations.%(language)s")
        c.tell(path, gettext_noop("`%(place)s` is not translated into `%(language)s`"), hint, params)
    for path, node in translated.items():
        full: Path = ("translations", language, *path)
        if path not in places | optional:
            _no_such_text(c, full, {".".join(map(str, place)) for place in places | optional})
        elif not isinstance(node.value, str) or not node.value.strip():
            c.tell(
                full, gettext_noop("a text belongs here"), gettext_noop("put a number or a word like true in quotes")
            )


def _places(c: Checker, patterns: Iterable[str]) -> set[Path]:
    return {path for pattern in patterns for path, node in c.root.find(pattern) if isinstance(node.value, str)}


def _no_such_text(c: Checker, path: Path, known: set[str]) -> None:
    value = ".".join(map(str, path[2:]))
    meant = nearest(value, known)
    hint = gettext_noop("did you mean `%(meant)s`?") if meant else gettext_noop("leave it out")
    message = gettext_noop("the file has no text at `%(value)s` to translate")
    c.tell(path, message, hint, {"value": value, "meant": meant}, key=True)


def _leaves(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    if node.entries is None and node.items is None:
        yield path, node
    for key, below in node.children():
        yield from _leaves(below, (*path, key))


def _is_language(code: str) -> bool:
    try:
        Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True
