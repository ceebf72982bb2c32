"""What django-allauth asks the desk: who signs in, where to go, what to say, in whose words and mails."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from typing_extensions import override

from parola.desk.accounts import operations
from parola.desk.accounts.models import Person
from parola.desk.accounts.queries import person_by_address
from parola.desk.accounts.secrets import Secret
from parola.desk.mail import personal
from parola.desk.mail.personal_letters import LETTERS
from parola.now import now
from parola.web.account.known import known_as, remember
from parola.web.account.sayings import ERRORS, SAID
from parola.web.addresses import no_mailbox
from parola.web.preferences import safe_target
from parola.web.sso import door

BEGAN = "parola_sign_in_began"
"""Where a session keeps for which password and which age of the sessions a sign-in began."""


class Adapter(DefaultAccountAdapter):
    """See allauth's documentation of the account adapter: each method answers one of its questions."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERRORS}

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Who is new comes by mail, by invitation or by their company's sign-in: there is no form for it here."""
        return False

    @override
    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Who has that address and password, if anybody. Raises TooManyAttempts."""
        email = credentials["email"]
        try:
            return operations.check_sign_in(
                email=email,
                password=credentials["password"],
                place=self.get_client_ip(request),
                known=known_as(request, person_by_address(email)),
                now=now(),
            )
        except operations.WrongCredentials:
            return None

    @override
    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **given: Any) -> HttpResponse | None:
        """The first proof is given: what it was given for is kept until the last.

        Where a company's people come in by its own sign-in alone, they are told so, whatever else they proved.
        """
        request.session[BEGAN] = user.get_session_auth_hash()
        refused: HttpResponse | None = super().pre_login(request, user, **given)
        return refused or (door.instead(request, user) if isinstance(user, Person) else None)

    @override
    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """All is proved. If meanwhile the password was changed or the sessions were ended, one begins anew."""
        began = request.session.pop(BEGAN, "")
        if not constant_time_compare(began, user.get_session_auth_hash()):
            clear_login(request)
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    @override
    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **given: Any) -> HttpResponse:
        """Signed in: this browser is known from now on."""
        response = super().post_login(request, user, **given)
        if isinstance(user, Person):
            remember(request, response, user)
        return response

    @override
    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """A closed account is told what is told to a wrong passkey."""
        messages.error(request, ERRORS["incorrect_code"])
        return redirect("account_login")

    @override
    def clean_email(self, email: str) -> str:
        """An address of one's own."""
        no_mailbox(email)
        return str(super().clean_email(email))

    @override
    def is_safe_url(self, url: str | None) -> bool:
        """Is that a place of this desk?"""
        return bool(url) and safe_target(self.request, url or "") == url

    @override
    def get_login_stages(self) -> list[str]:
        """Between the first proof and the session: a code by mail where one asked for it, the second factor where there is one."""
        return ["allauth.account.stages.LoginByCodeStage", "parola.web.sso.door.SecondFactor"]

    @override
    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a recovery. It comes from the settings: no header of a request can turn it elsewhere."""
        person, _, token = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", args=[person, token])

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, the same for an address that nobody has: what leaves is decided there."""
        found = context.get("user") or person_by_address(email)
        told = {"code": context.get("code", ""), "link": context.get("password_reset_url", "")}
        template = template_prefix.rpartition("/")[2]
        person = found if isinstance(found, Person) and found.is_active else None
        personal.enqueue(template=template, to=email, person=person, told=told, now=now())

    @override
    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Word of what changed, where there is word for it."""
        template = template_prefix.rpartition("/")[2]
        if template in LETTERS and isinstance(user, Person):
            personal.enqueue(template=template, to=email or user.email, person=user, told={}, now=now())

    @override
    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """What was done, in our words. Nothing is said of what one sees: that one is signed in, or out."""
        said = message or SAID.get((message_template or "").rpartition("/")[2].removesuffix(".txt"))
        if said:
            messages.add_message(request, level, said)


class FactorAdapter(DefaultMFAAdapter):
    """What it asks about second factors. Their secrets are kept encrypted."""

    error_messages = {**DefaultMFAAdapter.error_messages, **ERRORS}

    @override
    def encrypt(self, text: str) -> str:
        return Secret.of(text, now=now()).sealed

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return Secret(encrypted_text).reveal()

    @override
    def get_totp_issuer(self) -> str:
        """The name in the authenticator app."""
        return f"Parola {settings.HOST}"

    @override
    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # allauth's
        """What a passkey is called until its owner calls it something else."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    @override
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For which place a passkey is good: the desk's own name, whatever a request says. A bare number is none."""
        return {"id": "localhost" if settings.HOST in settings.LOOPBACK else settings.HOST, "name": "Parola"}
