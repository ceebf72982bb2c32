"""What is filled in on the pages of the reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from parola.desk.tickets import explaining
from parola.web.missed import CAUSES


class Explain(forms.Form):
    """Why they were missed."""

    cause = forms.ChoiceField(label=gettext_lazy("Cause"))
    note = forms.CharField(
        label=gettext_lazy("Note, for colleagues"),
        required=False,
        max_length=explaining.LONGEST,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.fields["cause"].choices = [(cause.value, name) for cause, name in CAUSES.items()]  # type: ignore[attr-defined]
