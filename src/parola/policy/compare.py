"""What changes from one agreement to another, in words: from what, to what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parola.sla.agreement import Agreement

from .lines import Line, lines
from .words import Words


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is said otherwise, anew (`before` is None) or no longer (`after` is None). `place` is where, in the file."""

    place: str
    about: tuple[str, ...]
    before: str | None
    after: str | None

    def told(self, words: Words) -> str:
        """The change in a few lines."""
        parts = {"about": " · ".join(map(words.isolated, self.about)), "before": self.before, "after": self.after}
        if self.before is None:
            return words.gettext("%(about)s\n    new: %(after)s") % parts
        if self.after is None:
            return words.gettext("%(about)s\n    no longer: %(before)s") % parts
        return words.gettext("%(about)s\n    from: %(before)s\n    to: %(after)s") % parts

    def as_dict(self) -> dict[str, object]:
        """The same as plain data."""
        return {"place": self.place, "about": list(self.about), "before": self.before, "after": self.after}


def changes(old: Agreement, new: Agreement, words: Words) -> list[Change]:
    """What the new agreement says otherwise, in its order; then what only the old one said."""
    before, after = (_by_key(lines(agreement, words)) for agreement in (old, new))
    found = [_change(before.get(key), line) for key, line in after.items() if _said(before.get(key)) != line.said]
    gone = [Change(line.place, line.about, line.said, None) for key, line in before.items() if key not in after]
    return found + gone


def _by_key(found: Iterable[Line]) -> dict[str, Line]:
    """The lines by their key; of rows that say the same of the same tickets the first is taken, as it is for tickets."""
    by_key: dict[str, Line] = {}
    for line in found:
        by_key.setdefault(line.key, line)
    return by_key


def _change(before: Line | None, line: Line) -> Change:
    return Change(line.place, line.about, _said(before), line.said)


def _said(line: Line | None) -> str | None:
    return line.said if line else None
