"""Where things are in a picture. Places are counted from the side at which its reader begins, so that nothing else knows a direction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LETTER = 6.6
"""How wide a letter of an axis is, nearly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle for marks in a picture of `width` by `height`, with room for words around it. All in the picture's own units."""

    width: float
    height: float
    start: float
    end: float
    top: float
    bottom: float
    places: int
    low: float
    high: float
    right_to_left: bool

    @property
    def band(self) -> float:
        """How wide a place is."""
        return (self.width - self.start - self.end) / max(self.places, 1)

    @property
    def base(self) -> float:
        """The line on which marks stand."""
        return self.height - self.bottom

    def x(self, along: float) -> float:
        """The place `along`, counted in places."""
        return self.across(self.start + along * self.band)

    def across(self, distance: float) -> float:
        """What lies so far from the side at which the reader begins."""
        return round(self.width - distance if self.right_to_left else distance, 1)

    def y(self, value: float) -> float:
        """How high a number is."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.base - min(max(share, 0), 1) * (self.base - self.top), 1)

    def left(self, along: float, wide: float) -> float:
        """The left edge of what begins at `along` and is `wide` places wide."""
        return min(self.x(along), self.x(along + wide))

    def told(self, places: tuple[str, ...]) -> Iterator[tuple[int, str]]:
        """Those of the places whose names have room beside each other."""
        longest = max(map(len, places), default=0) * LETTER + 10
        every = max(1, -int(-longest // self.band))
        return ((at, name) for at, name in enumerate(places) if at % every == 0)
