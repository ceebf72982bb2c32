"""A customer's requests as a table for spreadsheets: those that the list shows, all of them, written as they are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Person
from parola.desk.tickets import own
from parola.desk.tickets.models import Ticket
from parola.desk.transfer.cells import guarded
from parola.web.middleware import Request
from parola.web.portal.finding import Find, asked_for
from parola.web.portal.listing import Row, histories_of, row

BOM = "\ufeff"
"""By which spreadsheets know that it is UTF-8."""


@require_safe
def requests_csv(request: Request) -> StreamingHttpResponse:
    """The requests that are asked for, the latest first."""
    find = Find(request.GET, person=request.user, door=request.door)
    found = asked_for(request.user, find.wanted, find.words)
    spoken, zone = translation.get_language(), timezone.get_current_timezone()

    def told() -> Iterator[str]:
        yield BOM
        head = True
        for tickets in own.slices(found):
            with translation.override(spoken), timezone.override(zone):
                lines = [*([_columns()] if head else []), *_lines(tickets, request.user, request.now)]
                head = False
                text = _written(lines)
            yield text
        if head:
            with translation.override(spoken):
                yield _written([_columns()])

    answer = StreamingHttpResponse(told(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="requests.csv"'
    return answer


def _columns() -> list[str]:
    return [
        _("Reference"), _("Subject"), _("Vendor"), _("Who asked"), _("State"), _("Priority"), _("Product"), _("Opened"),
        _("Last answer"), _("Due"), _("How it stands"), _("Promises kept"), _("Promises missed"), _("How the help was"),
    ]  # fmt: skip


def _lines(tickets: Sequence[Ticket], person: Person, now: datetime) -> Iterator[list[str]]:
    histories = histories_of(tickets)
    for each in tickets:
        yield _line(each, row(*histories[each.pk], person, 0, now))


def _line(ticket: Ticket, told: Row) -> list[str]:
    opinion = "" if ticket.rating is None else _("Good") if ticket.rating else _("Not good")
    return [
        told.reference,
        told.subject,
        told.brand,
        str(ticket.requester),
        told.status.text,
        told.priority.name,
        ticket.product,
        _instant(told.opened_at),
        _instant(told.answered_at),
        _instant(told.due.at if told.due.pending else None),
        ": ".join(filter(None, (told.due.what, told.due.text))),
        str(told.kept),
        str(told.missed),
        opinion,
    ]


def _instant(at: datetime | None) -> str:
    """As machines and spreadsheets read it, in the reader's zone."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _written(lines: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([guarded(cell) for cell in line] for line in lines)
    return out.getvalue()
