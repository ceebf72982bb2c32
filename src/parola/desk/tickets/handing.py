"""To whom a ticket goes when it comes to another tier: the team that holds it there."""

from __future__ import annotations

from parola.desk.teams.reach import is_held_by
from parola.desk.teams.rota import Roster
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Assigned, Fact


def on(ticket: Ticket, tier: int, roster: Roster) -> list[Fact]:
    """What follows from the ticket's arrival at that tier: whoever had it and is not of the team there has it no more.

    A tier that the plan has not is only informed. A brand without teams leaves the ticket where it is.
    """
    if ticket.assignee_id is None or not roster.teams or tier not in queries.terms(ticket).plan.tiers:
        return []
    if is_held_by(roster, ticket.assignee_id, tier, ticket.product):
        return []
    return [Assigned(assignee=None, why="tier")]
