"""The questions of a request's form beside its words: the facts on which something depends, impact and urgency."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django import forms
from django.utils.translation import gettext as _

from parola.sla.agreement import Agreement, Priority, Terms
from parola.sla.hours import Text
from parola.web.facts import asked, fact
from parola.web.templatetags.parola import words


def questions(terms: Terms, products: Sequence[str]) -> Iterator[tuple[str, forms.ChoiceField]]:
    """The fields by name; `products` are those that contracts name."""
    for name, choices in asked(terms, products).items():
        question = fact(terms, name)
        yield name, choice(question.label, [("", question.unsaid), *choices])
    yield from scales(terms.agreement)


def scales(agreement: Agreement) -> Iterator[tuple[str, forms.ChoiceField]]:
    """The fields of impact and urgency in the agreement's words, where it has a matrix."""
    if agreement.matrix:
        asked = (("impact", _("Impact"), agreement.impacts), ("urgency", _("Urgency"), agreement.urgencies))
        for name, label, scale in asked:
            yield name, choice(label, [("", _("Not said")), *_scale(scale)])


def offered(terms: Terms) -> list[Priority]:
    """The priorities that the plan has, the most severe first."""
    return [each for each in terms.agreement.priorities if each.id not in terms.plan.not_offered]


def choice(label: object, choices: Iterable[tuple[str, object]]) -> forms.ChoiceField:
    """A question with a few answers, one of which is to leave it open."""
    return forms.ChoiceField(label=label, choices=list(choices), required=False)  # type: ignore[arg-type]


def _scale(scale: Mapping[str, Text]) -> list[tuple[str, str]]:
    return [(value, words().text(name)) for value, name in scale.items()]
