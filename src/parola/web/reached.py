"""What is told of milestones that were reached, and of those that proved wrong."""

from django.utils.translation import gettext as _

from parola.desk.tickets.kinds.turns import Milestone


def reached(milestone: Milestone) -> str:
    """That it was."""
    told = {
        "workaround": _("%(who)s gave a workaround"),
        "restored": _("%(who)s restored the service"),
        "cause_found": _("%(who)s found the cause"),
    }
    return told[milestone]


def withdrawn(milestone: Milestone) -> str:
    """That it was not, after all."""
    told = {
        "workaround": _("%(who)s took the workaround back, which proved wrong: %(reason)s"),
        "restored": _("%(who)s took back that the service is restored, which proved wrong: %(reason)s"),
        "cause_found": _("%(who)s took the cause back, which proved wrong: %(reason)s"),
    }
    return told[milestone]
