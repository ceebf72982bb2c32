"""What to write next: what a brand's knowledge lacks, each with its reason and where the work begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.permissions import Act, acts_of
from parola.desk.accounts.queries import brands_of
from parola.desk.knowledge import queries, readers
from parola.desk.search.lacking import Gap, Reason, gaps
from parola.desk.search.unsolved import Asking
from parola.desk.tickets.queries import worked_on_by
from parola.web import brief
from parola.web.console.knowledge.views import LONGEST, chosen
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import language_name

MOST_TAKEN = 5
"""Requests that an article begins with; more of them say the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something to be written: its reason in words, and where the work on it begins."""

    gap: Gap
    icon: str
    why: str
    act: str
    address: str


@require_safe
def page(request: Request) -> HttpResponse:
    """The list of a brand that the reader works for."""
    brands, brand = chosen(request)
    found = gaps(brand, worked_on_by(request.user), language=get_language() or "en", now=request.now)
    context = {
        "brands": brands,
        "brand": brand,
        "told": [told(each, brand.slug) for each in found],
        "writes": Act.WRITE_ARTICLES in acts_of(request.user, brand),
        "place": "knowledge",
    }
    return show(request, "console/knowledge/next.html", context)


@require_POST
def put_by(request: Request, slug: str) -> HttpResponse:
    """Something that need not be written."""
    brand = get_object_or_404(brands_of(request.user), slug=slug)
    try:
        readers.set_aside(brand=brand, names=request.POST.getlist("what")[:LONGEST], by=request.user, now=request.now)
    except readers.NotAllowed:
        raise PermissionDenied from None
    except readers.NoSuchGap:
        raise Http404 from None
    messages.success(request, _("It was taken off the list."))
    return redirect(f"{reverse('console:to_write')}?{urlencode({'brand': slug})}")


@require_POST
def unanswered(request: Request, slug: str) -> HttpResponse:
    """The page of a search at work tells that it found nothing."""
    brand = get_object_or_404(brands_of(request.user), slug=slug)
    text, language = request.POST.get("text", "").strip()[:LONGEST], get_language() or "en"
    if not queries.search(person=request.user, brand=brand, text=text, language=language, inside=True, limit=1):
        readers.unanswered(brand=brand, language=language, text=text, now=request.now)
    return HttpResponse(status=204)


def told(gap: Gap, slug: str) -> Told:
    """The gap as the page says it."""
    icon, act = ACTS[gap.reason]
    return Told(gap=gap, icon=icon, why=_why(gap), act=str(act), address=_address(gap, slug))


def _why(gap: Gap) -> str:
    number = {"number": brief.number(gap.count), "language": language_name(gap.language)}
    match gap.reason:
        case Reason.ASKED:
            return (
                ngettext(
                    "Searched for %(number)s time in %(language)s, and nothing was found.",
                    "Searched for %(number)s times in %(language)s, and nothing was found.",
                    gap.count,
                )
                % number
            )
        case Reason.UNSOLVED:
            return (
                ngettext(
                    "%(number)s request for which no solution was known.",
                    "%(number)s requests that are alike, for which no solution was known.",
                    gap.count,
                )
                % number
            )
        case Reason.VOTED:
            return _("It did not help: %(number)s votes. It helped: %(helped)s.") % {
                **number,
                "helped": brief.number(gap.helped),
            }
        case Reason.OUTDATED:
            return _("Outdated in %(language)s: the text that it was translated from says something newer.") % number
        case Reason.MISSING:
            return (
                ngettext(
                    "Not there in %(language)s, in which there was %(number)s request.",
                    "Not there in %(language)s, in which there were %(number)s requests.",
                    gap.count,
                )
                % number
            )
        case Reason.REVIEW:
            return _("To be read again since %(day)s.") % {"day": date_format(gap.day) if gap.day else ""}


def _address(gap: Gap, slug: str) -> str:
    """Where the work begins."""
    if gap.reason is Reason.ASKED:
        return (
            f"{reverse('console:article_new', args=[slug])}?{urlencode({'title': gap.title, 'language': gap.language})}"
        )
    if gap.reason is Reason.UNSOLVED:
        return of_requests(gap.requests)
    if gap.reason is Reason.REVIEW:
        return reverse("console:article", args=[gap.article])
    return reverse("console:article_write", args=[gap.article, gap.language])


def of_requests(requests: Iterable[Asking]) -> str:
    """Where an article is begun with what was asked in these requests, the first of which leads."""
    first, *others = [each.reference for each in requests][:MOST_TAKEN]
    address = reverse("console:article_from_ticket", args=[first])
    return f"{address}?{urlencode({'with': ','.join(others)})}" if others else address


ACTS = {
    Reason.ASKED: ("search", gettext_lazy("Write it")),
    Reason.UNSOLVED: ("inbox", gettext_lazy("Write an article of this")),
    Reason.VOTED: ("thumbs-down", gettext_lazy("Write it better")),
    Reason.OUTDATED: ("languages", gettext_lazy("Translate it anew")),
    Reason.MISSING: ("globe", gettext_lazy("Translate")),
    Reason.REVIEW: ("clock", gettext_lazy("Read it again")),
}
"""The icon of a reason, and what is to be done."""
