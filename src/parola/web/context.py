"""What every page knows beside its own matter: the reader's language and direction, the theme, where it is, whether this is the demo."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from parola.desk.accounts.models import Brand
from parola.desk.agreements.public import is_shown
from parola.web.faces import Face, face
from parola.web.tour.bar import Bar, bar

THEMES = ("light", "dark")
THEME_COOKIE = "parola_theme"
SAFE = ("GET", "HEAD")
SPOKEN = [(code, translation.get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES]


class Frame(TypedDict):
    """The frame of a page. `theme` is empty where the device decides."""

    language: str
    direction: str
    languages: list[tuple[str, str]]
    theme: str
    demo: bool
    tour: Bar | None
    """Where the reader is on the demo's tour."""
    stream: str
    """Where the page finds the event stream: `path`, a port, or nowhere (`settings.STREAM`)."""
    door: Brand | None
    """The vendor whose portal alone this is."""
    face: Face | None
    """How that vendor shows itself."""
    policy: bool
    """Whether everybody may read what that vendor promises."""
    house: str
    """What the pages are called by."""


def frame(request: HttpRequest) -> dict[str, Frame | str]:
    """The context processor (see settings, TEMPLATES).

    `here` is where one comes back to after choosing a language: a page's own address. What answers a form has none that
    can be gone to, so whoever shows a page there says whose it is.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    door = getattr(request, "door", None)
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "frame": Frame(
            language=language,
            direction="rtl" if translation.get_language_bidi() else "ltr",
            languages=[each for each in SPOKEN if door is None or each[0] in {*door.languages, language}],
            theme=chosen if chosen in THEMES else "",
            demo=settings.DEMO,
            tour=bar(request),
            stream=str(settings.STREAM_PORT) if settings.STREAM == "port" else settings.STREAM,
            door=door,
            face=face(door) if door else None,
            policy=bool(door and is_shown(door)),
            house=door.name if door else "Parola",
        ),
        "here": request.get_full_path() if request.method in SAFE else "/",
    }
