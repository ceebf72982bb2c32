"""The letters that a brand may word itself, our own words for each, and which of the two hold for a brand and language.

Ours are said in the language that is active, from the same catalogues as everything else; they are texts like a brand's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext, gettext_noop

from parola.desk.accounts.models import Brand
from parola.desk.mail.models import Wording
from parola.desk.mail.wording import Kind
from parola.desk.tickets.placeholders import mark

TICKET = ("customer_name", "ticket_reference", "brand_name")

KINDS: Mapping[str, Kind] = {
    "acknowledgement": Kind(
        name=gettext_noop("Acknowledgement"),
        about=gettext_noop("At once, to whoever asks: that it has arrived, and when the answer is due."),
        may=(*TICKET, "earlier_request", "promise", "included"),
        must=("ticket_reference", "promise"),
    ),
    "reply": Kind(
        name=gettext_noop("Reply"),
        about=gettext_noop("Around what an agent writes."),
        may=(*TICKET, "message", "promise"),
        must=("message",),
    ),
    "priority_changed": Kind(
        name=gettext_noop("Other priority"),
        about=gettext_noop("When the priority of a request was changed."),
        may=(*TICKET, "priority_before", "priority", "reason", "next_due"),
        must=("ticket_reference", "priority", "reason", "next_due"),
    ),
    "terms_changed": Kind(
        name=gettext_noop("Other terms"),
        about=gettext_noop("When another plan holds for a request."),
        may=(*TICKET, "plan", "reason", "next_due"),
        must=("ticket_reference", "plan", "reason", "next_due"),
    ),
    "resolved": Kind(
        name=gettext_noop("Resolved"),
        about=gettext_noop("When an agent marks a request as resolved."),
        may=(*TICKET, "closing"),
        must=("ticket_reference", "closing"),
    ),
    "customer_reminded": Kind(
        name=gettext_noop("Reminder"),
        about=gettext_noop("When a request waits for the customer, by a rule of the agreement."),
        may=(*TICKET, "closing", "clause"),
        must=("ticket_reference", "closing"),
    ),
    "closed": Kind(
        name=gettext_noop("Closed"),
        about=gettext_noop("When the desk closes a request that nobody answered, by a rule of the agreement."),
        may=(*TICKET, "clause"),
        must=("ticket_reference",),
    ),
    "invitation": Kind(
        name=gettext_noop("Invitation of a customer"),
        about=gettext_noop("With the link by which somebody joins their company's account."),
        may=("brand_name", "inviter", "until"),
        must=("until",),
    ),
    "login_code": Kind(
        name=gettext_noop("Code to sign in"),
        about=gettext_noop("To customers of the brand who ask for a code in place of a password."),
        may=("brand_name", "code"),
        must=("code",),
    ),
}
"""By the template that an outbox row names."""


def text_for(brand: Brand, letter: str, language: str) -> str:
    """What the letter says, with its placeholders: the brand's own words in that language, else ours in the active one."""
    own = (
        Wording.objects.filter(brand=brand.pk, letter=letter, language=language).values_list("text", flat=True).first()
    )
    return own or ours(letter)


def ours(letter: str) -> str:
    """Our own words, in the language that is active."""
    return "\n\n".join(OURS[letter]())


def _acknowledgement() -> list[str]:
    received = gettext("We have received your request. Its reference is %(reference)s.")
    return [
        mark("earlier_request"),
        received % REFERENCE,
        mark("promise"),
        mark("included"),
        gettext("To add something, reply to this message."),
    ]


def _reply() -> list[str]:
    return [mark("message"), mark("promise")]


def _priority_changed() -> list[str]:
    told = gettext("The priority of your request %(reference)s was changed from %(before)s to %(priority)s.")
    named = REFERENCE | {"before": mark("priority_before"), "priority": mark("priority")}
    return [told % named, mark("reason"), mark("next_due")]


def _terms_changed() -> list[str]:
    told = gettext("For your request %(reference)s the plan %(plan)s holds from now on.")
    return [told % (REFERENCE | {"plan": mark("plan")}), mark("reason"), mark("next_due")]


def _resolved() -> list[str]:
    return [
        gettext("We have marked your request %(reference)s as resolved.") % REFERENCE,
        gettext("If it is not, reply to this message and we go on."),
        mark("closing"),
    ]


def _customer_reminded() -> list[str]:
    return [
        gettext("We are waiting for your answer to go on with your request %(reference)s.") % REFERENCE,
        gettext("To answer, reply to this message."),
        mark("closing"),
        mark("clause"),
    ]


def _closed() -> list[str]:
    return [
        gettext("We have closed your request %(reference)s, since we have not heard from you.") % REFERENCE,
        mark("clause"),
        gettext("If you still need us, reply to this message."),
    ]


def _invitation() -> list[str]:
    told = gettext("%(by)s invites you to ask the support of %(brand)s for help, and to see your requests.")
    return [
        told % {"by": mark("inviter"), "brand": mark("brand_name")},
        gettext("The link can be used once, until %(until)s.") % {"until": mark("until")},
    ]


def _login_code() -> list[str]:
    return [
        gettext("Your code is:"),
        mark("code"),
        gettext("Type it in the window in which you asked for it, within a quarter of an hour. It can be used once."),
        gettext("If you did not ask for it, do nothing: without the code nobody gets in."),
    ]


REFERENCE = {"reference": mark("ticket_reference")}
OURS: Mapping[str, Callable[[], list[str]]] = {
    "acknowledgement": _acknowledgement,
    "reply": _reply,
    "priority_changed": _priority_changed,
    "terms_changed": _terms_changed,
    "resolved": _resolved,
    "customer_reminded": _customer_reminded,
    "closed": _closed,
    "invitation": _invitation,
    "login_code": _login_code,
}
"""Our own words for each of `KINDS`, paragraph by paragraph."""
