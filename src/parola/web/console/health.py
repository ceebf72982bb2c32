"""What stands at the top of every page of the console while something does not work as it should."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from parola.desk.accounts.models import Person
from parola.desk.mail import queries as mail
from parola.desk.outbox import queries as outbox
from parola.desk.tickets import queries as tickets
from parola.web import brief
from parola.web.health import stopped_lanes


def troubles(person: Person, now: datetime) -> list[str]:
    """What is wrong, in sentences, as far as it is `person`'s to know; empty while all is well."""
    return [*_stopped(now), *_set_aside(person)]


def _stopped(now: datetime) -> Iterator[str]:
    for lane, last in stopped_lanes(now).items():
        if last is None:
            yield str(NOT_STARTED[lane])
        else:
            yield str(STOPPED[lane]) % {"time": brief.duration(now - last)}


NOT_STARTED: Mapping[str, Promise] = {
    "clocks": _lazy("Timekeeping has not started: no warning is raised until the worker runs. Due times stay right."),
    "mail": _lazy("Mail stands still until the worker runs: nothing is lost, and nothing leaves."),
}
STOPPED: Mapping[str, Promise] = {
    "clocks": _lazy(
        "Timekeeping stopped %(time)s ago: warnings wait until the worker runs again. Due times stay right."
    ),
    "mail": _lazy(
        "Mail has stood still for %(time)s: nothing is lost, and nothing leaves until the worker runs again."
    ),
}


def _set_aside(person: Person) -> Iterator[str]:
    unread = mail.set_aside(person).count()
    if unread:
        yield ngettext(
            "%(count)s mail that came in could not be read and was set aside.",
            "%(count)s mails that came in could not be read and were set aside.",
            unread,
        ) % {"count": unread}
    rows = outbox.parked().count()
    if rows:
        yield ngettext(
            "%(count)s mail could not be sent and was set aside.",
            "%(count)s mails could not be sent and were set aside.",
            rows,
        ) % {"count": rows}
    stuck = tickets.parked().count()
    if stuck:
        yield ngettext(
            "The warnings of %(count)s ticket could not be raised.",
            "The warnings of %(count)s tickets could not be raised.",
            stuck,
        ) % {"count": stuck}
