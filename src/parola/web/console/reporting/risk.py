"""The chances of open clocks to be missed, as a page: in words, with how good such chances were."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand, Person
from parola.desk.reports import risk as reports
from parola.desk.reports.risk import Open
from parola.desk.tickets.queries import terms
from parola.lab.risk import Bin, Calibration, Chance
from parola.sla.clock import Clock
from parola.web.charts.values import Chart, Kind, Measure, Series
from parola.web.console.reporting.asking import brands_told
from parola.web.console.showing import show
from parola.web.due import Due, of_clock
from parola.web.marks import PriorityMark, priority_mark
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

SHOWN = 50
SURE = 0.01
LIKELY, POSSIBLE = 0.5, 0.2
"""From where on a chance is marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An open clock in a line."""

    reference: str
    subject: str
    customer: str
    priority: PriorityMark
    assignee: str
    due: Due
    spent: str
    chance: str
    tone: str
    basis: str
    wide: bool
    """Whether too few were like it at its own priority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A brand's open clocks, and how good the chances were; `more` are not shown, of `unknown` nothing can be said."""

    brand: str
    slug: str
    lines: list[Line]
    more: int
    unknown: int
    told: str
    chart: Chart | None


@require_safe
def risk(request: Request) -> HttpResponse:
    """Every brand whose reports the reader may see."""
    pages = [page(request.user, brand, request.now) for brand in brands_told(request)]
    return show(request, "console/reporting/risk.html", {"pages": pages, "place": "report"})


def page(person: Person, brand: Brand, now: datetime) -> Page:
    """A brand's part of it."""
    found = reports.risk(person=person, brand=brand, now=now)
    told = [_line(each, each.chance, now) for each in found.clocks if each.chance]
    return Page(
        brand=brand.name,
        slug=brand.slug,
        lines=told[:SHOWN],
        more=max(len(told) - SHOWN, 0) + found.left_out,
        unknown=len(found.clocks) - len(told),
        told=_told(found.calibration),
        chart=_chart(found.calibration),
    )


def told(brand: Brand, clock: Clock, now: datetime) -> str:
    """The chance of one clock in a sentence; empty where nothing can be said."""
    chance = reports.chance_of(brand, clock, now)
    if chance is None:
        return ""
    if chance.wide:
        known = _("Missed, of those at any priority that had taken as long: %(missed)s of %(of)s.")
    else:
        known = _("Missed, of those like it that had taken as long: %(missed)s of %(of)s.")
    sentence = _("Chance of being missed: %(chance)s.") % {"chance": _percent(chance.share)}
    return f"{sentence} {known % _counts(chance)}"


def _line(each: Open, chance: Chance, now: datetime) -> Line:
    ticket = each.ticket
    return Line(
        reference=ticket.reference,
        subject=ticket.subject or _("(no subject)"),
        customer=str(ticket.organization or ticket.requester),
        priority=priority_mark(terms(ticket), each.clock.priority),
        assignee=str(ticket.assignee or ""),
        due=of_clock(each.clock, now),
        spent=words().percent(round(each.used, 2)),
        chance=_percent(chance.share),
        tone=_tone(chance.share),
        basis=_("%(missed)s of %(of)s") % _counts(chance),
        wide=chance.wide,
    )


def _counts(chance: Chance) -> dict[str, str]:
    return {"missed": words().number(chance.missed), "of": words().number(chance.of)}


def _percent(share: float) -> str:
    """In whole percent; no chance is told as a certainty."""
    return words().percent(min(max(round(share, 2), SURE), 1 - SURE))


def _tone(share: float) -> str:
    if share < POSSIBLE:
        return "calm"
    return "missed" if share >= LIKELY else "soon"


def _told(calibration: Calibration | None) -> str:
    if calibration is None:
        return _("Too few promises have ended to tell how good these chances are.")
    message = ngettext(
        "%(count)s chance was told again for promises that ended since, from nothing but what was known when they began. The mean error"
        " (Brier) is %(error)s; always telling the average would have erred by %(plain)s.",
        "%(count)s chances were told again for promises that ended since, from nothing but what was known when they began. The mean error"
        " (Brier) is %(error)s; always telling the average would have erred by %(plain)s.",
        calibration.told,
    )
    return message % {
        "count": words().number(calibration.told),
        "error": words().number(round(calibration.error, 3)),
        "plain": words().number(round(calibration.plain_error, 3)),
    }


def _chart(calibration: Calibration | None) -> Chart | None:
    if calibration is None:
        return None
    bins = calibration.bins
    return Chart(
        kind=Kind.BARS,
        title=_("What was said, and what came"),
        along=_("Chance"),
        places=tuple(map(_bounds, bins)),
        series=(
            Series(name=pgettext("chances", "Said"), values=tuple(each.said for each in bins)),
            Series(name=pgettext("chances", "Came"), values=tuple(each.came for each in bins), tone="series-2"),
        ),
        summary=_(
            "The nearer the two bars of a pair, the better. Below each: the chances that it gathers, and how many there were."
        ),
        measure=Measure.SHARE,
    )


def _bounds(each: Bin) -> str:
    low, high = words().percent(each.above), words().percent(each.upto)
    return _("%(low)s to %(high)s (%(count)s)") % {"low": low, "high": high, "count": words().number(each.of)}
