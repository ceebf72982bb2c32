"""What a request is entitled to, and why it has no due time, told kindly: for customers and agents alike, in every language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from parola.sla.agreement import Plan, Terms
from parola.sla.timeline import Timeline
from parola.sla.undue import Reason, Undue

from .findings import gettext_noop
from .telling import waiting_for
from .words import Words

_WHY: dict[Reason, str] = {
    "no_contract": gettext_noop("There is no contract for it: no times are promised, and it is answered as soon as possible."),
    "ended": gettext_noop("The contract had ended when it came: no times are promised, and it is answered as soon as possible."),
    "plan_gone": gettext_noop("The plan of the contract is no longer in the agreement: no times are promised until that is mended."),
    "quota": gettext_noop("The requests that the contract includes are used up: this one is answered as soon as possible."),
    "resolved": gettext_noop("It is resolved: nothing is due any more."),
    "closed": gettext_noop("It is closed: nothing is due any more."),
    "void": gettext_noop("It counts for nothing: it was closed before anything was due."),
    "waiting": gettext_noop("The time stands still while it waits for: %(waiting)s."),
    "not_offered": gettext_noop("The plan %(plan)s does not have the priority %(priority)s: nothing is promised for it."),
    "best_effort": gettext_noop("The plan %(plan)s promises no fixed time at %(priority)s: the time is measured, and nothing is due."),
    "answered": gettext_noop("What was promised is done; nothing more is due now."),
    "not_begun": gettext_noop("The plan %(plan)s promises it at %(priority)s, and what starts it has not happened."),
    "no_target": gettext_noop("The plan %(plan)s promises nothing of the kind at %(priority)s."),
}  # fmt: skip
_PERIODS = {
    "month": gettext_noop("It is request %(used)s of the %(of)s that the contract includes this month."),
    "year": gettext_noop("It is request %(used)s of the %(of)s that the contract includes this year."),
    "contract": gettext_noop("It is request %(used)s of the %(of)s that the contract includes."),
}


def why_undue(words: Words, undue: Undue, timeline: Timeline, terms: Terms) -> str:
    """Why nothing is due, in a sentence, with the clause."""
    if undue.reason == "excluded" and timeline.exclusion is not None:
        said = words.text(timeline.exclusion.text)
    else:
        said = words.gettext(_WHY[undue.reason]) % {
            "plan": words.isolated(words.text(terms.plan.name)),
            "priority": words.priority(terms.agreement.priority(timeline.priority)),
            "waiting": waiting_for(words, timeline.waiting_for or ""),
        }
    if not undue.clause:
        return said
    return words.gettext("%(text)s [%(clause)s]") % {"text": said, "clause": words.isolated(undue.clause)}


def outside_channels(words: Words, plan: Plan) -> str:
    """That a request came by a way which the plan does not include, and is answered all the same."""
    parts = {"plan": words.isolated(words.text(plan.name)), "channels": words.listed(map(words.channel, plan.channels))}
    return (
        words.gettext(
            "The plan %(plan)s includes these ways: %(channels)s. What reaches us another way is kept and answered all the same."
        )
        % parts
    )


def not_named(words: Words, names: Iterable[str]) -> str:
    """That the contract names others who ask for support, and that the request is kept."""
    parts = {"names": words.listed(map(words.isolated, names))}
    return (
        words.gettext(
            "The contract names who asks for support: %(names)s. What others of the organization send is kept and answered all the same."
        )
        % parts
    )


def quota_used(words: Words, used: int, of: int, per: str) -> str:
    """Which of the requests that the contract includes it is."""
    return words.gettext(_PERIODS[per]) % {"used": words.number(used), "of": words.number(of)}


def beyond_quota(words: Words, plan: Plan, *, best_effort: bool) -> str:
    """What holds for a request beyond what the contract includes."""
    if best_effort:
        return words.gettext("Those are used up: this one is kept, and answered as soon as possible.")
    parts = {"plan": words.isolated(words.text(plan.name))}
    return words.gettext("Those are used up: for this one the plan %(plan)s holds.") % parts


def contract_ended(words: Words, day: dt.date, *, trial: bool) -> str:
    """When the contract, or the trial, had ended."""
    message = gettext_noop("The trial ended on %(day)s.") if trial else gettext_noop("The contract ended on %(day)s.")
    return words.gettext(message) % {"day": words.date(day)}
