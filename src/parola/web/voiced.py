"""What is told of the customer's say: how the help was, and which priority they ask for."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from parola.desk.tickets.kinds import voices

Voice = voices.Rated | voices.PriorityAsked | voices.PriorityDeclined


def voiced(fact: Voice, named: Callable[[str], str]) -> tuple[str, Mapping[str, str]]:
    """The sentence and what stands in it; `named` gives a priority its name."""
    match fact:
        case voices.Rated(score=1):
            return _("%(who)s said that the help was good"), {}
        case voices.Rated():
            return _("%(who)s said that the help was not good"), {}
        case voices.PriorityAsked():
            values = {"before": named(fact.before), "priority": named(fact.priority)}
            return _("%(who)s asked for the priority %(priority)s in place of %(before)s"), values
        case voices.PriorityDeclined():
            return _("%(who)s left the priority as it is. Reason: %(reason)s"), {"reason": fact.reason}
