"""For load balancers and `make run`: is the web up, does the database answer, does the worker live."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from parola.desk.outbox import queries
from parola.desk.reports import checking
from parola.desk.tickets import queries as tickets
from parola.web.middleware import Request
from parola.worker.jobs import LANES

LATE = timedelta(seconds=90)
"""A worker gives a sign of life every few seconds; one that is older than this tells that it stopped."""


@login_not_required
@require_safe
def health(request: Request) -> JsonResponse:
    """200 while the database answers, 503 else. `timekeeping` and `mail` tell of the worker's lanes: the web works without them;
    `reports`, whether the last look at their numbers found no difference.
    """
    try:
        stopped, same = stopped_lanes(request.now), checking.all_same()
    except Error:
        return JsonResponse({"web": True, "database": False}, status=503)
    lanes = {"timekeeping": "clocks" not in stopped, "mail": "mail" not in stopped}
    return JsonResponse({"web": True, "database": True, **lanes, "reports": same})


def stream_stopped(now: datetime) -> bool:
    """Whether the event stream gives no sign of life, though it once did."""
    return any(beat.name == "stream" and now - beat.at > LATE for beat in queries.heartbeats())


def stopped_lanes(now: datetime) -> dict[str, datetime | None]:
    """The worker's lanes that have stopped, with the last sign of life that each gave (None: it never did).

    Clocks that are behind with their work count as stopped since the first of it fell due, whatever signs they give.
    """
    last = {beat.name: beat.at for beat in queries.heartbeats()}
    stopped = {lane: last.get(lane) for lane in LANES if lane not in last or now - last[lane] > LATE}
    behind = tickets.alarms_overdue_since(now)
    if behind is not None and now - behind > LATE:
        stopped.setdefault("clocks", behind)
    return stopped
