"""What customers fill in. Every form carries a token, so that what is sent twice is taken once."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy

from parola.desk.accounts.models import Person

LONGEST_TEXT = 100_000


class Once(forms.Form):
    """A form that is taken once."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    @classmethod
    def fresh(cls, **given: Any) -> Self:
        """An empty form with a token of its own."""
        return cls(initial={"token": uuid.uuid4()}, **given)

    def source(self, by: Person) -> str:
        """What names this sending: the person, the form and what was typed.

        A second click is the same sending; going back and changing the text makes another one.
        """
        typed = json.dumps(self.cleaned_data, sort_keys=True, default=str)
        return f"portal:{by.pk}:{hashlib.sha256(typed.encode()).hexdigest()}"


class Answer(Once):
    """Something to add to a request."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
    )
