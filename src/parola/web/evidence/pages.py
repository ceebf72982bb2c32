"""The page from which evidence is fetched, the same for the desk and for the customer: whose contracts it offers is theirs to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse

from parola.desk.accounts import limits
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import Contract
from parola.desk.agreements.queries import NotPublished
from parola.desk.reports import evidence as making
from parola.policy.findings import Wrong
from parola.proof.form import Evidence
from parola.proof.period import period_of
from parola.sla.zones import zone_of
from parola.web.evidence.tables import Telling, period_told
from parola.web.given import number
from parola.web.middleware import Request
from parola.web.printing.evidence import bundle, file_name
from parola.web.templatetags.parola import words

MONTHS, QUARTERS, YEARS = 13, 5, 2
"""So many of each are offered, the present one among them."""
MADE_FOR_ONE = 120
"""How often evidence is made for one reader in a quarter of an hour: that of a large contract takes seconds."""


def page(request: Request, contracts: QuerySet[Contract]) -> dict[str, Any]:
    """What the page shows: the contracts, the periods, and the numbers of those that are asked for; of what is not there, 404."""
    offered = list(contracts.order_by("organization__name", "brand__name", "-first_day", "pk"))
    if not offered:
        return {"contracts": []}
    asked = number(request.GET.get("contract", ""))
    chosen = next((each for each in offered if each.pk == asked), None) if asked else offered[0]
    if chosen is None:
        raise Http404
    periods = list(_periods(chosen, request.now))
    name = request.GET.get("period") or periods[min(1, len(periods) - 1)][0]
    made = _made(request, chosen, name)
    telling = Telling(made)
    return {
        "contracts": list(zip(offered, _plans(offered), strict=True)),
        "chosen": chosen,
        "periods": periods,
        "period": name,
        "told": period_told(name, chosen.brand.timezone),
        "unfinished": made.about.known_at < made.about.period.last,
        "tickets": len(made.tickets),
        "tables": [table for table in (telling.objectives(), telling.counts()) if table.lines],
        "head": f"{made.chain.head.position}:{made.chain.head.hash}",
    }


def _plans(contracts: Iterable[Contract]) -> Iterator[str]:
    """What each one's plan is called under the agreement in force; its id, where that has it no more."""
    found = {each.brand_id: each.brand for each in contracts}
    newest = {key: agreements.newest_version(brand) for key, brand in found.items()}
    plans = {key: agreements.agreement(version).plans if version else {} for key, version in newest.items()}
    for each in contracts:
        plan = plans[each.brand_id].get(each.plan)
        yield words().text(plan.name) if plan else each.plan


def zipped(request: Request, contracts: QuerySet[Contract], key: int, period: str) -> HttpResponse:
    """The bundle, to be saved. Of what is not among the contracts there is none (404)."""
    try:
        contract = making.named(contracts, key)
    except making.NoSuchContract:
        raise Http404 from None
    made = _made(request, contract, period)
    answer = HttpResponse(bundle(made), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(made)}"'
    return answer


def _made(request: Request, contract: Contract, period: str) -> Evidence:
    """Raises TooManyAttempts, which is answered with how long to wait."""
    limits.spend({limits.key_of("evidence", str(request.user.pk)): MADE_FOR_ONE}, request.now)
    try:
        return making.evidence(contract, period_of(period, contract.brand.timezone), request.now)
    except (Wrong, NotPublished):
        raise Http404 from None


def _periods(contract: Contract, now: datetime) -> Iterator[tuple[str, str]]:
    """Months, quarters and years up to now, each the latest first: the name in the address, and in words."""
    zone = contract.brand.timezone
    local = now.astimezone(zone_of(zone))
    present = local.year * 12 + local.month - 1
    names = [f"{month // 12}-{month % 12 + 1:02d}" for month in range(present, present - MONTHS, -1)]
    quarter = present // 3
    names += [f"{each // 4}-Q{each % 4 + 1}" for each in range(quarter, quarter - QUARTERS, -1)]
    names += [str(each) for each in range(local.year, local.year - YEARS, -1)]
    for name in names:
        yield name, period_told(name, zone)
