"""As `zygote.py`, but what is done in the child that is killed is the taking of a mail, as the receiver does it.

`recover` takes the same mail again, as a sender does that has not been told 250; then what a worker finds is done.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.faults import zygote  # sets Django up

# isort: split
from django.core.management import call_command

from parola.desk.files import store
from parola.desk.mail import receive, receiver
from parola.desk.mail.models import Received
from parola.desk.mail.server import Delivery
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import verification
from parola.desk.tickets.models import Attachment, Ticket, TicketEvent
from parola.now import now
from tests.desk import world as worlds
from tests.desk.mail.post import DESK, written

RAW = written(sender="ana@people.example", content_type="multipart/mixed; boundary=b", text="").rstrip() + (
    b"\r\n\r\n--b\r\n\r\nSee.\r\n--b\r\nContent-Disposition: attachment; filename=log.txt\r\n\r\nlog\r\n--b--\r\n"
)
MAIL = Delivery("ana@people.example", (DESK,), RAW)


def build() -> Any:
    call_command("migrate", verbosity=0)
    worlds.build()
    return "built"


def take(*_: object) -> Any:
    return receiver.take(MAIL, now())


def recover() -> Any:
    return {"answers": take(), "later": receive.sweep(now=now() + timedelta(minutes=10)), **report()}


def report() -> Any:
    return {
        "findings": [str(finding) for finding in verification.verify().findings],
        "mails": [[mail.state, bytes(mail.raw) == MAIL.raw] for mail in Received.objects.all()],
        "tickets": Ticket.objects.count(),
        "events": TicketEvent.objects.count(),
        "outbox": OutboxRow.objects.count(),
        "files": [[each.name, store.read(each.blob).decode()] for each in Attachment.objects.all()],
    }


if __name__ == "__main__":
    vars(zygote).update(build=build, recover=recover, report=report, run_once=take)
    zygote.main()
