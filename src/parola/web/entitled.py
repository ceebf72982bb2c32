"""What a ticket is entitled to, as a panel: the contract, what it chose, the rule that chose it, and what its sender was told."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale
from django.utils.translation import gettext as _

from parola.desk.agreements.models import Contract
from parola.desk.agreements.queries import pinned_contract
from parola.desk.tickets import entitled, projection
from parola.desk.tickets.kinds.under import UnderTerms
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Recorded
from parola.policy.telling import calendar_name
from parola.policy.terms import ContractTerms
from parola.sla.agreement import Terms
from parola.web import brief
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitled:
    """The panel. Empty: nothing of the kind, or nothing that counts for the plan.

    `told`: what its sender was told, for whoever speaks with them.
    """

    contract: str
    trial_until: str
    plan: str
    addons: str
    ways: str
    calendar: str
    timezone: str
    holidays: str
    tiers: str
    rule: str
    clause: str
    agreement: str
    included: str
    """Which of the requests that the contract includes it is."""
    told: list[str]


def panel(ticket: Ticket, history: Sequence[Recorded], terms: Terms) -> Entitled:
    """The panel of a ticket with this history."""
    opened, present = projection.opening(history), projection.under_terms(history)[-1]
    pinned = pinned_contract(ticket.pinned_id)
    first = terms.before[0] if terms.before else terms
    return Entitled(
        contract=period_of(ticket.contract),
        trial_until=_last_day(ticket.contract) if ticket.contract and ticket.contract.trial else "",
        plan=_("none") if present.entitled_by == "none" else words().text(terms.plan.name),
        addons=words().listed(words().text(terms.agreement.addons[name].name) for name in pinned.addons),
        ways=words().listed(map(words().channel, terms.plan.channels)),
        calendar=calendar_of(terms) if on_contract_calendar(terms) else "",
        timezone=terms.timezone,
        holidays=holidays_of(terms, pinned) if on_contract_calendar(terms) else "",
        tiers=words().listed(map(words().number, terms.plan.tiers)),
        rule=_rule(present),
        clause=present.clause,
        agreement=_("%(name)s, version %(number)s")
        % {"name": ticket.version.agreement_id, "number": brief.number(ticket.version.number)},
        included=_("%(used)s of %(of)s") % {"used": opened.quota.used, "of": opened.quota.of} if opened.quota else "",
        told=list(entitled.told(words(), opened, first)),
    )


def period_of(contract: Contract | None) -> str:
    """From which day to which; that there is none."""
    if contract is None:
        return _("none")
    since = words().date(contract.first_day, short=True)
    if contract.last_day is None:
        return _("since %(day)s") % {"day": since}
    return _("%(start)s to %(end)s") % {"start": since, "end": _last_day(contract)}


def _last_day(contract: Contract) -> str:
    return words().date(contract.last_day, short=True) if contract.last_day else ""


def offers_calendars(terms: Terms) -> bool:
    """Whether contracts choose a calendar: where none is offered, theirs never closes and tells nobody when the plan counts."""
    return bool(terms.agreement.contract_calendars)


def on_contract_calendar(terms: Terms) -> bool:
    """Whether the plan counts anything on the calendar that the contract chose."""
    chosen = terms.calendars["contract"]
    return offers_calendars(terms) and any(terms.calendars[target.calendar] is chosen for target in terms.plan.targets)


def calendar_of(terms: Terms) -> str:
    """The calendar that the contract chose, and its zone where that is another than the contract's."""
    name, zone = calendar_name(words(), "contract", terms), terms.calendars["contract"].timezone
    return name if zone in (terms.timezone, "UTC") else f"{name} ({zone})"


def holidays_of(terms: Terms, contract: ContractTerms) -> str:
    """Whose public holidays the contract's calendar leaves out."""
    chosen = contract.calendar or next(iter(terms.agreement.contract_calendars), "")
    template = terms.agreement.calendars.get(chosen)
    region = template.holidays if template else None
    country, _dash, subdivision = ((contract.region if region == "contract" else region) or "").partition("-")
    if not country:
        return _("none")
    name = Locale.parse(words().locale.language).territories.get(country, country)
    return f"{name} ({subdivision})" if subdivision else name


def _rule(fact: UnderTerms) -> str:
    """By which rule the ticket has what it has."""
    if fact.entitled_by == "decision":
        return _("a manager's decision")
    if fact.entitled_by == "contract":
        return _("the contract that covers its day and its product")
    if fact.entitled_by == "default_plan":
        return _("no contract covers it: the plan for everybody")
    return _("no contract covers it: nothing is promised, all is best effort")
