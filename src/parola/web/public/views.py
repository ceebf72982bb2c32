"""A brand's policy for everybody: as a page, on paper, as text; and what a version changed. It knows nobody, so it may be kept."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from parola.desk.accounts import limits
from parola.desk.agreements.public import NotShown, Published, published
from parola.policy.page.document import Page
from parola.policy.page.markdown import markdown
from parola.web.middleware import Request
from parola.web.public import documents
from parola.web.public.asking import reader_of
from parola.web.public.drawing import sections
from parola.web.public.keeping import kept, tag
from parola.web.public.paper import paper
from parola.web.public.showing import around

PAPERS_BY_PLACE = 60
"""How many papers a place gets in a quarter of an hour: each takes a moment to set."""


@login_not_required
@require_safe
def policy(request: Request, slug: str, number: int | None = None) -> HttpResponse:
    """The page of a version; without a number of that in force."""
    shown = _shown(request, slug, number)
    reader = reader_of(request, shown)
    page = documents.document(shown, reader)
    with translation.override(reader.language):
        context = around(request, shown, reader) | {"page": page, "drawn": sections(page)}
        return _kept(request, shown, page, lambda: render(request, "public/policy.html", context))


@login_not_required
@require_safe
def changes(request: Request, slug: str, number: int) -> HttpResponse:
    """What a version says otherwise than the one before it."""
    shown = _shown(request, slug, number)
    before = shown.before
    if before is None:
        raise Http404
    reader = reader_of(request, shown)
    page = documents.changes(shown, before, reader)
    with translation.override(reader.language):
        context = around(request, shown, reader) | {"page": page, "drawn": sections(page)}
        return _kept(request, shown, page, lambda: render(request, "public/changes.html", context))


@login_not_required
@require_safe
def policy_text(request: Request, slug: str, number: int | None = None) -> HttpResponse:
    """The same as Markdown."""
    shown = _shown(request, slug, number)
    page = documents.document(shown, reader_of(request, shown))
    return _kept(request, shown, page, lambda: _file(markdown(page).encode(), "text/markdown; charset=utf-8"))


@login_not_required
@require_safe
def policy_pdf(request: Request, slug: str, number: int | None = None) -> HttpResponse:
    """The same on paper. Raises TooManyAttempts, which is answered with how long to wait."""
    shown = _shown(request, slug, number)
    page = documents.document(shown, reader_of(request, shown))
    return _kept(request, shown, page, lambda: _paper(request, page))


def _shown(request: Request, slug: str, number: int | None) -> Published:
    """What is asked for; behind a brand's door there is that brand alone."""
    try:
        shown = published(slug, number)
    except NotShown:
        raise Http404 from None
    if request.door not in (None, shown.brand):
        raise Http404
    return shown


def _kept(request: Request, shown: Published, page: Page, make: Callable[[], HttpResponse]) -> HttpResponse:
    answer = kept(request, tag(request, page, shown), make)
    answer.headers["Content-Language"] = page.language
    return answer


def _paper(request: Request, page: Page) -> HttpResponse:
    place = f"policy_pdf:from:{get_adapter().get_client_ip(request)}"
    limits.spend({place: PAPERS_BY_PLACE}, request.now)
    return _file(paper(page), "application/pdf")


def _file(content: bytes, content_type: str) -> HttpResponse:
    """Shown where the browser can, and saved under the name at the end of its address."""
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": "inline"})
