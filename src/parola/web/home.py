"""The first address: it sends everybody to their own face of the desk."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from parola.web.middleware import Request


@require_safe
def home(request: Request) -> HttpResponse:
    """Agents to the queue, customers to their requests; whoever comes in by a brand's door, to their requests there."""
    at_work = request.user.is_support and request.door is None
    return redirect("console:queue" if at_work else "portal:requests")
