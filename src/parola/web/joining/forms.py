"""What is filled in by who comes to have an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts.maildomains import Objection, objection
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.spelling import clean_name
from parola.policy.findings import Wrong
from parola.policy.timezones import existing
from parola.web.addresses import no_mailbox
from parola.web.templatetags.parola import words

LONGEST_NAME = 200


class Plain(forms.Form):
    """A form of these pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}-%s", "label_suffix": ""} | kwargs)


class SignUp(Plain):
    """Who asks for an account. What is wrong with an address is told by its domain alone, never by whether it is known."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
        validators=[no_mailbox],
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
    )
    company = forms.CharField(
        label=gettext_lazy("Your company"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=gettext_lazy("If it has a contract with us: we look whether you belong to it."),
        widget=forms.TextInput({"autocomplete": "organization", "dir": "auto"}),
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand = brand

    def clean_name(self) -> str:
        """Without signs that nobody sees."""
        return named(self.cleaned_data["name"])

    def clean_email(self) -> str:
        """An address that the brand's rule lets in."""
        email: str = self.cleaned_data["email"]
        if speaks_against := objection(email, self.brand.sign_up):
            raise forms.ValidationError(self.told(speaks_against), code=speaks_against)
        return email

    def told(self, speaks_against: Objection) -> str:
        """What is wrong with the address, and what to do."""
        domain = self.cleaned_data["email"].rpartition("@")[2]
        told = {
            Objection.FREE: _(
                "%(domain)s gives an address to anybody, so that it does not show where you work. "
                "Sign up with the address that your company gave you. If you have none, write to %(support)s."
            ),
            Objection.DISPOSABLE: _(
                "%(domain)s is for addresses that are used once, and we could not reach you there later. "
                "Sign up with the address that your company gave you. If you have none, write to %(support)s."
            ),
            Objection.NO_MAIL: _(
                "%(domain)s does not receive mail, so that we could not reach you. Check how you spelt the address. "
                "If it is right, ask whoever runs your mail, or write to %(support)s from another address."
            ),
            Objection.NONSENSE: _("There can be no mail at %(domain)s. Check how you spelt the address."),
        }
        names = {"domain": domain, "support": self.brand.support_address}
        return told[speaks_against] % {name: words().isolated(each) for name, each in names.items()}


class Welcome(Plain):
    """What one's account begins with."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    timezone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("Times are shown to you in it. For example Europe/Madrid."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=1000,
        strip=False,
        help_text=gettext_lazy("At least twelve characters: several words are easy to remember and hard to guess."),
        widget=forms.PasswordInput({"autocomplete": "new-password", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_name(self) -> str:
        """Without signs that nobody sees."""
        return named(self.cleaned_data["name"])

    def clean_timezone(self) -> str:
        """A time zone that there is."""
        try:
            return existing(self.cleaned_data["timezone"].strip())
        except Wrong:
            raise forms.ValidationError(_("There is no such time zone.")) from None

    @override
    def clean(self) -> None:
        """A password that is worth the name."""
        if password := self.cleaned_data.get("password"):
            somebody = Person(email=self.email, name=self.cleaned_data.get("name", ""))
            try:
                validate_password(password, somebody)
            except forms.ValidationError as error:
                self.add_error("password", error)


def named(name: str) -> str:
    """The name as it is kept; ValidationError where nothing of it is seen."""
    clean = clean_name(name)
    if not clean:
        raise forms.ValidationError(_("This field is required."))
    return clean
