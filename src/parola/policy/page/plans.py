"""What each plan promises and includes: the tables of targets, the table of plans, what a contract can add, what else comes with a plan."""

from __future__ import annotations

from collections.abc import Iterator

from parola.policy import offering
from parola.policy.conditions import condition
from parola.policy.findings import gettext_noop
from parola.policy.show import hours_of
from parola.sla.agreement import Addon, Entitlement, Metric, Plan, Priority

from .document import Block, Grid, Lines, Listing, Part, Prose, Said, Section, section
from .reader import Teller

MEANS = {
    Metric.ACKNOWLEDGEMENT: gettext_noop("From when the request reaches us until we have confirmed that we have it."),
    Metric.FIRST_RESPONSE: gettext_noop(
        "From when the request reaches us until a person of ours first answers, in whatever way. An automatic confirmation is none."
    ),
    Metric.NEXT_RESPONSE: gettext_noop("From each further message of the customer until our next answer."),
    Metric.UPDATE: gettext_noop(
        "From when the request reaches us, then from each message of ours, until we write again. Each period without one is a miss."
    ),
    Metric.ESCALATION: gettext_noop(
        "From when a support level gets the request until it goes on to the next one or is resolved. The last one passes nothing on."
    ),
    Metric.WORKAROUND: gettext_noop("Until the customer has a way around the problem."),
    Metric.RESTORATION: gettext_noop("Until the service works again."),
    Metric.RESOLUTION: gettext_noop(
        "Until the request is resolved. If it is reopened, the time goes on from where it stood."
    ),
    Metric.CAUSE: gettext_noop("Until the cause is known."),
}
"""What begins each time, and what ends it (`docs/clocks.md`)."""


def plans(t: Teller) -> Iterator[Section]:
    """The plans beside each other, what can be added to one, and what comes with them."""
    w, held = t.words, list(t.agreement.plans.values())
    head = (t.own(""), *(t.text(plan.name, "strong") for plan in held))
    rows = [(w.gettext(name), cells) for name, cells in _rows(t, held)]
    grid = Grid(
        t.own(w.gettext("Plans")),
        head,
        tuple(((t.own(name),), *cells) for name, cells in rows if any(any(s.text for s in cell) for cell in cells)),
    )
    yield from section("plans", t.own(w.gettext("Plans")), grid, _default(t), *_addons(t))
    yield from section("included", t.own(w.gettext("Also included")), *_entitlements(t))


def _rows(t: Teller, held: list[Plan]) -> Iterator[tuple[str, list[Lines]]]:
    w = t.words
    yield w.gettext("Description"), [t.lines(plan.description) for plan in held]
    yield w.gettext("Hours"), [t.lines(plan.hours) for plan in held]
    yield w.gettext("Channels"), [tuple(t.own(w.channel(each)) for each in plan.channels) for plan in held]
    if any(plan.tiers != (1,) for plan in held):
        yield w.gettext("Support levels"), [(t.own(w.listed(map(w.number, plan.tiers))),) for plan in held]
    yield w.gettext("Requests included"), [(t.own(offering.quota(t.agreement, plan.quota, w)),) for plan in held]
    yield w.gettext("Named contacts"), [(t.own(w.number(plan.contacts) if plan.contacts else ""),) for plan in held]
    yield w.gettext("For an evaluation"), [(t.own(w.gettext("Yes") if plan.trial else ""),) for plan in held]
    yield w.gettext("Not offered"), [_named(t, plan.not_offered) for plan in held]
    yield w.gettext("Included"), [tuple(t.text(each.name) for each in plan.entitlements) for plan in held]


def _named(t: Teller, priorities: tuple[str, ...]) -> Lines:
    return tuple(t.own(t.words.priority(t.agreement.priority(each))) for each in priorities)


def _default(t: Teller) -> Prose | None:
    if t.agreement.default_plan is None:
        return None
    name = t.words.isolated(t.words.text(t.agreement.plans[t.agreement.default_plan].name))
    return Prose((t.own(t.words.gettext("Without a contract the plan is: %(plan)s") % {"plan": name}),))


def _addons(t: Teller) -> Iterator[Part]:
    items = [(t.text(addon.name, "strong"), *_added(t, addon)) for addon in t.agreement.addons.values()]
    if items:
        yield Part(t.own(t.words.gettext("What a contract can add")), (Listing(tuple(items)),))


def _added(t: Teller, addon: Addon) -> Iterator[Said]:
    return (t.own(line) for line in offering.addon(t.agreement, addon, t.words))


def _entitlements(t: Teller) -> Iterator[Block]:
    """What is said of what plans include, each once."""
    holders: list[Plan | Addon] = [*t.agreement.plans.values(), *t.agreement.addons.values()]
    found = {each.id: each for holder in holders for each in holder.entitlements if each.detail}
    if found:
        yield Listing(tuple(_detailed(t, each) for each in found.values()))


def _detailed(t: Teller, each: Entitlement) -> Lines:
    return t.text(each.name, "strong"), t.text(each.detail)


def targets(t: Teller) -> Iterator[Section]:
    """A table for each metric that some plan promises: priorities down, plans across; and what its time is."""
    parts = [_of_metric(t, metric) for metric in Metric if metric in _promised(t)]
    yield from section("targets", t.own(t.words.gettext("What we promise, by priority")), *parts)


def _promised(t: Teller) -> set[Metric]:
    return {target.metric for plan in t.agreement.plans.values() for target in plan.targets}


def _of_metric(t: Teller, metric: Metric) -> Part:
    w, held = t.words, list(t.agreement.plans.values())
    head = (t.own(w.gettext("Priority")), *(t.text(plan.name, "strong") for plan in held))
    rows = tuple(
        ((_sign(t, priority),), *(_cell(t, plan, metric, priority) for plan in held))
        for priority in t.agreement.priorities
    )
    name = t.own(w.metric(metric))
    return Part(name, (Prose((t.own(w.gettext(MEANS[metric]), "soft"),)), Grid(name, head, rows)))


def _sign(t: Teller, priority: Priority) -> Said:
    return t.own(t.words.priority(priority), "strong")


def _cell(t: Teller, plan: Plan, metric: Metric, priority: Priority) -> Lines:
    w, cell = t.words, list[Said]()
    for target in plan.targets:
        if (target.metric, target.priority) == (metric, priority.id):
            cell.append(t.own(w.target(target), "strong"))
            cell += [t.own(hours_of(t.agreement, target, w), "soft")] if target.promise else []
            asked = condition(w, target.when, t.agreement.facts)
            cell += [t.own(asked, "soft")] if asked else []
    return tuple(cell) or (t.own(_absent(t, plan, priority), "soft"),)


def _absent(t: Teller, plan: Plan, priority: Priority) -> str:
    return t.words.gettext("not offered") if priority.id in plan.not_offered else "–"
