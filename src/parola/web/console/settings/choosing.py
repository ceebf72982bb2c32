"""Pages of one brand at a time: which brand is meant, and the list to choose from where there are several."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand
from parola.desk.accounts.queries import brands_of
from parola.web.console.showing import show
from parola.web.middleware import Request


@require_safe
def calendars(request: Request) -> HttpResponse:
    """Whose calendars."""
    return _choose(request, "console:settings_calendars_of", _("Calendars and holidays"))


@require_safe
def stated(request: Request) -> HttpResponse:
    """Whose agreement."""
    return _choose(request, "console:settings_stated_of", _("What the agreement says"))


def brand_of(request: Request, slug: str) -> Brand:
    """The brand, if the reader works for it; else there is none."""
    return get_object_or_404(brands_of(request.user), slug=slug)


def _choose(request: Request, page: str, title: Promise) -> HttpResponse:
    """The brands that the reader works for."""
    brands = list(brands_of(request.user))
    if not brands:
        raise Http404
    return show(
        request, "console/settings/choose.html", {"brands": brands, "page": page, "title": title, "place": "settings"}
    )
