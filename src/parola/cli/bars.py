"""How far a command is, where a person watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


def bars(*, quiet: bool = False) -> Progress:
    """Bars on a terminal's standard error, and nowhere else, unless it is to be quiet; they go when all is done."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    return Progress(console=console, disable=quiet or not console.is_terminal, transient=True)
