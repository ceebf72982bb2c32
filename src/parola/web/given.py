"""What addresses and forms tell, read without trust."""

import re

NUMBER = re.compile("[0-9]{1,9}")
"""What a column of the database takes; digits of other scripts are in no address of ours."""


def number(text: str) -> int | None:
    """The number that was sent; None where it is none."""
    return int(text) if NUMBER.fullmatch(text) else None
