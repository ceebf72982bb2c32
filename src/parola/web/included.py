"""What a contract includes beside its targets: requests in a period and how many are used, who asks, what it added."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.agreements.extras import Given
from parola.desk.agreements.models import Contract, ExtraUse
from parola.desk.tickets import quotas
from parola.policy import offering
from parola.sla.agreement import Terms
from parola.web.templatetags.parola import words


def included(
    contract: Contract | None, terms: Terms, now: datetime, counted: int | None = None
) -> Iterator[tuple[str, str]]:
    """Each with what it is called. `counted`: the requests that were used, where that is known already."""
    if contract is None:
        return
    added = [name for name in contract.addons if name in terms.agreement.addons]
    if added:
        yield _("Add-ons"), words().listed(words().text(terms.agreement.addons[name].name) for name in added)
    if (quota := terms.plan.quota) is not None:
        yield _("Requests included"), offering.quota(terms.agreement, quota, words())
        used = quotas.counted(contract, quota, now) if counted is None else counted
        parts = {"used": words().number(used), "of": words().number(quota.incidents)}
        yield _("Used so far"), _("%(used)s of %(of)s") % parts
    named = sorted(contract.contacts.all(), key=lambda each: (each.name, each.pk)) if terms.plan.contacts else []
    if named:
        yield _("Who asks for support"), words().listed(words().isolated(str(person)) for person in named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Something that the contract gives beside its plan: how much of it was used, and when. `used_up`: there is no more."""

    key: int
    name: str
    used: str
    used_up: bool
    uses: list[str]


def beside(given: Iterable[Given]) -> list[Beside]:
    """What a contract gives beside its plan, in words."""
    return [
        Beside(
            key=each.key,
            name=each.name,
            used=_used(each),
            used_up=each.amount is not None and each.used >= each.amount,
            uses=[_use(each, use) for use in each.uses],
        )
        for each in given
    ]


def _used(given: Given) -> str:
    unit = words().isolated(given.unit) if given.unit else ""
    parts = {"used": words().number(float(given.used)), "of": words().number(float(given.amount or 0)), "unit": unit}
    if given.amount is not None:
        return (_("%(used)s of %(of)s %(unit)s used") % parts).replace("  ", " ")
    return (_("%(used)s %(unit)s used") % parts).replace("  ", " ") if given.used else _("as much as is asked for")


def _use(given: Given, use: ExtraUse) -> str:
    amount = f"{words().number(float(use.amount))} {given.unit}".strip()
    return " · ".join(
        filter(None, [words().date(use.day, short=True), words().isolated(amount), words().isolated(use.note)])
    )
