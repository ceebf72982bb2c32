"""Evidence of one's own contract, for who may read all requests of their organization."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parola.desk.agreements.models import Contract
from parola.desk.reports.evidence import own
from parola.web.evidence import pages
from parola.web.middleware import Request


@require_safe
def evidence(request: Request) -> HttpResponse:
    """A contract's period in numbers, and where its bundle is fetched."""
    if not request.user.manages:
        raise Http404
    return render(request, "portal/evidence.html", pages.page(request, _contracts(request)) | {"place": "plan"})


@require_safe
def evidence_zip(request: Request, key: int, period: str) -> HttpResponse:
    """The bundle."""
    return pages.zipped(request, _contracts(request), key, period)


def _contracts(request: Request) -> QuerySet[Contract]:
    """By a vendor's own door, those with that vendor alone."""
    contracts = own(request.user)
    return contracts.filter(brand=request.door) if request.door is not None else contracts
