"""Where a text names a person: by an address of theirs, or by their name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from parola.desk.accounts.models import Person
from parola.desk.accounts.queries import addresses_of

STRUCK = "[…]"
"""What stands in a text where a person was named who was erased."""
NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Naming:
    """How a person is named: `surely`, wherever it stands; `nearby`, where the text is of something that they took part in.

    A name of one word is another's too, so that it means this person nearby alone.
    """

    surely: re.Pattern[str] = field(default=NOTHING)
    nearby: re.Pattern[str] = field(default=NOTHING)

    def is_in(self, text: str, *, near: bool = False) -> bool:
        """Whether the text names the person."""
        return bool((self.nearby if near else self.surely).search(text))

    def struck(self, text: str, *, near: bool = False) -> str:
        """The text without what names the person."""
        return (self.nearby if near else self.surely).sub(STRUCK, text)


def naming_of(person: Person) -> Naming:
    """How the person is named now."""
    words = person.name.split()
    sure = [*addresses_of(person), *([person.name] if len(words) > 1 else [])]
    return Naming(pattern(sure), pattern([*sure, *([person.name] if words else [])]))


def pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the names as a whole: in any case, and however its words are set apart."""
    spelt = sorted({r"\s+".join(map(re.escape, name.split())) for name in names if name.strip()}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)", re.IGNORECASE) if spelt else NOTHING
