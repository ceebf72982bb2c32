"""Values of a JSON document that may be anything: each read as what it should be, or told as what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from parola.desk.transfer.past.files import LONGEST_PAGE, LONGEST_TEXT
from parola.desk.transfer.past.ticket import Who
from parola.lab.reader import BAD_INSTANT, OTHER_AGE, BadCell
from parola.policy.findings import gettext_noop

NOTHING = gettext_noop("%(column)s is missing")
_YEARS = range(1970, 2200)
_LONGEST_NAME = 200
_MARKS = "<>\r\n\t"


def part(row: object, *path: str) -> Any:
    """What stands at the end of the path; None where there is no such thing."""
    for name in path:
        row = row.get(name) if isinstance(row, Mapping) else None
    return row


def rows(row: object, *path: str) -> list[Mapping[str, Any]]:
    """The objects of a list at the end of the path."""
    found = part(row, *path)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def text(row: object, *path: str) -> str:
    """A text or a number as text; nothing for what is neither."""
    found = part(row, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    return str(found).strip()


def words(row: object, *path: str) -> str:
    """What somebody wrote, cut where nobody would read on."""
    return text(row, *path)[:LONGEST_TEXT]


def page(row: object, *path: str) -> str:
    """HTML that somebody wrote; nothing where it is more than is ever shown."""
    found = text(row, *path)
    return found if len(found) <= LONGEST_PAGE else ""


def name(row: object, *path: str) -> str:
    """A name: one short line that can be shown."""
    found = "".join(letter for letter in text(row, *path) if letter.isprintable() and letter not in _MARKS)
    return " ".join(found.split())[:_LONGEST_NAME]


def flag(row: object, *path: str, default: bool = False) -> bool:
    """Yes or no."""
    found = part(row, *path)
    return found if isinstance(found, bool) else default


def number(row: object, *path: str) -> int | None:
    """A whole number."""
    found = part(row, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def instant(row: object, *path: str, zone: tzinfo = UTC) -> datetime | None:
    """An instant in ISO 8601, in `zone` where it names none. Raises BadCell."""
    value = text(row, *path)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(_offset(value))
        found = (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCell(BAD_INSTANT, column=".".join(path), value=value) from None
    if found.year not in _YEARS:
        raise BadCell(OTHER_AGE, column=".".join(path), value=value)
    return found


def since(row: object, *path: str, zone: tzinfo = UTC) -> datetime:
    """An instant that must be there. Raises BadCell."""
    found = instant(row, *path, zone=zone)
    if found is None:
        raise BadCell(NOTHING, column=".".join(path))
    return found


def needed(row: object, *path: str) -> str:
    """A text that must be there. Raises BadCell."""
    found = name(row, *path)
    if not found:
        raise BadCell(NOTHING, column=".".join(path))
    return found


def who(row: object, *, named: str = "name", address: str = "email", key: str = "id") -> Who | None:
    """A person; None where nothing says who."""
    found = Who(name=name(row, named), address=name(row, address), key=name(row, key))
    return found if found != Who() else None


def _offset(value: str) -> str:
    """An offset as Jira writes it (`+0000`), with its colon."""
    plain = len(value) > len("+0000") and value[-5] in "+-" and value[-4:].isdigit() and "T" in value
    return f"{value[:-2]}:{value[-2:]}" if plain else value
