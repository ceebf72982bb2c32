"""The commands of the program: their names, the modules that hold them, and what each does in a line.

Listing them needs nothing else, so that `parola --help` and a single command start at once, however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass


def gettext_noop(text: str) -> str:
    """Mark a text for the catalogues; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Command:
    """A command, the module of `parola.cli` whose `register(app)` adds it, and what it does."""

    name: str
    module: str
    help: str


ABOUT = gettext_noop("A support desk that keeps its word, and proves that it did.")

COMMANDS = (
    Command("up", "up", gettext_noop("Start the whole desk on this machine; Ctrl-C ends it.")),
    Command("demo-mail", "demo_mail", gettext_noop("Write to the running desk, as a customer would.")),
    Command("explain", "explain", gettext_noop("When would a ticket be due, and why? Step by step.")),
    Command("policy", "policy", gettext_noop("Check, compare, publish and show agreement files.")),
    Command("replay", "replay", gettext_noop("Run a real incident log through an agreement.")),
    Command("backtest", "backtest", gettext_noop("What would new terms have made of tickets that have lived?")),
    Command(
        "simulate", "simulate", gettext_noop("What would a roster keep of an agreement, and which is the cheapest?")
    ),
    Command("worktime", "worktime", gettext_noop("Answer cases of working time, one JSON object a line.")),
    Command("clocks", "clocks", gettext_noop("Fold tickets into their clocks, one JSON object a line.")),
    Command(
        "verify",
        "verify",
        gettext_noop("Fold every ticket again and check the chain of the history, or a bundle of evidence."),
    ),
    Command("evidence", "evidence", gettext_noop("Write evidence of a contract's period, for its customer to check.")),
    Command("refold", "refold", gettext_noop("After an upgrade: fold anew what an earlier release folded.")),
    Command("reindex", "reindex", gettext_noop("Take every ticket and article into the search anew.")),
    Command("reseal", "reseal", gettext_noop("Bring the secrets that the desk keeps under its newest key.")),
    Command("customers", "customers", gettext_noop("Take customers in and out as CSV.")),
    Command("import", "imports", gettext_noop("Take over the tickets of another desk, with their past.")),
    Command("knowledge", "knowledge", gettext_noop("Import documentation as articles.")),
    Command("worker", "worker", gettext_noop("Watch the clocks and send what leaves.")),
    Command("receive", "receiver", gettext_noop("Take mails in, by SMTP or LMTP.")),
    Command("stream", "stream", gettext_noop("Tell open pages what is new, as it happens.")),
    Command("catch", "catcher", gettext_noop("Keep the mails that leave a demo, and send none on.")),
    Command("demo", "demo", gettext_noop("Fill an empty demo with sample customers and tickets.")),
    Command("manage", "worker", gettext_noop("Django's own commands: migrate, createsuperuser ...")),
)
"""In the order in which `parola --help` lists them."""
