"""Solutions beside a request that is being written: asked for by the page's script, after a pause, once there are some words.

They are asked for by POST, so that no log of addresses keeps what somebody types. Nothing of it is kept here either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from parola.desk.accounts import limits
from parola.desk.accounts.models import Brand, Person
from parola.desk.knowledge import avoiding, queries
from parola.desk.knowledge.search import Found
from parola.web.middleware import Request

FEWEST_WORDS = 3
BY_PLACE = 200
"""How often it is asked in a quarter of an hour, from a place; then there are no suggestions for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A solution that may fit. `address`: where its words are fetched, to be shown in place."""

    found: Found
    address: str


def suggestions(
    request: Request, brand: Brand, *, reader: Person | None, language: str, where: Callable[[int], str]
) -> HttpResponse:
    """The part of the page that lists them; empty where nothing fits well. `where`: the address of the words of one."""
    text = written(request)
    found = _found(request, brand, reader, language, text) if len(text.split()) >= FEWEST_WORDS else []
    asked = avoiding.asked_of(text)
    listed = [Suggestion(found=each, address=with_asked(where(each.article), asked)) for each in found]
    return render(request, "components/suggestions.html", {"suggestions": listed})


def written(request: Request) -> str:
    """What was typed into the form so far."""
    return f"{request.POST.get('subject', '')} {request.POST.get('text', '')}"


def with_asked(address: str, asked: str) -> str:
    """The address of a page that is to know for which text it was suggested, without that text."""
    return f"{address}{'&' if '?' in address else '?'}asked={asked}"


def who(request: Request) -> str:
    """By what whoever asks is told apart: themselves; else the place that they ask from."""
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    return f"place {get_adapter().get_client_ip(request)}"


def words_of(
    request: Request, brand: Brand, key: int, *, reader: Person | None, language: str, solved: str
) -> HttpResponse:
    """The words of one, shown in place. `solved`: where one says that there is no need to ask any more. 404 where it is none of theirs."""
    try:
        shown = queries.access(reader, key, language)
    except queries.NoSuchArticle:
        raise Http404 from None
    if shown.article.brand_id != brand.pk:
        raise Http404
    direction = "rtl" if shown.language in settings.LANGUAGES_BIDI else "ltr"
    asked = avoiding.read_asked(request.GET.get("asked", ""))
    whole = with_asked(reverse("portal:article", args=[brand.slug, key]), asked)
    context = {"shown": shown, "direction": direction, "solved": solved, "reader_language": language, "whole": whole}
    return render(request, "components/suggestion.html", context)


def _found(request: Request, brand: Brand, reader: Person | None, language: str, text: str) -> list[Found]:
    try:
        limits.spend({f"suggest-from:{get_adapter().get_client_ip(request)}": BY_PLACE}, request.now)
    except limits.TooManyAttempts:
        return []
    return queries.suggest(brand=brand, text=text, language=language, for_whom=reader)
