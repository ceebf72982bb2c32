"""What needs the reader beside tickets of theirs: calls that are announced, colleagues who are away while their promises fall due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parola.desk.accounts.models import Person
from parola.desk.telephony import calls as telephony
from parola.desk.telephony.numbers import readable
from parola.desk.tickets import handovers
from parola.web.console.teams.telling import back_told
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that the reader is to take down."""

    brand: str
    number: str
    at: datetime
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Somebody is or goes away, and tickets wait: a sentence, and where they are handed over."""

    text: str
    tickets: str
    address: str


def calls(person: Person, now: datetime) -> Sequence[Call]:
    """The calls that the reader is to hear of."""
    return [
        Call(
            brand=call.line.brand.name,
            number=readable(call.number),
            at=call.at,
            address=f"{reverse('console:new')}?call={call.pk}",
        )
        for call in telephony.offered_to(person, now)
    ]


def gone(person: Person, until: datetime, now: datetime) -> Sequence[Gone]:
    """The reader's own absence that begins by then, and colleagues who are away with tickets that fall due by then."""
    return [
        Gone(text=_text(each, person, now), tickets=_tickets(each), address=reverse("console:handovers"))
        for each in handovers.left_behind(person, until, now)
    ]


def _text(behind: handovers.Behind, reader: Person, now: datetime) -> str:
    if behind.person == reader:
        return _("You are away soon, until %(until)s") % {"until": back_told(behind.until, now)}
    name = words().isolated(str(behind.person))
    return _("%(name)s is away until %(until)s") % {"name": name, "until": back_told(behind.until, now)}


def _tickets(behind: handovers.Behind) -> str:
    text = ngettext("%(count)s ticket falls due meanwhile", "%(count)s tickets fall due meanwhile", behind.tickets)
    return text % {"count": behind.tickets}
