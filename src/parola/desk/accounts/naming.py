"""Where a text names a person: by an address of theirs, or by their name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from parola.desk.accounts.models import Person
from parola.desk.accounts.queries import addresses_of

STRUCK = "[…]"
"""What stands in a text where a person was named who was erased."""
SHORTEST = 3
"""Letters of a word of a name that is looked for by itself."""
NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Naming:
    """How a person is named: `surely`, wherever it stands; `nearby`, on the requests that they asked or follow.

    A single word of a name is another's too, or no name at all, so that it means this person nearby alone.
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
    sure = spelt([*addresses_of(person), *([person.name] if len(words) > 1 else [])])
    parts = [re.escape(word) for word in words if len(word) >= SHORTEST or len(words) == 1]
    return Naming(whole(f"(?i:{sure})"), whole("|".join([f"(?i:{sure})", *parts])))


def spelt(names: Iterable[str]) -> str:
    """Any of the names, the longest first, however the words of each are set apart."""
    return "|".join(sorted((r"\s+".join(map(re.escape, name.split())) for name in names), key=len, reverse=True))


def whole(names: str) -> re.Pattern[str]:
    """Finds any of the names where it stands by itself."""
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")
