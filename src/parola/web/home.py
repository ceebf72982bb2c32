"""The first address: it sends everybody to their own face of the desk."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from parola.web.middleware import Request


@require_safe
def home(request: Request) -> HttpResponse:
    """Agents to the queue, customers to their requests."""
    return redirect("console:queue" if request.user.is_support else "portal:requests")
