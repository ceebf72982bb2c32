"""The ends of clocks one by one, for whoever wants to count themselves: what the ledger wrote, and what time alone has ended since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from parola.desk.reports.parts import Part
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.ended import Ended
from parola.desk.tickets.models import Outcome, Ticket

BESIDE = ("ticket__reference", "organization__name", "contract__number", "version__number")
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The end of a clock, with what its keys are called."""

    reference: str
    organization: str
    contract: str
    version: int
    ended: Ended


def ends(part: Part) -> Iterator[Taken]:
    """Those in the part: first what is written, then what time alone has ended since, of few tickets."""
    rows = Outcome.objects.filter(part.within("at"), brand=part.brand, elsewhere=False).order_by("at", "pk")
    if part.organization:
        rows = rows.filter(organization=part.organization)
    for reference, organization, contract, version, *row in rows.values_list(*BESIDE, *Ended._fields).iterator(
        _AT_ONCE
    ):
        yield Taken(
            reference=reference,
            organization=organization or "",
            contract=contract or "",
            version=version,
            ended=Ended(*row),
        )
    for ticket, found in tickets.ended_since(_overdue(part), part.now):
        yield from (_taken(ticket, each) for each in found if part.first <= each.at < part.until and not each.elsewhere)


def _overdue(part: Part) -> QuerySet[Ticket]:
    those = Ticket.objects.filter(brand=part.brand, outcomes_until__lt=part.until)
    those = those.filter(organization=part.organization) if part.organization else those
    return those.select_related("organization", "contract", "version")


def _taken(ticket: Ticket, ended: Ended) -> Taken:
    return Taken(
        reference=ticket.reference,
        organization=ticket.organization.name if ticket.organization else "",
        contract=ticket.contract.number if ticket.contract else "",
        version=ticket.version.number,
        ended=ended,
    )
