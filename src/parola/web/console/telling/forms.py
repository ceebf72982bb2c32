"""What is filled in when customers are told, and about a major incident: texts in each of the brand's languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, roles_that_may
from parola.desk.problems.majors import Shown
from parola.desk.problems.models import MajorIncident, Problem, Telling
from parola.web.console.customers.forms import Plain
from parola.web.templatetags.parola import language_name, words

LONGEST_TEXT, LONGEST_TITLE, LONGEST_REASON = 10_000, 150, 500
TEXT, TITLE = "text_", "title_"
PACES = (15, 30, 60, 120, 240, 480, 1440)
"""Minutes between two updates that can be chosen."""


def languages_of(brand: Brand) -> list[str]:
    """Those in which the brand's customers are written to, its own first."""
    return list(dict.fromkeys([brand.language, *brand.languages]))


class Tell(Plain):
    """What is told, and how. The texts of a workaround and of a solution are the problem's own, and not written here."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    resolves = forms.BooleanField(
        label=gettext_lazy("Resolve their requests with it"),
        help_text=gettext_lazy(
            "Each customer can say that it is not solved for them: their request is taken up again, and you see who."
        ),
        required=False,
    )
    at_once_reason = forms.CharField(
        label=gettext_lazy("Send it at once, also outside contact hours, because"),
        help_text=gettext_lazy("Empty: where customers are contacted in business hours, it waits until these begin."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, problem: Problem, what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problem, self.what = problem, what
        if what != Telling.What.SOLUTION:
            del self.fields["resolves"]
        self.languages = languages_of(problem.brand) if what == Telling.What.UPDATE else []
        for language in self.languages:
            self.fields[f"{TEXT}{language}"] = text_field(language)

    @property
    def texts(self) -> dict[str, str]:
        """What is told, by language; of an update what was typed so far."""
        if self.what == Telling.What.UPDATE:
            typed = self.cleaned_data if self.is_bound else {}
            return {language: typed.get(f"{TEXT}{language}", "") for language in self.languages}
        own = self.problem.workaround if self.what == Telling.What.WORKAROUND else self.problem.solution
        return dict(own)

    def text_fields(self) -> Iterator[forms.BoundField]:
        """The fields of the texts."""
        return (self[f"{TEXT}{language}"] for language in self.languages)

    @override
    def clean(self) -> None:
        """One text at least."""
        if not any(text.strip() for text in self.texts.values()):
            self.add_error(None, _("Write the text in one language at least."))


def text_field(language: str) -> forms.CharField:
    """The field of the text in a language."""
    return forms.CharField(
        label=capfirst(language_name(language)),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 5, "dir": direction(language), "lang": language}),
    )


def direction(language: str) -> str:
    """In which direction it is written."""
    return "rtl" if language in settings.LANGUAGES_BIDI else "ltr"


class Major(Plain):
    """What customers are shown of a major incident, and who tells them how often. `reason`: of declaring it."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is a major incident"),
        help_text=gettext_lazy("For colleagues alone."),
        max_length=LONGEST_REASON,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    informer = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Who informs the customers"),
        help_text=gettext_lazy("One person, by name; not necessarily who owns the problem."),
        empty_label=None,
    )
    every = forms.TypedChoiceField(label=gettext_lazy("How often"), coerce=int, empty_value=None, required=False)
    audience = forms.ChoiceField(
        label=gettext_lazy("Who sees it on the portal"),
        choices=MajorIncident.Audience.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Nobody learns by it who else is concerned, nor how many they are."),
    )

    def __init__(self, *args: Any, problem: Problem, major: MajorIncident | None, **kwargs: Any) -> None:
        first = MajorIncident.Audience.PRODUCTS if problem.products else MajorIncident.Audience.LINKED
        initial = {"informer": problem.owner_id, "audience": first}
        if major is not None:
            initial = {"informer": major.informer_id, "audience": major.audience, "every": major.every or ""}
            initial |= {f"{TITLE}{language}": title for language, title in major.titles.items()}
        super().__init__(*args, initial=initial, **kwargs)
        if major is not None:
            del self.fields["reason"]
        self.fields["informer"].queryset = informers(problem)  # type: ignore[attr-defined]
        self.fields["every"].choices = paces()  # type: ignore[attr-defined]
        self.languages = languages_of(problem.brand)
        for language in self.languages:
            self.fields[f"{TITLE}{language}"] = title_field(language)
        self.order_fields(["reason", *(f"{TITLE}{language}" for language in self.languages)])

    @property
    def titles(self) -> dict[str, str]:
        """What it is called for customers, by language."""
        return {language: self.cleaned_data.get(f"{TITLE}{language}", "") for language in self.languages}

    @property
    def shown(self) -> Shown:
        """All of it but the reason."""
        said = self.cleaned_data
        return Shown(titles=self.titles, audience=said["audience"], informer=said["informer"], every=said["every"])

    @override
    def clean(self) -> None:
        """Customers are told in one language at least what it is."""
        if not any(title.strip() for title in self.titles.values()):
            self.add_error(f"{TITLE}{self.languages[0]}", _("Say in one language at least what customers see."))


def informers(problem: Problem) -> QuerySet[Person]:
    """Who may answer the brand's customers, by name; and who owns the problem."""
    answering = Q(posts__brand=problem.brand, posts__role__in=roles_that_may(Act.REPLY))
    return Person.objects.filter(answering | Q(pk=problem.owner_id), is_active=True).distinct().order_by("name", "pk")


def title_field(language: str) -> forms.CharField:
    """What customers are told it is, in a language."""
    label = _("What customers see that it is, in %(language)s") % {"language": language_name(language)}
    attributes = {"dir": direction(language), "lang": language, "autocomplete": "off"}
    return forms.CharField(label=label, max_length=LONGEST_TITLE, required=False, widget=forms.TextInput(attributes))


def paces() -> list[tuple[str, str]]:
    """How often one can inform."""
    every = [
        (str(minutes), _("Every %(time)s") % {"time": words().each(words().duration(timedelta(minutes=minutes)))})
        for minutes in PACES
    ]
    return [("", _("As the agreements promise")), *every]


class End(Plain):
    """Why it is no major incident any more."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is over"),
        help_text=gettext_lazy("For colleagues alone. Tell the customers with an update before."),
        max_length=LONGEST_REASON,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
