"""From which address a mail leaves: the mailbox at which the ticket came in, else the brand's main one."""

from __future__ import annotations

from parola.desk.accounts.models import Brand
from parola.desk.mail.address import Mailbox
from parola.desk.mail.letters import Unsendable
from parola.desk.mail.models import Received
from parola.desk.tickets.models import Ticket


def of_ticket(ticket: Ticket) -> Mailbox:
    """Where the ticket came in, while that is in use. Raises Unsendable."""
    first = Received.objects.filter(ticket=ticket).order_by("pk").select_related("mailbox").defer("raw").first()
    came_in = first.mailbox if first else None
    if came_in is None or not came_in.in_use or came_in.brand_id != ticket.brand_id:
        return of_brand(ticket.brand)
    return Mailbox(came_in.address, came_in.name or ticket.brand.name)


def of_brand(brand: Brand) -> Mailbox:
    """The brand's main address. Raises Unsendable where it has none."""
    main = brand.mailbox
    if main is None:
        raise Unsendable(f"{brand.name} has no mailbox")
    return Mailbox(main.address, main.name or brand.name)
