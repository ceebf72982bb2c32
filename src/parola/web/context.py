"""What every page knows beside its own matter: the reader's language and direction, the theme, where it is, whether this is the demo."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

THEMES = ("light", "dark")
THEME_COOKIE = "parola_theme"
SAFE = ("GET", "HEAD")


class Frame(TypedDict):
    """The frame of a page. `theme` is empty where the device decides."""

    language: str
    direction: str
    languages: list[tuple[str, str]]
    theme: str
    demo: bool


def frame(request: HttpRequest) -> dict[str, Frame | str]:
    """The context processor (see settings, TEMPLATES).

    `here` is where one comes back to after choosing a language: a page's own address. What answers a form has none that
    can be gone to, so whoever shows a page there says whose it is.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "frame": Frame(
            language=language,
            direction="rtl" if translation.get_language_bidi() else "ltr",
            languages=[(code, translation.get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES],
            theme=chosen if chosen in THEMES else "",
            demo=settings.DEMO,
        ),
        "here": request.get_full_path() if request.method in SAFE else "/",
    }
