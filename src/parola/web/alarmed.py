"""To what a clock has come, when an alarm of it is raised, in sentences."""

from django.utils.translation import gettext as _

from parola.sla import alarms


def alarmed(step: str) -> str:
    """What a clock has come to."""
    if step.startswith(alarms.STILL_SILENT):
        return _("%(metric)s: nobody has written to the customer for another day")
    known = {
        alarms.DUE: _("%(metric)s was due"),
        alarms.ESCALATE: _("%(metric)s: soon due, the desk escalates"),
        alarms.REMIND: _("%(metric)s: soon due, a reminder with a draft"),
        alarms.SILENT: _("%(metric)s: so many were missed in a row that nobody is told of each any more"),
    }
    return known.get(step) or _("%(metric)s: %(share)s%% of the time was used")
