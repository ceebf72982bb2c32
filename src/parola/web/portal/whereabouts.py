"""Which support level has a request, to its customer, where the agreement says that they are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.tickets import queries
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Escalated, Recorded
from parola.sla.agreement import Terms
from parola.sla.tiers import holder
from parola.web.passed import tier_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """The level, as the agreement calls it, and since when it has the request."""

    tier: str
    since: datetime


def whereabouts(ticket: Ticket, history: Sequence[Recorded], terms: Terms) -> Whereabouts | None:
    """Where it is; None where nobody is told, where there is one level alone, and of what is at its end."""
    told = terms.agreement.tier_told != "never" and len(terms.plan.tiers) > 1
    named = any(tier.level == ticket.holder for tier in terms.agreement.tiers)
    if not told or not named or ticket.status not in queries.AT_WORK:
        return None
    return Whereabouts(tier=tier_name(terms, ticket.holder), since=_since(history, terms))


def _since(history: Sequence[Recorded], terms: Terms) -> datetime:
    """When the level that has it got it."""
    since, present = history[0].at, min(terms.plan.tiers)
    for event in history:
        if isinstance(event.fact, Escalated | SentBack) and (tier := holder(terms.plan, event.fact.tier)) != present:
            since, present = event.at, tier
    return since
