"""That a contract ends: told by mail to its account manager, else to the brand's managers; each warning once.

The worker looks at a contract when its `warn_at` has come. What is told then is the warning that holds by that time, so that an
outage makes one mail of several; the outbox key names it, so that no second look tells it again.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override

from parola.desk.accounts.models import Person, Post
from parola.desk.agreements import endings, queries
from parola.desk.agreements.models import Contract
from parola.desk.mail import alone, choices
from parola.desk.mail.compose import Envelope
from parola.desk.mail.letters import Letter, Unsendable
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.policy.numerals import told_in
from parola.policy.words import Words, speak
from parola.sla.zones import zone_of

KIND = "ending"
"""The outbox rows that this page sends."""
SLICE = 50


def sweep(*, now: datetime) -> bool:
    """Look at the contracts whose warning is due. True where there may be more."""
    due = Contract.objects.filter(warn_at__lte=now).order_by("warn_at", "pk")
    found = list(due.select_related("brand", "account_manager")[:SLICE])
    days = endings.warn_days({contract.brand for contract in found})
    others = endings.siblings(found)
    for contract in found:
        _look(contract, days[contract.brand_id], others, now)
    return len(found) == SLICE


@transaction.atomic
def _look(contract: Contract, days: tuple[int, ...], others: list[Contract], now: datetime) -> None:
    """Tell what holds, and set the next look. Somebody else may have looked, or the contract may have changed: then nothing is done."""
    following = endings.next_warning(contract, days, now)
    mine = Contract.objects.filter(pk=contract.pk, warn_at=contract.warn_at, last_day=contract.last_day)
    if not mine.update(warn_at=following):
        return
    warning = endings.present(contract, days, now)
    if warning is None or endings.followed(contract, others):
        return
    for person in readers(contract):
        outbox.enqueue(
            key=f"ending:{contract.pk}:{contract.last_day}:{warning}:{person.pk}",
            kind=KIND,
            payload={"contract": contract.pk, "to": person.pk},
            domain=contract.brand.domain,
            now=now,
        )


def readers(contract: Contract) -> list[Person]:
    """Who is told: the account manager, while they work for the brand; else the brand's managers."""
    working = Person.objects.filter(is_active=True, posts__brand=contract.brand)
    if contract.account_manager_id and (own := list(working.filter(pk=contract.account_manager_id).distinct())):
        return own
    return list(working.filter(posts__role=Post.Role.MANAGER).distinct().order_by("pk"))


def deliver(*, now: datetime) -> bool:
    """Send what waits."""
    return alone.deliver(kind=KIND, write=lambda row: envelope(row, now), now=now)


def envelope(row: OutboxRow, now: datetime) -> Envelope | None:
    """The mail of a row, as it is true at `now`, in the reader's language; None where they want none.

    Raises Unsendable where the reader is gone.
    """
    found = Contract.objects.select_related("brand", "organization").filter(pk=row.payload["contract"]).first()
    to = Person.objects.filter(pk=row.payload["to"], is_active=True).first()
    if found is None or to is None or found.last_day is None:
        raise Unsendable(f"nobody is to be told any more: {row.payload}")
    if not choices.wants(to, KIND):
        return None
    with override(to.language), told_in(to.numerals):
        letter = ending_letter(found, speak(to.language), now)
        return alone.envelope(
            row=row,
            brand=found.brand,
            to=to.email,
            letter=letter,
            language=to.language,
            stop=choices.address(to, KIND),
        )


def ending_letter(contract: Contract, words: Words, now: datetime) -> Letter:
    """What the mail says: whose contract, when it ends or that it has ended, and what then."""
    last, names = contract.last_day or contract.first_day, {"organization": words.isolated(contract.organization.name)}
    ended = now.astimezone(zone_of(contract.timezone)).date() > last
    names |= {"day": words.date(last), "plan": plan_told(contract, words)}
    if contract.trial:
        told = (
            gettext("The trial of %(organization)s (%(plan)s) ended on %(day)s.")
            if ended
            else gettext("The trial of %(organization)s (%(plan)s) ends on %(day)s.")
        )
    else:
        told = (
            gettext("The contract of %(organization)s (%(plan)s) ended on %(day)s.")
            if ended
            else gettext("The contract of %(organization)s (%(plan)s) ends on %(day)s.")
        )
    after = gettext("What they ask after that day falls under no contract, unless another one is signed.")
    return Letter(
        subject=told % names,
        lines=(told % names, after),
        link=f"{settings.BASE_URL}{reverse('console:customer', args=[contract.organization_id])}",
        link_text=gettext("See the customer and renew"),
    )


def plan_told(contract: Contract, words: Words) -> str:
    """What the plan is called under the agreement in force."""
    version = queries.newest_version(contract.brand)
    plan = queries.agreement(version).plans.get(contract.plan) if version else None
    return words.text(plan.name) if plan else contract.plan
