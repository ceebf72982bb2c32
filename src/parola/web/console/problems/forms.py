"""What is filled in about a problem. `seen` is the last entry that the page showed."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may, roles_that_may
from parola.desk.problems import known_errors, queries
from parola.desk.problems.models import Problem
from parola.web.console.customers.forms import Plain
from parola.web.console.forms import LONGEST_TEXT
from parola.web.console.more.forms import line_field, text_field
from parola.web.sentences import priority_name
from parola.web.templatetags.parola import language_name

LONGEST_TITLE = 200
MOST_PRODUCTS = 20


class Deed(Plain):
    """One of these forms."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, problem: Problem, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problem, self.person = problem, person
        self.initial["seen"] = problem.last_seq
        self.furnish()

    def furnish(self) -> None:
        """Give the fields the choices and texts that there are for the problem."""

    @property
    def shown(self) -> list[BoundField]:
        """The fields that one sees."""
        return self.visible_fields()


class Reason(Deed):
    """Why."""

    reason = line_field(gettext_lazy("Reason"))


class Close(Deed):
    """Why, where it was not solved."""

    reason = line_field(gettext_lazy("Reason"), required=False)

    @override
    def furnish(self) -> None:
        """Solved, it needs none."""
        if self.problem.state != Problem.State.SOLVED:
            self.fields["reason"].required = True


class Described(Deed):
    """What it is."""

    title = line_field(gettext_lazy("Title"), longest=LONGEST_TITLE)
    symptoms = text_field(gettext_lazy("What there is to see"), required=False)

    @override
    def furnish(self) -> None:
        """As it reads now."""
        self.initial.update({"title": self.problem.title, "symptoms": self.problem.symptoms})


class Impact(Deed):
    """How much it matters, and whom it concerns."""

    priority = forms.ChoiceField(label=gettext_lazy("Priority"))
    products = line_field(
        gettext_lazy("Products"),
        required=False,
        longest=1000,
        help_text=gettext_lazy("Parted by commas, as the agreement names them."),
    )
    impact = text_field(gettext_lazy("What it does to whom"), required=False, rows=4)
    reason = line_field(gettext_lazy("Reason for another priority"), required=False)

    @override
    def furnish(self) -> None:
        """As it is now."""
        terms = queries.terms(self.problem)
        self.offer("priority", [(each.id, priority_name(terms, each.id)) for each in terms.agreement.priorities])
        products = ", ".join(self.problem.products)
        self.initial.update(priority=self.problem.priority, products=products, impact=self.problem.impact)

    @property
    def product_names(self) -> list[str]:
        """Each that was named."""
        named: str = self.cleaned_data["products"]
        return named.replace("،", ",").split(",")[:MOST_PRODUCTS]


class Owner(Deed):
    """Who owns it from here on."""

    owner = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Owner"), empty_label=None)
    reason = line_field(gettext_lazy("Reason"))

    @override
    def furnish(self) -> None:
        """Whoever may own one."""
        people = owners_of(self.problem.brand).exclude(pk=self.problem.owner_id)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class Cause(Deed):
    """Why it happens."""

    cause = text_field(
        gettext_lazy("Root cause"), help_text=gettext_lazy("For those who work on it: no customer reads it.")
    )

    @override
    def furnish(self) -> None:
        """As it reads now."""
        self.initial["cause"] = self.problem.cause


class Note(Deed):
    """Something for those who work on it."""

    text = text_field(gettext_lazy("Note"))


