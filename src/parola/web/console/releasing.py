"""The page on which a mail that was set aside becomes a ticket."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parola.desk.accounts.permissions import Act, may
from parola.desk.mail import queries, releasing
from parola.desk.tickets.opening import OutOfUse
from parola.web.addresses import no_mailbox
from parola.web.console.showing import show
from parola.web.middleware import Request

UNPROCESSABLE = 422
LONGEST_TEXT = 500_000


class Release(forms.Form):
    """Whose request the mail is, and what it says."""

    email = forms.EmailField(
        label=gettext_lazy("Whose request it is"),
        help_text=gettext_lazy("The mail itself proves nothing: ask them if you are not sure."),
        widget=forms.EmailInput({"dir": "ltr", "autocomplete": "off"}),
        validators=[no_mailbox],
    )
    subject = forms.CharField(
        label=gettext_lazy("What is it about?"), max_length=300, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    text = forms.CharField(
        label=gettext_lazy("What it says"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 12, "dir": "auto"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: Request, key: int) -> HttpResponse:
    """The form, filled with what could be read of the mail; sent, it opens the ticket."""
    received = get_object_or_404(queries.kept(request.user), pk=key)
    if not may(request.user, Act.OPEN_FOR, received.brand):
        raise PermissionDenied if request.method == "POST" else Http404
    if request.method != "POST":
        read = releasing.draft(received)
        form = Release(initial={"email": read.email, "subject": read.subject, "text": read.text}, label_suffix="")
        return show(request, "console/release.html", {"mail": received, "form": form, "place": "aside"})
    form = Release(request.POST, label_suffix="")
    if form.is_valid():
        try:
            ticket = releasing.release(received=received, by=request.user, now=request.now, **form.cleaned_data)
        except OutOfUse:
            form.add_error(None, _("This brand is out of use: it takes no new tickets."))
        else:
            messages.success(request, _("The mail is a ticket now. It counts from when the mail came."))
            return redirect("console:ticket", ticket.reference)
    context = {"mail": received, "form": form, "place": "aside", "here": request.path}
    return show(request, "console/release.html", context, UNPROCESSABLE)
