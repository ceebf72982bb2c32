"""Handing a ticket over to the next tier, with a summary; and sending it back, with a question."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.tickets import escalating, operations, queries, summary
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.summary import PARTS, Summary
from parola.desk.tickets.vocabulary import Recorded
from parola.web.console.more.forms import Deed, text_field
from parola.web.templatetags.parola import words


class Escalate(Deed):
    """What the next tier is told: drafted from the record, for whoever hands over to put right and complete."""

    asked = text_field(gettext_lazy("What was asked"), rows=4)
    tried = text_field(gettext_lazy("What was tried"), rows=6, required=False)
    searched = text_field(gettext_lazy("What was looked for, and found"), rows=3, required=False)
    missing = text_field(
        gettext_lazy("What is missing"),
        rows=4,
        help_text=gettext_lazy(
            "What the next tier is to find out or do. This the record does not know: say it in your words."
        ),
    )

    @override
    def furnish(self) -> None:
        history, zone = [item.recorded for item in self.items], timezone.get_current_timezone_name()
        drafted = summary.drafted(self.ticket, history, queries.terms(self.ticket), words(), zone)
        self.initial = {name: getattr(drafted, name) for name in PARTS}

    @property
    def summary(self) -> Summary:
        """What was written."""
        return Summary(**{name: self.cleaned_data[name] for name in PARTS})


class SendBack(Deed):
    """What is asked of the tier that handed it over."""

    faults = {operations.ReasonNeeded: "question"}

    question = text_field(
        gettext_lazy("Your question"),
        rows=4,
        help_text=gettext_lazy("For colleagues only: the customer does not see it."),
    )


def can_escalate(ticket: Ticket, _history: Sequence[Recorded]) -> bool:
    """There is a tier above."""
    return ticket.status in queries.AT_WORK and queries.next_tier(ticket) is not None


def can_send_back(ticket: Ticket, history: Sequence[Recorded]) -> bool:
    """It was handed over to the tier that has it."""
    return escalating.could_go_back(ticket, history) is not None
