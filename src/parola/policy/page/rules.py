"""What else holds: the vendor's own words, objectives, support levels, rules and readings; and how to reach us."""

from __future__ import annotations

from collections.abc import Iterator

from parola.policy import offering
from parola.policy.objectives import details
from parola.policy.show import more_rules
from parola.sla.objective import Objective
from parola.sla.rules import Reachability

from .document import Facts, Lines, Said, Section, listing, prose, section
from .reader import Teller, sign

Ways = tuple[tuple[str, str, str], ...]
"""Ways to reach the vendor: what each is called, what stands for it, where that leads (empty: nowhere)."""


def introduction(t: Teller) -> Iterator[Section]:
    """What the vendor says in its own words."""
    lines = t.lines(*t.agreement.texts.values())
    yield from section("introduction", t.own(t.words.gettext("How our support works")), prose(lines))


def objectives(t: Teller) -> Iterator[Section]:
    """What share of its promises the vendor undertakes to keep."""
    items = tuple(_objective(t, each) for each in t.agreement.objectives)
    yield from section("objectives", t.own(t.words.gettext("What we undertake")), listing(items))


def _objective(t: Teller, objective: Objective) -> Lines:
    return t.text(objective.text), *(t.own(each, "soft") for each in details(objective, t.words))


def levels(t: Teller) -> Iterator[Section]:
    """The support levels, and what each does."""
    items = tuple(
        (t.own(f"{t.words.number(tier.level)} · {t.words.text(tier.name)}", "strong"), *t.lines(tier.text))
        for tier in t.agreement.tiers
    )
    yield from section("levels", t.own(t.words.gettext("Support levels")), listing(items))


def rules(t: Teller) -> Iterator[Section]:
    """Reachability, exclusions, and what becomes of a request by itself."""
    a, w = t.agreement, t.words
    items: list[Lines] = [(t.text(rule.text), t.own(_unreachable(t, rule), "soft")) for rule in a.reachability]
    items += [(t.text(rule.text), t.own(offering.excluded(a, rule, w), "soft")) for rule in a.exclusions]
    items += [(t.own(each),) for each in _courses(t)]
    items += [(t.text(step.text),) for step in a.alarms.steps if step.text]
    yield from section("rules", t.own(w.gettext("Rules")), listing(tuple(items)))


def _unreachable(t: Teller, rule: Reachability) -> str:
    """What the customer's silence does, and after how long."""
    w = t.words
    names = {key: w.isolated(sign(t, id)) for key, id in (("priority", rule.priority), ("lower", rule.lower_to))}
    parts = {"within": w.promise(rule.within, rule.calendar), **names}
    if rule.automatic:
        said = w.gettext(
            "Without an answer within %(within)s a request of priority %(priority)s is lowered to %(lower)s."
        )
        return said % parts
    said = w.gettext(
        "After %(within)s without an answer at priority %(priority)s lowering it to %(lower)s is proposed; a person decides."
    )
    return said % parts


def _courses(t: Teller) -> Iterator[str]:
    """All but what stands with the plans."""
    plan = t.words.gettext("Without a contract the plan is: %(plan)s").partition("%")[0]
    return (each for each in more_rules(t.agreement, t.words) if not each.startswith(plan))


def notes(t: Teller) -> Iterator[Section]:
    """How the agreement is read where its source is silent."""
    items = tuple((t.text(note.text),) for note in t.agreement.notes)
    yield from section("readings", t.own(t.words.gettext("How the agreement is read")), listing(items))


def contact(t: Teller, ways: Ways) -> Iterator[Section]:
    """How to reach us, as the desk knows it."""
    rows = tuple((t.own(name), (Said(said, address=address),)) for name, said, address in ways)
    yield from section("contact", t.own(t.words.gettext("How you can reach us")), Facts(rows) if rows else None)
