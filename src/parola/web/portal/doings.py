"""What a customer can do with a request beside answering: close it, ask for another priority, say how the help was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.desk.accounts.models import Person
from parola.desk.tickets import asking, queries, rating, reading, settling
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.rating import Rating
from parola.desk.tickets.vocabulary import Recorded
from parola.sla.agreement import Terms
from parola.web.asking import choice, offered, scales
from parola.web.marks import PriorityMark, priority_mark
from parola.web.portal.forms import LONGEST_TEXT, Once
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Doings:
    """What the page offers. `asked`: the priority that somebody is to decide about."""

    settles: bool
    resolved: bool
    at_work: bool
    asks: bool
    asked: PriorityMark | None
    rates: bool
    rating: Rating | None
    rates_until: datetime | None
    unread: bool


def doings(ticket: Ticket, person: Person, now: datetime, history: Sequence[Recorded]) -> Doings:
    """What the reader of that ticket is offered."""
    settles, at_work = settling.may_settle(person, ticket), ticket.status in queries.AT_WORK
    standing, terms = asking.standing(ticket, now, history), queries.terms(ticket)
    return Doings(
        settles=settles,
        resolved=ticket.status == Ticket.Status.RESOLVED,
        at_work=at_work,
        asks=settles and at_work and standing is None and len(offered(terms)) > 1,
        asked=priority_mark(terms, standing.fact.priority) if standing else None,
        rates=rating.may_rate(person, ticket, now, history),
        rating=rating.given(history),
        rates_until=rating.open_until(ticket, history),
        unread=reading.is_unread(ticket, person, history),
    )


class AskPriority(Once):
    """Another priority, by the agreement's words for impact and urgency or by its name, and why."""

    text = forms.CharField(
        label=gettext_lazy("Why? What has changed, or what did we not know?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, terms: Terms, present: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="asked-%s", **kwargs)
        self.fields |= dict(scales(terms.agreement))
        if terms.agreement.customer_chooses or not terms.agreement.matrix:
            others = [each for each in offered(terms) if each.id != present]
            named = [(each.id, words().priority(each)) for each in others]
            unsaid = [("", _("As it follows from impact and urgency"))] if terms.agreement.matrix else []
            self.fields["priority"] = choice(_("Priority"), [*unsaid, *named])

    @property
    def questions(self) -> list[forms.BoundField]:
        """What is asked beside the words."""
        return [self[name] for name in ("impact", "urgency", "priority") if name in self.fields]

    @property
    def wanted(self) -> dict[str, str]:
        """What `asking.ask` is told."""
        return {name: self.cleaned_data.get(name) or "" for name in ("priority", "impact", "urgency")}
