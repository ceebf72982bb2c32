"""What an agreement wants to know of a request, as a person can read it: its kind, its product and the rest, and what depends on each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from parola.policy.conditions import condition, fact_name
from parola.policy.read import Document
from parola.policy.show import hours_of
from parola.sla.agreement import Agreement, Condition, Target
from parola.web.labels import VALUES
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word in one of the desk's languages; empty where the agreement does not have it."""

    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Something that a request can be, by its name in the file, in each of the desk's languages."""

    id: str
    said: list[Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Depends:
    """Something that holds for requests of some kind alone, with its line in the file."""

    text: str
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact. `declared`: the agreement gives it its values and their names; else they are the ones that its rules name."""

    id: str
    name: str
    declared: bool
    by_clock: str
    """The calendar that tells it by itself; empty where it is asked."""
    line: int | None
    values: list[Value]
    depends: list[Depends]


def fact(document: Document, name: str) -> Fact:
    """One fact of the agreement, whether or not anything depends on it."""
    agreement = document.agreement
    declared = agreement.facts.get(name)
    rules = [(text, clause, when) for text, clause, when in _rules(agreement) if name in {*when.fields, *when.excluded}]
    calendar = declared.open_in if declared else None
    return Fact(
        id=name,
        name=fact_name(words(), name, agreement.facts),
        declared=declared is not None,
        by_clock=words().text(agreement.calendars[calendar].name) if calendar else "",
        line=document.line(f"facts.{name}") if declared else None,
        values=[] if calendar else list(_values(agreement, name, [when for _text, _clause, when in rules])),
        depends=[Depends(text=text, line=document.line(clause)) for text, clause, _when in rules],
    )


def others(document: Document) -> list[str]:
    """The facts of the agreement beside kinds and products."""
    asked = {name for _text, _clause, when in _rules(document.agreement) for name in (*when.fields, *when.excluded)}
    return sorted({*document.agreement.facts, *asked} - {"type", "product"})


def _values(agreement: Agreement, name: str, conditions: list[Condition]) -> Iterator[Value]:
    declared = agreement.facts.get(name)
    if declared:
        for value, text in declared.values.items():
            yield Value(
                id=value, said=[Said(language=code, text=text.get(code, "")) for code, _name in settings.LANGUAGES]
            )
        return
    nothing = frozenset[str]()
    named = {each for when in conditions for each in when.fields.get(name, nothing) | when.excluded.get(name, nothing)}
    for value in sorted(named):
        yield Value(
            id=value, said=[Said(language=code, text=_usual(value, code)) for code, _name in settings.LANGUAGES]
        )


def _usual(value: str, language: str) -> str:
    """The desk's own word for a value that the agreement does not name; empty where it has none."""
    with translation.override(language):
        return str(VALUES.get(value, ""))


def _rules(agreement: Agreement) -> Iterator[tuple[str, str, Condition]]:
    """All that holds for some requests alone: what, its clause, and for which."""
    for plan in agreement.plans.values():
        for target in plan.targets:
            yield _target(agreement, words().text(plan.name), target), target.clause, target.when
    for addon in agreement.addons.values():
        for target in addon.targets:
            yield _target(agreement, words().text(addon.name), target), target.clause, target.when
    for guard in agreement.guards:
        yield words().text(guard.text), guard.clause, guard.requires
    for exclusion in agreement.exclusions:
        yield words().text(exclusion.text), exclusion.clause, exclusion.when


def _target(agreement: Agreement, plan: str, target: Target) -> str:
    parts: Mapping[str, str] = {
        "plan": words().isolated(plan),
        "metric": words().metric(target.metric),
        "priority": words().priority(agreement.priority(target.priority)),
        "promise": words().target(target),
        "hours": hours_of(agreement, target, words()),
        "when": condition(words(), target.when, agreement.facts),
    }
    if target.promise is None:
        return _("%(plan)s, %(metric)s, %(priority)s: %(promise)s (%(when)s)") % parts
    return _("%(plan)s, %(metric)s, %(priority)s: %(promise)s, %(hours)s (%(when)s)") % parts
