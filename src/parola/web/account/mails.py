"""Which notices one gets by mail; and the link in a notice that stops it, without signing in (RFC 8058)."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parola.desk.mail import choices
from parola.web.account.own import shell
from parola.web.middleware import Request


class Mails(forms.Form):
    """What is told by mail to somebody who works here."""

    digest = forms.BooleanField(
        label=gettext_lazy("Each morning the deadlines of the day, and those that are missed"), required=False
    )
    notices = forms.MultipleChoiceField(
        label=gettext_lazy("At once, when it happens"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(key, _(told)) for key, told in choices.NOTICES.items()],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request) -> HttpResponse:
    """What I get by mail. Customers have nothing to choose: they get what concerns their requests."""
    person = request.user
    if not person.is_support:
        raise Http404
    wanted = [key for key in choices.NOTICES if key not in choices.unwanted(person)]
    initial = {"digest": choices.has_digest(person), "notices": wanted}
    form = Mails(request.POST if request.method == "POST" else None, initial=initial, label_suffix="")
    if form.is_bound and form.is_valid():
        choices.choose(person=person, **form.cleaned_data, now=request.now)
        messages.success(request, _("It is noted."))
        return redirect("my_mails")
    context = {"form": form, "title": _("My mails"), "section": "mails", **shell(request)}
    return render(request, "account/mails.html", context, status=422 if form.errors else 200)


@csrf_exempt  # the mail program sends it, and the link in the mail is the right to (RFC 8058)
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request, token: str) -> HttpResponse:
    """No more mails of that kind. To look at the page changes nothing: what scans mails opens every link."""
    found = choices.read(token)
    if found is None:
        raise Http404
    person, notice = found
    if request.method == "POST":
        choices.stop(person=person, notice=notice)
    told = _(choices.NOTICES[notice]) if notice in choices.NOTICES else _("The deadlines of the day, each morning")
    return render(request, "account/stop.html", {"told": told, "done": request.method == "POST", "here": request.path})
