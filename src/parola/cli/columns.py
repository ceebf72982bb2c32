"""Numbers in columns, as the commands that measure print them: shares rounded down, lengths as somebody compares them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from parola.policy.words import Words

_DAY = 24


def grid(columns: Sequence[tuple[str, Sequence[str]]], caption: str = "") -> Table:
    """A table of titles with their cells; columns of what did not happen are left out."""
    from rich import box
    from rich.table import Table

    shown = [(title, cells) for title, cells in columns if any(cells)]
    table = Table(
        box=box.SIMPLE_HEAD,
        header_style="bold",
        pad_edge=False,
        collapse_padding=True,
        caption=caption or None,
        caption_justify="left",
    )
    for place, (title, _) in enumerate(shown):
        longest = max(len(word) for word in title.split())
        table.add_column(title, justify="right" if place else "left", min_width=longest)
    for row in zip(*(cells for _, cells in shown), strict=True):
        table.add_row(*row)
    return table


def share(value: float | None, words: Words) -> str:
    """A share with a decimal, rounded down: nearly all is not all. Empty if there is none."""
    return "" if value is None else words.percent(math.floor(round(value * 1000, 6)) / 1000)


def length(value: timedelta | None, words: Words) -> str:
    """A time that somebody compares with others: from an hour on in minutes, from a day on in hours. Empty if there is none."""
    if value is None:
        return ""
    hours = value / timedelta(hours=1)
    step = 1 if hours < 1 else 60 if hours < _DAY else 3600
    return words.duration(timedelta(seconds=round(value.total_seconds() / step) * step))
