"""The page behind the link: whoever has the address says whether they asked. Looking changes nothing: programs look at links in mails."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parola.desk.tickets.opening import OutOfUse
from parola.desk.webform import proving, queries
from parola.desk.webform.models import WebRequest
from parola.sla.zones import zone_of
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

State = WebRequest.State


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: Request, identifier: UUID, key: str) -> HttpResponse:
    """Whose it is; with several, which of them; then what became of it."""
    try:
        held = proving.opened(identifier=identifier, key=key, now=request.now)
        if held.state != State.WAITING:
            return _show(request, held, "done", opened=_opened_with(held))
        if request.method != "POST":
            return _show(request, held, "confirm", several=len(queries.waiting_of(held.email, request.now)) > 1)
        return _decide(request, held, key)
    except proving.Gone:
        return render(request, "joining/gone.html", {"here": "/"}, status=HTTPStatus.GONE)


def _decide(request: Request, held: WebRequest, key: str) -> HttpResponse:
    if request.POST.get("act") == "refuse":
        proving.refuse(identifier=held.pk, key=key, now=request.now)
        return redirect(request.path)
    waiting = queries.waiting_of(held.email, request.now)
    chosen = {each.pk for each in waiting if str(each.pk) in request.POST.getlist("chosen") or len(waiting) == 1}
    if not chosen:
        return _show(request, held, "choose", waiting=waiting)
    try:
        proving.prove(identifier=held.pk, key=key, chosen=chosen, now=request.now)
    except OutOfUse as out:
        why = _("%(brand)s takes no new requests now.") % {"brand": words().isolated(str(out))}
        return _show(request, held, "confirm", why=why, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(request.path)


def _opened_with(held: WebRequest) -> list[WebRequest]:
    """What became tickets by the use of the link."""
    together = WebRequest.objects.filter(email=held.email, state=State.OPENED, decided_at=held.decided_at)
    return list(together.select_related("brand", "ticket__opening").order_by("asked_at"))


def _show(request: Request, held: WebRequest, template: str, *, status: int = 200, **more: object) -> HttpResponse:
    context = {"held": held, "brand": held.brand, "here": request.path, **more}
    with timezone.override(zone_of(held.brand.timezone)):
        return render(request, f"webform/{template}.html", context, status=status)
