"""A person erased: all that says who they are goes, everywhere on the desk, and the proof stays (docs/decisions/0155).

What goes and what stays is foretold (`foresee`). The looking is done before the writer's turn, so that nobody waits for it; what
came meanwhile is looked at in the turn.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Max, QuerySet

from parola.desk.accounts import audit, staff
from parola.desk.accounts import operations as accounts
from parola.desk.accounts.models import Invitation, Person
from parola.desk.accounts.naming import Naming, naming_of
from parola.desk.accounts.permissions import administers
from parola.desk.accounts.queries import addresses_of
from parola.desk.accounts.sessions import end_sessions
from parola.desk.files import store, uploads
from parola.desk.knowledge import erasing as knowledge
from parola.desk.mail import catcher
from parola.desk.mail import erasing as mail
from parola.desk.mail.models import Received
from parola.desk.problems import erasing as problems
from parola.desk.problems import gists
from parola.desk.search import erasing as search
from parola.desk.telephony import people as telephony
from parola.desk.tickets import erasing as tickets
from parola.desk.tickets import ledger
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.queries import AT_WORK
from parola.desk.webform import taking as web_forms

GOES = (
    "account.EmailAddress.user",
    "accounts.BelongingAsked.person",
    "accounts.Membership.person",
    "accounts.Post.person",
    "knowledge.Vote.person",
    "live.Presence.person",
    "mail.Digest.person",
    "mail.Unwanted.person",
    "mfa.Authenticator.user",
    "reports.Schedule_readers.person",
    "search.Called.person",
    "socialaccount.SocialAccount.user",
    "teams.Absence.person",
    "teams.Departure.person",
    "teams.Shift.person",
    "teams.TeamMember.person",
    "telephony.PhoneNumber.person",
    "tickets.Batch.by",
    "tickets.Draft.person",
    "tickets.FirstView.person",
    "tickets.Follow.person",
    "tickets.Reading.person",
    "tickets.View.owner",
    "usersessions.UserSession.user",
)
"""The rows that are about a person alone, by model and field: they are removed."""

STAYS = (
    "accounts.Change.by",
    "accounts.Invitation.by",
    "accounts.OrganizationDomain.allowed_by",
    "agreements.AgreementVersion.published_by",
    "agreements.Contract.account_manager",
    "agreements.Contract.contacts",
    "agreements.Contract_contacts.person",
    "agreements.ExtraUse.by",
    "knowledge.Article.owner",
    "knowledge.Version.by",
    "mail.Sent.person",
    "problems.Addressee.by",
    "problems.MajorIncident.informer",
    "problems.Problem.owner",
    "problems.ProblemEntry.by",
    "problems.Recurrence.decided_by",
    "problems.Telling.by",
    "reports.Schedule.by",
    "reports.Schedule.readers",  # its rows go: Schedule_readers
    "reports.Stay.person",
    "teams.Absence.deputy",
    "telephony.Call.agent",
    "tickets.Dismissed.by",
    "tickets.Ticket.assignee",
    "tickets.Ticket.participants",
    "tickets.Ticket.requester",
    "tickets.TicketEvent.actor",
    "webform.WebRequest.decided_by",
    "tickets.Ticket_participants.person",
)
"""The rows of which the person is a part: they keep the number, which then says no more who it was."""


NOTES = (
    ("agreements.Contract", "note"),
    ("agreements.ExtraUse", "note"),
    ("knowledge.Question", "text"),
    ("mail.Sent", "address"),
    ("mail.Sent", "returned_why"),
    ("outbox.OutboxRow", "last_error"),
    ("problems.Addressee", "error"),
    ("problems.MajorIncident", "end_reason"),
    ("problems.MajorIncident", "reason"),
    ("problems.Recurrence", "said"),
    ("problems.Telling", "at_once_reason"),
    ("tickets.Draft", "at_once_reason"),
    ("tickets.Draft", "text"),
    ("tickets.Ticket", "alarm_error"),
    ("webform.WebRequest", "name"),
    ("webform.WebRequest", "subject"),
    ("webform.WebRequest", "text"),
    ("webform.WebRequestFile", "name"),
)
"""Where else somebody, or another server, may have written who they are: it is struck out."""


class NotAllowed(Exception):
    """Only an administrator erases somebody, and not themselves."""


class StillAsks(Exception):
    """Requests of the person are at work: whoever answers them would answer nobody. `references` names them."""

    def __init__(self, references: list[str]) -> None:
        super().__init__(", ".join(references))
        self.references = references


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What erasing a person would do: how many of what go, and what stays that may still name them."""

    addresses: int
    texts: int
    struck: int
    mails: int
    memberships: int
    posts: int
    tickets: int
    """Their requests, which stay without their words."""
    reasons: int
    """Events in which somebody typed their name as a reason or a fact: statements of the vendor, which stay."""
    at_work: list[str]


