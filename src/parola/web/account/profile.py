"""How a reader wants to be spoken to."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _


def languages() -> list[tuple[str, str]]:
    """Those of the interface, each in its own name."""
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def zones() -> list[tuple[str, str]]:
    """All time zones that stand for a place."""
    return [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]


class Profile(forms.Form):
    """Language and time zone."""

    language = forms.ChoiceField(label=_("Language"), choices=languages)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zones)
