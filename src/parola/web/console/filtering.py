"""The filter line on the page: its address, what is wrong with it in words, and what the queue can be narrowed down to by a click."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parola.desk.accounts.models import Person
from parola.desk.tickets import saved
from parola.desk.tickets.filter_words import FIELDS, Field, field_word, value_word
from parola.desk.tickets.filters import LONGEST, Fault, Line, Read, Term, Wrong, read, told
from parola.desk.tickets.models import View
from parola.desk.tickets.narrowing import Directory
from parola.web import brief
from parola.web.labels import STATUSES

OF_OLD = {"mine": "me", "nobody": "nobody"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """A view that everybody has."""

    key: str
    label: Promise
    line: str


BUILT_IN = (
    BuiltIn(key="work", label=gettext_lazy("All at work"), line=""),
    BuiltIn(key="mine", label=gettext_lazy("My tickets"), line="assignee:me"),
    BuiltIn(key="team", label=gettext_lazy("My team"), line="team:mine"),
    BuiltIn(key="unassigned", label=gettext_lazy("Unassigned"), line="assignee:nobody"),
    BuiltIn(key="handed", label=gettext_lazy("To be taken"), line="handover:waiting"),
    BuiltIn(key="missed", label=gettext_lazy("Missed"), line="due:missed"),
    BuiltIn(key="today", label=gettext_lazy("Due today"), line="due:today"),
    BuiltIn(key="waiting", label=pgettext_lazy("state of a ticket", "Waiting"), line="state:waiting"),
    BuiltIn(key="unclosed", label=gettext_lazy("Resolved, and nothing closes them"), line="state:unclosed"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fault in words, with the line around it."""

    text: str
    before: str
    said: str
    later: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to narrow the queue down: where it leads, and the line whose tickets are counted beside it."""

    label: str
    line: Line
    chosen: bool
    alone: Line
    count: int | None = None
    """None: not counted."""

    @property
    def address(self) -> str:
        """Where the queue is shown so."""
        return address(self.line.spelt())


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Choices of which one holds."""

    label: str
    choices: list[Choice]


def address(*filters: str, **more: str) -> str:
    """Where the queue is shown by the line of these filters: by none, all that is at work, whatever the reader begins with."""
    return f"{reverse('console:queue')}?{urlencode({'q': ' '.join(filters)} | more)}"


def of_old(query: QueryDict) -> str | None:
    """The line that an address of an earlier release asks for (`whose`, `status`, `brand`, `text`); None where it is none of these."""
    if "q" in query or not query.keys() & {"whose", "status", "brand", "text"}:
        return None
    whose, status, brand = (query.get(name, "").replace("\0", "") for name in ("whose", "status", "brand"))
    text = " ".join(query.get("text", "").replace('"', " ").split())
    terms = [
        *([Term(field=Field.STATE, values=(status,))] if status in STATUSES else []),
        *([Term(field=Field.ASSIGNEE, values=(OF_OLD[whose],))] if whose in OF_OLD else []),
        *([Term(field=Field.TEAM, values=("mine",))] if whose == "team" else []),
        *([Term(field=Field.BRAND, values=(brand,))] if brand else []),
        *([Term(field=Field.WORDS, values=(text,))] if text.strip("\0") else []),
    ]
    return told(terms).spelt()


def views(line: Line, directory: Directory, saved_views: Iterable[View]) -> list[Choice]:
    """The views that the reader is offered: those that everybody has, their own, and what is shared with them."""
    offered = [(str(each.label), each.line) for each in BUILT_IN if each.key != "team" or directory.own_teams]
    named = [*offered, *((view.name, view.line) for view in saved_views)]
    lines = [(name, read(text).line) for name, text in named]
    return [Choice(label=name, line=each, chosen=each == line, alone=each) for name, each in lines]


def first_line(person: Person, saved_views: Iterable[View]) -> str:
    """The line with which the queue begins for the person: of the view that they chose, while it is there."""
    key = saved.first_of(person)
    lines = {each.key: each.line for each in BUILT_IN} | {str(view.pk): view.line for view in saved_views}
    return lines.get(key, "")


