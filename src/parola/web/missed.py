"""Why a promise was missed, in words: the causes, what the record says of one, and what would have kept it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parola.desk.accounts.models import Person
from parola.desk.tickets.causes import UNHELD, Keeping, Proposal
from parola.desk.tickets.kinds.misses import Cause, MissExplained
from parola.sla.agreement import Metric
from parola.sla.clock import Clock
from parola.sla.spans import Span
from parola.web import brief
from parola.web.labels import WAITING_FOR
from parola.web.templatetags.parola import words

CAUSES: Mapping[Cause, Promise] = {
    Cause.NOT_ASSIGNED: gettext_lazy("Nobody had it"),
    Cause.NOT_TAKEN: gettext_lazy("It waited in a higher tier"),
    Cause.NOBODY_THERE: gettext_lazy("Nobody was on shift"),
    Cause.HANDLED_LATE: gettext_lazy("Somebody had it, and it took too long"),
    Cause.PASSED_AROUND: gettext_lazy("It went back and forth between tiers"),
    Cause.PRIORITY_LATE: gettext_lazy("It got its priority late"),
    Cause.REPLY_HELD: gettext_lazy("An answer was held for the contact hours"),
    Cause.REOPENED: gettext_lazy("It was resolved, and that did not hold"),
    Cause.WAITED: gettext_lazy("It was set to wait, which does not stop this time"),
    Cause.OVERLOAD: gettext_lazy("More came than could be done"),
    Cause.CUSTOMER: gettext_lazy("The customer was waited for, and the ticket did not say so"),
    Cause.THIRD_PARTY: gettext_lazy("A third party was waited for"),
    Cause.OUTAGE: gettext_lazy("The desk was out of order"),
    Cause.PROMISE: gettext_lazy("Such requests cannot be done in the time that is promised"),
    Cause.OTHER: pgettext_lazy("cause of a miss", "Something else"),
}
"""In the order in which they are offered."""
SHORT: Mapping[Cause, Promise] = {
    Cause.NOT_ASSIGNED: pgettext_lazy("cause of a miss, in short", "Unassigned"),
    Cause.NOT_TAKEN: pgettext_lazy("cause of a miss, in short", "Higher tier"),
    Cause.NOBODY_THERE: pgettext_lazy("cause of a miss, in short", "No shift"),
    Cause.HANDLED_LATE: pgettext_lazy("cause of a miss, in short", "Took long"),
    Cause.PASSED_AROUND: pgettext_lazy("cause of a miss, in short", "To and fro"),
    Cause.PRIORITY_LATE: pgettext_lazy("cause of a miss, in short", "Priority"),
    Cause.REPLY_HELD: pgettext_lazy("cause of a miss, in short", "Held"),
    Cause.REOPENED: pgettext_lazy("cause of a miss, in short", "Reopened"),
    Cause.WAITED: pgettext_lazy("cause of a miss, in short", "Waited"),
    Cause.OVERLOAD: pgettext_lazy("cause of a miss, in short", "Overload"),
    Cause.CUSTOMER: pgettext_lazy("cause of a miss, in short", "Customer"),
    Cause.THIRD_PARTY: pgettext_lazy("cause of a miss, in short", "Third party"),
    Cause.OUTAGE: pgettext_lazy("cause of a miss, in short", "Outage"),
    Cause.PROMISE: pgettext_lazy("cause of a miss, in short", "Promise"),
    Cause.OTHER: pgettext_lazy("cause of a miss, in short", "Other"),
}
"""As a chart has room for."""


def explained(fact: MissExplained) -> tuple[str, Mapping[str, str]]:
    """That somebody said why, as a sentence of the history; `%(who)s` is whoever did it."""
    clock = words().clock(Metric(fact.metric), fact.threshold)
    told = _("%(who)s said why this was missed: %(clock)s. Cause: %(cause)s")
    return told, {"clock": clock, "cause": str(CAUSES[fact.cause])}


def proposal(found: Proposal, people: Mapping[int, Person]) -> str:
    """What the record says of the miss."""
    zone = timezone.get_current_timezone_name()
    known = {
        "at": _at(found.since),
        "span": words().span(Span(_minute(found.since), _minute(found.until)), zone),
        "length": brief.duration(found.length) if found.length else "",
        "tier": words().number(found.standing.tier),
        "what": str(WAITING_FOR.get(found.standing.waiting, found.standing.waiting)),
        "person": _name(found.standing.person, people),
    }
    return str(_told()[found.cause]) % known


def _told() -> Mapping[Cause, str]:
    return {
        Cause.NOT_ASSIGNED: _("Nobody had it for %(length)s of the time: %(span)s."),
        Cause.NOT_TAKEN: _("It waited %(length)s in tier %(tier)s until it was taken: %(span)s."),
        Cause.NOBODY_THERE: _("Nobody was on shift for %(length)s of the time: %(span)s."),
        Cause.HANDLED_LATE: _("%(person)s had it for %(length)s of the time: %(span)s."),
        Cause.PASSED_AROUND: _("It came back from another tier meanwhile: %(span)s."),
        Cause.PRIORITY_LATE: _("It got its priority %(at)s, with less than half of the time left."),
        Cause.REPLY_HELD: _("An answer was written %(at)s, and was held for the contact hours."),
        Cause.REOPENED: _("It had been resolved, and was reopened %(at)s."),
        Cause.WAITED: _("It waited %(length)s for %(what)s, which does not stop this time."),
    }


def kept(found: Keeping, cause: Cause | None, clock: Clock, people: Mapping[int, Person]) -> Iterator[str]:
    """What would have kept the promise, in sentences with their instants."""
    yield _by(clock.metric) % {"by": _at(found.by)}
    if cause in UNHELD and found.unheld_until is not None:
        told = _("It was taken only %(at)s, by %(person)s.")
        yield told % {"at": _at(found.unheld_until), "person": _name(found.taken_by, people)}
    if found.done is not None:
        if found.late:
            told = _("It was done %(at)s, %(length)s of working time too late.")
        else:
            told = _("It was done %(at)s, before any more working time had passed.")
        yield told % {"at": _at(found.done), "length": brief.duration(found.late)}
    elif not clock.run_out:
        yield _("It has not been done.")


def _by(metric: Metric) -> str:
    return {
        Metric.ACKNOWLEDGEMENT: _("A confirmation by %(by)s would have kept it."),
        Metric.FIRST_RESPONSE: _("An answer by %(by)s would have kept it."),
        Metric.NEXT_RESPONSE: _("An answer by %(by)s would have kept it."),
        Metric.UPDATE: _("A message to the customer by %(by)s would have kept it."),
        Metric.ESCALATION: _("Handing it to the next tier by %(by)s would have kept it."),
        Metric.WORKAROUND: _("A workaround by %(by)s would have kept it."),
        Metric.RESTORATION: _("Restoring the service by %(by)s would have kept it."),
        Metric.CAUSE: _("Finding the cause by %(by)s would have kept it."),
        Metric.RESOLUTION: _("A solution by %(by)s would have kept it."),
    }[metric]


def _at(at: datetime) -> str:
    return words().moment(_minute(at), timezone.get_current_timezone_name())


def _minute(at: datetime) -> datetime:
    """Told by its minute, nothing is told later than it was."""
    return at.replace(second=0, microsecond=0)


def _name(key: int | None, people: Mapping[int, Person]) -> str:
    person = people.get(key) if key is not None else None
    return str(person) if person else _("Somebody")
