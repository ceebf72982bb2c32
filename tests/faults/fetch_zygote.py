"""As `mail_zygote.py`, but what is done in the child that is killed is a worker's turn at a mailbox on an IMAP server (the test's: IMAP_PORT).

`recover` is what the next worker does: it fetches again, and reads what was left unread.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from tests.faults import zygote  # sets Django up

# isort: split
from django.core.management import call_command

from parola.desk.mail import fetching, receive
from parola.desk.mail.models import Inbox, Received
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import verification
from parola.desk.tickets.models import Ticket
from parola.now import now
from tests.desk import world as worlds
from tests.desk.mail.boxes import set_up


def build() -> Any:
    call_command("migrate", verbosity=0)
    port = int(os.environ["IMAP_PORT"])
    set_up(worlds.build(), host="localhost", port=port, user="box", done_folder="Done")
    return "built"


def take(*_: object) -> Any:
    return fetching.sweep(now=now())


def recover() -> Any:
    before = report()
    later = now() + timedelta(minutes=20)
    fetching.sweep(now=later)
    receive.sweep(now=later)
    return {"before": before, "after": report()}


def report() -> Any:
    return {
        "findings": [str(finding) for finding in verification.verify().findings],
        "trouble": Inbox.objects.get().trouble,
        "mails": sorted([mail.sha256, mail.state] for mail in Received.objects.all()),
        "tickets": Ticket.objects.count(),
        "outbox": OutboxRow.objects.count(),
    }


if __name__ == "__main__":
    vars(zygote).update(build=build, recover=recover, report=report, run_once=take)
    zygote.main()
