"""A request as a PDF: for its customer what the portal shows them, for the desk, if it asks for that, with what is inside."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parola.desk.tickets import queries
from parola.web.middleware import Request
from parola.web.printing.paper import paper


@require_safe
def request_pdf(request: Request, reference: str) -> HttpResponse:
    """The PDF, to be saved: `?inside=1` asks for notes too, which only who sees them gets (404)."""
    try:
        ticket = queries.access_ticket(request.user, reference)
    except queries.NoSuchTicket:
        raise Http404 from None
    inside = request.GET.get("inside") == "1"
    if request.door is not None and ticket.brand_id != request.door.pk:
        raise Http404
    if inside and not queries.sees_inside(request.user, ticket):
        raise Http404
    made = paper(ticket, request.user, request.now, inside=inside)
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{ticket.reference}.pdf"'
    return answer
