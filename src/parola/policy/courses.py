"""What an agreement's rules do over time, in words: for whoever reads the policy, and to compare two of them."""

from __future__ import annotations

from collections.abc import Iterator

from parola.sla.agreement import Agreement
from parola.sla.durations import Promise
from parola.sla.hours import Text
from parola.sla.rules import Closing, Lowering, Pace, Reachability

from .findings import gettext_noop
from .telling import waiting_for
from .words import Words

_ON = {
    "workaround": gettext_noop("once a workaround was given, %(priority)s becomes %(lower)s"),
    "restored": gettext_noop("once the service is restored, %(priority)s becomes %(lower)s"),
}

_TIER_TOLD = {
    "portal": gettext_noop("The customer sees on the portal which support level has a request"),
    "mail": gettext_noop(
        "The customer sees on the portal which support level has a request, and is told by mail as it changes"
    ),
}


def told(agreement: Agreement, words: Words) -> Iterator[str]:
    """A sentence each, for whoever reads the policy: the clauses themselves, and what is said in a word."""
    yield from (f"{words.text(rule.text)} ({lowered(rule, words)})" for rule in agreement.lowering)
    if agreement.closing:
        yield f"{words.text(agreement.closing.text)} ({closed(agreement.closing, words)})"
    if agreement.resolved_closes_after:
        time = words.promise(agreement.resolved_closes_after, agreement.resolved_calendar)
        yield words.gettext("A resolved request closes by itself after %(time)s") % {"time": time}
    if agreement.resolved_notice:
        notice = {"time": words.duration(agreement.resolved_notice)}
        yield words.gettext("%(time)s before a resolved request closes, its customer is told once more") % notice
    if agreement.tier_told != "never":
        yield words.gettext(_TIER_TOLD[agreement.tier_told])
    if agreement.reopen_within:
        time = words.promise(agreement.reopen_within, agreement.reopen_calendar)
        yield words.gettext(
            "A message that comes within %(time)s of the closing reopens the request; later it begins another, which is linked to it"
        ) % {"time": time}
    if not agreement.reopens:
        yield words.gettext(
            "A message to a closed request does not reopen it: it begins another, which is linked to it"
        )


def unreachable(rule: Reachability, words: Words) -> str:
    """What the customer's silence does."""
    parts = {"priority": rule.priority, "lower": rule.lower_to, "within": words.promise(rule.within, rule.calendar)}
    said = words.gettext("at %(priority)s an answer within %(within)s, or %(lower)s") % parts
    return f"{said} ({rule.calendar}); {_decided(words, automatic=rule.automatic)}"


def lowered(rule: Lowering, words: Words) -> str:
    """What is lowered, when, and who decides."""
    said = words.gettext(_ON[rule.on]) % {"priority": rule.priority, "lower": rule.lower_to}
    return f"{said}; {_decided(words, automatic=rule.automatic)}"


def _decided(words: Words, *, automatic: bool) -> str:
    return words.gettext("by itself") if automatic else words.gettext("a person decides")


def closed(rule: Closing, words: Words) -> str:
    """When a ticket that waits is reminded of, and closed; at some priorities at other times."""
    parts = {"what": waiting_for(words, rule.waits_for)} | _times(rule.pace(""), rule.calendar, words)
    if rule.remind:
        said = words.gettext("waiting for: %(what)s; reminded after %(reminders)s, closed after %(close)s")
    else:
        said = words.gettext("waiting for: %(what)s; closed after %(close)s")
    return "; ".join([said % parts, *_paces(rule, words)])


def _paces(rule: Closing, words: Words) -> Iterator[str]:
    for priority, pace in rule.by_priority.items():
        if pace.remind:
            said = words.gettext("at %(priority)s reminded after %(reminders)s, closed after %(close)s")
        else:
            said = words.gettext("at %(priority)s closed after %(close)s")
        yield said % ({"priority": priority} | _times(pace, rule.calendar, words))


def _times(pace: Pace, calendar: str, words: Words) -> dict[str, str]:
    reminders = words.listed(words.promise(each, calendar) for each in pace.remind)
    return {"reminders": reminders, "close": words.promise(pace.close, calendar)}


def settings(agreement: Agreement, words: Words) -> Iterator[tuple[str, tuple[str, ...], str, Text]]:
    """Each rule with its place, what it is about, what it says in words, and its clause: for the comparison of two agreements."""
    for reach in agreement.reachability:
        about = words.gettext("Reachability"), reach.clause.removeprefix("reachability.")
        yield reach.clause, about, unreachable(reach, words), reach.text
    for rule in agreement.lowering:
        about = words.gettext("Lowering"), rule.clause.removeprefix("lowering.")
        yield rule.clause, about, lowered(rule, words), rule.text
    if closing := agreement.closing:
        said = f"{closed(closing, words)} ({closing.calendar})"
        yield closing.clause, (words.gettext("Closing what is not answered"),), said, closing.text
    periods = (
        ("resolved_closes_after", words.gettext("A resolved request closes by itself after"), agreement.resolved_closes_after,
         agreement.resolved_calendar),
        ("reopen_within", words.gettext("A message reopens a closed request within"), agreement.reopen_within,
         agreement.reopen_calendar),
    )  # fmt: skip
    for place, label, promise, calendar in periods:
        if promise:
            yield place, (label,), _period(promise, calendar, words), {}
    if not agreement.reopens:
        yield "reopen_within", (periods[1][1],), words.gettext("never"), {}


def tellings(agreement: Agreement, words: Words) -> Iterator[tuple[str, tuple[str, ...], str, Text]]:
    """What the customer is told on the way, in the same form."""
    if agreement.resolved_notice:
        label = words.gettext("Notice before a resolved request closes")
        yield "resolved_closes_after.notice", (label,), words.duration(agreement.resolved_notice), {}
    if agreement.tier_told != "never":
        yield "tier_told", (words.gettext("Where a request is"),), words.gettext(_TIER_TOLD[agreement.tier_told]), {}


def _period(promise: Promise, calendar: str, words: Words) -> str:
    return f"{words.promise(promise, calendar)} ({calendar})"
