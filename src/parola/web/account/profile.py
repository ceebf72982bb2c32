"""How a reader wants to be spoken to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from parola.desk.accounts import operations
from parola.desk.accounts.models import Person

WITH_TWO = "ar"
"""The language that is written with either digits."""
NUMERALS = [("western", "0123456789"), ("arabic", "٠١٢٣٤٥٦٧٨٩")]


def languages() -> list[tuple[str, str]]:
    """Those of the interface, each in its own name."""
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def zones() -> list[tuple[str, str]]:
    """All time zones that stand for a place."""
    return [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]


FIRST_PAGES = [
    ("", _("As usual: Today for whoever answers customers, else the queue")),
    ("today", _("Today")),
    ("queue", _("Queue")),
    ("board", _("Board")),
]


class Profile(forms.Form):
    """Language and time zone; the digits, for those who read a language that is written with either; at work the first page."""

    language = forms.ChoiceField(label=_("Language"), choices=languages)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    numerals = forms.ChoiceField(label=_("Digits"), choices=NUMERALS, required=False)
    first_page = forms.ChoiceField(label=_("First page after signing in"), choices=FIRST_PAGES, required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, person: Person) -> None:
        """Filled with what holds now."""
        initial = {name: getattr(person, name) for name in ("language", "timezone", "numerals", "first_page")}
        super().__init__(data, initial=initial, label_suffix="")
        if person.language != WITH_TWO:
            del self.fields["numerals"]
        if not person.is_support:
            del self.fields["first_page"]

    def keep(self, person: Person) -> None:
        """What was chosen holds from now on."""
        chosen = self.cleaned_data
        operations.choose_language(person=person, language=chosen["language"])
        operations.choose_timezone(person=person, timezone=chosen["timezone"])
        if "first_page" in chosen:
            operations.choose_first_page(person=person, page=chosen["first_page"])
        if chosen.get("numerals"):
            operations.choose_numerals(person=person, numerals=chosen["numerals"])
