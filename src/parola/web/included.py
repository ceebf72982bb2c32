"""What a contract includes beside its targets: requests in a period and how many are used, who asks, what it added."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.agreements.models import Contract
from parola.desk.tickets import quotas
from parola.policy import offering
from parola.sla.agreement import Terms
from parola.web.templatetags.parola import words


def included(contract: Contract | None, terms: Terms, now: datetime) -> Iterator[tuple[str, str]]:
    """Each with what it is called."""
    if contract is None:
        return
    added = [name for name in contract.addons if name in terms.agreement.addons]
    if added:
        yield _("Add-ons"), words().listed(words().text(terms.agreement.addons[name].name) for name in added)
    if (quota := terms.plan.quota) is not None:
        yield _("Requests included"), offering.quota(terms.agreement, quota, words())
        parts = {"used": words().number(quotas.counted(contract, quota, now)), "of": words().number(quota.incidents)}
        yield _("Used so far"), _("%(used)s of %(of)s") % parts
    named = list(contract.contacts.order_by("name", "pk")) if terms.plan.contacts else []
    if named:
        yield _("Who asks for support"), words().listed(words().isolated(str(person)) for person in named)
