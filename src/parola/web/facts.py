"""What an agreement needs to know of a request beside its words: the facts on which its rows, guards and exclusions depend.

A condition names its values by the file's own ids. The usual ones have words here; any other is shown as it is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parola.sla.agreement import Condition, Terms
from parola.web.labels import VALUES


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact that the customer can tell: the question, and what it means to leave it open."""

    label: Promise
    unsaid: Promise


FACTS: Mapping[str, Fact] = {
    "product": Fact(label=_("Which product is it about?"), unsaid=pgettext_lazy("product", "Another one")),
    "type": Fact(label=_("What is it?"), unsaid=_("A problem")),
    "environment": Fact(label=_("Where does it happen?"), unsaid=pgettext_lazy("environment", "Not known")),
    "workaround": Fact(label=_("Is there a way around it?"), unsaid=_("No, or not known")),
    "region": Fact(label=_("In which region?"), unsaid=pgettext_lazy("region", "Another one")),
}
"""In the order in which they are asked. The facts that a customer cannot choose (the channel) are not here."""


def asked(terms: Terms, products: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """The facts on which something depends, each with its choices; `products` are those that contracts name."""
    conditions = list(_conditions(terms))
    found: dict[str, list[tuple[str, str]]] = {}
    for name in FACTS:
        values = {value for condition in conditions for value in _values(condition, name)}
        known = [*(products if name == "product" else ()), *sorted(values)]
        if known:
            found[name] = [(value, str(VALUES.get(value, value))) for value in dict.fromkeys(known)]
    return found


def depended_on(terms: Terms) -> dict[str, list[tuple[str, str]]]:
    """Every fact on which a row, a guard or an exclusion depends, each with the values named; also those nobody is asked for."""
    conditions = list(_conditions(terms))
    names = {name for condition in conditions for name in (*condition.fields, *condition.excluded)} - {"channel"}
    values = {name: {value for each in conditions for value in _values(each, name)} for name in sorted(names)}
    return {name: [(value, str(VALUES.get(value, value))) for value in sorted(some)] for name, some in values.items()}


def _conditions(terms: Terms) -> Iterable[Condition]:
    yield from (target.when for target in terms.plan.targets)
    yield from (guard.requires for guard in terms.agreement.guards)
    yield from (exclusion.when for exclusion in terms.agreement.exclusions)


def _values(condition: Condition, name: str) -> frozenset[str]:
    return condition.fields.get(name, frozenset()) | condition.excluded.get(name, frozenset())
