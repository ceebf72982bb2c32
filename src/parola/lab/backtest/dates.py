"""Many cells with a date and a time at once: those that are written as the log's first format says, digit by digit.

What is written otherwise is left to `Reader`, cell by cell: an instant read here is the one that is read there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parola.sla.batch import Micros
from parola.sla.table import SECOND
from parola.sla.walls import walls

NONE = np.iinfo(np.int64).min
"""Stands for an instant that is not there."""
WIDTHS: Mapping[str, int] = {"Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2}
WITHIN: Mapping[str, tuple[int, int]] = {
    "Y": (1971, 2198),
    "m": (1, 12),
    "d": (1, 31),
    "H": (0, 23),
    "M": (0, 59),
    "S": (0, 59),
}
ISO = "%Y-%m-%dT%H:%M:%S"
Digits = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the digits of each part of a date stand, and which letters may stand between them."""

    width: int
    parts: Mapping[str, slice]
    between: Mapping[int, str]


def layout_of(form: str) -> Layout | None:
    """The layout of a format of parts that have a fixed width; None for any other."""
    iso, place = form == "iso", 0
    parts: dict[str, slice] = {}
    between: dict[int, str] = {}
    letters = iter(ISO if iso else form)
    for letter in letters:
        if letter != "%":
            between[place] = "T " if letter == "T" and iso else letter
            place += 1
            continue
        part = next(letters, "")
        if part not in WIDTHS or part in parts:
            return None
        parts[part] = slice(place, place + WIDTHS[part])
        place += WIDTHS[part]
    return Layout(place, parts, between) if {"Y", "m", "d"} <= parts.keys() else None


def instants(cells: Sequence[str], layout: Layout | None, timezone: str) -> tuple[Micros, NDArray[np.bool_]]:
    """The instants of the cells (NONE: an empty one), and which of them could be read here."""
    empty = np.fromiter((not cell for cell in cells), bool, len(cells))
    found = np.full(len(cells), NONE, dtype=np.int64)
    fitting = np.zeros(len(cells), dtype=bool) if layout is None else _fitting(cells, layout.width)
    places = np.flatnonzero(fitting)
    if layout is None or not places.size:
        return found, empty
    wall, valid = _wall_clock(_letters(cells, fitting, layout.width), layout)
    places, wall = places[valid], wall[valid]
    if places.size:
        found[places] = walls(timezone, int(wall.min()), int(wall.max())).instants(wall) * SECOND
    known = empty.copy()
    known[places] = True
    return found, known


def _fitting(cells: Sequence[str], width: int) -> NDArray[np.bool_]:
    return np.fromiter((len(cell) == width and cell.isascii() for cell in cells), bool, len(cells))


def _letters(cells: Sequence[str], fitting: NDArray[np.bool_], width: int) -> NDArray[np.uint8]:
    """A row of letters for each fitting cell."""
    text = "".join(cells) if fitting.all() else "".join(cell for cell, fits in zip(cells, fitting, strict=True) if fits)
    return np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, width)


def _wall_clock(letters: NDArray[np.uint8], layout: Layout) -> tuple[Digits, NDArray[np.bool_]]:
    """Seconds of a local 1970 of each, and which are dates at all."""
    valid = np.ones(len(letters), dtype=bool)
    for place, allowed in layout.between.items():
        valid &= np.isin(letters[:, place], [ord(each) for each in allowed])
    numbers = dict.fromkeys(WIDTHS, np.zeros(len(letters), dtype=np.int64))
    for part, where in layout.parts.items():
        digits = letters[:, where].astype(np.int64) - ord("0")
        numbers[part] = digits @ (10 ** np.arange(WIDTHS[part] - 1, -1, -1))
        least, most = WITHIN[part]
        valid &= (
            ((digits >= 0) & (digits < len("0123456789"))).all(axis=1)
            & (numbers[part] >= least)
            & (numbers[part] <= most)
        )
    year, month, day = (numbers[part] for part in "Ymd")
    months = np.where(valid, (year - 1970) * 12 + month - 1, 0).astype("M8[M]")
    date = months.astype("M8[D]") + np.where(valid, day - 1, 0).astype("m8[D]")
    valid &= date.astype("M8[M]") == months  # no 30 February
    return date.astype(np.int64) * 86_400 + numbers["H"] * 3600 + numbers["M"] * 60 + numbers["S"], valid