class Texts(Deed):
    """A text in each language of the brand; at least one says something."""

    before = "workaround"

    @override
    def furnish(self) -> None:
        """A field for each language, with what it says now."""
        for language in self.problem.brand.languages:
            name = f"text_{language}"
            self.fields[name] = in_language(language, language_name(language), rows=5)
            self.initial[name] = getattr(self.problem, self.before).get(language, "")

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by language."""
        return {language: self.cleaned_data[f"text_{language}"] for language in self.problem.brand.languages}


class Solution(Texts):
    """What customers are told of the solution."""

    before = "solution"


class KnownError(Deed):
    """The article that it becomes: a title and a text in each language of the brand."""

    show = forms.BooleanField(label=gettext_lazy("Publish it at once"), required=False)

    @override
    def furnish(self) -> None:
        """As it is drafted; in the other languages empty."""
        drafted = known_errors.drafted(self.problem)
        languages = self.problem.brand.languages
        for language in languages:
            name = language_name(language)
            title = _("Title in %(language)s") % {"language": name}
            self.fields[f"title_{language}"] = in_language(language, title, longest=LONGEST_TITLE)
            self.fields[f"text_{language}"] = in_language(
                language, _("Text in %(language)s") % {"language": name}, rows=8
            )
            if language in drafted:
                self.initial[f"title_{language}"] = drafted[language].title
                self.initial[f"text_{language}"] = drafted[language].text
        self.order_fields([*(f"{each}_{language}" for language in languages for each in ("title", "text")), "show"])
        if not may_publish(self.person, self.problem.brand):
            del self.fields["show"]

    @property
    def texts(self) -> dict[str, known_errors.Text]:
        """What was written, by language."""
        return {language: text for language, text in self._each() if text.title.strip() and text.text.strip()}

    def _each(self) -> Iterator[tuple[str, known_errors.Text]]:
        for language in self.problem.brand.languages:
            title, text = (self.cleaned_data[f"{each}_{language}"] for each in ("title", "text"))
            yield language, known_errors.Text(title=title, text=text)


class Link(Deed):
    """A ticket that comes from it."""

    ticket = forms.CharField(
        label=gettext_lazy("Reference of the ticket"),
        max_length=32,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off"}),
    )


class Unlink(Deed):
    """A ticket that does not come from it after all."""

    ticket = forms.ChoiceField(label=gettext_lazy("Ticket"))
    reason = line_field(gettext_lazy("Reason"))

    @override
    def furnish(self) -> None:
        """Its incidents, as far as the reader sees them."""
        incidents = queries.incidents_seen_by(self.person, self.problem)
        self.offer("ticket", [(each.reference, f"{each.reference} {each.subject}") for each in incidents])


class Opening(Plain):
    """A problem opened, or one chosen, for these tickets."""

    problem = forms.ChoiceField(label=gettext_lazy("Problem"), required=False)
    title = line_field(gettext_lazy("Title of a new problem"), longest=LONGEST_TITLE, required=False)
    symptoms = text_field(gettext_lazy("What there is to see"), required=False, rows=4)
    owner = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Owner"), empty_label=None, required=False)

    def __init__(self, *args: Any, brand: Brand, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = queries.unsolved(person, brand)
        self.offer(
            "problem", [("", _("A new one")), *((each.reference, f"{each.reference} {each.title}") for each in known)]
        )
        self.fields["owner"].queryset = owners_of(brand)  # type: ignore[attr-defined]
        self.initial.setdefault("owner", person.pk)

    @override
    def clean(self) -> None:
        """A new one has a title."""
        if not self.cleaned_data.get("problem") and not self.cleaned_data.get("title"):
            self.add_error("title", _("Say in a line what is wrong."))


def owners_of(brand: Brand) -> QuerySet[Person]:
    """Who may own a problem of the brand."""
    working = Person.objects.filter(
        is_active=True, posts__brand=brand, posts__role__in=roles_that_may(Act.OWN_PROBLEMS)
    )
    return working.distinct().order_by("name", "pk")


def may_publish(person: Person, brand: Brand) -> bool:
    """Whether the person may show articles to their readers."""
    return may(person, Act.PUBLISH_ARTICLES, brand)


def in_language(language: str, label: str, *, rows: int = 0, longest: int = LONGEST_TEXT) -> forms.CharField:
    """Words in a language, which its field says; a line, where it has no rows."""
    told = {"lang": language, "dir": "rtl" if language in settings.LANGUAGES_BIDI else "ltr"}
    widget = forms.Textarea({**told, "rows": rows}) if rows else forms.TextInput(told)
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget)
