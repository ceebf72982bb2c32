"""Canned replies: texts that a brand prepares for its agents, in several languages, with placeholders (`placeholders`).

An agent puts one into the reply that they are writing, and changes and sends it as their own: nothing is sent by itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.teams.models import Team, TeamMember
from parola.desk.tickets import placeholders, projection, queries
from parola.desk.tickets.models import CannedReply, Ticket
from parola.desk.tickets.placeholders import Wrong
from parola.desk.tickets.vocabulary import Message
from parola.policy.numerals import told_in
from parola.policy.words import speak
from parola.sla.agreement import Metric

LONGEST_TEXT = 10_000
MOST_FAULTS = 10


class NotAllowed(Exception):
    """The person does not configure the brand, or does not reply for it."""


class BadText(ValueError):
    """A text names placeholders that there are not."""

    def __init__(self, language: str, faults: list[Wrong]) -> None:
        super().__init__(f"{language}: {faults}")
        self.language, self.faults = language, faults


class ShortcutTaken(ValueError):
    """Another reply of the brand has the shortcut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A canned reply, filled in for a ticket. `missing`: the placeholders that have no value there, and still stand in it."""

    text: str
    language: str
    """Of the text."""
    wanted: str
    """The customer's language; another one than `language` where there is no text in it."""
    missing: tuple[str, ...]


@transaction.atomic
def save(
    *,
    reply: CannedReply | None,
    brand: Brand,
    title: str,
    texts: Mapping[str, str],
    by: Person | None,
    now: datetime,
    shortcut: str = "",
    team: Team | None = None,
    in_use: bool = True,
) -> CannedReply:
    """A new canned reply of the brand (`reply` is None), or one as it is from now on. Empty texts are left out.

    `by` is None where the desk's own machine does it. Raises NotAllowed, BadText, ShortcutTaken.
    """
    if by is not None:
        require(by, Act.CONFIGURE, brand)
    told = {language: text.replace("\r\n", "\n") for language, text in texts.items() if text.strip()}
    for language, text in told.items():
        if faults := faults_of(text):
            raise BadText(language, faults)
    others = CannedReply.objects.select_for_update().filter(brand=brand).exclude(pk=reply.pk if reply else 0)
    if shortcut and others.filter(shortcut=shortcut).exists():
        raise ShortcutTaken(shortcut)
    before = _fields(reply) if reply else None
    changed = reply or CannedReply(brand=brand)
    changed.title, changed.shortcut, changed.texts, changed.in_use = title, shortcut, told, in_use
    changed.team = team
    changed.save()
    audit.record(
        by=by, brand=brand, matter="canned_reply", key=changed.pk, before=before, after=_fields(changed), now=now
    )
    return changed


def faults_of(text: str) -> list[Wrong]:
    """What in the text is no placeholder, though it looks like one; the first few."""
    return list(islice(placeholders.wrong(text), MOST_FAULTS))


def _fields(reply: CannedReply) -> dict[str, audit.Plain]:
    """What the audit log keeps of it. The texts are the brand's own words, and hold no person's name."""
    texts: dict[str, audit.Plain] = {f"text_{language}": text for language, text in reply.texts.items()}
    team = reply.team.name if reply.team else None
    return {"title": reply.title, "shortcut": reply.shortcut, "team": team, "in_use": reply.in_use, **texts}


def offered_to(person: Person, brand: Brand) -> QuerySet[CannedReply]:
    """Those in use for the person: everybody's, those of their teams, and for whoever configures the brand all of them."""
    found = CannedReply.objects.filter(brand=brand, in_use=True).order_by("title", "pk")
    if may(person, Act.CONFIGURE, brand):
        return found
    teams = TeamMember.objects.filter(person=person, team__brand=brand).values("team")
    return found.filter(Q(team=None) | Q(team__in=teams))


def offered(person: Person, brand: Brand, find: str = "") -> list[CannedReply]:
    """Those that the words asked for are in (title, shortcut, texts), the most used first; the one of that shortcut before all."""
    wanted = _plain(find).split()
    found = [reply for reply in offered_to(person, brand) if _holds(reply, wanted)]
    return sorted(found, key=lambda reply: (not find or reply.shortcut != find.strip(), -reply.uses))


def _holds(reply: CannedReply, wanted: list[str]) -> bool:
    told = _plain("\n".join([reply.title, reply.shortcut, *reply.texts.values()]))
    return all(word in told for word in wanted)


def _plain(text: str) -> str:
    """Without case and accents, as people search."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parted if not unicodedata.combining(each))


@transaction.atomic
def use(*, reply: CannedReply, ticket: Ticket, by: Person, now: datetime) -> Prepared:
    """The reply, filled in for the ticket; that it was used is counted. Raises NotAllowed."""
    require(by, Act.REPLY, ticket.brand)
    CannedReply.objects.filter(pk=reply.pk).update(uses=F("uses") + 1, used_at=now)
    return prepare(reply, ticket, by, now)


def prepare(reply: CannedReply, ticket: Ticket, by: Person, now: datetime, wanted: str = "") -> Prepared:
    """The reply for the ticket in the customer's language (or the one that is wanted), else in the brand's, else in any that it has."""
    wanted = wanted or ticket.requester.language
    tried = (wanted, wanted.partition("-")[0], ticket.brand.language, *reply.texts)
    language = next(each for each in tried if each in reply.texts)
    with told_in(ticket.requester.numerals):
        filled = placeholders.fill(reply.texts[language], values(ticket, by, language, now))
    return Prepared(text=filled.text, language=language, wanted=wanted, missing=filled.missing)


def values(ticket: Ticket, by: Person, language: str, now: datetime) -> dict[str, str]:
    """What each placeholder stands for on a ticket; empty: nothing."""
    due = next_due(ticket, now)
    plain = {
        "customer_name": ticket.requester.name,
        "ticket_reference": ticket.reference,
        "agent_name": by.name,
        "brand_name": ticket.brand.name,
        "next_due": speak(language).instant(due, ticket.requester.timezone) if due else "",
        "ticket_link": ticket.brand.door + reverse("portal:ticket", args=[ticket.reference]),
    }
    return {name: placeholders.one_line(value) for name, value in plain.items()}


def next_due(ticket: Ticket, now: datetime) -> datetime | None:
    """When the customer is next promised something, if a reply is sent now; None where no time is promised, or it has passed.

    That a ticket goes to another tier in time is nothing that a reply can announce, and a goal is no promise.
    """
    fact = Message(side="support", public=True, channel="", body="", digest="")
    sent = projection.supposing(queries.history(ticket), fact, now)
    waiting = [
        clock for clock in projection.timeline(sent, queries.terms(ticket)).at(now).clocks if clock.ended is None
    ]
    promised = [clock.due for clock in waiting if clock.metric is not Metric.ESCALATION and not clock.goal]
    return min((due for due in promised if due is not None and due > now), default=None)


def require(by: Person, act: Act, brand: Brand) -> None:
    """Raise NotAllowed where the person may not do that for the brand."""
    if not may(by, act, brand):
        raise NotAllowed(brand.slug)
