"""What is filled in about an article."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.queries import support_of
from parola.desk.files import store
from parola.desk.knowledge import enclosing
from parola.desk.knowledge.enclosing import Enclosed
from parola.desk.knowledge.models import Article
from parola.desk.tickets.customers import customers_of
from parola.web.console.customers.forms import CHECKS, Plain, day_field
from parola.web.console.knowledge.filed import CALLED, named
from parola.web.templatetags.parola import language_name
from parola.web.uploads.field import WithFiles, no_room

LONGEST_TEXT = 100_000
MOST_PRODUCTS = 20
DIGITS = 8
"""Of the number of a version."""


class Text(WithFiles, Plain):
    """What an article says in a language, with its files. `seen`: the newest version that the page showed."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_TEXT,
        strip=False,
        help_text=gettext_lazy(
            "In Markdown: # heading, - list, **strong**, `code`, [words](https://address), ![words](file:name)."
        ),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        direction = "auto" if not language else "rtl" if language in settings.LANGUAGES_BIDI else "ltr"
        told = {"dir": direction, **({"lang": language} if language else {})}
        self.fields["title"].widget = forms.TextInput({**told, "autocomplete": "off", "maxlength": 200})
        self.fields["text"].widget = forms.Textarea({**told, "rows": 22})
        self.enclosed: list[Enclosed] = []
        """What the article is given, once the form is valid."""

    @override
    def clean(self) -> None:
        """Pictures must be some that can be drawn."""
        self.enclosed = []
        by = self.chooser.sender
        if by is None:
            return
        called = named(self.data.getlist(CALLED)) if isinstance(self.data, QueryDict) else {}
        for each in self.cleaned_data.get("attachments", ()):
            name = called.get(each.token) or each.name
            try:
                self.enclosed.append(enclosing.prepared(name, store.read(each.blob), by.now))
            except enclosing.NotAPicture:
                self.add_error(
                    "attachments", _("%(name)s is no picture that can be shown, or too large a one.") % {"name": name}
                )
            except OSError:
                self.add_error("attachments", no_room(name))


class New(Text):
    """A new article, in its first language."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Article.Kind.choices, initial=Article.Kind.SOLUTION, required=False
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    audience = forms.ChoiceField(label=gettext_lazy("Who reads it"))
    field_order = ("kind", "language", "audience", "title", "text")

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = dict.fromkeys([brand.language, *brand.languages])
        self.fields["language"].choices = [(each, language_name(each)) for each in spoken]  # type: ignore[attr-defined]
        audiences = [each for each in Article.Audience.choices if each[0] != Article.Audience.ORGANIZATIONS]
        self.fields["audience"].choices = audiences  # type: ignore[attr-defined]


class About(Plain):
    """Who reads an article, and what it is about."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Article.Kind.choices, required=False)
    link = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"])],
        widget=forms.URLInput({"dir": "ltr", "autocomplete": "off"}),
        help_text=gettext_lazy("A page that it leads to, as that of a video; it opens in a window of its own."),
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who reads it"), choices=Article.Audience.choices)
    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label=gettext_lazy("Organizations"),
        required=False,
        widget=CHECKS,
        help_text=gettext_lazy("Their people read it, where the organizations named are its readers."),
    )
    products = forms.CharField(
        label=gettext_lazy("Products"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Parted by commas, as the agreement names them. Empty: all."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    owner = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Who answers for it"),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )
    review_on = day_field(gettext_lazy("To be read again on"), required=False)

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(Q(pk__in=support_of(article.brand).values("pk")) | Q(pk=article.owner_id or 0))
        self.fields["owner"].queryset = people.order_by("name")  # type: ignore[attr-defined]
        self.fields["organizations"].queryset = customers_of([article.brand])  # type: ignore[attr-defined]

    @property
    def product_names(self) -> tuple[str, ...]:
        """Each once."""
        said = (each.strip()[:100] for each in self.cleaned_data["products"].replace("،", ",").split(","))
        return tuple(dict.fromkeys(each for each in said if each))[:MOST_PRODUCTS]

    @override
    def clean(self) -> None:
        """Organizations that are its readers must be named."""
        named = self.cleaned_data.get("organizations")
        if self.cleaned_data.get("audience") == Article.Audience.ORGANIZATIONS and not named:
            self.add_error("organizations", _("Name the organizations that read it."))


def number_of(text: str) -> int:
    """A version's number as an address or a form names it; 0, which none has, for what is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0