def chips(line: Line, directory: Directory) -> Iterator[Filter]:
    """What can be chosen: each leads to the line with that in place of what it says of the same."""
    team = [_whose(line, _("My team"), Field.TEAM, "mine")] if directory.own_teams else []
    mine, nobodys = (
        _whose(line, text, Field.ASSIGNEE, value) for text, value in ((_("Mine"), "me"), (_("Unassigned"), "nobody"))
    )
    yield Filter(label=_("Whose"), choices=[_whose(line, _("All")), mine, *team, nobodys])
    states = [(str(label), key) for key, label in STATUSES.items()]
    yield Filter(label=_("State"), choices=_each(line, Field.STATE, _("At work"), states))
    if len(directory.brands) > 1:
        brands = [(brand.name, brand.slug) for brand in directory.brands]
        yield Filter(label=_("Brand"), choices=_each(line, Field.BRAND, _("All"), brands))


def _whose(line: Line, label: str, field: Field = Field.ASSIGNEE, *given: str) -> Choice:
    """By who has it or which team holds it: of the two, one is chosen."""
    to = line.put(Field.ASSIGNEE).put(Field.TEAM).put(field, *given)
    return Choice(label=label, line=to, chosen=to == line, alone=Line().put(field, *given))


def _each(line: Line, field: Field, none: str, values: Sequence[tuple[str, str]]) -> list[Choice]:
    choices = [
        (none, line.put(field), Line()),
        *((text, line.put(field, key), Line().put(field, key)) for text, key in values),
    ]
    return [Choice(label=text, line=to, chosen=to == line, alone=alone) for text, to, alone in choices]


def faults_told(typed: Read, faults: tuple[Fault, ...]) -> list[Told]:
    """What is wrong with the line, each with its place."""
    return [
        Told(
            text=in_words(fault),
            before=typed.text[: fault.start],
            said=typed.text[fault.start : fault.end],
            later=typed.text[fault.end :],
        )
        for fault in faults
    ]


def in_words(fault: Fault) -> str:
    """What is wrong, and what to do."""
    language = translation.get_language() or "en"
    field = field_word(fault.field, language) if fault.field else ""
    if fault.wrong is Wrong.FIELD:
        return _no_such_field(fault.said, language)
    choices = brief.row(value_word(fault.field, each, language) for each in fault.choices) if fault.field else ""
    said = {"said": fault.said, "field": field, "choices": choices, "most": LONGEST}
    if fault.wrong is Wrong.NAME:
        return (
            _("Nothing here is called %(said)s. There is: %(choices)s.") if choices else str(WRONG[fault.wrong])
        ) % said
    return str(WRONG[fault.wrong]) % said


def _no_such_field(said: str, language: str) -> str:
    names = [field_word(field, language) for field in FIELDS]
    close = get_close_matches(said.casefold(), [*names, *(word.en for word in FIELDS.values())], n=1, cutoff=0.7)
    if close:
        return _("There is no filter %(said)s. Did you mean %(close)s?") % {"said": said, "close": close[0]}
    return _("There is no filter %(said)s. To look for these words, put them in quotation marks.") % {"said": said}


WRONG: Mapping[Wrong, Promise] = {
    Wrong.LENGTH: gettext_lazy("The line is too long: it can have %(most)s characters."),
    Wrong.QUOTE: gettext_lazy("A quotation mark is missing: put another one where the phrase ends."),
    Wrong.NOTHING: gettext_lazy("Something is missing here: write a value."),
    Wrong.COMPARED: gettext_lazy("%(field)s cannot be compared: write a colon before the value."),
    Wrong.VALUE: gettext_lazy("%(field)s cannot be %(said)s. It can be: %(choices)s."),
    Wrong.TIME: gettext_lazy(
        "%(said)s is no time. Write a day as 2026-11-23; or, after < or >, a length of time as 4h or 2d."
    ),
    Wrong.NUMBER: gettext_lazy("%(said)s is no number of a tier: write 1, 2 or 3."),
    Wrong.LANGUAGE: gettext_lazy("Write the language by its code of two letters: ar, en, es, it."),
    Wrong.NAME: gettext_lazy("Nobody and nothing here is called %(said)s."),
}
