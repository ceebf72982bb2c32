"""What customers fill in. Every form carries a token, so that what is sent twice is taken once."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts.models import Person
from parola.sla.agreement import Priority, Terms
from parola.web.asking import choice, offered, questions
from parola.web.uploads.field import WithFiles

LONGEST_TEXT = 100_000
LONGEST_SUBJECT = 200


class Once(forms.Form):
    """A form that is taken once."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)

    @classmethod
    def fresh(cls, **given: Any) -> Self:
        """An empty form with a token of its own."""
        initial = {"token": uuid.uuid4()} | given.pop("initial", {})
        return cls(initial=initial, **given)

    def source(self, by: Person) -> str:
        """What names this sending: the person, the form and what was typed.

        A second click is the same sending; going back and changing the text makes another one.
        """
        typed = json.dumps(self.cleaned_data, sort_keys=True, default=str)
        return f"portal:{by.pk}:{hashlib.sha256(typed.encode()).hexdigest()}"

    def point_at_first_error(self) -> None:
        """Let the browser put the focus on the first field that is wrong."""
        for name in self.fields:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                return


class Answer(WithFiles, Once):
    """Something to add to a request."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
    )


class Request(WithFiles, Once):
    """A new request. Beside its words it asks for what the agreement depends on, and for the priority.

    `terms` are those under which it would be opened, `products` those that contracts name. A priority left empty follows
    from impact and urgency, or is the agreement's default.
    """

    subject = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=LONGEST_SUBJECT,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("What you did, what you expected, and what came instead."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
    )

    def __init__(self, *args: Any, terms: Terms, products: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms
        self.told = list(self._ask(products))
        if terms.agreement.customer_chooses:
            self._ask_priority()

    @property
    def priorities(self) -> list[Priority]:
        """Those that the plan has, the most severe first."""
        return offered(self.terms)

    @property
    def questions(self) -> Iterator[forms.BoundField]:
        """The fields for facts, impact and urgency."""
        return (self[name] for name in self.told)

    @property
    def facts(self) -> dict[str, str]:
        """What was told beside the words."""
        return {name: self.cleaned_data[name] for name in self.told if self.cleaned_data.get(name)}

    @property
    def chosen(self) -> str | None:
        """The priority chosen, if one was."""
        return self.cleaned_data.get("priority") or None

    @property
    def undertook(self) -> bool:
        """Whether the customer said to know what the chosen priority asks, where it asks something."""
        chosen = self.chosen
        asks = bool(chosen and self.terms.agreement.priority(chosen).responsibility)
        return asks and bool(self.cleaned_data.get("undertake"))

    @override
    def clean(self) -> None:
        """Who chooses a priority that asks something of them says that they know it."""
        chosen = self.chosen
        if chosen and self.terms.agreement.priority(chosen).responsibility and not self.cleaned_data["undertake"]:
            self.add_error("undertake", _("Read what this priority asks of you and tick the box, or choose another."))

    def _ask(self, products: Sequence[str]) -> Iterator[str]:
        """Add the questions on which something in the agreement depends; give their names."""
        for name, field in questions(self.terms, products):
            self.fields[name] = field
            yield name

    def _ask_priority(self) -> None:
        """Add the priority, and the word that one knows what it asks."""
        self.fields["priority"] = choice(_("Priority"), [("", ""), *((each.id, each.id) for each in self.priorities)])
        self.fields["undertake"] = forms.BooleanField(
            label=_("I have read what I undertake with this priority"), required=False
        )
