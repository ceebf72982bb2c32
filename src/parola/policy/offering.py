"""What a plan includes beside its targets, in words: quotas, add-ons, and since when something is excluded."""

from __future__ import annotations

from collections.abc import Iterator

from parola.sla.agreement import Addon, Agreement, Exclusion, Quota, Target

from .conditions import condition
from .words import Words


def quota(agreement: Agreement, given: Quota | None, words: Words) -> str:
    """How many requests are included, and what holds for those after; empty where there is no quota."""
    if given is None:
        return ""
    counted = _requests(given, words) % {"count": words.number(given.incidents)}
    if given.priorities:
        priorities = words.listed(words.priority(agreement.priority(each)) for each in given.priorities)
        counted = words.gettext("%(requests)s at %(priorities)s") % {"requests": counted, "priorities": priorities}
    if given.beyond is None:
        return words.gettext("%(requests)s; after that best effort") % {"requests": counted}
    plan = words.isolated(words.text(agreement.plans[given.beyond].name))
    return words.gettext("%(requests)s; after that as in the plan %(plan)s") % {"requests": counted, "plan": plan}


def _requests(given: Quota, words: Words) -> str:
    """How many in which period."""
    if given.per == "month":
        return words.ngettext("%(count)s request a month", "%(count)s requests a month", given.incidents)
    if given.per == "year":
        return words.ngettext("%(count)s request a year", "%(count)s requests a year", given.incidents)
    return words.ngettext(
        "%(count)s request in the whole contract", "%(count)s requests in the whole contract", given.incidents
    )


def excluded(agreement: Agreement, exclusion: Exclusion, words: Words) -> str:
    """Which tickets an exclusion means."""
    meant = condition(words, exclusion.when, agreement.facts)
    if exclusion.since is None:
        return meant
    day = words.date(exclusion.since, short=True)
    return words.gettext("%(tickets)s, opened on %(day)s or later") % {"tickets": meant, "day": day}


def addon(agreement: Agreement, given: Addon, words: Words) -> Iterator[str]:
    """What an add-on adds, a line each."""
    if given.hours:
        yield words.text(given.hours)
    for target in given.targets:
        yield _target(agreement, target, words)
    listed = (
        (words.gettext("Channels: %(names)s"), map(words.channel, given.channels)),
        (words.gettext("Tiers: %(names)s"), map(words.number, given.tiers)),
        (words.gettext("Included: %(names)s"), (words.text(each.name) for each in given.entitlements)),
    )
    for told, names in listed:
        if some := list(names):
            yield told % {"names": words.listed(some)}


def _target(agreement: Agreement, target: Target, words: Words) -> str:
    parts = {
        "metric": words.metric(target.metric),
        "priority": words.priority(agreement.priority(target.priority)),
        "promise": words.target(target),
        "when": condition(words, target.when, agreement.facts),
    }
    if parts["when"]:
        return words.gettext("%(metric)s, %(priority)s: %(promise)s (%(when)s)") % parts
    return words.gettext("%(metric)s, %(priority)s: %(promise)s") % parts
