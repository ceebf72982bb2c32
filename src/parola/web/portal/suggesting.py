"""Solutions beside a request that a customer writes: what they may read of the vendor's knowledge."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from parola.web import suggesting
from parola.web.middleware import Request
from parola.web.portal import opening


@require_POST
def suggest(request: Request, brand: str) -> HttpResponse:
    """What may help, for what was typed so far."""
    asked = opening.desk(request, brand).brand
    return suggesting.suggestions(
        request,
        asked,
        reader=request.user,
        language=get_language() or "",
        where=lambda key: reverse("portal:suggested", args=[brand, key]),
    )


@require_safe
def suggested(request: Request, brand: str, key: int) -> HttpResponse:
    """The words of one."""
    asked = opening.desk(request, brand).brand
    solved = reverse("portal:article_solved", args=[brand, key])
    return suggesting.words_of(request, asked, key, reader=request.user, language=get_language() or "", solved=solved)
