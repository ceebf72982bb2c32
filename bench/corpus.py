"""What becomes of a folder of real mails at a real desk: `python bench/corpus.py FOLDER`.

A desk is made on SQLite in a folder that is gone afterwards. Each mail is kept, read by a child and made a ticket or set aside, as
the receiver does it. Printed: what became of them, how many can be read, how many names of files and senders that the standard
library finds are kept, and what reading one cost at most. Test suites of mail libraries are the hardest. Exit code 1 where a mail
broke its reader or cost more than one may.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import django

from parola.desk.mail.parse import ParsedMail, from_plain
from parola.desk.mail.reading import Child

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOST_SECONDS, MOST_MEBIBYTES = 5, 256
RAW = {".eml", ".txt", ".msg", ".raw", ""}
HEADERS = (
    b"from:",
    b"received:",
    b"return-path:",
    b"delivered-to:",
    b"message-id:",
    b"mime-version:",
    b"date:",
    b"to:",
)
MAILBOX = re.compile(rb"(?<=\n\n)(?=From \S+ .*\d\d:\d\d)|(?<=\n\r\n)(?=From \S+ .*\d\d:\d\d)")
GARBLED = re.compile("[ÃÂ][\u0080-\u00bf]|\ufffd")
"""UTF-8 read as Latin, or what no encoding could say."""


@dataclass(slots=True)
class Survey:
    """What was seen: how many mails count in each row, which (those worth a look), and what each cost."""

    rows: Counter[str] = field(default_factory=Counter)
    named: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    mebibytes: dict[str, float] = field(default_factory=dict)

    def count(self, name: str, *rows: str) -> None:
        """The mail is in these rows. Those that begin with "not" are worth a look."""
        self.rows.update(rows)
        self.named += [f"{row}: {name}" for row in rows if row.startswith(("not", "set aside"))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verbose", action="store_true", help="name the mails that are worth a look")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parola-bench-") as place:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "parola.settings", "PAROLA_DATA": place, "PAROLA_DATABASE_URL": ""}
        django.setup()
        brand, survey, child = desk(), Survey(), Child()
        for name, raw in mails(asked.folder):
            survey.count(name, taken(brand, raw, START + timedelta(seconds=len(survey.seconds))))
            survey.count(name, *read(child, name, raw, survey))
        child.end()
    if asked.verbose:
        print("\n".join(survey.named))
    raise SystemExit(told(survey))


def mails(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What looks like a raw mail, by its name and by a header in its first lines. Mailboxes are taken apart."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix.lower() in RAW or path.suffix[1:].isdigit():
            for number, mail in enumerate(MAILBOX.split(path.read_bytes())):
                if looks_like_mail(mail[:4000]):
                    yield f"{path.relative_to(folder)}{f' ({number + 1})' if number else ''}", mail


def looks_like_mail(start: bytes) -> bool:
    return any(line.lower().startswith(HEADERS) for line in start.replace(b"\r", b"\n").split(b"\n")[:12])


def desk() -> Any:
    """A brand with its agreement, on an empty desk."""
    from django.core.management import call_command

    from parola.desk.accounts.brands import open_brand
    from parola.desk.agreements import operations as agreements
    from parola.policy import library

    call_command("migrate", verbosity=0)
    languages = ["en", "es", "it", "ar"]
    address = "support@credenti.example"
    brand = open_brand(
        slug="credenti", name="Credenti", key="CRE", support_address=address, languages=languages, timezone="Europe/Madrid",
        by=None, now=START,
    )  # fmt: skip
    agreements.publish(brand=brand, source=library.load("credenti").source, by=None, now=START)
    return brand


def taken(brand: Any, raw: bytes, at: datetime) -> str:
    """Take the mail in, and say what became of it."""
    from parola.desk.mail import receive

    to = brand.mailboxes.get().address
    received = receive.keep(brand=brand, raw=raw, envelope_from="x@customer.example", envelope_to=to, received_at=at)
    if received.attempts:
        return "the same mail again"
    received = receive.process(received, now=at)
    return f"set aside: {received.reason}" if received.state == "quarantined" else str(received.get_state_display())


def read(child: Child, name: str, raw: bytes, survey: Survey) -> Iterator[str]:
    """Read the mail once more, note the cost, and say what can be read of it."""
    begun = time.perf_counter()
    answer = child.ask(raw, "x@customer.example")
    survey.seconds[name] = time.perf_counter() - begun
    survey.mebibytes[name] = peak(child)
    if "mail" in answer:
        mail = from_plain(answer["mail"])
        yield readable(mail)
        yield from kept(mail, raw)
    else:
        yield "not read: broke its reader" if "broke" in answer else "not read: beyond a limit"


def peak(child: Child) -> float:
    """The most memory that the child has held since this was asked last, in MiB."""
    assert child.process is not None
    folder = Path(f"/proc/{child.process.pid}")
    status = (folder / "status").read_text()
    (folder / "clear_refs").write_text("5")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def readable(mail: ParsedMail) -> str:
    """How much of the mail a person can read."""
    if mail.text:
        garbled = len(GARBLED.findall(mail.text)) * 100 > len(mail.text)
        return "not readable: other letters than were written" if garbled else "readable text"
    return "files alone" if mail.attachments else "nothing said"


def kept(mail: ParsedMail, raw: bytes) -> Iterator[str]:
    """Whether each name that the standard library finds is kept."""
    files, sender = names(raw)
    ours = {plain(each.name) for each in mail.attachments}
    for name in files:
        yield "name of a file kept" if plain(name) in ours else f"not kept: the file's name {name!r}"
    if sender and mail.sender and "@" not in sender:  # an address is no name (`address._name`)
        yield (
            "name of a sender kept"
            if plain(sender) == plain(mail.sender.name)
            else f"not kept: the sender's name {sender!r}"
        )


def names(raw: bytes) -> tuple[list[str], str]:
    """Of the files that came along, and of the sender, as the standard library reads them. Nothing where it fails."""
    try:
        mail = message_from_bytes(raw, policy=policy.default)
        files = [name for part in mail.iter_attachments() if (name := part.get_filename()) and is_whole(name)]
        mailboxes = list(mail["from"].addresses) if mail["from"] else []
        sender = str(mailboxes[0].display_name) if len(mailboxes) == 1 else ""
        return files, sender if is_whole(sender) else ""
    except Exception:  # noqa: BLE001  # that it fails on some is known (decision 0050)
        return [], ""


def is_whole(name: str) -> bool:
    """Could the standard library read all letters of it?"""
    return "\ufffd" not in name and not any("\ud800" <= letter <= "\udfff" for letter in name)


def plain(name: str) -> str:
    """A name without what no reader sees, and without what is cut off long ones."""
    return re.sub(r"[\s\u200e\u200f]+", "", name)[:100]


def told(survey: Survey) -> int:
    """Print it; the exit code."""
    count = len(survey.seconds)
    for row, number in sorted(survey.rows.items(), key=lambda each: (each[0].startswith("not kept"), -each[1])):
        print(f"{number:>6}  {row}")
    print(f"{count} mails: {share(survey, 'not readable', count)} of them readable or without words")
    for what in ("file", "sender"):
        known = sum(
            number for row, number in survey.rows.items() if f"{what}'s name" in row or f"of a {what} kept" in row
        )
        print(f"names of {what}s kept: {share(survey, f'not kept: the {what}', known)}")
    print(f"median {statistics.median(survey.seconds.values()) * 1e3:.1f} ms")
    slowest = max(survey.seconds, key=survey.seconds.__getitem__)
    heaviest = max(survey.mebibytes, key=survey.mebibytes.__getitem__)
    print(f"{count} mails, median {statistics.median(survey.seconds.values()) * 1e3:.1f} ms")
    print(f"slowest: {survey.seconds[slowest]:.3f} s, {slowest}")
    print(f"heaviest: {survey.mebibytes[heaviest]:.0f} MiB, {heaviest}")
    too_dear = survey.seconds[slowest] > MOST_SECONDS or survey.mebibytes[heaviest] > MOST_MEBIBYTES
    return int(too_dear or survey.rows["not read: broke its reader"] > 0)


def share(survey: Survey, wrong: str, of: int) -> str:
    """The share that is in no row that begins so."""
    missed = sum(number for row, number in survey.rows.items() if row.startswith(wrong))
    return f"{of - missed} of {of} ({1 - missed / max(of, 1):.2%})"


if __name__ == "__main__":
    main()
