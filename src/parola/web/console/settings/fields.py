"""Fields of the settings' forms that are for machines: lines of code, ticks, and secrets, which are written and never shown."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from parola.desk.accounts.secrets import Secret, Unreadable
from parola.web.templatetags.parola import words

CODE = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


def text(label: object, *, required: bool = False, longest: int = 300, hint: object = "") -> forms.CharField:
    """A field for what machines read."""
    widget = forms.TextInput(CODE)
    return forms.CharField(label=label, required=required, max_length=longest, help_text=hint, widget=widget)  # type: ignore[arg-type]


def tick(label: object, hint: object = "") -> forms.BooleanField:
    """A yes or no."""
    return forms.BooleanField(label=label, required=False, help_text=hint)  # type: ignore[arg-type]  # lazy


def told_of(secret: Secret | None) -> str:
    """That there is a secret, and since when; never which."""
    if secret is None:
        return _("None is set.")
    try:
        since = timezone.localtime(secret.since)
    except Unreadable:
        return _("One is set that cannot be read any more: the desk's secret key is another. Give it again.")
    day = words().by_skeleton("yMMMd", since)
    return _("Set since %(day)s. Empty: it stays.") % {"day": day}
