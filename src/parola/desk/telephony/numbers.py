"""Phone numbers as people write them, and as they are kept: in the form of ITU-T E.164."""

from __future__ import annotations

import phonenumbers
from babel.core import get_global

FEWEST_DIGITS = 5
"""With fewer, what is typed to find somebody is no part of a number."""


def country_of(timezone: str) -> str | None:
    """The country whose national numbers are meant by somebody in that zone: `ES` for Europe/Madrid; None for UTC."""
    found: str | None = get_global("zone_territories").get(timezone)
    return found


def normalise(text: str, timezone: str) -> str:
    """The number in E.164, digits of any script; empty where it cannot be one. `timezone` tells the country of a national number."""
    try:
        number = phonenumbers.parse(text, country_of(timezone))
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(number: str) -> str:
    """A kept number as people read it, `+34 600 11 12 22`; as it is, where it is none."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def part_of_number(text: str) -> str:
    """The digits of what was typed to find somebody by number, without a national prefix of zeros; empty where it is none."""
    digits = "".join(str(int(sign)) for sign in text if sign.isdecimal())
    other = [sign for sign in text if not (sign.isdecimal() or sign in " +-()./\u00a0\u200e\u200f")]
    return digits.lstrip("0") if not other and len(digits) >= FEWEST_DIGITS else ""
