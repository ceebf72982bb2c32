"""Quotas of requests: which period of a contract an instant lies in, and how many were counted there."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, datetime

from parola.desk.agreements.models import Contract
from parola.desk.tickets.kinds.under import QuotaUse
from parola.desk.tickets.models import TicketEvent
from parola.desk.tickets.vocabulary import Opened
from parola.sla.agreement import Quota
from parola.sla.zones import zone_of

MONTHS = {"month": 1, "year": 12}


def use(contract: Contract, quota: Quota, at: datetime) -> QuotaUse:
    """Which of the contract's requests one is that opens at `at`; call it within the writer's turn, so that none is counted twice."""
    return QuotaUse(clause=quota.clause, used=counted(contract, quota, at) + 1, of=quota.incidents, per=quota.per)


def counted(contract: Contract, quota: Quota, at: datetime) -> int:
    """How many requests were counted in the period of `at` so far; what turned out to be none (spam, a duplicate) is taken out."""
    first, last = period(contract, quota, at)
    openings = TicketEvent.objects.filter(
        kind=Opened.kind,
        ticket__organization=contract.organization_id,
        ticket__void="",
        data__contract=contract.pk,
        data__quota__clause=quota.clause,
        at__gte=contract.midnight(first),
    )
    if last is not None:
        openings = openings.filter(at__lt=contract.midnight(last))
    return openings.count()


def counted_together(wanted: Iterable[tuple[Contract, Quota]], at: datetime) -> dict[int, int]:
    """What `counted` says of each contract, by its key, asked of the database at once."""
    pairs = list(wanted)
    clauses = {contract.pk: quota.clause for contract, quota in pairs}
    bounds = {contract.pk: _instants(contract, quota, at) for contract, quota in pairs}
    openings = TicketEvent.objects.filter(
        kind=Opened.kind,
        ticket__organization__in={contract.organization_id for contract, _quota in pairs},
        ticket__void="",
        data__contract__in=list(clauses),
        at__gte=min((first for first, _last in bounds.values()), default=at),
    )
    found = dict.fromkeys(clauses, 0)
    for key, clause, opened_at in openings.values_list("data__contract", "data__quota__clause", "at"):
        first, last = bounds[key]
        if clause == clauses[key] and first <= opened_at and (last is None or opened_at < last):
            found[key] += 1
    return found


def _instants(contract: Contract, quota: Quota, at: datetime) -> tuple[datetime, datetime | None]:
    first, last = period(contract, quota, at)
    return contract.midnight(first), contract.midnight(last) if last is not None else None


def period(contract: Contract, quota: Quota, at: datetime) -> tuple[date, date | None]:
    """The local dates from which, and before which, requests are counted together with one at `at`.

    Months and years begin on the contract's first day of the month, or on a month's last day where it has none such.
    """
    length = MONTHS.get(quota.per)
    if length is None:
        return contract.first_day, None
    day = at.astimezone(zone_of(contract.timezone)).date()
    begun = (day.year - contract.first_day.year) * 12 + day.month - contract.first_day.month
    if months_after(contract.first_day, begun) > day:
        begun -= 1
    begun -= begun % length
    return months_after(contract.first_day, begun), months_after(contract.first_day, begun + length)


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; its last day where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
