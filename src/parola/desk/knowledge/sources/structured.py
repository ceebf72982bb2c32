"""JSON and YAML of others as plain values: bounded in depth and number before anything is built, no tags, anchors or aliases."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent

DEEPEST, MOST = 64, 400_000
MOST_MARKS, LARGEST_NUMBER = 2_000_000, 10_000
"""Marks by which JSON begins or parts values, those within texts too; bits of a number, which is told in digits."""
Value = object


class Malformed(Exception):
    """It cannot be read: the line, and why."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line, self.text = line, text


def value_of(path: str, text: str) -> Value:
    """What the file says. Raises Malformed."""
    return _json(text) if path.lower().endswith(".json") else _yaml(text)


def _json(text: str) -> Value:
    if sum(map(text.count, "[{,")) > MOST_MARKS:
        raise Malformed(0, _("this is nested too deep, or too long"))
    try:
        found: Value = json.loads(text)
    except json.JSONDecodeError as error:
        raise Malformed(error.lineno, error.msg) from error
    except (RecursionError, ValueError) as error:
        raise Malformed(0, _("this is nested too deep, or has numbers too large")) from error
    return found


def _yaml(text: str) -> Value:
    try:
        _look_over(text)
        found: Value = _plain(YAML(typ="safe", pure=True).load(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Malformed(mark.line + 1 if mark else 0, error.problem or _("this is no YAML")) from error
    except (YAMLError, RecursionError, ValueError, TypeError) as error:
        raise Malformed(0, _("this is no YAML")) from error
    return found


def _plain(value: Value) -> Value:
    """As JSON has it: keys are texts. Raises ValueError at a number that could not be told in digits."""
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, int) and value.bit_length() > LARGEST_NUMBER:
        raise ValueError(LARGEST_NUMBER)
    return value


def _look_over(text: str) -> None:
    """Raises Malformed at what is too deep, too much, or stands for something else."""
    depth = 0
    for seen, event in enumerate(YAML(typ="safe", pure=True).parse(text)):
        line = event.start_mark.line + 1
        if isinstance(event, CollectionStartEvent):
            depth += 1
        if isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST or seen > MOST:
            raise Malformed(line, _("this is nested too deep, or too long"))
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            raise Malformed(line, _("anchors and aliases (& and *) are not read: write out what they stand for"))
        if getattr(event, "tag", None):
            raise Malformed(line, _("tags (!) are not read"))
