"""What a ticket must be like, in words: the facts of a condition and their values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from parola.sla.agreement import Condition, Fact

from .findings import gettext_noop

if TYPE_CHECKING:
    from .words import Words

_FACTS = {
    "type": gettext_noop("type"),
    "product": gettext_noop("product"),
    "environment": gettext_noop("environment"),
    "line": gettext_noop("support line"),
    "site": gettext_noop("site"),
    "region": gettext_noop("region"),
    "channel": gettext_noop("channel"),
    "workaround": gettext_noop("workaround"),
}


def condition(words: Words, condition: Condition, declared: Mapping[str, Fact]) -> str:
    """What a ticket must be like, as `environment: production`; empty where nothing is asked. `declared` are the agreement's facts."""
    asked = [
        (words.gettext("%(fact)s: %(values)s"), condition.fields),
        (words.gettext("%(fact)s: not %(values)s"), condition.excluded),
    ]
    return "; ".join(
        said % {"fact": fact_name(words, name, declared), "values": ", ".join(_values(words, name, values, declared))}
        for said, named in asked
        for name, values in named.items()
    )


def fact_name(words: Words, name: str, declared: Mapping[str, Fact]) -> str:
    """What a fact is called: by the agreement, by us, or as it is written."""
    if name in declared:
        return words.isolated(words.text(declared[name].name))
    return words.gettext(_FACTS[name]) if name in _FACTS else words.isolated(name)


def fact_value(words: Words, name: str, value: str, declared: Mapping[str, Fact]) -> str:
    """What a value of a fact is called."""
    if name in declared and declared[name].open_in:
        return words.gettext(value)
    said = declared[name].values.get(value) if name in declared else None
    return words.isolated(words.text(said) if said else value)


def _values(words: Words, name: str, values: Collection[str], declared: Mapping[str, Fact]) -> list[str]:
    return [fact_value(words, name, value, declared) for value in sorted(values)]
