"""Evidence of a contract's period, for who may see the reports of its brand."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from parola.desk.reports.evidence import readable
from parola.web.console.reporting.asking import brands_told
from parola.web.console.showing import show
from parola.web.evidence import pages
from parola.web.middleware import Request


@require_safe
def evidence(request: Request) -> HttpResponse:
    """A contract's period in numbers, and where its bundle is fetched."""
    brands_told(request)
    context = pages.page(request, readable(request.user)) | {"place": "report"}
    return show(request, "console/reporting/evidence.html", context)


@require_safe
def evidence_zip(request: Request, key: int, period: str) -> HttpResponse:
    """The bundle."""
    return pages.zipped(request, readable(request.user), key, period)
