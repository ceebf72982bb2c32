"""The mails that carry the links of invitations and sign-ups, and those that tell whether somebody belongs to a customer.

Nothing that whoever signs up typed is in them: the address may be another's, who would be told it in our name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from parola.desk.accounts.models import Brand, Invitation, Organization, Person
from parola.desk.mail import alone, worded, wording
from parola.desk.mail.compose import Envelope
from parola.desk.mail.letters import Letter
from parola.desk.mail.wording import Values
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import belonging, invitations
from parola.desk.tickets.placeholders import one_line
from parola.policy.words import speak


def deliver(*, now: datetime) -> bool:
    """Send what waits. True where there may be more to send at once."""
    invited = alone.deliver(kind=invitations.KIND, write=lambda row: invitation_mail(row, now), now=now)
    decided = alone.deliver(kind=belonging.KIND, write=belonging_mail, now=now)
    return invited or decided


def invitation_mail(row: OutboxRow, now: datetime) -> Envelope | None:
    """The mail with the link; the link is made here, and is in no table. None where it was withdrawn. Raises Unsendable."""
    found = Invitation.objects.filter(pk=row.payload["invitation"], accepted_at=None, expires_at__gt=now)
    invitation = found.select_related("brand", "by", "organization").first()
    if invitation is None:
        return None
    brand, to, language = invitation.brand, invitation.email, invitation.language
    with override(language):
        return alone.envelope(row=row, brand=brand, to=to, letter=letter(invitation), language=language)


def letter(invitation: Invitation) -> Letter:
    """What the mail says: an invitation, or what somebody asked for who wants to sign up."""
    identifier = invitation.pk
    works_here = invitation.by is not None and invitation.organization is None
    door = settings.BASE_URL if works_here else invitation.brand.door
    link = door + reverse("welcome", args=[identifier, invitations.new_key(invitation)])
    until = speak(invitation.language).instant(invitation.expires_at, invitation.brand.timezone)
    names = {"brand": one_line(invitation.brand.name), "by": one_line(str(invitation.by)), "until": until}
    once = gettext("The link can be used once, until %(until)s.") % names
    if invitation.by is None:
        asked = (
            gettext("Somebody, most likely you, asked for an account with the support of %(brand)s for this address.")
            % names,
            once,
            gettext("If it was not you, do nothing: there is no account as long as nobody opens the link."),
        )
        return Letter(
            subject=gettext("Your account with %(brand)s") % names, lines=asked, link=link, link_text=gettext("Go on")
        )
    lines: tuple[str, ...] = (gettext("%(by)s invites you to work at the support desk of %(brand)s.") % names, once)
    if invitation.organization is not None:
        lines = invited(worded.text_for(invitation.brand, "invitation", invitation.language), names)
    return Letter(
        subject=gettext("Invitation of %(brand)s") % names,
        lines=lines,
        link=link,
        link_text=gettext("See the invitation"),
    )


def invited(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """What a customer is told who is invited, in these words."""
    values = Values(words={"inviter": names["by"], "brand_name": names["brand"], "until": names["until"]})
    return wording.told(text, values)


def belonging_mail(row: OutboxRow) -> Envelope | None:
    """The mail that says whether somebody belongs to a customer. None where nobody is there any more. Raises Unsendable."""
    person = Person.objects.filter(pk=row.payload["to"], is_active=True).first()
    brand = Brand.objects.get(pk=row.payload["brand"])
    if person is None:
        return None
    organization = Organization.objects.filter(pk=row.payload["organization"]).first()
    to, language = person.email, person.language
    with override(language):
        return alone.envelope(
            row=row, brand=brand, to=to, letter=belonging_letter(brand, organization), language=language
        )


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
        link=brand.door + reverse("portal:requests"),
        link_text=gettext("See your requests"),
    )
