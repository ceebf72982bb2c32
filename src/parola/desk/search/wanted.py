"""What the index is asked, in tokens. Pure; the engines say it in the words of their databases."""

from __future__ import annotations

from dataclasses import dataclass

from parola.desk.search.tokens import INSIDE


@dataclass(frozen=True, slots=True)
class Pattern:
    """Tokens that follow one another; `prefix`: the last of them may go on."""

    tokens: tuple[str, ...]
    prefix: bool = False

    @property
    def inside(self) -> Pattern:
        """The same in what is for the support side alone."""
        return Pattern(tuple(INSIDE + each for each in self.tokens), self.prefix)

    def times(self, words: str) -> int:
        """How often a column of words has it."""
        return words.count(f" {' '.join(self.tokens)}{'' if self.prefix else ' '}")


Group = tuple[Pattern, ...]
"""Patterns of which any will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The tickets that have one of each group, and none of `without`."""

    groups: tuple[Group, ...] = ()
    without: Group = ()
