"""The queue's addresses."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_safe

from parola.web.console import filtering
from parola.web.console import queue as queues
from parola.web.console.showing import is_fragment, show
from parola.web.middleware import Request


@require_safe
def queue(request: Request) -> HttpResponse:
    """The queue, or its list alone where that is fetched again. The address is the view: `q` is its line."""
    old = filtering.of_old(request.GET)
    if old is not None:
        return redirect(filtering.address(old))
    shown = queues.queue(request.user, request.GET.get("q", ""), request.now, request.GET.get("after", ""))
    template = "console/queue_list.html" if is_fragment(request) else "console/queue.html"
    return show(request, template, {"queue": shown, "place": "queue"})


ROUTES = [path("", queue, name="queue")]
