"""For load balancers and `make run`: is the web up, and does the database answer."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from parola.desk.outbox import queries
from parola.web.console.health import LATE
from parola.web.middleware import Request


@login_not_required
@require_safe
def health(request: Request) -> JsonResponse:
    """200 while the database answers, 503 else. `timekeeping` is false where the worker's sign of life is old: the web works without it."""
    try:
        latest = queries.heartbeats().first()
    except Error:
        return JsonResponse({"web": True, "database": False}, status=503)
    on_time = latest is not None and request.now - latest.at <= LATE
    return JsonResponse({"web": True, "database": True, "timekeeping": on_time})
