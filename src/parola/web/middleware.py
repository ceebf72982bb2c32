"""The edge of the web: the clock read once, the reader's language and zone, who may come in at all, nothing left in caches."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person
from parola.now import now
from parola.policy.numerals import told_in
from parola.sla.zones import zone_of
from parola.web import errors

Next = Callable[[HttpRequest], HttpResponse]


class Request(HttpRequest):
    """A request that has passed the edge: `now` is the one instant at which all of it happens; the person is signed in."""

    now: datetime
    user: Person
    """Sign-in is required of every view but a listed few."""
    door: Brand | None
    """The brand by whose door the request came in (`doors`)."""


class Edge:
    """Sets `request.now`, speaks the reader's language in the reader's time zone, and keeps what it answers out of caches."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, made in the reader's language."""
        request.now = now()  # type: ignore[attr-defined]
        language, zone = _reader(request)
        numerals = request.user.numerals if request.user.is_authenticated else "western"
        with translation.override(language), timezone.override(zone_of(zone)), told_in(numerals):
            response = errors.not_that_way(request, self.get_response(request))
        response.headers.setdefault("Content-Language", language)
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ("Accept-Language", "Cookie", "HX-Request"))
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """The console is for those who work here. To everybody else it does not exist."""
        match = request.resolver_match
        if match is None or match.namespaces[:1] != ["console"] or not request.user.is_authenticated:
            return
        if not request.user.is_support:
            raise Http404


class SignInRequired(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the sign-in page; a part of a page that is fetched again is refused instead.

    So a page that stays open when its session ends keeps what was typed into it.
    """

    @override
    def handle_no_permission(  # type: ignore[override]  # a redirect is the rule, not all that Django takes
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """What those get who are not signed in."""
        if "HX-Request" in request.headers:
            return HttpResponse(status=401)
        if errors.typed(request):
            return errors.signed_out(request)
        return super().handle_no_permission(request, view_func)


def _reader(request: HttpRequest) -> tuple[str, str]:
    """Language and time zone. A person who writes in a language that the desk does not speak is met in the browser's."""
    person = request.user
    if not person.is_authenticated:
        return _of_the_browser(request), "UTC"
    spoken = person.language in dict(settings.LANGUAGES)
    return person.language if spoken else _of_the_browser(request), person.timezone


def _of_the_browser(request: HttpRequest) -> str:
    """What the browser asks for; at a brand's door one of the languages that the brand offers."""
    asked, door = translation.get_language_from_request(request), getattr(request, "door", None)
    return asked if door is None or asked in door.languages else door.language
