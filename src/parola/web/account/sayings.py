"""What is said about signing in and one's account: what is wrong, what was done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ERRORS = {
    "email_password_mismatch": _("This address and password do not belong together. Check both and try again."),
    "incorrect_password": _("This is not your password."),
    "enter_current_password": _("This is not your password."),
    "incorrect_code": _("This is not right, or no longer good. Try again."),
    "too_many_login_attempts": _("Too many wrong codes. Ask for a new one."),
    "invalid_password_reset": _("This link is no longer good. Ask for a new one."),
    "duplicate_email": _("This is one of your addresses already."),
    "email_taken": _("The desk knows this address as another person's. Ask your support desk to make one of the two."),
    "cannot_remove_primary_email": _("This is your main address. Choose another one first."),
    "unverified_primary_email": _("Confirm this address first."),
    "cannot_delete_authenticator": _("Your role needs a second factor. Set up another one first."),
    "cannot_generate_recovery_codes": _("Set up a second factor first."),
    "max_email_addresses": _("You cannot add more than %d addresses."),
}
"""What may be wrong, by allauth's name of it."""

SAID = {
    "password_changed": _("Your password was changed. You are signed out everywhere else."),
    "password_set": _("You have a password now."),
    "email_confirmed": _("The address is confirmed."),
    "email_confirmation_failed": _("The address could not be confirmed: somebody else has it."),
    "email_deleted": _("The address was removed."),
    "primary_email_set": _("This is your main address now."),
    "cannot_delete_primary_email": _("This is your main address. Choose another one first."),
    "unverified_primary_email": _("Confirm this address first."),
    "totp_activated": _("Your authenticator app is set up."),
    "totp_deactivated": _("The authenticator app was removed."),
    "webauthn_added": _("The passkey was added."),
    "webauthn_removed": _("The passkey was removed."),
    "recovery_codes_generated": _("You have new recovery codes. Keep them where you find them without your phone."),
    "sessions_logged_out": _("You are signed out everywhere else."),
}
"""What was done, by the name of allauth's template for it."""
