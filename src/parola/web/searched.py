"""That a known solution was looked for and given, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parola.desk.tickets.kinds.searches import SolutionGiven, SolutionSought


def searched(fact: SolutionSought | SolutionGiven) -> str:
    """What happened; `%(who)s` is whoever did it."""
    if isinstance(fact, SolutionGiven):
        return _("%(who)s put a known solution into the reply")
    number = len(fact.found)
    if not number:
        return _("%(who)s looked for a known solution, and there is none")
    told = ngettext(
        "%(who)s looked for known solutions: there is %(number)s",
        "%(who)s looked for known solutions: there are %(number)s",
        number,
    )
    return told.replace("%(number)s", str(number))
