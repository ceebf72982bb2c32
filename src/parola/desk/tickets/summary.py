"""What a tier hands over with a ticket: what was asked, tried and searched, and what is missing. Drafted from the record, kept as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from parola.desk.accounts.models import Person
from parola.desk.knowledge.models import Translation
from parola.desk.tickets import drafting
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.passing import passing
from parola.desk.tickets.searched import told as looked_for
from parola.desk.tickets.vocabulary import Recorded
from parola.policy.timezones import zone_name
from parola.policy.words import Words
from parola.sla.agreement import Terms

FIRST_WORDS = 600
PART = re.compile(r"^\[(asked|tried|searched|missing)\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The four parts, as somebody wrote them or the record has them."""

    asked: str = ""
    tried: str = ""
    searched: str = ""
    missing: str = ""

    def written(self) -> str:
        """As one text, of which `parts_of` makes the same summary again."""
        told = {name: PART.sub(r" \g<0>", text.strip()) for name, text in asdict(self).items()}
        return "\n\n".join(f"[{name}]\n{text}" for name, text in told.items() if text)


def parts_of(text: str) -> Summary:
    """The summary that was written so. What has no marks, since words were struck out of it, is what was asked."""
    pieces = PART.split(text)
    found = dict(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))
    return Summary(**found) if found else Summary(asked=text.strip())


PARTS = tuple(field.name for field in fields(Summary))


def drafted(ticket: Ticket, history: Sequence[Recorded], terms: Terms, words: Words, timezone: str) -> Summary:
    """What the record says. What is missing, it does not know: only what was asked when the ticket came back.

    Over its times stands the zone in which they are: others will read them.
    """
    people = Person.objects.in_bulk({event.actor for event in history if event.actor is not None})
    names = {key: str(each) for key, each in people.items()}
    tried = list(drafting.tried(history, terms, names, words, timezone))
    return Summary(
        asked=asked(ticket),
        tried="\n".join([f"{zone_name(timezone)}:", *tried] if tried else []),
        searched="\n".join(searched(history, words)),
        missing=question(history),
    )


def asked(ticket: Ticket) -> str:
    """The request's subject and first words; empty where they were erased."""
    if ticket.opening.erased_at is not None:
        return ""
    text = " ".join(ticket.opening.text.split())
    first = f"{text[:FIRST_WORDS]}…" if len(text) > FIRST_WORDS else text
    return "\n".join(filter(None, (ticket.opening.subject.strip(), first)))


def question(history: Sequence[Recorded]) -> str:
    """With what it was sent back last, where it still is; for whoever hands it over again to answer."""
    if passing(history).state != "returned":
        return ""
    back = next(event.fact for event in reversed(history) if isinstance(event.fact, SentBack))
    body = Body.objects.filter(pk=back.body, erased_at__isnull=True).first()
    return body.text.strip() if body else ""


def searched(history: Sequence[Recorded], words: Words) -> Iterator[str]:
    """Which known solutions were looked for and given, by their titles."""
    told = looked_for(history)
    found = [article for article in told.found if article not in told.given]
    titles = titles_of([*told.given, *found], words.language)
    if told.given:
        given = words.listed(map(titles.__getitem__, told.given))
        yield words.gettext("Given to the customer: %(titles)s") % {"titles": given}
    if found:
        yield words.gettext("Found, and not given: %(titles)s") % {
            "titles": words.listed(map(titles.__getitem__, found))
        }
    if told.nothing:
        yield words.gettext("Known solutions were looked for, and nothing fits.")
    elif told.at is None and not told.given:
        yield words.gettext("Nobody has looked for known solutions yet.")


def titles_of(articles: Sequence[int], language: str) -> Mapping[int, str]:
    """What each article is called, in that language where it is written in it; its number where it is gone."""
    rows = Translation.objects.filter(article__in=articles).order_by("pk").values_list("article", "language", "title")
    named: dict[int, str] = {}
    for article, spoken, title in rows:
        if article not in named or spoken == language:
            named[article] = title
    return {article: f"«{named[article]}»" if article in named else f"#{article}" for article in articles}


def kept(body: Body | None) -> Summary:
    """The summary of an event's body; nothing of it where it was erased."""
    return parts_of(body.text) if body is not None and body.erased_at is None else Summary()
