"""What the models refuse, told in our words: each of pydantic's errors becomes a finding with its place and advice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from . import shape
from .findings import Params, Source, Wrong, gettext_noop, nearest
from .tree import Node, Path

_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": (gettext_noop("`%(key)s` is missing"), gettext_noop("add `%(key)s`")),
    "extra_forbidden": (gettext_noop("there is no key `%(key)s` here"), gettext_noop("there are: %(expected)s")),
    "string_type": (gettext_noop("a text belongs here"), gettext_noop("put a number or a word like true in quotes")),
    "string_too_short": (gettext_noop("this text is empty"), gettext_noop("write it, or leave the key out")),
    "too_short": (gettext_noop("nothing is listed here"), gettext_noop("at least one entry is needed")),
    "string_too_long": (gettext_noop("this text is too long (at most %(max_length)s characters)"), ""),
    "string_pattern_mismatch": (
        gettext_noop("`%(input)s` cannot be a name"),
        gettext_noop("letters, digits, - and _, at most 40 of them, the first a letter or digit"),
    ),
    "bool_type": (gettext_noop("`%(input)s` is not yes or no"), gettext_noop("write true or false")),
    "int_type": (gettext_noop("`%(input)s` is not a whole number"), gettext_noop("write a number such as 1")),
    "list_type": (
        gettext_noop("a list belongs here"),
        gettext_noop("write [one, other], or each on a line of its own after a dash"),
    ),
    "dict_type": (
        gettext_noop("entries belong here, each with its name"),
        gettext_noop("write `name: value` lines, indented"),
    ),
    "model_type": (gettext_noop("keys and values belong here"), gettext_noop("write `key: value` lines, indented")),
    "enum": (gettext_noop("`%(input)s` is not known here"), gettext_noop("there are: %(expected)s")),
    "literal_error": (gettext_noop("`%(input)s` is not known here"), gettext_noop("there are: %(expected)s")),
    "greater_than_equal": (gettext_noop("%(input)s is too small"), gettext_noop("at least %(ge)s")),
    "less_than_equal": (gettext_noop("%(input)s is too large"), gettext_noop("at most %(le)s")),
}
_MEANT = gettext_noop("did you mean `%(meant)s`? There are: %(expected)s")
_OTHER = gettext_noop("this cannot stand here: %(detail)s")
_ALIASES = {"model_attributes_type": "model_type", "mapping_type": "dict_type"}


def tell(root: Node, source: Source, error: ErrorDetails, whole: shape.Schema | None = None) -> None:
    """Note one of pydantic's errors in the source, at its place in the tree. `whole`: the file's schema, if it is no agreement's."""
    if error["input"] is None:
        return  # the tree has noted already that nothing stands there
    path = tuple(step for step in error["loc"] if step != "[key]")
    at_key = "[key]" in error["loc"] or error["type"] == "extra_forbidden"
    missing = error["type"] == "missing"
    place = root.locate(path[:-1] if missing else path, key=at_key or missing)
    message, hint, params = _said(path, error, whole)
    source.found(place, message, hint, params, ".".join(str(step) for step in path))


def _said(path: Path, error: ErrorDetails, whole: shape.Schema | None) -> tuple[str, str, Params]:
    """Message, hint and their parameters."""
    context: dict[str, Any] = error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, Wrong):
        return cause.message, cause.hint, cause.params
    kind = _ALIASES.get(error["type"], error["type"])
    if kind not in _MESSAGES:
        return _OTHER, "", {"detail": error["msg"]}
    message, hint = _MESSAGES[kind]
    params = {**context, "key": path[-1] if path else "", "input": _input(error["input"])}
    if kind in ("enum", "literal_error", "extra_forbidden"):
        value = str(params["key"] if kind == "extra_forbidden" else error["input"])
        expected = (
            shape.keys_at(path[:-1], whole)
            if kind == "extra_forbidden"
            else re.findall(r"'([^']*)'", context.get("expected", ""))
        )
        params |= {"expected": ", ".join(expected), "meant": nearest(value, expected)}
        hint = _MEANT if params["meant"] else hint
    return message, hint, params


def _input(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
