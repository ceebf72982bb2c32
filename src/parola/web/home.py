"""The first address: it sends everybody to their own face of the desk."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand
from parola.web.middleware import Request


@require_safe
def home(request: Request) -> HttpResponse:
    """Agents to the queue, customers to their requests; whoever comes in by a brand's door, to their requests there."""
    at_work = request.user.is_support and request.door is None
    if at_work and request.user.is_superuser and not Brand.objects.exists():
        return redirect("console:settings_brands")  # a desk that was just installed begins there
    return redirect("console:queue" if at_work else "portal:requests")
