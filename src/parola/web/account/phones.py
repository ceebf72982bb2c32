"""My phone numbers: by which the desk finds who calls."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parola.desk.telephony import people
from parola.desk.telephony.numbers import readable
from parola.web.account.own import shell
from parola.web.middleware import Request

UNPROCESSABLE = 422


class Number(forms.Form):
    """One more."""

    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        help_text=gettext_lazy("With its country, like +34 600 111 222; without, it is read as one of your time zone."),
        widget=forms.TextInput({"type": "tel", "dir": "ltr", "autocomplete": "tel"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def phones(request: Request) -> HttpResponse:
    """The numbers; one more, or one taken away."""
    form = Number(request.POST if request.method == "POST" and "remove" not in request.POST else None, label_suffix="")
    if request.method == "POST" and (gone := request.POST.get("remove")):
        people.remove(request.user, gone)
        return redirect("my_phones")
    if form.is_bound and form.is_valid() and _keep(request, form):
        return redirect("my_phones")
    numbers = [(each.number, readable(each.number)) for each in request.user.phone_numbers.order_by("number")]
    context = {"form": form, "numbers": numbers, "title": _("My phone numbers"), "section": "phones", **shell(request)}
    return render(request, "account/phones.html", context, status=UNPROCESSABLE if form.errors else 200)


def _keep(request: Request, form: Number) -> bool:
    """Whether it could be kept; else the form says why."""
    try:
        people.keep(request.user, form.cleaned_data["number"])
    except people.NoNumber:
        form.add_error("number", _("This is no phone number. Write it with its country, like +34 600 111 222."))
    except people.TooManyNumbers:
        form.add_error("number", _("These are as many as one person can have: take one away first."))
    return not form.errors
