"""The search of the console: its page, and the few best results while somebody types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.queries import brands_of
from parola.desk.knowledge.excerpts import Piece
from parola.desk.knowledge.search import Found
from parola.desk.search import following
from parola.desk.search.asking import Kind
from parola.desk.search.finding import Results, search
from parola.desk.search.showing import Shown
from parola.desk.telephony.numbers import readable
from parola.desk.tickets.filters import Fault, Wrong
from parola.web import brief, sentences
from parola.web.console.showing import show
from parola.web.labels import STATUSES, VOIDS
from parola.web.middleware import Request

MOST_QUICK = 8
TITLES: Mapping[Kind, Promise] = {
    Kind.TICKETS: _l("Tickets"),
    Kind.PEOPLE: _l("People"),
    Kind.ORGANIZATIONS: _l("Organizations"),
    Kind.ARTICLES: _l("Articles"),
}
ICONS = {
    Kind.TICKETS: "inbox",
    Kind.PEOPLE: "user",
    Kind.ORGANIZATIONS: "building-2",
    Kind.ARTICLES: "book-open",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Something that was found. `code`: a reference before its title; `context`: whose it is and how it stands."""

    icon: str
    address: str
    title: tuple[Piece, ...]
    context: tuple[str, ...] = ()
    code: str = ""
    excerpt: tuple[Piece, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What was found of a kind, how many there are, and where the others are shown."""

    kind: Kind
    title: str
    rows: list[Row]
    number: int
    more: bool
    address: str


@require_safe
def page(request: Request) -> HttpResponse:
    """All that was found, by kind."""
    results = _found(request, typing=False)
    context = {
        "text": request.GET.get("text", "").replace("\x00", ""),
        "results": results,
        "sections": list(_sections(results)),
        "faults": [_fault(each) for each in results.faults],
        "left": following.left(),
        "place": "search",
    }
    return show(request, "console/search.html", context)


@require_safe
def quick(request: Request) -> HttpResponse:
    """A few of each kind, for who is still typing: the kinds in turn, so that none hides the others."""
    sections = list(_sections(_found(request, typing=True)))
    rows = [row for section in sections for row in section.rows[:2]]
    others = [row for section in sections for row in section.rows[2:]]
    everything = f"{reverse('console:search')}?{request.GET.urlencode()}" if request.GET.get("text") else ""
    return render(
        request, "console/search_quick.html", {"rows": [*rows, *others][:MOST_QUICK], "everything": everything}
    )


def _found(request: Request, *, typing: bool) -> Results:
    """What the reader finds; 404 for who does not work here."""
    if not brands_of(request.user).exists():
        raise Http404
    return search(
        request.user,
        request.GET.get("text", ""),
        language=get_language() or "en",
        now=request.now,
        zone=timezone.get_current_timezone(),
        typing=typing,
    )


def _sections(results: Results) -> Iterator[Section]:
    for kind, count in results.counts.items():
        if not count.number:
            continue
        rows = list(_rows(results, kind))
        wanted = urlencode({"text": f"in:{kind} {results.asked.text}"})
        address = (
            f"{reverse('console:search')}?{wanted}" if len(rows) < count.number and not results.asked.kinds else ""
        )
        yield Section(
            kind=kind,
            title=str(TITLES[kind]),
            rows=rows,
            number=count.number,
            more=count.more,
            address=address,
        )


def _rows(results: Results, kind: Kind) -> Iterator[Row]:
    match kind:
        case Kind.TICKETS:
            yield from map(_ticket, results.tickets)
        case Kind.PEOPLE:
            yield from map(_person, results.people)
        case Kind.ORGANIZATIONS:
            yield from map(_organization, results.organizations)
        case Kind.ARTICLES:
            yield from (_article(brand, found) for brand, found in results.articles)


def _ticket(found: Shown) -> Row:
    ticket = found.ticket
    whose = str(ticket.organization or ticket.requester)
    state = VOIDS[ticket.void] if ticket.void else STATUSES[ticket.status]
    return Row(
        icon=ICONS[Kind.TICKETS],
        address=reverse("console:ticket", args=[ticket.reference]),
        code=ticket.reference,
        title=found.subject,
        context=(whose, ticket.brand.name, str(state)),
        excerpt=found.excerpt,
        language=ticket.language,
    )


def _person(person: Person) -> Row:
    """Somebody, with what they asked; of a colleague, what they have."""
    belongs = [str(each.organization) for each in person.memberships.all()]
    numbers = [readable(each.number) for each in person.phone_numbers.all()]
    whose = "assignee" if person.posts.all() else "requester"
    theirs = urlencode({"text": f'in:tickets {whose}:"{person.email}"'})
    return Row(
        icon=ICONS[Kind.PEOPLE],
        address=f"{reverse('console:search')}?{theirs}",
        title=((str(person), False),),
        context=(*([person.email] if person.name else []), *belongs, *numbers),
    )


def _organization(organization: Organization) -> Row:
    return Row(
        icon=ICONS[Kind.ORGANIZATIONS],
        address=reverse("console:customer", args=[organization.pk]),
        title=((organization.name, False),),
        context=tuple(each.domain for each in organization.domains.all()),
    )


def _article(brand: Brand, found: Found) -> Row:
    return Row(
        icon=ICONS[Kind.ARTICLES],
        address=reverse("console:article", args=[found.article]),
        title=((found.title, False),),
        context=(brand.name, found.kind_name),
        excerpt=found.excerpt,
        language=found.language,
    )


def _fault(fault: Fault) -> SafeString:
    """What of the search was not understood, and what could stand there."""
    if fault.wrong is Wrong.QUOTE:
        return sentences.fill(_("A quotation mark is missing after %(said)s."), said=fault.said)
    if fault.choices:
        told = _("%(said)s is not known here: it can be %(choices)s.")
        return sentences.fill(told, said=fault.said, choices=brief.row(fault.choices))
    return sentences.fill(_("%(said)s is not known here."), said=fault.said)
