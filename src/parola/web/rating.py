"""How the help was, said by the link in the mail: without signing in, and by a button, since programs look at every link of a mail."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parola.desk.tickets import queries, rating
from parola.web.middleware import Request

SCORES = ((rating.GOOD, gettext_lazy("Good")), (rating.BAD, gettext_lazy("Not good")))


class Opinion(forms.Form):
    """One question, and words if one likes."""

    score = forms.TypedChoiceField(
        label=gettext_lazy("How was our help?"), choices=SCORES, coerce=int, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("Would you like to say more? (need not be filled in)"),
        max_length=rating.LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: Request, signed: str, score: int) -> HttpResponse:
    """The question, with the answer that the link names; of the ticket it shows no more than the subject."""
    try:
        ticket, person = rating.behind(signed, request.now)
    except rating.NoSuchLink:
        return render(request, "portal/rate_gone.html", {"here": "/"}, status=HTTPStatus.GONE)
    if request.door is not None and request.door != ticket.brand:
        raise Http404
    form = Opinion(request.POST if request.method == "POST" else None, initial={"score": score}, label_suffix="")
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        rating.rate(ticket=ticket, by=person, score=said["score"], words=said["words"], through="mail", now=request.now)
        return redirect("rate", signed, said["score"])
    history = queries.history(ticket)
    context = {
        "form": form,
        "ticket": ticket,
        "given": rating.given(history),
        "until": rating.open_until(ticket, history),
        "here": request.path,
    }
    return render(request, "portal/rate.html", context, status=422 if form.errors else 200)