def foresee(person: Person) -> Foreseen:
    """What would go and what would stay, as things are now. Reads every text and mail of the desk."""
    naming = naming_of(person)
    words = tickets.words_of(person, naming)
    return Foreseen(
        addresses=len(addresses_of(person)),
        texts=len(words.gone),
        struck=len(words.struck),
        mails=len(mail.mails_of(person, naming)),
        memberships=person.memberships.count(),
        posts=person.posts.count(),
        tickets=Ticket.objects.filter(requester=person).count(),
        reasons=sum(1 for _each in reasons_naming(naming)) + problems.reasons_naming(naming),
        at_work=at_work(person),
    )


def reasons_naming(naming: Naming) -> Iterator[int]:
    """The positions of the events whose own data name the person."""
    for position, data in TicketEvent.objects.order_by("position").values_list("position", "data").iterator(500):
        if naming.is_in(json.dumps(data, ensure_ascii=False)):
            yield position


def at_work(person: Person) -> list[str]:
    """The references of the person's requests that are not done."""
    asked = Ticket.objects.filter(requester=person, status__in=AT_WORK)
    return list(asked.order_by("pk").values_list("reference", flat=True))


def erase(*, person: Person, by: Person, now: datetime) -> None:
    """Erase the person, for good. Raises NotAllowed, StillAsks, staff's LastAdministrator."""
    if not administers(by) or by == person or person.erased_at is not None:
        raise NotAllowed(str(person.pk))
    naming = naming_of(person)
    seen = Received.objects.aggregate(last=Max("pk", default=0))["last"]
    mails = mail.mails_of(person, naming)
    with ledger.turn():
        if open_tickets := at_work(person):
            raise StillAsks(open_tickets)
        staff.keep_an_administrator(person)
        files = tickets.erase_words(person=person, naming=naming, by=by, now=now)
        problems.strike(person=person, naming=naming, by=by, now=now)
        search.forget_erased(person)
        gists.forget_erased(person)
        files += uploads.forget(uploads.owner_of(person.pk))
        files += web_forms.forget(addresses_of(person))
        mail.empty([*mails, *mail.mails_of(person, naming, after=seen)], naming=naming, now=now)
        mail.forget_sending(person)
        strike_notes(naming)
        knowledge.strike(naming)
        forget(person, now)
        audit.record(
            by=by, brand=None, matter="person", key=person.pk, before={"erased": False}, after={"erased": True}, now=now
        )
    store.drop(files)
    mail.forget_caught(settings.DATA / catcher.FOLDER, naming)
    search.scrub()
    scrub()


def forget(person: Person, now: datetime) -> None:
    """The account itself: from here on a number."""
    addresses = addresses_of(person)
    end_sessions(person)
    accounts.forget_attempts(addresses)
    Invitation.objects.filter(email__in=addresses).delete()
    telephony.erase(person)
    for rows in about(person):
        rows.delete()
    Person.objects.filter(pk=person.pk).update(
        email=f"{secrets.token_hex(16)}@erased.invalid",  # nobody can guess it, and write in their name
        name="",
        password="",
        language=settings.LANGUAGE_CODE,
        timezone="UTC",
        is_active=False,
        is_superuser=False,
        last_login=None,
        erasure_asked_at=None,
        erased_at=now,
    )


def strike_notes(naming: Naming) -> None:
    """Notes and errors name the person no more."""
    for model, field in NOTES:
        rows = apps.get_model(model).objects
        for key, text in rows.exclude(**{field: ""}).values_list("pk", field):
            if naming.is_in(text):
                rows.filter(pk=key).update(**{field: naming.struck(text)})


def about(person: Person) -> Iterator[QuerySet[Any]]:
    """The rows that go, model by model."""
    for place in GOES:
        model, _dot, field = place.rpartition(".")
        yield apps.get_model(model).objects.filter(**{field: person})


def scrub() -> None:
    """SQLite overwrites what it frees; what still stands in its journal is written home and the journal cut off."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
