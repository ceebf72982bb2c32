"""The steps of an explanation as sentences: one line a step, in the words of the reader's language.

The facts come from `sla.explain`; nothing is computed here. Each sentence is one message, so that a translator sees it whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from parola.sla import explain
from parola.sla.agreement import Terms
from parola.sla.clock import State

from .conditions import fact_name, fact_value
from .findings import gettext_noop

if TYPE_CHECKING:
    from .words import Words

_NOT_COUNTED = {
    "closed": gettext_noop("%(span)s: not counted, outside opening hours"),
    "holiday": gettext_noop("%(span)s: not counted, public holiday (%(name)s)"),
    "closure": gettext_noop("%(span)s: not counted, closed (%(name)s)"),
    "special": gettext_noop("%(span)s: not counted, other hours on this date (%(name)s)"),
    "priority": gettext_noop("%(span)s: not counted, the ticket was at %(priority)s"),
    "facts": gettext_noop("%(span)s: not counted, another target applied (%(facts)s)"),
    "waiting": gettext_noop("%(span)s: not counted, the ticket waited for: %(waiting)s"),
    "ticket_resolved": gettext_noop("%(span)s: not counted, the ticket was resolved"),
    "ticket_closed": gettext_noop("%(span)s: not counted, the ticket was closed"),
}
_STARTED = {
    "acknowledgement": gettext_noop("%(metric)s: counted from the acknowledgement, %(instant)s"),
    "first_response": gettext_noop("%(metric)s: counted from the first response, %(instant)s"),
    "workaround": gettext_noop("%(metric)s: counted from the workaround, %(instant)s"),
    "restoration": gettext_noop("%(metric)s: counted from the restoration of service, %(instant)s"),
}
_STANDS = {
    State.RUNNING: gettext_noop("It runs: %(elapsed)s used by %(instant)s"),
    State.PAUSED: gettext_noop("It is paused: %(elapsed)s used by %(instant)s"),
    State.MET: gettext_noop("Met on %(instant)s, after %(elapsed)s"),
    State.MISSED: gettext_noop("Missed: %(elapsed)s used by %(instant)s"),
    State.BEST_EFFORT: gettext_noop("Measured: %(elapsed)s by %(instant)s"),
    State.VOID: gettext_noop("Void: it counts for nothing (%(elapsed)s by %(instant)s)"),
}
_WAITING = {
    "customer": gettext_noop("the customer"),
    "third_party": gettext_noop("a third party"),
}


def told(words: Words, explanation: explain.Explanation) -> list[str]:
    """A line for each step; many stretches in a row are one."""
    return [_TELLERS[type(step)](words, step, explanation.terms) for step in explain.in_short(explanation)]


def calendar_name(words: Words, calendar: str, terms: Terms) -> str:
    """What a calendar is called; that of the contract by the name of the one it chose."""
    if calendar == "contract":
        chosen = [
            name
            for name in terms.agreement.contract_calendars
            if terms.calendars.get(name) is terms.calendars["contract"]
        ]
        calendar = chosen[0] if chosen else "always"
    if calendar == "always":
        return words.gettext("around the clock")
    return words.isolated(words.text(terms.agreement.calendars[calendar].name))


def facts_told(words: Words, written: str, terms: Terms) -> str:
    """Facts (`production=down, line=cloud`) in the agreement's words for them."""
    pairs = [each.partition("=") for each in written.split(", ")]
    declared = terms.agreement.facts
    said = words.gettext("%(fact)s: %(values)s")
    return words.listed(
        said % {"fact": fact_name(words, name, declared), "values": fact_value(words, name, value, declared)}
        for name, _, value in pairs
    )


def waiting_for(words: Words, reason: str) -> str:
    """What a ticket waits for, in words where we have them."""
    return words.gettext(_WAITING[reason]) if reason in _WAITING else words.isolated(reason)


def _started(words: Words, step: explain.Started, terms: Terms) -> str:
    parts = {
        "metric": words.clock(step.metric, step.threshold),
        "cycle": words.number(step.cycle),
        "instant": words.instant(step.at, terms.timezone, exact=True),
    }
    if step.refitted:
        return words.gettext("%(metric)s: counted from when the ticket's facts came to ask for it, %(instant)s") % parts
    if step.raised:
        return words.gettext("%(metric)s: counted from the change of priority, %(instant)s") % parts
    if step.start != "opening":
        return words.gettext(_STARTED[step.start]) % parts
    if step.cycle > 1:
        return words.gettext("%(metric)s, number %(cycle)s: counted from %(instant)s") % parts
    return words.gettext("%(metric)s: counted from %(instant)s") % parts


