"""A vendor's face in the settings: chosen beside a preview in both themes and both directions, kept, or taken back."""

from __future__ import annotations

import base64
from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts import brands
from parola.desk.accounts.colours import NotAColour
from parola.desk.accounts.models import Brand
from parola.desk.files import store
from parola.desk.files.models import Blob
from parola.web.console.settings.access import UNPROCESSABLE, configured
from parola.web.console.settings.face_forms import LOGOS, Look, signed
from parola.web.console.showing import is_fragment, show
from parola.web.faces import sheet_of
from parola.web.middleware import Request

NOTHING: dict[str, Any] = {"colour": "", "logo": None, "logo_dark": None, "greeting": {}}
"""The face of a vendor that has not chosen any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A small page as it would look: in a language of the brand's, by day or by night."""

    code: str
    direction: str
    night: bool
    greeting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How the brand would look. Logos are in the page itself: nothing is kept yet that others could fetch."""

    name: str
    logo: str
    logo_dark: str
    sheet: str
    samples: list[Sample]


@require_http_methods(["GET", "HEAD", "POST"])
def face(request: Request, slug: str) -> HttpResponse:
    """The form. `act`: `preview` keeps nothing, `reset` takes all of it back, anything else keeps what is filled in."""
    brand = configured(request, slug)
    if request.POST.get("act") == "reset":
        return _keep(request, brand, NOTHING)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = Look(*given, brand=brand)
    if not form.is_bound or not form.is_valid():
        return _form(request, form, brand)
    logos = form.logos | {name: _put(request, drawn) for name, drawn in form.chosen.items()}
    if request.POST.get("act") == "preview":
        return _form(request, form, _as_filled(brand, {**form.changes, **logos}), logos)
    return _keep(request, brand, {**form.changes, **logos})


@require_safe
def sample_sheet(request: Request, slug: str) -> HttpResponse:
    """The shades of a colour that is only tried."""
    configured(request, slug)
    try:
        return HttpResponse(
            sheet_of(request.GET.get("colour", ""), ".face-sample"), content_type="text/css; charset=utf-8"
        )
    except NotAColour:
        raise Http404 from None


def _put(request: Request, drawn: bytes) -> Blob:
    return store.put([drawn], now=request.now)


def _keep(request: Request, brand: Brand, changes: dict[str, Any]) -> HttpResponse:
    try:
        brands.change_brand(brand=brand, changes=changes, by=request.user, now=request.now)
    except brands.NotAllowed:
        raise PermissionDenied from None
    messages.success(request, _("Saved."))
    return redirect("console:settings_face", brand.slug)


def _as_filled(brand: Brand, changes: dict[str, Any]) -> Brand:
    changed = copy(brand)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def _form(request: Request, form: Look, brand: Brand, logos: dict[str, Blob | None] | None = None) -> HttpResponse:
    if is_fragment(request) and not form.errors:
        return show(request, "console/settings/face_preview.html", {"preview": _preview(brand)})
    context = {
        "form": form,
        "brand": brand,
        "preview": _preview(brand),
        "kept": [(f"kept_{name}", signed((logos or {}).get(name))) for name in LOGOS],
        "place": "settings",
        "here": request.path,
    }
    return show(request, "console/settings/face.html", context, UNPROCESSABLE if form.errors else 200)


def _preview(brand: Brand) -> Preview:
    colour = urlencode({"colour": brand.colour})
    return Preview(
        name=brand.name,
        logo=_in_page(brand.logo),
        logo_dark=_in_page(brand.logo_dark),
        sheet=f"{reverse('console:settings_face_sheet', args=[brand.slug])}?{colour}" if brand.colour else "",
        samples=[
            Sample(code=code, direction=direction, night=night, greeting=brand.greeting.get(code, ""))
            for direction, code in (("ltr", _spoken(brand, rtl=False)), ("rtl", _spoken(brand, rtl=True)))
            for night in (False, True)
        ],
    )


def _spoken(brand: Brand, *, rtl: bool) -> str:
    """A language of the brand's that is written in this direction, its own first; or else one of the desk's."""
    known = [brand.language, *brand.languages, *dict(settings.LANGUAGES)]
    spoken: list[str] = [code for code in known if (code in settings.LANGUAGES_BIDI) == rtl]
    return spoken[0]


def _in_page(blob: Blob | None) -> str:
    return f"data:image/webp;base64,{base64.b64encode(store.read(blob)).decode()}" if blob else ""
