"""About this desk: its release, its database, its processes, what waits, and the head of the chain, for the administrator."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parola.desk.database import about as database
from parola.desk.mail import heads
from parola.desk.mail.receiver import LANE
from parola.desk.outbox import queries as outbox
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.queries import Head
from parola.policy import holidays
from parola.web import brief
from parola.web.console.showing import show
from parola.web.health import LATE, stopped_lanes
from parola.web.middleware import Request
from parola.worker.jobs import LANES

PROCESSES: Mapping[str, Promise] = {
    "clocks": _("Timekeeping"),
    "mail": _("Mail that leaves"),
    "inboxes": _("Mail that is fetched"),
    "solutions": _("Known solutions"),
    "problems": _("Problems"),
    "search": _("Words that are found"),
    "reports": _("Self-check of the reports"),
    LANE: _("Mail that comes in"),
    "stream": _("News to open pages"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """Something that runs beside the web. `at`: its last sign of life; None: it never gave one. `error`: what went wrong lately."""

    name: str
    at: datetime | None
    stopped: bool
    error: str
    error_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page says."""

    release: str
    database: str
    size: str
    holidays: str
    processes: list[Process]
    waiting: int
    set_aside: int
    head: Head | None
    head_sent_at: datetime | None
    head_goes: bool
    """Whether the head is sent to somebody at all."""


@require_safe
def about(request: Request) -> HttpResponse:
    """The page; there is none for anybody but the administrator."""
    if not request.user.is_superuser:
        raise Http404
    size = database.size()
    page = Page(
        release=version("parola"),
        database=database.version(),
        size=brief.size(size) if size is not None else "",
        holidays=holidays.release(),
        processes=list(_processes(request.now)),
        waiting=outbox.waiting().count(),
        set_aside=outbox.parked().count(),
        head=tickets.head(),
        head_sent_at=outbox.last_sent(heads.KIND),
        head_goes=bool(settings.HEAD_TO),
    )
    context = {"page": page, "is_file": database.version().startswith("SQLite"), "place": "settings"}
    return show(request, "console/settings/about.html", context)


def _processes(now: datetime) -> Iterator[Process]:
    """The worker's lanes, and who takes mail in where that process ever ran."""
    beats, stopped = {beat.name: beat for beat in outbox.heartbeats()}, stopped_lanes(now)
    for name in (*LANES, *(each for each in beats if each not in LANES)):
        beat = beats.get(name)
        yield Process(
            name=str(PROCESSES.get(name, name)),
            at=beat.at if beat else None,
            stopped=name in stopped or (beat is not None and now - beat.at > LATE),
            error=beat.error if beat else "",
            error_at=beat.error_at if beat else None,
        )
