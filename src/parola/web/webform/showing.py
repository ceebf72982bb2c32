"""How the form's pages are shown: at the brand's door, or in the frame of a site that the brand names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from parola.desk.accounts.models import Brand
from parola.desk.tickets import opening
from parola.desk.webform.models import WebForm
from parola.desk.webform.proving import CHANNEL
from parola.desk.webform.queries import form_of
from parola.sla.agreement import Terms
from parola.sla.zones import zone_of
from parola.web.context import THEMES, frame
from parola.web.middleware import Request

Place = Literal["page", "frame"]
PASSED_ON = ("lang", "theme", "site")
"""What the page around a frame says of itself: its language, its theme, its origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """A request for one of the form's pages: which form, and where it stands."""

    request: Request
    form: WebForm
    place: Place

    @property
    def brand(self) -> Brand:
        """Whose form it is."""
        return self.form.brand

    @property
    def language(self) -> str:
        """The page's: at the door the reader's; in a frame that of the page around it, where the brand speaks it."""
        asked = self.request.GET.get("lang", "").partition("-")[0].lower() if self.place == "frame" else ""
        present = translation.get_language() or self.brand.language
        return asked if asked in self.brand.languages and asked in dict(settings.LANGUAGES) else present

    @property
    def site(self) -> str:
        """The origin of the page around, if the brand names it: to it alone the frame tells its height."""
        said = self.request.GET.get("site", "")
        return said if said in self.form.sites else ""

    def terms(self, facts: Mapping[str, str]) -> Terms:
        """Under which a request of somebody unknown would be opened."""
        at = self.request.now
        prospect = opening.foresee(brand=self.brand, requester=None, channel=CHANNEL, priority=None, facts=facts, at=at)
        return prospect.terms

    def address(self, name: str, *args: object, **query: str) -> str:
        """Where a page of the form is, in the same place."""
        return self.address_of(f"{name}_{self.place}", *args, **query)

    def address_of(self, route: str, *args: object, **query: str) -> str:
        """Where that is, with what the page around a frame said of itself."""
        if self.place == "frame":
            query |= {key: self.request.GET[key] for key in PASSED_ON if key in self.request.GET}
        found = reverse(route, args=args)
        return f"{found}?{urlencode(query)}" if query else found

    def show(self, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """A page of the form in its shell, in the right language; a framed one where the brand's sites alone may frame it."""
        language = self.language
        with translation.override(language), timezone.override(zone_of(self.brand.timezone)):
            around = {"shell": f"webform/{self.place}.html", "place": self.place, "brand": self.brand, **context}
            if self.place == "frame":
                around |= {"frame": self._frame(), "site": self.site}
            answer = render(self.request, f"webform/{template}.html", around, status=status)
        answer.headers["Content-Language"] = language
        return framed_by(answer, self.form) if self.place == "frame" else answer

    def _frame(self) -> dict[str, object]:
        """The page's own frame, in the theme of the page around."""
        theme = self.request.GET.get("theme", "")
        present = frame(self.request)["frame"]
        assert isinstance(present, dict)  # noqa: S101  # the other entry, `here`, is the text
        return {**present, "theme": theme if theme in THEMES else ""}


def here(request: Request, place: Place) -> Here:
    """The form of the brand whose door this is; else there is none (404)."""
    found = form_of(request.door) if request.door is not None else None
    if found is None:
        raise Http404
    return Here(request=request, form=found, place=place)


def framed_by(answer: HttpResponse, form: WebForm) -> HttpResponse:
    """The answer, which the listed sites may frame, and nobody else."""
    if form.sites:
        answer.xframe_options_exempt = True  # it knows no lists; the policy below does
        answer._csp_replace = {"frame-ancestors": list(form.sites)}  # type: ignore[attr-defined]  # noqa: SLF001  # as its decorator does
    return answer
