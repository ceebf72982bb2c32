"""The day's deadlines by mail, each morning, to whoever asked for it: their own tickets; to who leads a brand or manages it, all of its.

What is told is true when the mail is written. A morning on which nothing is due has no mail; mornings of an outage are not made up for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from parola.desk.accounts.models import Brand, Person, Post
from parola.desk.mail import alone, choices
from parola.desk.mail.compose import Envelope
from parola.desk.mail.letters import Letter
from parola.desk.mail.models import Digest
from parola.desk.mail.personal import sender_for
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import AT_WORK, worked_on_by
from parola.policy.numerals import told_in
from parola.policy.words import Words, speak
from parola.sla.zones import zone_of

KIND = "digest"
"""The outbox rows that this page sends."""
SLICE = 50
MOST = 25
"""Tickets that are named; of the others it is told how many."""
LEADS = (Post.Role.LEAD, Post.Role.MANAGER)


def sweep(*, now: datetime) -> bool:
    """Put into the outbox what is to leave by now. True where there may be more."""
    due = list(Digest.objects.filter(next_at__lte=now).select_related("person").order_by("next_at", "pk")[:SLICE])
    for digest in due:
        _enqueue(digest, now)
    return len(due) == SLICE


@transaction.atomic
def _enqueue(digest: Digest, now: datetime) -> None:
    """One mail for this morning, and the next look tomorrow. Somebody else may have looked: then nothing is done."""
    person = digest.person
    following = choices.next_morning(person.timezone, now)
    if (
        not Digest.objects.filter(pk=digest.pk, next_at=digest.next_at).update(next_at=following)
        or not person.is_active
    ):
        return
    outbox.enqueue(
        key=f"{KIND}:{person.pk}:{digest.next_at.date().isoformat()}",
        kind=KIND,
        payload={"to": person.pk},
        domain=sender_for(person).domain,
        now=now,
    )


def deliver(*, now: datetime) -> bool:
    """Send what waits."""
    return alone.deliver(kind=KIND, write=lambda row: envelope(row, now), now=now)


def envelope(row: OutboxRow, now: datetime) -> Envelope | None:
    """The mail, in the reader's language; None where nothing is due, or nobody wants it any more."""
    to = Person.objects.filter(pk=row.payload["to"], is_active=True, digest__isnull=False).first()
    if to is None:
        return None
    with override(to.language), told_in(to.numerals):
        letter = digest_letter(to, speak(to.language), now)
        if letter is None:
            return None
        stop = choices.address(to, choices.DIGEST)
        return alone.envelope(
            row=row, brand=sender_for(to), to=to.email, letter=letter, language=to.language, stop=stop
        )


def digest_letter(to: Person, words: Words, now: datetime) -> Letter | None:
    """What is missed and what is due until the reader's day ends; None where that is nothing."""
    local = now.astimezone(zone_of(to.timezone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    tickets = list(theirs(to).filter(due_at__lt=midnight).order_by("due_at", "pk"))
    if not tickets:
        return None
    missed = [ticket for ticket in tickets if ticket.due_at and ticket.due_at <= now]
    today = tickets[len(missed) :]
    lines = [
        *_part(missed, ngettext("%(count)d deadline is missed:", "%(count)d deadlines are missed:", len(missed)), to, words),
        *_part(today, ngettext("%(count)d more is due today:", "%(count)d more are due today:", len(today)), to, words),
    ]  # fmt: skip
    return Letter(
        subject=gettext("Your deadlines of %(day)s") % {"day": words.date(local.date())},
        lines=tuple(lines),
        link=settings.BASE_URL + reverse("console:queue"),
        link_text=gettext("Open the queue"),
    )


def theirs(person: Person) -> QuerySet[Ticket]:
    """The tickets at work that concern the person: their own, and those of the brands that they lead or manage."""
    led = Brand.objects.filter(posts__person=person, posts__role__in=LEADS).values("pk")
    mine = Q(assignee=person) | Q(brand__in=led)
    found = worked_on_by(person).filter(mine, status__in=AT_WORK, void="", due_at__isnull=False)
    return found.select_related("brand", "opening")


def _part(tickets: Sequence[Ticket], heading: str, to: Person, words: Words) -> list[str]:
    """A heading and its tickets, each in one line of one paragraph."""
    if not tickets:
        return []
    named = [
        gettext("%(reference)s: %(instant)s. %(subject)s")
        % {"reference": each.reference, "instant": words.moment(each.due_at, to.timezone), "subject": each.subject}
        for each in tickets[:MOST]
        if each.due_at
    ]
    left = len(tickets) - MOST
    more = ngettext("and %(count)d more", "and %(count)d more", left) % {"count": left}
    rest = [words.digits(more)] if left > 0 else []
    return [words.digits(heading % {"count": len(tickets)}), "\n".join([*named, *rest])]
