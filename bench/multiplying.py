"""A desk that was filled (`filling`), with many more tickets like its own: for what reads texts and columns, and no chain.

The ledger takes milliseconds for each ticket; here rows are written in bulk, each like one that the ledger wrote, with texts of its own and
another time of the same year. So there are 100,000 in a few minutes. `parola verify` does not agree with such a desk.
"""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.db import transaction
from django.db.models import Max
from texts import Texts

from parola.desk.tickets.models import Body, Ticket, TicketEvent

SEED = 2027
TOGETHER = 1_000


@dataclass(frozen=True, slots=True)
class Model:
    """A ticket that the ledger wrote, with its events."""

    ticket: Ticket
    events: Sequence[TicketEvent]


def multiply(tickets: int) -> None:
    """Write so many more tickets."""
    random = Random(SEED)
    texts, models = Texts(random), models_of()
    numbers = dict(Ticket.objects.values_list("brand").annotate(Max("number")))
    begun = time.perf_counter()
    for start in range(0, tickets, TOGETHER):
        with transaction.atomic():
            write([another(random.choice(models), random, numbers) for _ in range(TOGETHER)], texts)
        print(
            f"\r{start + TOGETHER:,} of {tickets:,} more after {time.perf_counter() - begun:,.0f} s", end="", flush=True
        )
    print()


def models_of() -> list[Model]:
    """The closed tickets, each with its events."""
    events: dict[int, list[TicketEvent]] = defaultdict(list)
    for event in TicketEvent.objects.order_by("ticket", "seq"):
        events[event.ticket_id].append(event)
    closed = Ticket.objects.filter(status="closed").select_related("brand", "requester")
    return [Model(ticket, events[ticket.pk]) for ticket in closed]


def another(model: Model, random: Random, numbers: dict[int, int]) -> Model:
    """A ticket like it, later by up to some months."""
    later = timedelta(seconds=random.randrange(100 * 24 * 3600))
    brand = model.ticket.brand
    numbers[brand.pk] += 1
    fields = {field.attname: getattr(model.ticket, field.attname) for field in Ticket._meta.concrete_fields}  # noqa: SLF001  # Django's own way
    fields |= {"id": None, "number": numbers[brand.pk], "reference": f"{brand.key}-{numbers[brand.pk]}"}
    for name in ("opened_at", "updated_at", "first_response_at", "first_response_due_at"):
        fields[name] = fields[name] + later if fields[name] else None
    return Model(Ticket(**fields), model.events)


def write(models: Sequence[Model], texts: Texts) -> None:
    """These tickets, with texts and events of their own."""
    bodies, events = list[Body](), list[TicketEvent]()
    for model in models:
        for event in model.events:
            data = dict(event.data)
            if "body" in data:
                body = text(model.ticket, texts, opening=event.seq == 1)
                bodies.append(body)
                data["body"] = str(body.pk)
                if event.seq == 1:
                    model.ticket.opening = body
            events.append(TicketEvent(ticket=model.ticket, seq=event.seq, kind=event.kind, at=event.at, data=data))
    Body.objects.bulk_create(bodies, batch_size=TOGETHER)
    Ticket.objects.bulk_create([model.ticket for model in models], batch_size=TOGETHER)
    last = TicketEvent.objects.aggregate(last=Max("position"))["last"]
    for position, event in enumerate(events, start=last + 1):
        event.position, event.ticket_id = position, event.ticket.pk
        event.recorded_at, event.hash = event.at, ""
    TicketEvent.objects.bulk_create(events, batch_size=TOGETHER)


def text(ticket: Ticket, texts: Texts, *, opening: bool) -> Body:
    """What somebody wrote there, in the ticket's language."""
    subject = texts.subject(ticket.language) if opening else ""
    return Body(pk=uuid.uuid4(), subject=subject, text=texts.message(ticket.language), salt="", digest="")
