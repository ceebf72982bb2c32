"""Reads every mail of a folder, and says what became of them and what they cost.

    python bench/mail.py FOLDER

Any collection of raw mails will do (`.eml`, `.txt`, `.msg`, none); test suites of mail libraries are the hardest. Exit code
1 where a mail broke the reader: none may.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from parola.desk.mail.parse import ParsedMail, TooMuch, parse

RAW = {".eml", ".txt", ".msg", ".raw", ""}


def mails(folder: Path) -> list[Path]:
    """What looks like a raw mail: by its name, and by a header on its first lines."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = [path for path in files if path.suffix.lower() in RAW or path.suffix[1:].isdigit()]
    return [path for path in named if looks_like_mail(path.read_bytes()[:4000])]


def looks_like_mail(start: bytes) -> bool:
    names = (
        b"from:",
        b"received:",
        b"return-path:",
        b"delivered-to:",
        b"message-id:",
        b"mime-version:",
        b"date:",
        b"to:",
    )
    return any(line.lower().startswith(names) for line in start.replace(b"\r", b"\n").split(b"\n")[:12])


def outcome(mail: ParsedMail) -> list[str]:
    """The rows of the table that this mail counts in."""
    rows = ["read"]
    rows += (
        ["from a machine"]
        if mail.automatic
        else ["from exactly one sender" if mail.sender else "from nobody in particular"]
    )
    rows += ["with text" if mail.text else "without text"]
    rows += ["with characters lost"] if "\ufffd" in mail.text else []
    return rows


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    console, counts, seconds, broken = Console(), Counter[str](), [], []
    for path in mails(arguments.parse_args().folder):
        raw = path.read_bytes()
        started = time.perf_counter()
        try:
            counts.update(outcome(parse(raw)))
        except TooMuch as limit:
            counts["set aside"] += 1
            console.print(f"set aside: {path.name}: {limit}")
        except Exception as error:  # noqa: BLE001  # that none comes here is what this program is for
            broken.append(f"{path}: {error!r}")
        seconds.append(time.perf_counter() - started)
    table = Table("what", "mails")
    for what, count in [("all", len(seconds)), *counts.most_common(), ("broke the reader", len(broken))]:
        table.add_row(what, str(count))
    console.print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(
        f"median {statistics.median(seconds) * 1e3:.2f} ms, worst {max(seconds) * 1e3:.0f} ms, peak {peak:.0f} MiB"
    )
    for line in broken:
        console.print(line)
    raise SystemExit(bool(broken))


if __name__ == "__main__":
    main()
