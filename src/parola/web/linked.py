"""That a ticket belongs to a problem, in sentences: for those who work on it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from parola.desk.tickets.kinds.problems import ProblemLinked, ProblemUnlinked


def linked(fact: ProblemLinked | ProblemUnlinked) -> tuple[str, Mapping[str, str]]:
    """What happened, and the words of people in it; `%(who)s` is whoever did it."""
    if isinstance(fact, ProblemLinked):
        return _("%(who)s linked the ticket to the problem %(problem)s"), {"problem": fact.reference}
    told = _("%(who)s took the ticket out of the problem %(problem)s. Reason: %(reason)s")
    return told, {"problem": fact.reference, "reason": fact.reason}
