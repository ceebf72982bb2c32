"""What mails to one person alone say, by template: from what they are told, in the language that is active."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from parola.desk.accounts.models import Brand
from parola.desk.mail import worded, wording
from parola.desk.mail.letters import Letter
from parola.desk.mail.wording import Values
from parola.desk.tickets.placeholders import one_line

Told = Mapping[str, str]


def letter(template: str, told: Told, brand: Brand, language: str) -> Letter:
    """What the mail of that template says, in the brand's name. Call it with the language active."""
    if template != "login_code":
        return LETTERS[template](told)
    return code_to_sign_in(worded.text_for(brand, template, language), told["code"], brand)


def code_to_sign_in(text: str, code: str, brand: Brand) -> Letter:
    """The code that one asked for, to sign in with, in these words."""
    values = Values(words={"code": code, "brand_name": one_line(brand.name)})
    return Letter(subject=gettext("Your code to sign in"), lines=wording.told(text, values))


def code_to_verify(told: Told) -> Letter:
    """The code that proves that an address is one's own."""
    return Letter(
        subject=gettext("Confirm your address"),
        lines=(
            gettext("Somebody, most likely you, wants to use this address at our desk. The code that confirms it is:"),
            told["code"],
            gettext("It can be used for a quarter of an hour. If it was not you, do nothing."),
        ),
    )


def link_to_recover(told: Told) -> Letter:
    """The link behind which one chooses a new password."""
    return Letter(
        subject=gettext("A new password"),
        lines=(
            gettext("You can choose a new password behind the link below. It is good for one hour, and once."),
            gettext("If you did not ask for it, do nothing: your password stays as it is."),
        ),
        link=told["link"],
        link_text=gettext("Choose a new password"),
    )


NOTICES = {
    "password_changed": gettext_noop("Your password was changed."),
    "email_changed": gettext_noop("Another address is now your main one."),
    "email_deleted": gettext_noop("An address was removed from your account."),
    "totp_activated": gettext_noop("An authenticator app was set up for your account."),
    "totp_deactivated": gettext_noop("The authenticator app was removed from your account."),
    "webauthn_added": gettext_noop("A passkey was added to your account."),
    "webauthn_removed": gettext_noop("A passkey was removed from your account."),
    "recovery_codes_generated": gettext_noop(
        "New recovery codes were made for your account. Those of before are no longer good."
    ),
}
"""Word of what changed about how one signs in."""


def notice(said: str) -> Callable[[Told], Letter]:
    """A mail that says it, and what to do if it was somebody else."""

    def said_so(_told: Told) -> Letter:
        return Letter(
            subject=gettext("Your account"),
            lines=(
                gettext(said),
                gettext("If it was not you, choose a new password at once and tell your support desk."),
            ),
            link=settings.BASE_URL + reverse("account_reset_password"),
            link_text=gettext("Choose a new password"),
        )

    return said_so


LETTERS: dict[str, Callable[[Told], Letter]] = {
    "email_confirmation": code_to_verify,
    "password_reset_key": link_to_recover,
    **{template: notice(said) for template, said in NOTICES.items()},
}
"""The letters that are worded by us alone."""
