"""Another day for a calendar: closed, or with hours of its own. It is a change of the agreement file, and nothing else."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.policy import notation
from parola.policy.findings import BadAgreement, Wrong
from parola.policy.insert import AlreadyThere, CannotInsert, put
from parola.policy.read import Document
from parola.web.console.customers.forms import Plain, day_field
from parola.web.templatetags.parola import language_name, words

NAME = "name_"
LONGEST_NAME = 120


class CannotChange(ValueError):
    """The file cannot be changed that way; the message says why, to a reader."""


class OtherDay(Plain):
    """A day, or days after each other, on which a calendar is closed or open otherwise, and why, in the agreement's languages."""

    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"))
    first = day_field(gettext_lazy("First day"))
    last = day_field(gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: that one day."))
    hours = forms.CharField(
        label=gettext_lazy("Hours"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("For example 09:00-13:00. Empty: closed."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreement = document.agreement
        made = [each for each in agreement.calendars.values() if not (each.any_of or each.all_of)]
        self.fields["calendar"].choices = [(each.id, words().text(each.name)) for each in made]  # type: ignore[attr-defined]
        self.languages = agreement.languages
        for language in self.languages:
            self.fields[f"{NAME}{language}"] = name_field(language)

    @property
    def names(self) -> dict[str, str]:
        """Language to why."""
        return {language: self.cleaned_data[f"{NAME}{language}"] for language in self.languages}

    def clean_hours(self) -> str:
        """The hours as the file has them; empty where it is closed."""
        said: str = self.cleaned_data["hours"].strip().replace("–", "-")
        if said:
            try:
                notation.day_hours(said)
            except Wrong as wrong:
                told = [words().gettext(part) % wrong.params for part in (wrong.message, wrong.hint) if part]
                raise forms.ValidationError("; ".join(told)) from None
        return "" if said == "closed" else said

    @override
    def clean(self) -> None:
        """The days in their order."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("It lies before the first day."))


def name_field(language: str) -> forms.CharField:
    """The field of the reason in a language."""
    label = _("Why, in %(language)s") % {"language": language_name(language)}
    return forms.CharField(
        label=label, max_length=LONGEST_NAME, widget=forms.TextInput({"dir": "auto", "lang": language})
    )


def changed(document: Document, said: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The agreement's text with that day in it, in each of its languages. Raises CannotChange."""
    first, last = said["first"].isoformat(), (said["last"] or said["first"]).isoformat()
    kind = "special" if said["hours"] else "closures"
    place = ("calendars", said["calendar"], kind, f"{'hours' if said['hours'] else 'closed'}-{first}")
    own, *others = names
    day = {"dates": first if first == last else f"{first} - {last}", "name": names[own]}
    if said["hours"]:
        day["hours"] = said["hours"]
    try:
        text = put(document.source, place, day)
        for language in others:
            text = put(text, ("translations", language, *place, "name"), names[language])
    except AlreadyThere:
        raise CannotChange(_("The calendar has such a day already: change it in the text of the agreement.")) from None
    except (CannotInsert, BadAgreement):
        raise CannotChange(
            _("The file is written in a way that this page cannot add to: change it in the text of the agreement.")
        ) from None
    return text
