"""The pages of django-allauth as the desk shows them: ours to lay out, refused forms told as everywhere (422)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account import views
from allauth.account.internal.flows.logout import logout
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from typing_extensions import override

from parola.desk.accounts.queries import open_to_sign_up


class Refusing:
    """A form that is refused answers 422, so that no browser and no cache takes it for done."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page again, with what is wrong."""
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if answer.status_code == HTTPStatus.OK:
            answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer


class SignIn(Refusing, views.LoginView):
    """The form; on success to where one was going."""

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the page's own address, to come back to after choosing a language."""
        return {
            **super().get_context_data(**kwargs),
            "here": self.request.get_full_path(),
            "sign_up_brands": open_to_sign_up(),
        }


sign_in = SignIn.as_view()


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session here."""
    logout(request, show_message=False)
    return redirect("account_login")
