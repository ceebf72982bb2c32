"""What a company's sign-in means at the desk's own door: who comes in by it alone, and for whom it asked a second factor already."""

from __future__ import annotations

from allauth.account.internal.flows.login import clear_authentication_records, get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from typing_extensions import override

from parola.desk.accounts import federation
from parola.desk.accounts.models import Person
from parola.desk.accounts.providers import IdentityProvider


class SecondFactor(AuthenticateStage):
    """django-allauth's own, but for those whose company has asked."""

    @override
    def handle(self) -> tuple[HttpResponse | None, bool]:
        """The page that asks for it, where one is asked."""
        person = self.login.user
        if isinstance(person, Person) and was_asked(self.request, person):
            return None, True
        answer: tuple[HttpResponse | None, bool] = super().handle()
        return answer


def offered() -> dict[str, object]:
    """What the sign-in page offers: the providers of this desk's own people by name, and whether there are customers'."""
    providers = IdentityProvider.objects.filter(active=True).order_by("name", "pk")
    return {
        "own_providers": providers.filter(organization=None),
        "has_companies": providers.exclude(organization=None).exists(),
    }


def instead(request: HttpRequest, person: Person) -> HttpResponse | None:
    """A page with the way to their company's sign-in, for those who come in by it alone and came another way."""
    provider = federation.must_sign_in_by(person)
    if provider is None or _came_by(request, person) == provider.slug:
        return None
    clear_login(request)
    clear_authentication_records(request)
    return render(request, "account/company_only.html", {"provider": provider}, status=403)


def was_asked(request: HttpRequest, person: Person) -> bool:
    """Whether the person came by a company that is trusted to ask for a second factor itself."""
    slug = _came_by(request, person)
    return bool(slug) and IdentityProvider.objects.filter(slug=slug, active=True, second_factor=True).exists()


def _came_by(request: HttpRequest, person: Person) -> str:
    """By which provider this very sign-in was proved; "" for any other way."""
    records = get_authentication_records(request, person)
    last = records[-1] if records else {}
    return str(last.get("provider", "")) if last.get("method") == "socialaccount" else ""
