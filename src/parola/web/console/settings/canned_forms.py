"""What is filled in about a canned reply: a text in each of the brand's languages, checked for placeholders that there are not."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts.models import Brand
from parola.desk.teams.models import Team
from parola.desk.tickets.canned import LONGEST_TEXT, faults_of
from parola.desk.tickets.models import CannedReply
from parola.desk.tickets.placeholders import PLACEHOLDERS, Wrong, mark
from parola.web.console.customers.forms import Plain
from parola.web.templatetags.parola import language_name

TEXT = "text_"
SHORTCUT = r"\A[^\s/]+\Z"


class Reply(Plain):
    """A canned reply of a brand."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        help_text=gettext_lazy("What agents call it; customers never see it."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    shortcut = forms.RegexField(
        SHORTCUT,
        label=gettext_lazy("Shortcut"),
        max_length=32,
        required=False,
        help_text=gettext_lazy("One word that finds it at once. It can be left empty."),
        error_messages={"invalid": gettext_lazy("One word, without blanks.")},
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label=gettext_lazy("For the team"),
        required=False,
        empty_label=gettext_lazy("Everybody"),
        help_text=gettext_lazy("It is offered to the team's members alone."),
    )
    in_use = forms.BooleanField(label=gettext_lazy("Agents are offered it"), required=False)
    ticket = forms.CharField(
        label=gettext_lazy("Preview with the ticket"),
        max_length=32,
        required=False,
        help_text=gettext_lazy("Its reference. Empty: the brand's latest."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, brand: Brand, reply: CannedReply | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand, self.reply = brand, reply
        teams = Team.objects.filter(brand=brand).order_by("name")
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        if not teams:
            del self.fields["team"]
        self.languages = list(dict.fromkeys([*(brand.languages or [brand.language]), *(reply.texts if reply else ())]))
        for language in self.languages:
            self.fields[f"{TEXT}{language}"] = text_field(language)

    @property
    def texts(self) -> dict[str, str]:
        """Language to text, of those that were written."""
        said = {language: self.cleaned_data.get(f"{TEXT}{language}", "") for language in self.languages}
        return {language: text for language, text in said.items() if text.strip()}

    def text_fields(self) -> Iterator[forms.BoundField]:
        """The fields of the texts."""
        return (self[f"{TEXT}{language}"] for language in self.languages)

    @override
    def clean(self) -> None:
        """One text at least, and no placeholder that there is not."""
        for language, text in self.texts.items():
            for fault in faults_of(text):
                self.add_error(f"{TEXT}{language}", told(fault))
        if not self.texts and not self.errors:
            self.add_error(None, _("Write the text in one language at least."))


def text_field(language: str) -> forms.CharField:
    """The field of the text in a language."""
    direction = "rtl" if language in settings.LANGUAGES_BIDI else "ltr"
    return forms.CharField(
        label=capfirst(language_name(language)),
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 7, "dir": direction, "lang": language}),
    )


def told(fault: Wrong) -> str:
    """What is wrong, where, and what there is instead."""
    place = {"line": fault.line, "column": fault.column, "name": fault.name}
    known = _("There are: %(names)s") % {"names": ", ".join(map(mark, PLACEHOLDERS))}
    if not fault.name:
        return _("Line %(line)s, column %(column)s: no name and }} follow on {{.") % place + " " + known
    return _("Line %(line)s, column %(column)s: there is no placeholder {{%(name)s}}.") % place + " " + known
