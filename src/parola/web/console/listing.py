"""The queue's addresses."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from parola.desk.accounts.permissions import Act, acts_anywhere
from parola.desk.tickets.narrowing import Directory
from parola.web.console import bulk, completing, filtering, views_of_queue
from parola.web.console import queue as queues
from parola.web.console.showing import is_fragment, show
from parola.web.given import number
from parola.web.middleware import Request


@require_safe
def queue(request: Request) -> HttpResponse:
    """The queue, or its list alone where that is fetched again. The address is the view: `q` is its line."""
    old = filtering.of_old(request.GET)
    if old is not None:
        return redirect(filtering.address(old))
    directory = Directory(request.user, request.now, timezone.get_current_timezone())
    shown = queues.queue(directory, request.GET.get("q"), request.GET.get("after", ""))
    context = {"queue": shown, "place": "queue"}
    if is_fragment(request):
        return show(request, "console/queue_list.html", context)
    context["bar"] = bulk.bar(directory) if Act.ASSIGN in acts_anywhere(request.user) else None
    context["report"] = bulk.report(request.user, request.GET.get("did", ""), request.now)
    return show(request, "console/queue.html", context)


@require_safe
def complete(request: Request) -> HttpResponse:
    """What the line that is being typed could go on with, where the cursor is."""
    text, cursor = request.GET.get("q", ""), number(request.GET.get("at", ""))
    directory = Directory(request.user, request.now, timezone.get_current_timezone())
    cursor = len(text) if cursor is None else cursor
    return show(request, "console/queue_completions.html", {"completions": completing.offered(text, cursor, directory)})


ROUTES = [
    path("", queue, name="queue"),
    path("complete/", complete, name="complete"),
    *bulk.ROUTES,
    *views_of_queue.ROUTES,
]
