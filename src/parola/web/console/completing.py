"""What a filter line that is being typed could go on with: names of filters, then values that there are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import translation

from parola.desk.tickets.filter_words import FIELDS, VALUES, Field, field_word, fields, spelt, value_word
from parola.desk.tickets.filters import COMPARED, LONGEST, TIMES, quoted
from parola.desk.tickets.narrowing import Directory

OFFERED = 8
SPANS = ("1h", "4h", "1d", "7d")
TYPED = re.compile(r'(?:^|\s)-?(?:([^\W\d_]+)(<=|>=|<|>|:)((?:[^\s",]|"[^"]*"|,)*?))?("?[^",\s]*)$')
"""The end of a line: a filter with the values before the last, and the beginning of what comes next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Text that stands in place of the line from `start` to `end`."""

    text: str
    start: int
    end: int


def offered(text: str, cursor: int, directory: Directory) -> list[Completion]:
    """Those that fit what is typed before the cursor, the shortest way first."""
    before = text[: min(cursor, LONGEST)]
    match = TYPED.search(before)
    if match is None:
        return []
    name, op, _others, begun = match.groups()
    start, end = len(before) - len(begun), len(before)
    sought = spelt(begun.strip('"'))
    known = fields().get(spelt(name)) if name else None
    candidates = (
        list(_values(known, op, directory))
        if known
        else list(_fields())
        if sought and not name and begun[0] != '"'
        else []
    )
    fitting = [each for each in candidates if spelt(each.rstrip(":<")).startswith(sought) and each != begun]
    return [Completion(text=each, start=start, end=end) for each in fitting[:OFFERED]]


def _fields() -> Iterator[str]:
    """Every filter, by the reader's word for it and by the stable one."""
    language = translation.get_language() or "en"
    for word in dict.fromkeys(field_word(field, each) for each in (language, "en") for field in FIELDS):
        yield f"{word}{'<' if fields()[spelt(word)] is Field.DUE else ':'}"


def _values(field: Field, op: str, directory: Directory) -> Iterator[str]:
    language = translation.get_language() or "en"
    if op != ":":
        yield from SPANS if field in TIMES else ("1", "2") if field in COMPARED else ()
        return
    yield from (value_word(field, value, language) for value in VALUES.get(field, {}))
    yield from map(quoted, _names(field, directory))


def _names(field: Field, directory: Directory) -> Iterable[str]:
    """What there is on the desk."""
    if field is Field.PRIORITY:
        return directory.priorities
    if field is Field.ASSIGNEE:
        return (str(person) for person in directory.colleagues if person != directory.person)
    if field is Field.BRAND:
        return (brand.slug for brand in directory.brands)
    return directory.team_names if field is Field.TEAM else ()
