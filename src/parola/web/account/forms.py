"""What one fills in to sign in, and about one's own account: allauth's forms, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from parola.desk.accounts import limits
from parola.desk.accounts.models import Person
from parola.desk.accounts.queries import person_by_address
from parola.now import now
from parola.web.account.sayings import ERRORS

LONGEST_PASSWORD = 1000
LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Password until now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
    "name": _("Name of the passkey"),
    "passwordless": _("Sign in with it alone"),
}
HINTS = {
    "password1": _("At least 12 characters. A few words that do not belong together are good."),
    "passwordless": _("Without a password: the device asks for a finger, a face or its PIN."),
}


class Ours:
    """Labels and hints in our words; marks by which browsers and password managers know what is what."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = LABELS.get(name)
            field.help_text = HINTS.get(name, "")
            field.widget.attrs = {key: set_to for key, set_to in field.widget.attrs.items() if key != "placeholder"}
            field.widget.attrs["dir"] = "auto" if name == "name" else "ltr"
            if isinstance(field.widget, forms.PasswordInput):
                field.validators = [*field.validators, MaxLengthValidator(LONGEST_PASSWORD)]


class SignIn(Ours, account.LoginForm):
    """Who one says to be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class RequestCode(Ours, account.RequestLoginCodeForm):
    """Where a code to sign in with is sent."""

    @override
    def clean_email(self) -> str:
        """Whose code it is: who has the address, and nobody who claims it."""
        email: str = self.cleaned_data["email"]
        self._user = active(email)
        return email


class ConfirmCode(Ours, account.ConfirmLoginCodeForm):
    """The code that was sent."""


class ConfirmAddress(Ours, account.ConfirmEmailVerificationCodeForm):
    """The code that was sent to an address of one's own."""


class Recover(Ours, account.ResetPasswordForm):
    """Where the link to a new password is sent."""

    @override
    def clean_email(self) -> str:
        """Whose password it is: who has the address, and nobody who claims it."""
        email: str = self.cleaned_data["email"].lower()
        person = active(email)
        self.users = [person] if person else []
        return email


class Link(account.UserTokenForm):
    """The link that was sent. It opens no closed account."""

    @override
    def clean(self) -> dict[str, Any]:
        """Who follows it."""
        given: dict[str, Any] = super().clean()  # type: ignore[no-untyped-call]
        if self.reset_user is None or not self.reset_user.is_active:
            raise ValidationError(ERRORS["invalid_password_reset"])
        return given


class NewPassword(Ours, account.ResetPasswordKeyForm):
    """The password that one chooses behind the link."""


class ChangePassword(Ours, account.ChangePasswordForm):
    """Another password, and the one until now."""


class SetPassword(Ours, account.SetPasswordForm):
    """The first password of somebody who had none."""


class AddAddress(Ours, account.AddEmailForm):
    """One more address."""


class Confirm(Ours, account.ReauthenticateForm):
    """Once more, before something that matters."""


class _Once:
    """A code of an authenticator app counts once, in whatever process it is shown."""

    user: Person
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code, if it is right and was not used before."""
        code: str = super().clean_code()  # type: ignore[misc]
        used = limits.key_of("totp", f"{self.user.pk}:{code}")
        if self.authenticator.type == Authenticator.Type.TOTP and limits.count(used, now()) > 1:
            raise ValidationError(ERRORS["incorrect_code"])
        return code


class Factor(_Once, Ours, factors.AuthenticateForm):
    """The second factor: a code of the app, or one from the drawer."""


class ConfirmFactor(_Once, Ours, factors.ReauthenticateForm):
    """The same, before something that matters."""


class SetUpApp(Ours, ActivateTOTPForm):
    """The first code of the app, which proves that it was set up right."""


class AddPasskey(Ours, AddWebAuthnForm):
    """A passkey that the browser has made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


def active(email: str) -> Person | None:
    """Who has the address, unless their account is closed."""
    person = person_by_address(email)
    return person if person and person.is_active else None
