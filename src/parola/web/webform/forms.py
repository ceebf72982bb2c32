"""What somebody fills in who is not signed in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.desk.accounts.maildomains import Objection, objection
from parola.desk.accounts.models import SignUp
from parola.desk.webform.models import WebForm
from parola.desk.webform.taking import Said
from parola.sla.agreement import Terms
from parola.web.addresses import no_mailbox
from parola.web.asking import questions
from parola.web.templatetags.parola import words
from parola.web.uploads.field import Sender, WithFiles

LONGEST_TEXT = 100_000
LONGEST_SUBJECT = 200
TRAP = "contact_me_by_fax"


class Ask(WithFiles, forms.Form):
    """A request, and whose address the answer goes to. It asks what the agreement depends on, but for what the brand leaves out."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a link there, to see that it is yours."),
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
        validators=[no_mailbox],
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
    )
    subject = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=LONGEST_SUBJECT,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("What you did, what you expected, and what came instead."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 7, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language shall we answer?"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        of: WebForm,
        terms: Terms,
        language: str,
        sender: Sender | None = None,
    ) -> None:
        first = language if language in of.brand.languages else of.brand.language
        super().__init__(data, files, label_suffix="", initial={"language": first}, sender=sender)
        self.chooser.address = reverse("ask_upload")
        self.terms = terms
        self.told = list(self._ask(of.leaves_out))
        self._offer(of.brand.languages)
        self.fields[TRAP] = forms.CharField(
            label=_("Leave this field empty"), required=False, widget=forms.TextInput({"autocomplete": "off"})
        )

    @property
    def words_first(self) -> list[forms.BoundField]:
        """The fields above the suggestions."""
        return [self[name] for name in ("email", "name", "subject", "text")]

    @property
    def questions(self) -> Iterator[forms.BoundField]:
        """The fields for facts, impact, urgency and the language."""
        return (self[name] for name in [*self.told, "language"] if not self.fields[name].widget.is_hidden)

    @property
    def trap(self) -> forms.BoundField:
        """A field that nobody sees, and programs fill in."""
        return self[TRAP]

    @property
    def is_caught(self) -> bool:
        """Whether it is filled in."""
        return bool(self.data.get(TRAP))

    @property
    def said(self) -> Said:
        """What was typed, once it is valid."""
        typed = self.cleaned_data
        return Said(
            email=typed["email"],
            name=typed["name"],
            language=typed["language"],
            subject=typed["subject"],
            text=typed["text"],
            facts={name: typed[name] for name in self.told if typed.get(name)},
            files=self.attached,
        )

    def clean_email(self) -> str:
        """An address at which mail arrives. Whether it is known is not looked at."""
        email: str = self.cleaned_data["email"]
        match objection(email, SignUp.ANYBODY):
            case Objection.NO_MAIL:
                told = _(
                    "%(domain)s does not receive mail, so that we could not answer you. Check how you spelt the address."
                )
            case Objection.NONSENSE:
                told = _("There can be no mail at %(domain)s. Check how you spelt the address.")
            case _:
                return email
        raise forms.ValidationError(told % {"domain": words().isolated(email.rpartition("@")[2])})

    def point_at_first_error(self) -> None:
        """Let the browser put the focus on the first field that is wrong."""
        for name in self.fields:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                return

    def _ask(self, leaves_out: Collection[str]) -> Iterator[str]:
        for name, field in questions(self.terms, ()):
            if name not in leaves_out:
                self.fields[name] = field
                yield name

    def _offer(self, languages: Collection[str]) -> None:
        """The brand's languages; where there is one there is nothing to choose."""
        known = dict(settings.LANGUAGES)
        field = self.fields.pop("language")
        field.choices = [(code, known[code]) for code in languages if code in known]  # type: ignore[attr-defined]
        if len(field.choices) == 1:  # type: ignore[attr-defined]
            field.widget = forms.HiddenInput()
        self.fields["language"] = field
