"""The demo's page of mails that left: what customers and agents would have in their mailboxes."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parola.desk.mail import catcher
from parola.web.console.showing import show
from parola.web.middleware import Request

SHOWN = 100


@require_safe
def mail(request: Request) -> HttpResponse:
    """The mails, the latest first. It exists in the demo alone, and for agents alone: it shows everybody's mail."""
    if not settings.DEMO or not request.user.is_support:
        raise Http404
    mails = catcher.caught(settings.DATA / catcher.FOLDER, SHOWN)
    return show(request, "demo/mail.html", {"mails": mails, "place": "mail"})
