"""As `mail_zygote.py`, for a desk to which a mail server hands over: `report` tells what became of all mails, and how long the first one waited."""

from __future__ import annotations

from typing import Any

from tests.faults import mail_zygote, zygote  # sets Django up

# isort: split
from parola.desk.mail.models import Received
from parola.desk.tickets import verification
from parola.desk.tickets.models import Ticket, TicketEvent


def report() -> Any:
    first = TicketEvent.objects.order_by("pk").first()
    assert first is not None
    return {
        "findings": [str(finding) for finding in verification.verify().findings],
        "states": [mail.state for mail in Received.objects.all()],
        "hashes": len(set(Received.objects.values_list("sha256", flat=True))),
        "tickets": Ticket.objects.count(),
        "events": TicketEvent.objects.count(),
        "waited": (first.recorded_at - Ticket.objects.get(pk=first.ticket_id).opened_at).total_seconds(),
    }


if __name__ == "__main__":
    vars(zygote).update(build=mail_zygote.build, report=report)
    zygote.main()
