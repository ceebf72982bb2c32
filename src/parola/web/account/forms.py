"""What one fills in to sign in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy


class SignIn(LoginForm):
    """Who one says to be. The widgets tell browsers and password managers what is what."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["login"] = forms.EmailField(
            label=gettext_lazy("E-mail address"),
            widget=forms.EmailInput({"autocomplete": "username", "dir": "ltr"}),
        )
        self.fields["password"] = forms.CharField(
            label=gettext_lazy("Password"),
            max_length=1000,
            strip=False,
            widget=forms.PasswordInput({"autocomplete": "current-password", "dir": "ltr"}),
        )
        self.order_fields(["login", "password"])
