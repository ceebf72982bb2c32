"""Who may do and see what, for those to read who give people their roles."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.web import rights as tables
from parola.web.console.showing import show
from parola.web.middleware import Request


@require_safe
def rights(request: Request) -> HttpResponse:
    """The two tables."""
    if not brands_of(request.user, Act.CONFIGURE).exists():
        raise Http404
    context = {"roles": tables.of_roles(), "relations": tables.of_relations(), "place": "settings"}
    return show(request, "console/settings/rights.html", context)
