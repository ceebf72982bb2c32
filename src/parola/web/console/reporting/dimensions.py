"""A month's numbers told by something else than the priority: by contract, customer, product, team, tier, channel..."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.desk.accounts.models import Organization
from parola.desk.agreements.models import Contract
from parola.desk.reports.which import NONE, Dimension, Key
from parola.desk.teams.models import Team
from parola.sla.agreement import Agreement
from parola.web.given import number
from parola.web.sentences import channel
from parola.web.templatetags.parola import language_name, words

BY: Mapping[Dimension, Promise] = {
    Dimension.PRIORITY: gettext_lazy("Priority"),
    Dimension.CONTRACT: gettext_lazy("Contract"),
    Dimension.CUSTOMER: gettext_lazy("Customer"),
    Dimension.PLAN: gettext_lazy("Plan"),
    Dimension.PRODUCT: gettext_lazy("Product"),
    Dimension.TEAM: gettext_lazy("Team"),
    Dimension.TIER: gettext_lazy("Tier"),
    Dimension.CHANNEL: gettext_lazy("Channel"),
    Dimension.LANGUAGE: gettext_lazy("Language"),
}
"""What a reader can choose, in this order."""
FIELDS: Mapping[Dimension, str] = {
    Dimension.CONTRACT: "contract",
    Dimension.CUSTOMER: "customer",
    Dimension.PLAN: "plan",
    Dimension.PRODUCT: "product",
    Dimension.TEAM: "teams",
    Dimension.TIER: "tier",
    Dimension.CHANNEL: "channel",
    Dimension.LANGUAGE: "language",
}
"""By which of `Which` those of one key are told from the others; the priority has a field of its own in an address."""
NUMBERED = frozenset({Dimension.CONTRACT, Dimension.CUSTOMER, Dimension.TIER})


def by_of(name: str) -> Dimension:
    """What the address asks for; by priority where it asks for nothing that there is."""
    return Dimension(name) if name in BY else Dimension.PRIORITY


def written(key: Key) -> str:
    """A key as addresses have it."""
    if isinstance(key, tuple):
        return ".".join(map(str, key))
    return str(NONE if key is None else key)


def narrowed(by: Dimension, key: str) -> dict[str, Any]:
    """What of `Which` leaves those of that key, as `written`. ValueError where there is no such key."""
    key = key.replace("\x00", "")
    if by is Dimension.TEAM:
        return {"teams": tuple(_number(each) for each in key.split(".")) if key else ()}
    return {FIELDS[by]: _number(key) if by in NUMBERED else key}


def _number(text: str) -> int:
    found = number(text)
    if found is None:
        raise ValueError(text)
    return found


def names(by: Dimension, keys: Iterable[Key], agreement: Agreement) -> dict[Key, str]:
    """What each key is called; one question where it is a row of the desk."""
    known = set(keys)
    numbers = [each for key in known for each in (key if isinstance(key, tuple) else (key,)) if isinstance(each, int)]
    match by:
        case Dimension.CONTRACT:
            contracts = Contract.objects.select_related("organization").in_bulk(numbers)
            return {key: _contract(contracts.get(_of(key)), agreement) for key in known}
        case Dimension.CUSTOMER:
            customers = Organization.objects.in_bulk(numbers)
            return {key: str(customers.get(_of(key)) or _("People without an organization")) for key in known}
        case Dimension.TEAM:
            teams = Team.objects.in_bulk(numbers)
            return {key: _teams(key, teams) for key in known}
        case _:
            return {key: _plain(by, key, agreement) for key in known}


def _of(key: Key) -> int:
    return key if isinstance(key, int) else NONE


def _contract(contract: Contract | None, agreement: Agreement) -> str:
    if contract is None:
        return _("Without a contract")
    parts = [str(contract.organization), _plan(contract.plan, agreement), contract.number]
    return " · ".join(filter(None, parts))


def _teams(key: Key, teams: Mapping[int, Team]) -> str:
    found = [str(teams[each]) for each in key if each in teams] if isinstance(key, tuple) else []
    return words().listed(found) if found else _("No team")


def _plan(plan: str, agreement: Agreement) -> str:
    return words().text(agreement.plans[plan].name) if plan in agreement.plans else plan


def _plain(by: Dimension, key: Key, agreement: Agreement) -> str:
    text = str(key or "")
    told = {
        Dimension.PLAN: lambda: _plan(text, agreement),
        Dimension.TIER: lambda: _("Tier %(tier)s") % {"tier": words().number(_of(key))},
        Dimension.CHANNEL: lambda: channel(text),
        Dimension.LANGUAGE: lambda: language_name(text),
    }
    return (told[by]() if by in told else text) or _("Not known")
