"""Who may do and see what, for those to read who give people their roles."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from parola.web import rights as tables
from parola.web.console.settings.access import configuring
from parola.web.console.showing import show
from parola.web.middleware import Request


@require_safe
def rights(request: Request) -> HttpResponse:
    """The two tables."""
    configuring(request)
    context = {"roles": tables.of_roles(), "relations": tables.of_relations(), "place": "settings"}
    return show(request, "console/settings/rights.html", context)
