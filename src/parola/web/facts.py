"""What an agreement needs to know of a request beside its words: the facts on which its rows, guards and exclusions depend.

A fact that the agreement declares is asked by its names; the usual ones have words here; any other is shown as it is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parola.sla.agreement import Condition, Terms
from parola.web.labels import VALUES
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact that the customer can tell: the question, and what it means to leave it open."""

    label: str | Promise
    unsaid: Promise


FACTS: Mapping[str, Fact] = {
    "product": Fact(label=_("Which product is it about?"), unsaid=pgettext_lazy("product", "Another one")),
    "line": Fact(label=_("Which kind of support is it for?"), unsaid=pgettext_lazy("support line", "Another one")),
    "type": Fact(label=_("What is it?"), unsaid=_("A problem")),
    "environment": Fact(label=_("Where does it happen?"), unsaid=pgettext_lazy("environment", "Not known")),
    "workaround": Fact(label=_("Is there a way around it?"), unsaid=_("No, or not known")),
    "site": Fact(label=_("At which site?"), unsaid=pgettext_lazy("site", "Another one")),
    "region": Fact(label=_("In which region?"), unsaid=pgettext_lazy("region", "Another one")),
}
"""The usual facts, in the order in which they are asked. Those that a customer cannot choose (the channel) are not here."""


def fact(terms: Terms, name: str) -> Fact:
    """How a fact is asked: as usual, or by the name that the agreement gives it."""
    if name in FACTS:
        return FACTS[name]
    declared = terms.agreement.facts.get(name)
    label = words().text(declared.name) if declared else name.replace("_", " ").capitalize()
    return Fact(label=label, unsaid=_("Not known"))


def asked(terms: Terms, products: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """The facts on which something depends and that a customer can tell, each with its choices; contracts name the `products`."""
    depended = depended_on(terms)
    found = {}
    for name in (*FACTS, *(name for name in terms.agreement.facts if name not in FACTS and name != "channel")):
        known = [(value, value) for value in products] if name == "product" else []
        choices = dict([*known, *depended.get(name, ())])
        if choices:
            found[name] = list(choices.items())
    return found


def depended_on(terms: Terms) -> dict[str, list[tuple[str, str]]]:
    """Every fact on which a row, a guard or an exclusion depends, each with what it can be; also those nobody is asked for."""
    conditions = list(_conditions(terms))
    by_itself = {"channel", *(name for name, fact in terms.agreement.facts.items() if fact.open_in)}
    names = {name for condition in conditions for name in (*condition.fields, *condition.excluded)} - by_itself
    return {name: _choices(terms, name, conditions) for name in sorted(names)}


def _choices(terms: Terms, name: str, conditions: Iterable[Condition]) -> list[tuple[str, str]]:
    """The values that the agreement declares for the fact, or else those that its conditions name."""
    declared = terms.agreement.facts.get(name)
    if declared:
        return [(value, words().text(said)) for value, said in declared.values.items()]
    named = {value for condition in conditions for value in _values(condition, name)}
    return [(value, str(VALUES.get(value, value))) for value in sorted(named)]


def _conditions(terms: Terms) -> Iterable[Condition]:
    yield from (target.when for target in terms.plan.targets)
    yield from (guard.requires for guard in terms.agreement.guards)
    yield from (exclusion.when for exclusion in terms.agreement.exclusions)


def _values(condition: Condition, name: str) -> frozenset[str]:
    return condition.fields.get(name, frozenset()) | condition.excluded.get(name, frozenset())
