"""What stands at the top of every page of the console while something does not work as it should."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from parola.desk.accounts.models import Person, Post
from parola.desk.accounts.permissions import Act, administers, roles_that_may
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.queries import taking_tickets
from parola.desk.mail import queries as mail
from parola.desk.reports import checking
from parola.desk.teams.queries import unattended
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.web import brief
from parola.web.health import stopped_lanes, stream_stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong, in a sentence, and where one can look at it, if there is such a place."""

    text: str
    address: str = ""


def troubles(person: Person, now: datetime) -> list[Trouble]:
    """What is wrong, as far as it is `person`'s to know; empty while all is well."""
    return [
        *(Trouble(text=text) for text in _stopped(now)),
        *_no_news(person, now),
        *_set_aside(person),
        *_differing(person),
        *_nobody(person, now),
    ]


def _no_news(person: Person, now: datetime) -> Iterator[Trouble]:
    """Pages ask again by themselves meanwhile: who can start the event stream is to know, and nobody else need."""
    if settings.STREAM and administers(person) and stream_stopped(now):
        yield Trouble(
            text=str(
                _("The event stream has stopped: pages show what is new some 20 seconds later, until it runs again.")
            )
        )


def _nobody(person: Person, now: datetime) -> Iterator[Trouble]:
    """Brands whose warnings reach nobody but the desk's administrators. One that never had anybody nor any ticket is only being set up."""
    text = _("All who work for %(brand)s are away or gone: its warnings go to the desk's administrators.")
    at_work = Ticket.objects.filter(brand=OuterRef("pk"))
    used = Exists(at_work) | Exists(Post.objects.filter(brand=OuterRef("pk"), role__in=roles_that_may(Act.REPLY)))
    for brand in unattended(taking_tickets(brands_of(person, Act.CONFIGURE)), now).filter(used):
        address = f"{reverse('console:there')}?brand={brand.slug}"
        yield Trouble(text=str(text) % {"brand": brand.name}, address=address)


def _stopped(now: datetime) -> Iterator[str]:
    for lane, last in stopped_lanes(now).items():
        if lane == "inboxes" and not mail.fetches():
            continue
        if last is None:
            yield str(NOT_STARTED[lane])
        else:
            yield str(STOPPED[lane]) % {"time": brief.duration(now - last)}


NOT_STARTED: Mapping[str, Promise] = {
    "clocks": _("Timekeeping has not started: no warning is raised until the worker runs. Due times stay right."),
    "mail": _("Mail stands still until the worker runs: nothing is lost, and nothing leaves."),
    "inboxes": _("No mail is fetched from mailboxes elsewhere until the worker runs: it waits there."),
    "solutions": _(
        "The desk does not look for known solutions by itself until the worker runs. It leaves no request out."
    ),
    "problems": _(
        "Customers of a problem's requests who are many are not told of it until the worker runs. Nobody is left out. "
        "Incidents that recur are not noticed meanwhile."
    ),
    "search": _("What is written is not found by the search until the worker runs. Nothing else waits for it."),
    "reports": _(
        "The numbers of the reports are not checked each night until the worker runs. They do not wait for it."
    ),
}
STOPPED: Mapping[str, Promise] = {
    "clocks": _("Timekeeping stopped %(time)s ago: warnings wait until the worker runs again. Due times stay right."),
    "mail": _("Mail has stood still for %(time)s: nothing is lost, and nothing leaves until the worker runs again."),
    "inboxes": _(
        "No mail was fetched from mailboxes elsewhere for %(time)s: it waits there until the worker runs again."
    ),
    "solutions": _(
        "The desk has not looked for known solutions by itself for %(time)s. It leaves no request out when the worker runs again."
    ),
    "problems": _(
        "For %(time)s customers of a problem's requests were told nothing more of it. Nobody is left out when the worker runs again. "
        "Incidents that recur were not noticed meanwhile."
    ),
    "search": _("What was written during the last %(time)s is not found by the search until the worker runs again."),
    "reports": _("For %(time)s nothing was there to check the numbers of the reports. They do not wait for it."),
}


def _differing(person: Person) -> Iterator[Trouble]:
    """Reports whose numbers are not what the record says, as the last look at them found."""
    for check in checking.differing(person):
        text = ngettext(
            "The reports of %(brand)s differ from the record at %(count)s of the tickets that were checked.",
            "The reports of %(brand)s differ from the record at %(count)s of the tickets that were checked.",
            len(check.differing),
        )
        told = text % {"brand": check.brand.name, "count": brief.number(len(check.differing))}
        yield Trouble(text=told, address=reverse("console:report_check"))


def _set_aside(person: Person) -> Iterator[Trouble]:
    aside = reverse("console:aside")
    unread = mail.set_aside(person).count()
    if unread:
        text = ngettext(
            "%(count)s mail that came in could not be read and was set aside.",
            "%(count)s mails that came in could not be read and were set aside.",
            unread,
        )
        yield Trouble(text=text % {"count": brief.number(unread)}, address=f"{aside}#unread")
    held = mail.held(person).count()
    if held:
        text = ngettext(
            "%(count)s mail is held: very many came from its sender at once.",
            "%(count)s mails are held: very many came from one sender at once.",
            held,
        )
        yield Trouble(text=text % {"count": brief.number(held)}, address=f"{aside}#held")
    unsent = mail.unsent(person).count()
    if unsent:
        text = ngettext(
            "%(count)s mail could not be sent and was set aside.",
            "%(count)s mails could not be sent and were set aside.",
            unsent,
        )
        yield Trouble(text=text % {"count": brief.number(unsent)}, address=f"{aside}#unsent")
    for inbox in mail.failing_inboxes(person):
        told = _("No mail is fetched for %(address)s: %(why)s")
        yield Trouble(
            text=str(told) % {"address": inbox.mailbox.address, "why": inbox.get_trouble_display()}, address=aside
        )
    parked = list(tickets.parked().values_list("pk", flat=True))
    stuck = tickets.worked_on_by(person).filter(pk__in=parked).count() if parked else 0
    if stuck:
        text = ngettext(
            "The warnings of %(count)s ticket could not be raised.",
            "The warnings of %(count)s tickets could not be raised.",
            stuck,
        )
        yield Trouble(text=text % {"count": brief.number(stuck)})
