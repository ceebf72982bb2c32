"""The mails that carry the links of invitations and sign-ups, and those that tell whether somebody belongs to a customer.

Nothing that whoever signs up typed is in them: the address may be another's, who would be told it in our name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from parola.desk.accounts.models import Brand, Invitation, Organization, Person
from parola.desk.mail import message, sender
from parola.desk.mail.address import Mailbox
from parola.desk.mail.compose import Envelope, layout
from parola.desk.mail.letters import Letter, Unsendable
from parola.desk.mail.message import Mail
from parola.desk.mail.send import Connection, Refused, ServerGone, TryLater
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import belonging, invitations
from parola.policy.words import speak

MOST = 50
"""Mails of a turn."""


def deliver(*, now: datetime) -> bool:
    """Send what waits. True where there may be more to send at once."""
    with Connection() as connection:
        more = [_deliver_kind(kind, connection, now) for kind in WRITERS]
    return any(more)


def _deliver_kind(kind: str, connection: Connection, now: datetime) -> bool:
    for _ in range(MOST):
        row = outbox.claim(kind=kind, now=now)
        if row is None or not _deliver(row, connection, now):
            return False
    return True


def _deliver(row: OutboxRow, connection: Connection, now: datetime) -> bool:
    """Bring one row to an end, or back. False where the server is gone."""
    try:
        connection.send(WRITERS[row.kind](row, now))
    except Unsendable:  # it was withdrawn, or who asked is gone: there is nothing to look at
        outbox.settle(row=row, now=now)
    except Refused as error:
        outbox.park(row=row, error=str(error))
    except TryLater as error:
        outbox.retry(row=row, error=str(error), now=now)
        return not isinstance(error, ServerGone)
    else:
        outbox.settle(row=row, now=now)
    return True


def invitation_mail(row: OutboxRow, now: datetime) -> Envelope:
    """The mail with the link; the link is made here, and is in no table. Raises Unsendable."""
    found = Invitation.objects.filter(pk=row.payload["invitation"], accepted_at=None, expires_at__gt=now)
    invitation = found.select_related("brand", "by", "organization").first()
    if invitation is None:
        raise Unsendable("the invitation was withdrawn")
    with override(invitation.language):
        return _envelope(row, invitation.brand, invitation.email, invitation.language, letter(invitation))


def letter(invitation: Invitation) -> Letter:
    """What the mail says: an invitation, or what somebody asked for who wants to sign up."""
    identifier = invitation.pk
    link = f"{settings.BASE_URL}{reverse('welcome', args=[identifier, invitations.new_key(invitation)])}"
    until = speak(invitation.language).instant(invitation.expires_at, invitation.brand.timezone)
    names = {"brand": invitation.brand.name, "by": str(invitation.by), "until": until}
    once = gettext("The link can be used once, until %(until)s.") % names
    if invitation.by is None:
        lines = (
            gettext("Somebody, most likely you, asked for an account with the support of %(brand)s for this address.")
            % names,
            once,
            gettext("If it was not you, do nothing: there is no account as long as nobody opens the link."),
        )
        return Letter(
            subject=gettext("Your account with %(brand)s") % names, lines=lines, link=link, link_text=gettext("Go on")
        )
    told = gettext("%(by)s invites you to ask the support of %(brand)s for help, and to see your requests.")
    if invitation.organization is None:
        told = gettext("%(by)s invites you to work at the support desk of %(brand)s.")
    return Letter(
        subject=gettext("Invitation of %(brand)s") % names,
        lines=(told % names, once),
        link=link,
        link_text=gettext("See the invitation"),
    )


def belonging_mail(row: OutboxRow, now: datetime) -> Envelope:  # noqa: ARG001  # what every writer is given
    """The mail that says whether somebody belongs to a customer. Raises Unsendable."""
    person = Person.objects.filter(pk=row.payload["to"], is_active=True).first()
    brand = Brand.objects.get(pk=row.payload["brand"])
    if person is None:
        raise Unsendable("nobody is there any more")
    organization = Organization.objects.filter(pk=row.payload["organization"]).first()
    with override(person.language):
        return _envelope(row, brand, person.email, person.language, belonging_letter(brand, organization))


def belonging_letter(brand: Brand, organization: Organization | None) -> Letter:
    """That one belongs to the organization, or that nobody could confirm it."""
    names = {"brand": brand.name, "organization": organization.name if organization else ""}
    lines: tuple[str, ...] = (
        gettext("We could not confirm to which customer of %(brand)s you belong, so that nothing has changed for you.") % names,
        gettext("You can ask us for help all the same. If your company has a contract with us, let a colleague invite you."),
    )  # fmt: skip
    if organization is not None:
        lines = (
            gettext("You belong to %(organization)s at %(brand)s now: what its contract includes is there for you.")
            % names,
        )
    return Letter(
        subject=gettext("Your account with %(brand)s") % names,
        lines=lines,
        link=f"{settings.BASE_URL}{reverse('portal:requests')}",
        link_text=gettext("See your requests"),
    )


def _envelope(row: OutboxRow, brand: Brand, recipient: str, language: str, said: Letter) -> Envelope:
    text, html = layout(said, brand, language, answerable=False)
    mail = Mail(
        sender=sender.of_brand(brand),
        to=Mailbox(recipient, ""),
        subject=said.subject,
        text=text,
        html=html,
        language=language,
        message_id=row.message_id.strip("<>"),
        date=row.created_at,
        machine="auto-generated",
    )
    return Envelope(sender="", recipient=recipient, data=message.to_bytes(mail))


WRITERS: Mapping[str, Callable[[OutboxRow, datetime], Envelope]] = {
    invitations.KIND: invitation_mail,
    belonging.KIND: belonging_mail,
}
