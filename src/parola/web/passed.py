"""That a ticket went from tier to tier, in sentences."""

from django.utils.translation import gettext as _

from parola.desk.tickets.kinds.tiers import Accepted, HandedOver, SentBack
from parola.sla.agreement import Terms
from parola.web.templatetags.parola import words


def tier_name(terms: Terms, level: int) -> str:
    """What the agreement calls the tier, in the reader's language; its number where it has no name for it."""
    names = (words().text(tier.name) for each in terms.agreements for tier in each.tiers if tier.level == level)
    return next(names, None) or words().number(level)


def passed(fact: HandedOver | Accepted | SentBack) -> str:
    """What happened; `%(who)s` is whoever did it, `%(tier)s` the tier to which it went."""
    match fact:
        case HandedOver(informs=True):
            return _("%(who)s told tier %(tier)s what was asked, tried and searched")
        case HandedOver(drafted=True):
            return _("%(who)s handed over to tier %(tier)s what the record says was asked, tried and searched")
        case HandedOver():
            return _("%(who)s handed over to tier %(tier)s what was asked, tried and searched, and what is missing")
        case Accepted():
            return _("%(who)s took what was handed over")
        case SentBack():
            return _("%(who)s sent the ticket back to tier %(tier)s with a question")
