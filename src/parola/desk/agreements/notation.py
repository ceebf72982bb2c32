"""How lists are written in one field: a contract's own holidays and its extras, in forms (one a line) and in files (parted by `;`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from parola.desk.agreements.extras import NewExtra

PARTED = re.compile(r"[;\n\r]+")
HOLIDAY = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})\s*(?P<name>.*)", re.DOTALL)
EXTRA = re.compile(r"(?P<name>[^:]+?)\s*(?::\s*(?P<amount>\d{1,7}(?:\.\d{1,2})?)\s*(?P<unit>[^:]*))?")
LONGEST_NAME, LONGEST_UNIT = 100, 40


class Unreadable(ValueError):
    """What is written is no holiday, or no extra; the text itself is the message."""


def parts(text: str) -> list[str]:
    """The parts of a list, without the blanks around them; empty ones left out."""
    return [part for each in PARTED.split(text) if (part := each.strip())]


def holidays(text: str) -> tuple[tuple[str, str], ...]:
    """`2026-06-24 San Juan` to the pair of day and name, each day once, in their order. Raises Unreadable."""
    return tuple(sorted(dict(_holiday(part) for part in parts(text)).items()))


def extras(text: str) -> list[NewExtra]:
    """`Training: 10 hours` and `Updates` to what they say, each name once. Raises Unreadable."""
    return [*{extra.name: extra for extra in map(_extra, parts(text))}.values()]


def holidays_written(pairs: Iterable[Iterable[str]], mark: str) -> str:
    """The list as `holidays` reads it, with the mark between its parts."""
    return mark.join(" ".join(pair).strip() for pair in pairs)


def extras_written(those: Iterable[NewExtra], mark: str) -> str:
    """The list as `extras` reads it, with the mark between its parts."""
    return mark.join(map(_written, those))


def plain(amount: Decimal) -> str:
    """The number without zeros at its end."""
    return f"{amount.normalize():f}"


def _written(extra: NewExtra) -> str:
    return extra.name if extra.amount is None else f"{extra.name}: {plain(extra.amount)} {extra.unit}".strip()


def _holiday(part: str) -> tuple[str, str]:
    found = HOLIDAY.fullmatch(part)
    try:
        day = date.fromisoformat(found["day"]) if found else None
    except ValueError:
        day = None
    if found is None or day is None:
        raise Unreadable(part)
    return day.isoformat(), found["name"].strip()


def _extra(part: str) -> NewExtra:
    found = EXTRA.fullmatch(part)
    if found is None or len(found["name"]) > LONGEST_NAME or len(found["unit"] or "") > LONGEST_UNIT:
        raise Unreadable(part)
    amount = Decimal(found["amount"]) if found["amount"] else None
    return NewExtra(name=found["name"], amount=amount, unit=(found["unit"] or "").strip())
