"""What a printed request says: what its page on the portal does, and for the desk, if it asks for that, what is inside too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import unescape
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Person
from parola.desk.tickets import queries
from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.queries import Item
from parola.web.history import written
from parola.web.portal import ticket as tickets
from parola.web.portal.ticket import Explained, Page
from parola.web.printing.pdf import direction, line, paragraphs, pdf
from parola.web.sentences import Teller, teller_of
from parola.web.templatetags.parola import words

MOST_OF_ONE = 20_000
MOST_OF_ALL = 1_000_000
"""Characters of a message, and of all messages: what is beyond stays on the page."""
A_LINE = 20
"""So many characters an end of line counts for, since it takes the room of as many."""
MOST_ENTRIES = 5_000


def paper(ticket: Ticket, reader: Person, now: datetime, *, inside: bool) -> bytes:
    """The ticket as a PDF. `inside`: with what the desk alone sees, for a reader who sees it."""
    items = queries.conversation(ticket, reader) if inside else tickets.for_customers(ticket, reader)
    teller = teller_of(ticket, items, now, queries.references([item.recorded for item in items], reader))
    page = tickets.page(ticket, reader, now)
    language = get_language() or settings.LANGUAGE_CODE
    return pdf({
        "title": line(f"{page.reference} {page.subject}"),
        "brand": line(page.brand),
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "head": line(f"{page.brand} · {page.reference}"),
        "subject": {"direction": direction(page.subject), "text": line(page.subject)},
        "foot": _("%(reference)s, as it stood %(at)s") % {"reference": page.reference, "at": _instant(now)},
        "facts": [[line(name), line(value)] for name, value in _facts(ticket, page) if value],
        "labels": _labels(),
        "promises": [_promise(each) for each in (*page.promises, *page.further, *page.missed)],
        "entries": list(_entries(items, teller)),
        "proof": _proof(ticket, items),
    })  # fmt: skip


def _labels() -> dict[str, str]:
    return {
        "promises": _("What we promised"),
        "what": _("What"),
        "promise": _("Promise"),
        "state": _("How it stands"),
        "conversation": _("Conversation"),
        "proof": _(
            "Position and hash of the last event on these pages in the desk's record. Whoever runs the desk checks them "
            "with `parola verify --head`."
        ),
    }


def _facts(ticket: Ticket, page: Page) -> Iterator[tuple[str, str]]:
    yield _("State"), page.status.text
    yield _("Priority"), page.priority.name
    yield _("Plan"), words().text(page.plan)
    yield _("Who asked"), str(ticket.requester)
    yield _("Organization"), str(ticket.organization or "")
    yield _("Product"), ticket.product
    yield _("Opened"), _instant(page.opened_at)
    if page.doings.rating is not None:
        yield _("How the help was"), _("Good") if page.doings.rating.score else _("Not good")


def _promise(each: Explained) -> dict[str, str]:
    due = each.promise.due
    return {
        "what": line(due.what),
        "sentence": line(each.promise.sentence),
        "state": line(due.text),
        "tone": due.tone,
    }


def _entries(items: Sequence[Item], teller: Teller) -> Iterator[dict[str, Any]]:
    """The conversation in the order in which it took place, as far as there is room."""
    left = MOST_OF_ALL
    for item in sorted(items, key=lambda item: item.recorded.at)[-MOST_ENTRIES:]:
        event = item.recorded
        if not isinstance(event.fact, said.Opened | said.Message | said.ReplyHeld):
            yield {"kind": "happened", "at": _instant(event.at), "sentence": line(_plain(teller.sentence(event)))}
            continue
        text = _as_far_as(written(item), min(left, MOST_OF_ONE))
        left -= max(len(text), A_LINE * text.count("\n"))
        yield {
            "kind": "note" if _is_inside(event.fact) else "said",
            "at": _instant(event.at),
            "author": line(teller.speaker(event)),
            "role": _role(event.fact),
            "paragraphs": paragraphs(text),
            "files": [*_files(item.body)],
        }


def _is_inside(fact: said.Fact) -> bool:
    return isinstance(fact, said.ReplyHeld) or (isinstance(fact, said.Message) and not fact.public)


def _role(fact: said.Fact) -> str:
    if isinstance(fact, said.ReplyHeld):
        return _("Support, not sent yet")
    if isinstance(fact, said.Message) and not fact.public:
        return _("Internal note")
    side = fact.side if isinstance(fact, said.Message) else "customer"
    return {"customer": _("Customer"), "support": _("Support"), "automatic": _("Automatic")}[side]


def _as_far_as(text: str, most: int) -> str:
    whole, most = text.replace("\r\n", "\n").replace("\r", "\n"), max(most, 0)
    kept = "\n".join(whole.split("\n")[: most // A_LINE + 1])[:most]
    if kept == whole:
        return whole
    return f"{kept}\n\n" + _("(It is longer: the rest can be read on the page of the request.)")


def _files(body: Body | None) -> Iterator[str]:
    for each in body.attachments.all() if body and not body.erased_at else ():
        name, size = each.name or _("A file without a name"), filesizeformat(each.blob.size)
        yield line(f"{words().isolated(name)} · {size} · SHA-256 {each.blob.sha256}")


def _proof(ticket: Ticket, items: Sequence[Item]) -> str:
    position, link = queries.links(ticket)[max(item.recorded.seq for item in items)]
    return f"{position}:{link}"


def _instant(at: datetime) -> str:
    return words().instant(at, timezone.get_current_timezone_name())


def _plain(sentence: str) -> str:
    """The sentence without its marks; what was set apart by them is by characters."""
    isolated = re.sub(r"<bdi[^>]*>", "\u2068", sentence).replace("</bdi>", "\u2069")
    return unescape(strip_tags(isolated))
