"""Which notices somebody wants by mail, and the link in each that stops it (RFC 8058).

Deadlines and escalations are not among them: somebody is always told (docs/decisions/0151), and what the desk promises hangs on it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_noop

from parola.desk.accounts.models import Person
from parola.desk.mail.models import Digest, Unwanted
from parola.sla.zones import zone_of

DIGEST = "digest"
NOTICES: Mapping[str, str] = {
    "undelivered": gettext_noop("A mail that I wrote did not arrive"),
    "lowering_proposed": gettext_noop("The desk proposes a lower priority, and somebody is to decide"),
    "news": gettext_noop("Something happens on a ticket that I follow, or somebody names me in a note"),
    "handover": gettext_noop("Tickets wait for somebody who is away"),
    "recurrence": gettext_noop("Incidents that are alike were noticed"),
    "ending": gettext_noop("A contract ends"),
    "report": gettext_noop("A report that a colleague has set up for me"),
}
"""Those that can be left out, by the template or kind that the outbox names, and what they tell of."""

AT = 7
"""The hour of the reader's morning at which a digest leaves."""

_TOKEN = re.compile(r"(\d{1,12})\.([a-z_]{1,32})\.([0-9a-f]{64})")


def wants(person: Person, notice: str) -> bool:
    """Whether the person gets that kind of notice by mail."""
    return not Unwanted.objects.filter(person=person, notice=notice).exists()


def unwanted(person: Person) -> set[str]:
    """The kinds that the person does not want."""
    return set(Unwanted.objects.filter(person=person).values_list("notice", flat=True))


def has_digest(person: Person) -> bool:
    """Whether the person gets the day's deadlines each morning."""
    return Digest.objects.filter(person=person).exists()


@transaction.atomic
def choose(*, person: Person, notices: Collection[str], digest: bool, now: datetime) -> None:
    """From now on the person gets these kinds by mail, and the digest or not."""
    Unwanted.objects.filter(person=person).delete()
    Unwanted.objects.bulk_create([Unwanted(person=person, notice=each) for each in NOTICES if each not in notices])
    if digest:
        Digest.objects.get_or_create(person=person, defaults={"next_at": next_morning(person.timezone, now)})
    else:
        Digest.objects.filter(person=person).delete()


def stop(*, person: Person, notice: str) -> None:
    """No more mails of that kind to the person. To say so again changes nothing."""
    if notice == DIGEST:
        Digest.objects.filter(person=person).delete()
    else:
        Unwanted.objects.get_or_create(person=person, notice=notice)


def next_morning(timezone: str, now: datetime) -> datetime:
    """The next instant at which it is morning there."""
    local = now.astimezone(zone_of(timezone))
    morning = local.replace(hour=AT, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def address(person: Person, notice: str) -> str:
    """The link that stops that kind of mail, for whoever has it: it does nothing else."""
    return settings.BASE_URL + reverse("stop_mail", args=[token(person.pk, notice)])


def token(person: int, notice: str) -> str:
    """What the link carries: whose mail, which kind, and a proof that we made it."""
    return f"{person}.{notice}.{_proof(person, notice)}"


def read(told: str) -> tuple[Person, str] | None:
    """Whose mail of which kind a link stops; None where it is none of ours, or nobody is there any more."""
    match = _TOKEN.fullmatch(told)
    if match is None:
        return None
    number, notice = int(match.group(1)), match.group(2)
    genuine = constant_time_compare(match.group(3), _proof(number, notice))
    if not genuine or notice not in {*NOTICES, DIGEST}:
        return None
    person = Person.objects.filter(pk=number, is_active=True).first()
    return (person, notice) if person else None


def _proof(person: int, notice: str) -> str:
    return salted_hmac("parola.mail.stop", f"{person}:{notice}", algorithm="sha256").hexdigest()
