"""The report: this month's first responses, what was promised and what was kept."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from parola.web.console.showing import show
from parola.web.middleware import Request


@require_safe
def report(request: Request) -> HttpResponse:
    """Every brand of the reader's, by priority."""
    return show(request, "console/report.html", {"place": "report"})
