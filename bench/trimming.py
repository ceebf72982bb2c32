"""How well replies are trimmed, and what the worst texts cost: `python bench/trimming.py FOLDER...`.

A folder holds `emails/NAME.txt` and `trimmed/NAME.txt`: a reply as text, and what of it is new. The share that comes out right is
printed, with the names of those that do not. Without a folder, only the times of hostile texts of 400,000 characters.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from parola.desk.mail.trim import new_text

LENGTH = 400_000
HOSTILE = (
    "On 1 <",
    "> ",
    "> x\n\n",
    "> x\ny\n",
    "<a@b ",
    "From: x\n",
    "_ ",
    "- original ",
    "wrote ",
    "<[*",
    "2026-11-24 ",
    "On 1 a <b@c> wrote:\n> x\n\nz\n",
)


def pairs(folder: Path) -> list[tuple[str, str, str]]:
    """Name, reply, and what is expected of it."""
    return [
        (mail.name, plain(mail), plain(folder / "trimmed" / mail.name))
        for mail in sorted((folder / "emails").iterdir())
        if (folder / "trimmed" / mail.name).exists()
    ]


def plain(file: Path) -> str:
    """A text without what no reader sees: blanks at the ends of lines, and around it."""
    lines = file.read_text(encoding="utf-8").replace("\r\n", "\n").strip().split("\n")
    return "\n".join(line.rstrip() for line in lines)


def report(folder: Path) -> None:
    """Print the share of a folder."""
    known = pairs(folder)
    wrong = [name for name, mail, expected in known if new_text(mail, []).strip() != expected]
    print(f"{folder.name}: {len(known) - len(wrong)} of {len(known)} right ({1 - len(wrong) / len(known):.1%})")
    for name in wrong:
        print(f"  not {name}")


def cost(piece: str) -> float:
    """Seconds of processor time for a text of nothing but the piece, as one line and as many."""
    began = time.process_time()
    new_text(piece * (LENGTH // len(piece)), [])
    new_text((piece * 20 + "\n") * (LENGTH // (len(piece) * 20 + 1)), [])
    return time.process_time() - began


def main() -> None:
    """Shares, then the worst times."""
    for folder in sys.argv[1:]:
        report(Path(folder))
    for piece in sorted(HOSTILE, key=cost, reverse=True):
        print(f"{cost(piece):6.2f} s  {piece!r} repeated")


if __name__ == "__main__":
    main()
