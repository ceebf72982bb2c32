"""Calls that are announced: taken once however often they are told, shown to whom they are for, and settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from django.db import transaction
from django.db.models import Q, QuerySet
from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of, person_by_address
from parola.desk.telephony.models import Call, Line
from parola.desk.telephony.numbers import normalise
from parola.desk.tickets.models import Ticket

State = Call.State
ORDER = {State.RINGING: 0, State.ANSWERED: 1, State.ENDED: 2}
LONGEST_RINGING = timedelta(minutes=5)
"""After this a call that still rings, as far as was told, is not offered any more: its end was not told."""
LONGEST_OFFERED = timedelta(hours=2)
"""How long whoever took a call is offered to take it down."""
KEPT = timedelta(days=30)
OLDEST = timedelta(days=1)
"""What is told of an earlier beginning is a mistake: the call counts from when it was told."""
MOST_SHOWN = 3

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)]


class Announcement(BaseModel):
    """What a telephony system tells of a call. `agent`: the address of whom it is for; empty: of anybody."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    call: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    state: State
    number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    agent: Word = ""
    at: AwareDatetime | None = None


@transaction.atomic
def announce(*, line: Line, said: Announcement, now: datetime) -> Call:
    """Note what is told of a call: of one call one row, whose state goes forward alone. Told twice, it is as told once."""
    number = normalise(said.number, line.brand.timezone) or said.number[:32]
    began = said.at if said.at and now - OLDEST <= said.at <= now else now
    agent = _agent(line, said.agent)
    first = {"number": number, "agent": agent, "state": said.state, "at": began, "changed_at": now}
    call, made = Call.objects.select_for_update().get_or_create(line=line, key=said.call, defaults=first)
    if not made and ORDER[said.state] > ORDER[State(call.state)]:
        call.state, call.changed_at = said.state, now
        call.agent = agent or call.agent
        call.save(update_fields=["state", "changed_at", "agent"])
    Line.objects.filter(pk=line.pk).update(heard_at=now)
    return call


def offered_to(person: Person, now: datetime) -> Sequence[Call]:
    """The calls that the person is to hear of now, the latest first: what rings for them or for anybody, what they took."""
    ringing = Q(state=State.RINGING, at__gt=now - LONGEST_RINGING) & (Q(agent=None) | Q(agent=person))
    taken = Q(agent=person, at__gt=now - LONGEST_OFFERED)
    calls = _open_to(person).filter(ringing | taken)
    return list(calls.order_by("-at", "-pk")[:MOST_SHOWN])


def states(now: datetime) -> frozenset[tuple[int, int, str, int | None]]:
    """What is offered to anybody at all: brand, call, state, and whom it is for. Another answer: somebody is to hear something else."""
    offered = Q(state=State.RINGING, at__gt=now - LONGEST_RINGING) | Q(
        agent__isnull=False, at__gt=now - LONGEST_OFFERED
    )
    calls = Call.objects.filter(offered, line__in_use=True, settled_at=None)
    return frozenset(calls.values_list("line__brand_id", "pk", "state", "agent_id"))


def call_for(person: Person, key: int) -> Call | None:
    """That call, if the person takes calls for its brand, and nobody has settled it."""
    return _open_to(person).filter(pk=key).first()


def settle(*, call: Call, by: Person, ticket: Ticket | None, now: datetime) -> bool:
    """It was taken down on a ticket, or is no request. False where somebody else did before, or may not."""
    if not may(by, Act.OPEN_FOR, call.line.brand):
        return False
    unsettled = Call.objects.filter(pk=call.pk, settled_at=None)
    return bool(unsettled.update(settled_at=now, ticket=ticket, agent=by))


def forget(*, now: datetime) -> int:
    """Remove what was told of calls long ago; what was said is on their tickets. Returns how many."""
    return Call.objects.filter(at__lt=now - KEPT).delete()[0]


def announces_to(person: Person) -> bool:
    """Whether calls are announced to the person at all."""
    brands = brands_of(person, Act.OPEN_FOR).order_by().values("pk")
    return Line.objects.filter(brand__in=brands, in_use=True).exists()


def known_to(person: Person) -> QuerySet[Call]:
    """The calls of the brands for which the person takes calls."""
    brands = brands_of(person, Act.OPEN_FOR).order_by().values("pk")
    return Call.objects.filter(line__brand__in=brands).select_related("line__brand")


def _open_to(person: Person) -> QuerySet[Call]:
    return known_to(person).filter(line__in_use=True, settled_at=None)


def _agent(line: Line, address: str) -> Person | None:
    person = person_by_address(address) if address else None
    return person if person is not None and may(person, Act.OPEN_FOR, line.brand) else None
