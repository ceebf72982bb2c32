"""What a vendor's face is made of, served: the shades of its colour as a small style sheet, and its logo.

Both are everybody's to see, and kept by browsers. Behind a door there is the face of that vendor alone.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand
from parola.web.attachments import serve
from parola.web.faces import SHORT, digest, sheet_of
from parola.web.middleware import Request

KEPT = "public, max-age=31536000, immutable"


@login_not_required
@require_safe
def sheet(request: Request, slug: str, version: str) -> HttpResponse:
    """The style sheet of a vendor's colour."""
    brand = _here(request, slug)
    told = sheet_of(brand.colour) if brand.colour else ""
    if not told or digest(told) != version:
        raise Http404
    return HttpResponse(told, content_type="text/css; charset=utf-8", headers={"Cache-Control": KEPT})


@login_not_required
@require_safe
def logo(request: Request, slug: str, version: str) -> HttpResponseBase:
    """A vendor's logo. Another file than one of its logos is never served here."""
    brand = _here(request, slug)
    found = next((each for each in (brand.logo, brand.logo_dark) if each and each.sha256[:SHORT] == version), None)
    if found is None:
        raise Http404
    answer = serve(found, "logo.webp")
    answer.headers["Cache-Control"] = KEPT
    return answer


def _here(request: Request, slug: str) -> Brand:
    """The vendor, unless this is another one's door."""
    if request.door is not None and request.door.slug != slug:
        raise Http404
    return get_object_or_404(Brand.objects.select_related("logo", "logo_dark"), slug=slug)
