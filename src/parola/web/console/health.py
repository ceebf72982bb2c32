"""What stands at the top of every page of the console while something does not work as it should."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parola.desk.accounts.models import Person
from parola.desk.mail import queries as mail
from parola.desk.outbox import queries as outbox
from parola.desk.tickets import queries as tickets
from parola.web import brief

LATE = timedelta(seconds=90)
"""A worker turns every few seconds; alarms and mail that wait longer than this are late."""


def troubles(person: Person, now: datetime) -> list[str]:
    """What is wrong, in sentences, as far as it is `person`'s to know; empty while all is well."""
    return [*_timekeeping(now), *_set_aside(person)]


def _timekeeping(now: datetime) -> Iterator[str]:
    latest = outbox.heartbeats().first()
    if latest is None:
        yield _("Timekeeping has not started: no warning is raised and no mail leaves until the worker runs.")
    elif now - latest.at > LATE:
        yield _(
            "Timekeeping stopped %(time)s ago: warnings and mail wait until the worker runs again. Due times stay right."
        ) % {"time": brief.duration(now - latest.at)}


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
