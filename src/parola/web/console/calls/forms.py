"""The form in which a call is taken down."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts.models import Person
from parola.desk.telephony.numbers import normalise
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Channel, Terms
from parola.web.addresses import no_mailbox
from parola.web.asking import choice, offered, questions
from parola.web.console.forms import LONGEST_TEXT
from parola.web.templatetags.parola import words
from parola.web.uploads.field import WithFiles

LONGEST_SUBJECT = 200
BY_VOICE = (Channel.PHONE, Channel.ACCOUNT_MANAGER)
FARTHEST = timedelta(days=366)
LOCAL = "%Y-%m-%dT%H:%M"


class Call(WithFiles, forms.Form):
    """What was said. `token` names the page it was typed into, so that a second click makes no second ticket.

    `call`: the announced call that it is about. `joins`: the reference of the ticket that it goes on with; empty: it begins one.
    """

    brand = forms.SlugField(widget=forms.HiddenInput)
    customer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(max_length=40, widget=forms.HiddenInput)
    call = forms.IntegerField(required=False, widget=forms.HiddenInput)
    email = forms.EmailField(label=gettext_lazy("Their e-mail address"), required=False, validators=[no_mailbox])
    name = forms.CharField(
        label=gettext_lazy("Their name"), max_length=200, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    phone = forms.CharField(
        label=gettext_lazy("Their number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("It is kept, so that they are found by it the next time they call."),
        widget=forms.TextInput({"type": "tel", "dir": "ltr", "autocomplete": "off"}),
    )
    joins = forms.ChoiceField(label=gettext_lazy("Which request"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("How it came"))
    at = forms.DateTimeField(
        label=gettext_lazy("When it came"),
        help_text=gettext_lazy("In your own time. A call of an hour ago counts from then."),
        input_formats=[LOCAL],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
    )
    subject = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=LONGEST_SUBJECT,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
    )

    def __init__(
        self,
        *args: Any,
        terms: Terms,
        person: Person | None,
        timezone: str,
        open_tickets: Sequence[Ticket],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        kwargs |= {"auto_id": "call-%s", "label_suffix": ""}
        super().__init__(*args, **kwargs)
        self.now, self.timezone = now, timezone
        self.tickets = {ticket.reference: ticket for ticket in open_tickets}
        going_on = [(ticket.reference, f"{ticket.reference} {ticket.subject}") for ticket in open_tickets]
        self.fields["joins"].choices = [("", _("A new request")), *going_on]  # type: ignore[attr-defined]
        ways = [(each.value, words().channel(each)) for each in BY_VOICE]
        self.fields["channel"].choices = ways  # type: ignore[attr-defined]
        self.fields["email"].required = person is None
        names = [(each.id, words().priority(each)) for each in offered(terms)]
        self.fields["priority"] = choice(_("Priority"), [("", _("As it follows")), *names])
        self.told = [name for name, field in questions(terms, ()) if self.fields.setdefault(name, field) is field]

    def clean_at(self) -> datetime:
        """When it came: of a year that was mistyped, every promise since then would have to be reckoned."""
        at: datetime = self.cleaned_data["at"]
        if at < self.now - FARTHEST:
            raise forms.ValidationError(_("Choose a time within the last year."))
        return at

    def clean_phone(self) -> str:
        """As it is kept. A national number is read by the zone of whoever calls, or else the brand's."""
        typed = self.cleaned_data["phone"]
        number = normalise(typed, self.timezone) if typed else ""
        if typed and not number:
            raise forms.ValidationError(_("This is no phone number. Write it with its country, like +34 600 111 222."))
        return number

    @override
    def clean(self) -> None:
        """A new request says what it is about."""
        if not self.cleaned_data.get("joins") and not self.cleaned_data.get("subject", "x"):
            self.add_error("subject", _("Say in a few words what it is about."))

    @property
    def joined(self) -> Ticket | None:
        """The ticket that it goes on with."""
        return self.tickets.get(self.cleaned_data.get("joins", "")) if self.is_bound else None

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields for facts, impact and urgency."""
        return [self[name] for name in self.told]

    @property
    def facts(self) -> dict[str, str]:
        """What was told beside the words, as far as it is valid."""
        return {name: self.cleaned_data[name] for name in self.told if self.cleaned_data.get(name)}

    @property
    def source(self) -> str:
        """What names this sending."""
        typed = json.dumps(self.cleaned_data, sort_keys=True, default=str)
        return f"call:{hashlib.sha256(typed.encode()).hexdigest()}"
