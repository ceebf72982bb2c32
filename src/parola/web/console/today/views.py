"""The page Today, and its list alone where that is fetched again."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from parola.web.console.showing import is_fragment, show
from parola.web.console.today.page import today as page_of
from parola.web.middleware import Request


@require_safe
def today(request: Request) -> HttpResponse:
    """What needs the reader now."""
    template = "console/today/now.html" if is_fragment(request) else "console/today/page.html"
    return show(request, template, {"today": page_of(request.user, request.now), "place": "today"})


ROUTES = [path("today/", today, name="today")]
