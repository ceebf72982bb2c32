"""How many machines' mails are known for such, and how many people's are mistaken for them.

    python bench/automatic.py MACHINES PEOPLE [PEOPLE ...] [--not NAME ...]

MACHINES is a folder of raw mails that programs wrote (bounces, notes, receipts, complaints), PEOPLE are folders of mails and texts that
people wrote (a text without headers is put into a mail). What lies in the wrong one of them (somebody forwards a bounce, a
mailing list among people's mails) is left out by `--not`, a part of its path each. Exit code 1 where the recall is below 99 %, or one
person is mistaken.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from parola.desk.mail.parse import TooMuch, parse

LEAST = 0.99
RAW = {".eml", ".txt", ""}
PLAIN = b"From: ada@customer.example\r\nTo: support@desk.example\r\nSubject: Help\r\n\r\n"


def files(folder: Path) -> list[Path]:
    """The mails of a folder, by what their files are called."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix.lower() in RAW]


def is_mail(raw: bytes) -> bool:
    """Whether the file begins with headers, of which one says when, from whom, or through whom."""
    head = raw[:20_000].replace(b"\r", b"").partition(b"\n\n")[0].lower()
    return any(line.startswith((b"from:", b"received:", b"return-path:", b"date:")) for line in head.split(b"\n"))


def is_machines(raw: bytes) -> bool:
    """Whether the desk takes it for a machine's."""
    try:
        return bool(parse(raw if is_mail(raw) else PLAIN + raw).automatic)
    except TooMuch:
        return False


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("machines", type=Path)
    arguments.add_argument("people", type=Path, nargs="+")
    arguments.add_argument("--not", dest="others", action="append", default=[])
    given, console = arguments.parse_args(), Console()
    theirs = [path for path in files(given.machines) if is_mail(path.read_bytes())]
    theirs = [path for path in theirs if not any(name in str(path) for name in given.others)]
    people = [path for folder in given.people for path in files(folder)]
    people = [path for path in people if not any(name in str(path) for name in given.others)]
    missed = [path for path in theirs if not is_machines(path.read_bytes())]
    mistaken = [path for path in people if is_machines(path.read_bytes())]
    for path in missed:
        console.print(f"not known: {path}")
    for path in mistaken:
        console.print(f"a person's: {path}")
    recall = 1 - len(missed) / len(theirs)
    console.print(
        f"machines' mails: {len(theirs)}, known {recall:.2%}; people's: {len(people)}, mistaken {len(mistaken)}"
    )
    raise SystemExit(bool(recall < LEAST or mistaken))


if __name__ == "__main__":
    main()
