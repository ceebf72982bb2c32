"""What an agreement says of its own desk: who is told at which step, in which hours: in words."""

from __future__ import annotations

from collections.abc import Iterator

from parola.sla.agreement import Agreement, AlarmPolicy, NamedStep, Recipient

from . import notation
from .findings import gettext_noop
from .words import Words

RECIPIENTS: dict[Recipient, str] = {
    "assignee": gettext_noop("who has the ticket"),
    "tier": gettext_noop("the people of its tier"),
    "lead": gettext_noop("the team leads"),
    "manager": gettext_noop("the managers"),
}
STAGES = {
    "due": gettext_noop("when it is due"),
    "escalate": gettext_noop("when the desk escalates"),
    "remind": gettext_noop("to be reminded of an update"),
    "silent": gettext_noop("when nobody has touched a ticket for long"),
}


def stage(key: str) -> str:
    """The step that a key of `alarms.tell` means: `warning-50` for `50%`."""
    return key if key in STAGES else f"warning-{notation.share(key) * 100:g}"


def people(whom: tuple[Recipient, ...], words: Words) -> str:
    """Who is told, in words."""
    return words.listed(words.gettext(RECIPIENTS[each]) for each in whom)


def told(step: NamedStep, agreement: Agreement, words: Words) -> str:
    """When a named step comes, and who is told then."""
    after = words.percent(step.after) if isinstance(step.after, float) else words.promise(step.after, "always")
    parts = {
        "metric": words.metric(step.metric),
        "after": after,
        "people": people(step.tell, words),
        "priorities": ", ".join(each.id for each in agreement.priorities if each.id in step.priorities),
    }
    if isinstance(step.after, float):
        said = words.gettext("%(metric)s, after %(after)s of the time: %(people)s")
    else:
        said = words.gettext("%(metric)s, after %(after)s: %(people)s")
    return (
        words.gettext("%(said)s (at %(priorities)s)") % {**parts, "said": said % parts}
        if step.priorities
        else said % parts
    )


def steps(agreement: Agreement, words: Words) -> Iterator[str]:
    """The escalation by named steps, a sentence each: for whoever reads the policy."""
    for step in agreement.alarms.steps:
        parts = {"name": words.text(step.name), "said": told(step, agreement, words), "text": words.text(step.text)}
        yield f"{parts['name']}: {parts['text']}" if step.text else f"{parts['name']}: {parts['said']}"


def settings(policy: AlarmPolicy, agreement: Agreement, words: Words) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Everything else that is said of alarms: its place, what it is about, and what is said."""
    about = words.gettext("Alarms")
    for key, whom in policy.tell.items():
        yield f"alarms.tell.{key}", (about, _stage(key, words)), people(whom, words)
    for metric, calendar in policy.calendars.items():
        hours = words.text(agreement.calendars[calendar].name) if calendar in agreement.calendars else calendar
        yield (
            f"alarms.on.{metric}",
            (about, words.gettext("Hours in which people are told"), words.metric(metric)),
            hours,
        )
    ahead = words.gettext("Share of a target at which the desk acts by itself")
    yield "alarms.act_ahead", (about, ahead), words.percent(policy.act_ahead)
    silent = words.gettext("Missed updates after which nobody is told of each")
    yield "alarms.silent_after", (about, silent), words.number(policy.silent_after)
    for step in policy.steps:
        yield step.clause, (about, step.id), told(step, agreement, words)


def _stage(key: str, words: Words) -> str:
    if key in STAGES:
        return words.gettext(STAGES[key])
    return words.percent(float(key.removeprefix("warning-")) / 100)
