"""What is filled in about the words of a letter, and what is said of what is wrong with them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.desk.mail.wording import LONGEST, Fault, Kind, Why
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.placeholders import mark
from parola.web.console.customers.forms import Plain


class Words(Plain):
    """The words of a letter in one language, and the ticket to look at them with."""

    text = forms.CharField(
        label=gettext_lazy("What it says"),
        max_length=LONGEST,
        required=False,
        strip=False,
        help_text=gettext_lazy("An empty line parts paragraphs. Leave it empty to return to our words."),
    )
    ticket = forms.ChoiceField(label=gettext_lazy("Preview with the ticket"), required=False)

    def __init__(self, *args: Any, language: str, tickets: Sequence[Ticket], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        direction = "rtl" if language in settings.LANGUAGES_BIDI else "ltr"
        self.fields["text"].widget = forms.Textarea(
            {"rows": 14, "dir": direction, "lang": language, "maxlength": LONGEST}
        )
        self.offer("ticket", [(each.reference, f"{each.reference} {each.subject}"[:80]) for each in tickets])


def told(fault: Fault, kind: Kind) -> str:
    """What is wrong, where, and what to do."""
    place = {"line": fault.line, "column": fault.column, "name": fault.name, "mark": mark(fault.name)}
    if fault.why is Why.UNKNOWN:
        known = _("There are: %(names)s") % {"names": ", ".join(map(mark, kind.may))}
        wrong = (
            _("Line %(line)s, column %(column)s: there is no placeholder {{%(name)s}}.")
            if fault.name
            else _("Line %(line)s, column %(column)s: no name and }} follow on {{.")
        )
        return f"{wrong % place} {known}"
    said = {
        Why.TAG: _(
            "Line %(line)s, column %(column)s: %(name)s begins a command elsewhere; here are none. Take it out."
        ),
        Why.NOT_ALONE: _("Line %(line)s: %(mark)s stands for whole paragraphs. Put it in a line of its own."),
        Why.LACKING: _("%(mark)s is lacking: without it this letter does not say what it is sent for."),
        Why.UNCERTAIN: _(
            "Line %(line)s: it is left out where the customer's name is not known. Put %(mark)s in another line."
        ),
    }
    return said[fault.why] % place
