"""What people do about the words of letters: change them, and look at them with a real ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import has_proved
from parola.desk.mail import worded, wording
from parola.desk.mail.invitations import invited
from parola.desk.mail.layout import layout
from parola.desk.mail.letters import LETTERS, Letter, Occasion, Unsendable, about, portal
from parola.desk.mail.models import Wording
from parola.desk.mail.personal_letters import code_to_sign_in
from parola.desk.mail.wording import BLOCKS, LONGEST, WORDS, Fault, Values
from parola.desk.tickets.models import Ticket
from parola.policy.numerals import told_in
from parola.policy.words import speak

EVENTS: Mapping[str, str] = {
    "acknowledgement": "opened",
    "reply": "message",
    "priority_changed": "priority_changed",
    "terms_changed": "terms_changed",
    "resolved": "resolved",
    "customer_reminded": "customer_reminded",
    "closed": "closed",
}
"""What a letter speaks of: a kind of event. The others are about no ticket."""


class NotAllowed(Exception):
    """The person does not configure the brand."""


class BadWording(ValueError):
    """A text is no such letter."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(str(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A letter as it would look. `example`: the ticket knows no such thing, so that examples stand in it."""

    subject: str
    text: str
    html: str
    example: bool


@transaction.atomic
def save(*, brand: Brand, letter: str, language: str, text: str, by: Person, now: datetime) -> None:
    """The brand's words for a letter in a language, from now on; none, or ours, leads back to ours. Raises NotAllowed, BadWording."""
    if not may(by, Act.CONFIGURE, brand):
        raise NotAllowed(brand.slug)
    told = plain(text)
    if told and (wrong := faults(told, letter)):
        raise BadWording(wrong)
    kept = "" if told == ours(letter, language) else told
    mine = Wording.objects.select_for_update().filter(brand=brand, letter=letter, language=language)
    before = mine.values_list("text", flat=True).first() or ""
    if not kept:
        mine.delete()
    elif not mine.update(text=kept):
        Wording.objects.create(brand=brand, letter=letter, language=language, text=kept)
    field = f"text_{language}"
    audit.record(by=by, brand=brand, matter="letter", key=letter, before={field: before}, after={field: kept}, now=now)


def faults(text: str, letter: str) -> list[Fault]:
    """What keeps the text from being that letter."""
    return wording.faults(text, worded.KINDS[letter])


def plain(text: str) -> str:
    """A text as it is kept: lines end in one way, no other control characters, no blanks around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(each for each in line if each.isprintable() or each == "\t").rstrip() for line in lines)
    return "\n".join(kept).strip()[:LONGEST]


def own(brand: Brand) -> set[tuple[str, str]]:
    """The letters, by name and language, for which the brand has words of its own."""
    return set(Wording.objects.filter(brand=brand).values_list("letter", "language"))


def present(brand: Brand, letter: str, language: str) -> str:
    """What holds now: the brand's words, else ours."""
    with override(language):
        return worded.text_for(brand, letter, language)


def ours(letter: str, language: str) -> str:
    """Our own words for it in that language."""
    with override(language):
        return worded.ours(letter)


def preview(*, letter: str, text: str, language: str, brand: Brand, ticket: Ticket | None, now: datetime) -> Preview:
    """The letter in these words and that language, as it would be written now because of the ticket."""
    numerals = ticket.requester.numerals if ticket else "western"
    with override(language), told_in(numerals):
        found = _of_ticket(letter, text, language, ticket, now) if ticket and letter in EVENTS else None
        seen = found or _example(letter, text, brand, ticket)
        plain_text, html = layout(seen, brand, language, answerable=letter in EVENTS)
    return Preview(subject=seen.subject, text=plain_text, html=html, example=found is None and letter in EVENTS)


def _of_ticket(letter: str, text: str, language: str, ticket: Ticket, now: datetime) -> Letter | None:
    """The letter because of the last such thing that happened; None where none did."""
    answers = {"data__side": "support", "data__public": True} if letter == "reply" else {}
    events = ticket.events.filter(kind=EVENTS[letter], **answers).order_by("-seq")
    for seq in events.values_list("seq", flat=True):
        occasion = Occasion(
            ticket=ticket,
            seq=seq,
            to=ticket.requester,
            verified=has_proved(ticket.requester),
            words=speak(language),
            payload={"language": language},
            now=now,
            wording=text,
        )
        try:
            return LETTERS[letter](occasion)
        except Unsendable:
            continue
    return None


def _example(letter: str, text: str, brand: Brand, ticket: Ticket | None) -> Letter:
    """The letter with examples in it."""
    if letter == "login_code":
        return code_to_sign_in(text, "418 902", brand)
    meanings = {name: f"‹{gettext(meaning)}›" for name, meaning in WORDS.items()}
    if letter == "invitation":
        lines = invited(text, {"by": meanings["inviter"], "brand": brand.name, "until": meanings["until"]})
        return Letter(subject=gettext("Invitation of %(brand)s") % {"brand": brand.name}, lines=lines)
    known = {"brand_name": brand.name} | ({"ticket_reference": ticket.reference} if ticket else {})
    values = Values(words=meanings | known, blocks={name: (f"‹{gettext(BLOCKS[name])}›",) for name in BLOCKS})
    link = portal(ticket) if ticket else brand.door
    subject = about(ticket) if ticket else gettext("Your request")
    lines = wording.told(text, values)
    return Letter(subject=subject, lines=lines, link=link, link_text=gettext("See your request"))