def _promised(words: Words, step: explain.Promised, terms: Terms) -> str:
    target = step.target
    parts = {
        "plan": words.isolated(words.text(step.plan.name)),
        "priority": words.priority(step.priority),
        "promise": words.target(target),
        "calendar": calendar_name(words, target.calendar, terms),
        "clause": words.isolated(target.clause),
    }
    if not target.clause:
        return words.gettext("Plan %(plan)s, %(priority)s: it promises nothing of the kind") % parts
    if target.clause.startswith("problems."):
        return words.gettext("For problems at %(priority)s: %(promise)s; hours: %(calendar)s [%(clause)s]") % parts
    return words.gettext("Plan %(plan)s, %(priority)s: %(promise)s; hours: %(calendar)s [%(clause)s]") % parts


def _moved(words: Words, step: explain.Moved, terms: Terms) -> str:
    parts = {"instant": words.instant(step.at, terms.timezone, exact=True)}
    return words.gettext("These terms hold since %(instant)s; it counts under them from its own start") % parts


def _agreed_on(words: Words, step: explain.AgreedOn, terms: Terms) -> str:
    parts = {
        "due": words.instant(step.due, terms.timezone, exact=True),
        "instant": words.instant(step.at, terms.timezone, exact=True),
        "by": words.isolated(step.by),
    }
    if step.by:
        return words.gettext("Agreed by both sides in place of the plan's: %(due)s (on %(instant)s, %(by)s)") % parts
    return words.gettext("Agreed by both sides in place of the plan's: %(due)s (on %(instant)s)") % parts


def _outlasted(words: Words, step: explain.Outlasted, terms: Terms) -> str:
    parts = {"priority": words.priority(step.priority)}
    if step.at is None:
        return words.gettext("%(priority)s by itself is best effort: the promise below it holds") % parts
    parts["instant"] = words.instant(step.at, terms.timezone, exact=True)
    return words.gettext("%(priority)s by itself would be due later, %(instant)s: the earlier promise holds") % parts


def _excluded(words: Words, step: explain.Excluded, _terms: Terms) -> str:
    parts = {"text": words.text(step.exclusion.text), "clause": words.isolated(step.exclusion.clause)}
    return words.gettext("%(text)s [%(clause)s]") % parts


def _contact_limited(words: Words, step: explain.ContactLimited, terms: Terms) -> str:
    parts = {"calendar": calendar_name(words, step.calendar, terms)}
    return words.gettext("At this priority the customer is contacted only in these hours: %(calendar)s") % parts


def _counted(words: Words, step: explain.Counted, terms: Terms) -> str:
    parts = {"span": words.span(step.span, terms.timezone), "length": words.duration(step.length)}
    return words.gettext("%(span)s: %(length)s counted") % parts


def _counted_days(words: Words, step: explain.CountedDays, terms: Terms) -> str:
    told = words.ngettext(
        "%(span)s: %(length)s counted, in %(count)s stretch of opening hours",
        "%(span)s: %(length)s counted, in %(count)s stretches of opening hours",
        step.stretches,
    )
    parts = {"span": words.span(step.span, terms.timezone), "length": words.duration(step.length)}
    return told % {**parts, "count": words.number(step.stretches)}


def _not_counted(words: Words, step: explain.NotCounted, terms: Terms) -> str:
    parts = {"span": words.span(step.span, terms.timezone), "name": words.isolated(words.text(step.name))}
    if step.reason == "priority":
        parts["priority"] = words.priority(terms.priority(step.detail))
    if step.reason == "facts":
        parts["facts"] = facts_told(words, step.detail, terms)
    if step.reason == "waiting":
        parts["waiting"] = waiting_for(words, step.detail)
    return words.gettext(_NOT_COUNTED[step.reason]) % parts


def _total(words: Words, step: explain.Total, _terms: Terms) -> str:
    return words.gettext("Counted in all: %(length)s") % {"length": words.duration(step.length)}


def _due(words: Words, step: explain.Due, terms: Terms) -> str:
    parts = {"instant": words.instant(step.at, terms.timezone, exact=True)}
    if step.goal:
        return words.gettext("Aimed at: %(instant)s (a goal, not a promise)") % parts
    if step.by_change:
        return words.gettext("Due at once, since the time was used up already: %(instant)s") % parts
    return words.gettext("Due: %(instant)s") % parts


def _never_due(words: Words, _step: explain.NeverDue, _terms: Terms) -> str:
    return words.gettext("Best effort: the time is measured, and nothing is due")


def _stands(words: Words, step: explain.Stands, terms: Terms) -> str:
    parts = {"elapsed": words.duration(step.elapsed), "instant": words.instant(step.at, terms.timezone, exact=True)}
    return words.gettext(_STANDS[step.state]) % parts


_TELLERS: dict[type, Callable[[Words, Any, Terms], str]] = {
    explain.Started: _started,
    explain.Promised: _promised,
    explain.Moved: _moved,
    explain.AgreedOn: _agreed_on,
    explain.Outlasted: _outlasted,
    explain.Excluded: _excluded,
    explain.ContactLimited: _contact_limited,
    explain.Counted: _counted,
    explain.CountedDays: _counted_days,
    explain.NotCounted: _not_counted,
    explain.Total: _total,
    explain.Due: _due,
    explain.NeverDue: _never_due,
    explain.Stands: _stands,
}
