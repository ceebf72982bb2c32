"""What the portal shows. The gate stands before every ticket."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from parola.desk.problems.status import statuses
from parola.desk.tickets import queries
from parola.web.middleware import Request
from parola.web.portal import opening
from parola.web.portal.listing import listing
from parola.web.portal.plan import plans
from parola.web.portal.showing import access, show_form, show_ticket


@require_safe
def requests(request: Request) -> HttpResponse:
    """The reader's requests, or their organization's."""
    shown = listing(request.user, request.GET, request.now, door=request.door)
    known = statuses(request.user, request.now, brand=request.door)
    return render(request, "portal/requests.html", {"listing": shown, "known": known, "place": "requests"})


@require_safe
def ticket(request: Request, reference: str) -> HttpResponse:
    """A request. Who sees it because they work for the vendor is sent to the console's page of it."""
    found = access(request, reference)
    if not queries.is_customer_of(request.user, found):
        return redirect("console:ticket", reference)
    return show_ticket(request, found)


@require_safe
def vendors(request: Request) -> HttpResponse:
    """Whom to ask; where there is one vendor alone, its form."""
    brands = opening.askable(request)
    if len(brands) == 1:
        return redirect("portal:new", brands[0].slug)
    return render(request, "portal/vendors.html", {"brands": brands, "place": "new"})


@require_safe
def new(request: Request, brand: str) -> HttpResponse:
    """The form of a new request."""
    asked = opening.desk(request, brand)
    return show_form(request, asked, opening.blank(request, asked))


@require_safe
def outlook(request: Request, brand: str) -> HttpResponse:
    """What a request filled in so far would be promised: a part of the form's page."""
    asked = opening.desk(request, brand)
    shown = opening.outlook(request, asked, opening.filled(request, asked, request.GET))
    return render(request, "portal/outlook.html", {"outlook": shown})


@require_safe
def plan(request: Request) -> HttpResponse:
    """What the reader's contracts include."""
    return render(
        request, "portal/plan.html", {"plans": plans(request.user, request.now, door=request.door), "place": "plan"}
    )


@require_safe
def plan_file(request: Request, brand: str) -> HttpResponse:
    """One of the reader's contracts with a vendor, as a file that needs no other. `plan`: which of them, as the page counts them."""
    found = plans(request.user, request.now, door=request.door)
    asked = request.GET.get("plan", "")
    theirs = [
        each for number, each in enumerate(found, 1) if each.offer.brand.slug == brand and asked in ("", str(number))
    ]
    if not theirs:
        raise Http404
    answer = render(request, "portal/plan_file.html", {"plan": theirs[0]})
    answer.headers["Content-Disposition"] = f'attachment; filename="{brand}-{theirs[0].version.number}.html"'
    return answer
