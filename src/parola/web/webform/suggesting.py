"""Solutions beside the form of somebody who is not signed in: what everybody may read. The same at the door and in a frame."""

from __future__ import annotations

from contextlib import suppress

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts import limits
from parola.desk.accounts.models import Brand
from parola.desk.knowledge import avoiding, queries
from parola.desk.webform import keys
from parola.web import suggesting
from parola.web.middleware import Request
from parola.web.webform.showing import here

SOLVED_BY_PLACE = 20
"""How often one says so in a quarter of an hour, from a place; what is more is not counted."""


@csrf_exempt  # it changes nothing; see `suggesting` for why it is no GET
@login_not_required
@require_POST
def suggest(request: Request) -> HttpResponse:
    """What may help, for what was typed so far."""
    at = here(request, "frame")
    with override(at.language):
        return suggesting.suggestions(
            request,
            at.brand,
            reader=None,
            language=at.language,
            where=lambda key: f"{reverse('ask_suggested', args=[key])}?{request.GET.urlencode()}",
        )


@login_not_required
@require_safe
def suggested(request: Request, key: int) -> HttpResponse:
    """The words of one. At the door it is the knowledge's own page that takes the thanks; in a frame, one that knows nobody."""
    at = here(request, "frame")
    door = request.GET.get("at") == "door"
    solved = reverse("portal:article_solved", args=[at.brand.slug, key]) if door else at.address_of("ask_solved", key)
    with override(at.language):
        return suggesting.words_of(request, at.brand, key, reader=None, language=at.language, solved=solved)


@csrf_exempt  # as the form itself
@login_not_required
@require_POST
def solved(request: Request, key: int) -> HttpResponse:
    """It made the request needless: thanks, and it is counted."""
    at = here(request, "frame")
    try:
        shown = queries.access(None, key, at.language)
    except queries.NoSuchArticle:
        raise Http404 from None
    if shown.article.brand_id != at.brand.pk:
        raise Http404
    if _by_a_person(request, at.brand):
        asked = avoiding.asked_of(suggesting.written(request))
        with suppress(limits.TooManyAttempts):  # thanks are free
            limits.spend({f"solved-from:{get_adapter().get_client_ip(request)}": SOLVED_BY_PLACE}, request.now)
            avoiding.avoided(article=shown.article, who=suggesting.who(request), asked=asked, now=request.now)
    return at.show("solved", {"another": at.address("ask")})


def _by_a_person(request: Request, brand: Brand) -> bool:
    """Whether it came with a form of ours, after as long as one needs to read it, and with the work that a browser does: no program's."""
    try:
        key = keys.read(request.POST.get("key", ""), brand)
    except keys.NotOurs:
        return False
    return (
        not key.is_hasty(request.now) and not key.is_stale(request.now) and key.is_worked(request.POST.get("work", ""))
    )
